//! The crates as their users see them, over a real socket where one is involved.
#![allow(
    clippy::unwrap_used,
    reason = "all of this is test code, also outside of test functions"
)]

mod document;
mod errors;
mod ids;
mod login;
mod operations;
mod secrets;
mod silent_server;
mod timeouts;
mod wire;

use beeper_desktop_client::Client;
use beeper_desktop_mock::MockDesktop;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A client of `mock`, with its token.
fn client(mock: &MockDesktop) -> Client {
    Client::builder()
        .base_url(mock.base_url())
        .access_token(mock.token())
        .build()
        .unwrap()
}

/// A value as `T` writes it after having read it.
fn again<T: DeserializeOwned + Serialize>(wire: Value) -> Result<Value, serde_json::Error> {
    serde_json::from_value::<T>(wire).and_then(serde_json::to_value)
}
