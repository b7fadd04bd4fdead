//! The requests to the server: their API, their rate limit, their retries, and the meaning of their errors.

pub(crate) mod bridge_api;
pub(crate) mod error_classification;
pub(crate) mod id_validation;
pub(crate) mod rate_limit;
pub(crate) mod retry;
pub(crate) mod session_response;
