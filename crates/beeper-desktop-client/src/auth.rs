//! Leads to a client: finds servers and signs them in, asks users for access tokens, and stores tokens.

pub mod app_setup;
pub mod discovery;
#[cfg(feature = "oauth")]
pub mod oauth;
pub mod tokens;
