//! Reads the bearer token of a request.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

/// Returns the token of the `Authorization` header, or `None` if the header is missing or uses another scheme.
pub(crate) fn bearer_token(headers: &HeaderMap) -> Option<&[u8]> {
    let header = headers.get(AUTHORIZATION)?.as_bytes();
    let (scheme, token) = header.split_at_checked("Bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"Bearer ").then_some(token)
}
