//! Tests that secrets are never printed: a marker is planted wherever a secret can be, and looked for in all output.

mod app_setup;
mod bridge_login;
mod captured_output;
mod client;
mod oauth;
mod stored_tokens;
