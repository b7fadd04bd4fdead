//! Tests that nothing prints secrets: they plant a marker in place of every secret, and search all output for it.

mod app_setup;
mod bridge_login;
mod captured_output;
mod client;
mod oauth;
mod stored_tokens;
