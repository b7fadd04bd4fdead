//! Requests as they reached the server.

use std::fmt;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use serde_json::Value;

use crate::generated::Operation;
use crate::http::endpoint::Endpoint;
use crate::http::route::Route;

/// One request as it reached the server.
///
/// Its `Debug` shows method, operation or endpoint, header names and the length of the body, never values: recorded requests
/// hold tokens, codes, passwords and cookies.
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

    /// The operation that method and path belong to; `None` for anything else.
    #[must_use]
    pub fn operation(&self) -> Option<Operation> {
        match self.route? {
            Route::Operation(operation) => Some(operation),
            Route::Endpoint(_) => None,
        }
    }

    /// The endpoint that method and path belong to; `None` for operations and for anything else.
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

    /// The HTTP method, such as `POST`.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path exactly as sent, still percent-encoded, without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A path parameter by its name in the path template, decoded: `path_param("bridgeID")`.
    #[must_use]
    pub fn path_param(&self, name: &str) -> Option<&str> {
        self.path_params
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// All path parameters, decoded, in the order of the path.
    pub fn path_params(&self) -> impl Iterator<Item = (&str, &str)> {
        self.path_params
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The query exactly as sent, without the `?`; `None` when there was no `?`.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// The first header of that name, in any case. `None` also when its value is not text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All headers, names in lower case; a name sent twice comes twice.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
    }

    /// The body as sent.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// When the body is not JSON; an empty body is none.
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
