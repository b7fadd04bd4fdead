//! A request for an endpoint that is not an operation.

use axum::body::Bytes;
use axum::http::HeaderMap;

use crate::http::endpoint::Endpoint;

/// A request for an endpoint.
pub(crate) struct EndpointCall<'a> {
    pub(crate) endpoint: Endpoint,
    /// The base URL of the server.
    pub(crate) base_url: &'a str,
    /// The API's description that the server publishes.
    pub(crate) spec: Option<&'a Bytes>,
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}
