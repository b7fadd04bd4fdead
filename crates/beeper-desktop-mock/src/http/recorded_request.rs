//! The requests that reached the server.

use std::fmt;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use serde_json::Value;

use crate::generated::Operation;
use crate::http::endpoint::Endpoint;
use crate::http::route::Route;

/// One request that reached the server.
///
/// Its `Debug` output shows the method, the operation or endpoint, the header names and the length of the body, but no values:
/// recorded requests contain tokens, codes, passwords and cookies.
#[derive(Clone)]
pub struct RecordedRequest {
    route: Option<Route>,
    method: String,
    path: String,
    path_params: Vec<(String, String)>,
    query: Option<String>,
    headers: HeaderMap,
    body: Bytes,
}

impl RecordedRequest {
    pub(crate) fn new(route: Option<Route>, path_params: Vec<(String, String)>, parts: &Parts, body: Bytes) -> Self {
        Self {
            route,
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            path_params,
            query: parts.uri.query().map(str::to_owned),
            headers: parts.headers.clone(),
            body,
        }
    }

    /// Returns the operation that has this method and path, or `None` if no operation has them.
    #[must_use]
    pub fn operation(&self) -> Option<Operation> {
        match self.route? {
            Route::Operation(operation) => Some(operation),
            Route::Endpoint(_) => None,
        }
    }

    /// Returns the endpoint that has this method and path, or `None` if no endpoint has them.
    #[must_use]
    pub fn endpoint(&self) -> Option<Endpoint> {
        match self.route? {
            Route::Endpoint(endpoint) => Some(endpoint),
            Route::Operation(_) => None,
        }
    }

    pub(crate) fn route(&self) -> Option<Route> {
        self.route
    }

    /// Returns the HTTP method, such as `POST`.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the path exactly as sent, still percent-encoded, without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns a decoded path parameter by its name in the path template, as in `path_param("bridgeID")`.
    #[must_use]
    pub fn path_param(&self, name: &str) -> Option<&str> {
        self.path_params
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns all decoded path parameters in the order of the path.
    pub fn path_params(&self) -> impl Iterator<Item = (&str, &str)> {
        self.path_params
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the query exactly as sent, without the `?`, or `None` if the request had no `?`.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// Returns the first header of that name, in upper or lower case, or `None` if it is missing or its value is not text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns all headers, with names in lower case; a name that was sent twice appears twice.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
    }

    /// Returns the body as sent.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Parses the body as JSON.
    ///
    /// # Errors
    ///
    /// Returns an error if the body is not JSON. An empty body is not JSON.
    pub fn json(&self) -> serde_json::Result<Value> {
        serde_json::from_slice(&self.body)
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.keys().map(|name| name.as_str()).collect();
        f.debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("route", &self.route)
            .field("headers", &names)
            .field("body_len", &self.body.len())
            .finish_non_exhaustive()
    }
}
