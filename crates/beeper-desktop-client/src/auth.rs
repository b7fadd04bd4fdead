//! The way from nothing to a client: servers are found, and access tokens are kept.

pub mod discovery;
pub mod tokens;
