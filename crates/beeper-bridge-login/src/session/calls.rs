//! The calls to the server: which there are, how often they may be made, and what their failures mean.

pub(crate) mod bridge_api;
pub(crate) mod error_classification;
pub(crate) mod id_validation;
pub(crate) mod rate_limit;
pub(crate) mod retry;
pub(crate) mod session_response;
