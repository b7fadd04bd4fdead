//! The target of a request: an operation of the API, or another endpoint.

use std::fmt;

use crate::generated::Operation;
use crate::http::endpoint::Endpoint;

/// The target of a request: an [`Operation`] of the API, or an [`Endpoint`] beside it.
///
/// Methods that take `impl Into<Route>` accept either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// An operation of the API.
    Operation(Operation),
    /// An endpoint that is not an operation.
    Endpoint(Endpoint),
}

impl From<Operation> for Route {
    fn from(operation: Operation) -> Self {
        Self::Operation(operation)
    }
}

impl From<Endpoint> for Route {
    fn from(endpoint: Endpoint) -> Self {
        Self::Endpoint(endpoint)
    }
}

/// Writes the ID of an operation, or the method and path of an endpoint.
impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation(operation) => operation.fmt(f),
            Self::Endpoint(endpoint) => endpoint.fmt(f),
        }
    }
}
