//! Builds requests: their arguments, URLs, headers and bodies.

pub(crate) mod address;
pub(crate) mod argument;
pub(crate) mod endpoint;
pub(crate) mod error;
pub(crate) mod parameter;
pub(crate) mod request_builder;
pub(crate) mod reserved_headers;
