//! The time limit of an attempt.

use std::pin::Pin;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::runtime::call::Call;

/// Limits are cut to a year, so that adding one to the current time does not overflow.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The time limit of an attempt, from its start to the last byte of the response.
pub(super) struct Deadline {
    pub(super) call: Call,
    pub(super) limit: Duration,
    connect: Duration,
    pub(super) end: Instant,
}

impl Deadline {
    /// Returns the deadline of an attempt that began at `started`.
    ///
    /// `connect` is the limit for connecting, which errors report.
    pub(super) fn new(call: Call, started: Instant, limit: Duration, connect: Duration) -> Self {
        Self {
            call,
            limit,
            connect,
            end: started + limit.min(LONGEST_TIMEOUT),
        }
    }

    /// Waits for a part of the exchange until the deadline. The part is pinned, because it is large and would be copied.
    pub(super) async fn within<T>(&self, part: Pin<&mut impl Future<Output = reqwest::Result<T>>>) -> Result<T, Error> {
        match timeout_at(self.end, part).await {
            Ok(Ok(whole)) => Ok(whole),
            Ok(Err(error)) => Err(self.transport_error(&error.without_url())),
            Err(_) => Err(Error::of(self.call, ErrorKind::Timeout { limit: self.limit })),
        }
    }

    /// Converts an error of the HTTP client, from which the URL has been removed, because it may contain IDs.
    fn transport_error(&self, error: &reqwest::Error) -> Error {
        if error.is_builder() {
            let reason = error.to_string();
            return Error::of(self.call, ErrorKind::InvalidRequest { reason });
        }
        let kind = match (error.is_connect(), error.is_timeout()) {
            (true, true) => ErrorKind::ConnectTimeout { limit: self.connect },
            (true, false) => ErrorKind::Connect,
            // The system has its own timeouts for dead connections.
            (false, _) => ErrorKind::Interrupted,
        };
        Error::of(self.call, kind).with_source(error)
    }
}
