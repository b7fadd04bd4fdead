//! What a client was made with.

use std::sync::Arc;

use reqwest::header::HeaderValue;

use crate::{Secret, Timeouts};

/// What the client keeps beside progenitor's fields.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) token: Option<Secret>,
    pub(crate) timeouts: Timeouts,
    pub(crate) max_body_bytes: usize,
}

/// The runtime's part of a client; clones share it.
pub(crate) type Transport = Arc<Settings>;

/// The header that carries the token, marked so that nothing prints it. `None` if the token cannot stand in a header.
///
/// Made for each request: a header's value, unlike a secret, stays in memory when it is dropped.
pub(crate) fn bearer(token: &Secret) -> Option<HeaderValue> {
    let mut header = HeaderValue::from_str(&format!("Bearer {}", token.expose())).ok()?;
    header.set_sensitive(true);
    Some(header)
}
