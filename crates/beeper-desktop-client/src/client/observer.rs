//! Observers: functions that the client calls after each exchange.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, StatusCode};

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::response::status_and_headers::ResponseHead;

/// The function that [`ClientBuilder::observer`](crate::ClientBuilder::observer) takes.
pub(crate) type Observer = Arc<dyn Fn(&Exchange<'_>) + Send + Sync>;

/// A finished exchange with the server: one attempt of a call.
///
/// It is meant for metrics and logs, and contains nothing of the request's or the response's content. Its terms are those of
/// OpenTelemetry where one exists, as in the spans that the client traces.
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use beeper_desktop_client::Client;
///
/// let failures = Arc::new(AtomicU64::new(0));
/// let counted = Arc::clone(&failures);
/// let client = Client::builder()
///     .observer(move |exchange| {
///         if exchange.error_kind().is_some() {
///             counted.fetch_add(1, Ordering::Relaxed);
///         }
///     })
///     .build()?;
/// # Ok::<(), beeper_desktop_client::BuildError>(())
/// ```
pub struct Exchange<'a> {
    pub(crate) operation_id: &'static str,
    pub(crate) method: &'a Method,
    pub(crate) path_template: &'a str,
    pub(crate) attempt: u32,
    pub(crate) duration: Duration,
    pub(crate) head: Option<&'a ResponseHead>,
    pub(crate) error: Option<&'a Error>,
}

impl<'a> Exchange<'a> {
    /// Returns the operation's name: that of its method on [`Client`](crate::Client), or `execute` for other endpoints.
    pub fn operation_id(&self) -> &'static str {
        self.operation_id
    }

    /// Returns the HTTP method (`http.request.method`).
    pub fn method(&self) -> &'a Method {
        self.method
    }

    /// Returns the path with placeholders instead of IDs (`url.template`).
    pub fn path_template(&self) -> &'a str {
        self.path_template
    }

    /// Returns the number of the attempt within its call, counted from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Returns how long the exchange took, up to the last byte of the response.
    ///
    /// For a response that is read as a stream, it is the time up to the first byte.
    pub fn duration(&self) -> Duration {
        self.duration
    }

    /// Returns the status of the response (`http.response.status_code`), or `None` without a response.
    pub fn status(&self) -> Option<StatusCode> {
        self.head.map(|head| head.status)
    }

    /// Returns the server's version, if the response has the header `X-Beeper-Desktop-Version`.
    pub fn server_version(&self) -> Option<&'a str> {
        self.head?.server_version()
    }

    /// Returns the kind of the error if the exchange failed.
    ///
    /// A successful response that cannot be read as its type is not an error here, because the client detects that later.
    pub fn error_kind(&self) -> Option<&'a ErrorKind> {
        self.error.map(Error::kind)
    }
}

impl fmt::Debug for Exchange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("operation_id", &self.operation_id)
            .field("method", &self.method)
            .field("path_template", &self.path_template)
            .field("attempt", &self.attempt)
            .field("duration", &self.duration)
            .field("status", &self.status())
            .field("server_version", &self.server_version())
            .finish_non_exhaustive()
    }
}
