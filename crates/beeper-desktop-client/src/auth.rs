//! The way from nothing to a client: servers are found, users asked for access tokens, and tokens kept.

pub mod discovery;
#[cfg(feature = "oauth")]
pub mod oauth;
pub mod tokens;
