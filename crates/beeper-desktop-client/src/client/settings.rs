//! What a client was made with.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use crate::client::base_url::Server;
use crate::client::call_options::Timeouts;
use crate::client::http_client::HttpOptions;
use crate::client::observer::Observer;
use crate::runtime::clock::Clock;

/// What the client keeps beside its connections.
#[derive(Clone)]
pub(crate) struct Settings {
    /// The header that carries the token.
    pub(crate) authorization: Option<HeaderValue>,
    /// Which server is called, as errors show it.
    pub(crate) server: Server,
    /// What the program wants of the HTTP client.
    pub(crate) http: Arc<HttpOptions>,
    pub(crate) timeouts: Timeouts,
    pub(crate) max_body_bytes: usize,
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

/// The header that carries the token, marked so that nothing prints it. `None` if the token cannot stand in a header.
///
/// Requests share it, and its memory is overwritten when nothing needs it any more.
pub(crate) fn bearer(token: &str) -> Option<HeaderValue> {
    let text = Zeroizing::new(format!("Bearer {token}"));
    let mut header = HeaderValue::from_maybe_shared(Bytes::from_owner(text)).ok()?;
    header.set_sensitive(true);
    Some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_with_the_token_does_not_print_it() {
        let header = bearer("PLANTED").unwrap();
        assert!(header.is_sensitive());
        assert_eq!(format!("{header:?}"), "Sensitive");
    }
}
