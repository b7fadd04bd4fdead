//! Observers: functions that are told of each exchange when it is over.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, StatusCode};

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::response::status_and_headers::ResponseHead;

/// What a client tells of each exchange; given to [`ClientBuilder::observer`](crate::ClientBuilder::observer).
pub(crate) type Observer = Arc<dyn Fn(&Exchange<'_>) + Send + Sync>;

/// An exchange with the server that is over: one try of a call.
///
/// It is for metrics and logs, and holds nothing of what was sent or answered. Its names for things are those of
/// OpenTelemetry where that has one, as in the spans that the client traces.
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
    /// Returns the operation's name, as its method on [`Client`](crate::Client) is called; `execute` for other endpoints.
    pub fn operation_id(&self) -> &'static str {
        self.operation_id
    }

    /// Returns the HTTP method (`http.request.method`).
    pub fn method(&self) -> &'a Method {
        self.method
    }

    /// Returns the path with placeholders in place of IDs (`url.template`).
    pub fn path_template(&self) -> &'a str {
        self.path_template
    }

    /// Returns which try of its call it was, counted from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Returns how long it took: to the answer's last byte, or to its first where the answer is read as a stream.
    pub fn duration(&self) -> Duration {
        self.duration
    }

    /// Returns the answer's status (`http.response.status_code`), if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.head.map(|head| head.status)
    }

    /// Returns the version of the server that answered, if it says so (`X-Beeper-Desktop-Version`).
    pub fn server_version(&self) -> Option<&'a str> {
        self.head?.server_version()
    }

    /// Returns why it failed. An answer that means success and does not fit its type is found out later, and is none here.
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
