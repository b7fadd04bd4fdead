//! The settings of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;

use crate::client::http_client::HttpOptions;
use crate::client::observer::Observer;
use crate::client::server_origin::ServerOrigin;
use crate::client::timeouts::Timeouts;
use crate::runtime::clock::Clock;

/// The settings that all calls of a client share.
#[derive(Clone)]
pub(crate) struct Settings {
    /// The `Authorization` header with the access token.
    pub(crate) authorization: Option<HeaderValue>,
    /// The server, as errors display it.
    pub(crate) server: ServerOrigin,
    /// The settings of the HTTP client that the program chose.
    pub(crate) http: Arc<HttpOptions>,
    pub(crate) timeouts: Timeouts,
    pub(crate) max_body_bytes: usize,
    /// The largest body of a refusal that is read. If a body is larger, the client ignores it and reports the refusal.
    pub(crate) max_refusal_bytes: usize,
    pub(crate) retries: u32,
    pub(crate) retry_within: Duration,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) observer: Option<Observer>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("authorization", &self.authorization)
            .field("server", &self.server)
            .field("timeouts", &self.timeouts)
            .field("max_body_bytes", &self.max_body_bytes)
            .field("retries", &self.retries)
            .field("retry_within", &self.retry_within)
            .finish_non_exhaustive()
    }
}
