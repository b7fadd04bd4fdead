//! The options of all calls of a cloned client.

use std::time::Duration;

use crate::client::settings::Settings;
use crate::client::timeouts::Timeouts;

/// Options for the calls of a cloned client, passed to [`Client::with`](crate::Client::with).
///
/// By default, the client retries a call that may be repeated (see [`DeliveryClass`](crate::DeliveryClass)) up to twice. It
/// waits half a second before the first retry and twice as long before each further one, up to 8 seconds; each pause is
/// shortened at random by up to a quarter. If the server sends `Retry-After` or `retry-after-ms`, the client waits that long,
/// up to 60 seconds. If the server asks for more, the call fails at once, and [`retry_after`](crate::Error::retry_after)
/// returns the time. No retry starts later than two minutes after the call began.
///
/// ```
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
/// use std::time::Duration;
/// use beeper_desktop_client::CallOptions;
///
/// let impatient = client.with(CallOptions::new().timeout(Duration::from_secs(2)).retries(0));
/// let info = impatient.get_info().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct CallOptions {
    timeout: Option<Duration>,
    retries: Option<u32>,
    retry_within: Option<Duration>,
    max_body_bytes: Option<usize>,
}

impl CallOptions {
    /// Creates options that change nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the time limit of each attempt, for every delivery class.
    ///
    /// The limit includes connecting. If it is shorter than [`Timeouts::connect`], it can expire before the client detects
    /// that no server is running.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets how often the client retries a call at most; twice by default.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = Some(retries);
        self
    }

    /// Sets how long after the start of a call the client may still retry it; two minutes by default.
    ///
    /// The client does not interrupt an attempt that has begun, so a call takes at most this time plus the time limit of one
    /// attempt.
    pub fn retry_within(mut self, limit: Duration) -> Self {
        self.retry_within = Some(limit);
        self
    }

    /// Sets the largest response that the client accepts, in bytes.
    ///
    /// The default is that of [`ClientBuilder::max_body_bytes`](crate::ClientBuilder::max_body_bytes).
    pub fn max_body_bytes(mut self, max_body_bytes: usize) -> Self {
        self.max_body_bytes = Some(max_body_bytes);
        self
    }

    pub(crate) fn apply_to(self, settings: &mut Settings) {
        let Self {
            timeout,
            retries,
            retry_within,
            max_body_bytes,
        } = self;
        if let Some(timeout) = timeout {
            settings.timeouts = Timeouts {
                connect: settings.timeouts.connect,
                read: timeout,
                act: timeout,
                login: timeout,
                wait: timeout,
            };
        }
        settings.retries = retries.unwrap_or(settings.retries);
        settings.retry_within = retry_within.unwrap_or(settings.retry_within);
        settings.max_body_bytes = max_body_bytes.unwrap_or(settings.max_body_bytes);
    }
}
