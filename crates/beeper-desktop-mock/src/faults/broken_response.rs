//! Responses that hyper would not send: their bytes, and how the connection ends after them.

use std::fmt;

use axum::body::{Body, Bytes};
use axum::http::Response;
use axum::response::IntoResponse;

/// How the server ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConnectionEnd {
    Close,
    Reset,
    /// The connection stays open until the client sends more; then the server resets it.
    ResetOnReuse,
}

/// A response that hyper would not send.
///
/// It travels as an error to the code that owns the connection, which writes it and ends the connection.
#[derive(Clone)]
pub(crate) struct BrokenResponse {
    pub(crate) bytes: Bytes,
    pub(crate) end: ConnectionEnd,
}

impl BrokenResponse {
    pub(crate) fn reset() -> Self {
        Self {
            bytes: Bytes::new(),
            end: ConnectionEnd::Reset,
        }
    }
}

/// Passes the broken response through axum as an extension.
impl IntoResponse for BrokenResponse {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        response.extensions_mut().insert(self);
        response
    }
}

impl std::error::Error for BrokenResponse {}

impl fmt::Display for BrokenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the answer was broken on purpose")
    }
}

impl fmt::Debug for BrokenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrokenResponse")
            .field("bytes_len", &self.bytes.len())
            .field("end", &self.end)
            .finish()
    }
}
