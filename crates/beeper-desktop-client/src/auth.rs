//! The way from nothing to a client: servers are found and signed in, users asked for access tokens, and tokens kept.

pub mod app_setup;
pub mod discovery;
#[cfg(feature = "oauth")]
pub mod oauth;
pub mod tokens;
