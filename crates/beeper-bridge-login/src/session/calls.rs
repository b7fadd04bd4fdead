//! The calls that a login makes: which there are, what their failures mean, and how fast they may follow each other.

pub(crate) mod bridge_api;
pub(crate) mod error_classification;
pub(crate) mod id_validation;
pub(crate) mod rate_limit;
pub(crate) mod retry;
