//! A request for an endpoint that is no operation.

use axum::body::Bytes;
use axum::http::HeaderMap;

use crate::http::endpoint::Endpoint;

/// A request for an endpoint.
pub(crate) struct EndpointCall<'a> {
    pub(crate) endpoint: Endpoint,
    /// The address of the server.
    pub(crate) base_url: &'a str,
    /// The API's description.
    pub(crate) spec: Option<&'a Bytes>,
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}
