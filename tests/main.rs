//! The crates as their users see them, over a real socket where one is involved.
#![allow(
    clippy::unwrap_used,
    reason = "all of this is test code, also outside of test functions"
)]

mod app_setup;
mod bodies;
mod chatting;
mod environment;
mod errors;
mod every_request;
mod files;
// Layout and lints are the generator's own.
#[rustfmt::skip]
#[allow(clippy::all, unused_qualifications)]
mod generated;
mod ids;
mod live_edge;
mod login;
mod odd_answers;
mod operations;
mod paging;
mod qr;
mod samples;
mod secrets;
mod tables;
mod texts;
mod timeouts;
mod wire;

use std::collections::BTreeSet;
use std::fmt::Debug;

use beeper_desktop_client::{Client, VirtualClock};
use beeper_desktop_mock::MockDesktop;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A client of `mock`, with its token. Pauses between tries take no time.
fn client(mock: &MockDesktop) -> Client {
    Client::builder()
        .base_url(mock.base_url())
        .access_token(mock.token())
        .clock(VirtualClock::new())
        .build()
        .unwrap()
}

/// Asserts that `found` has the names of `wanted` and no others, and says which are lacking or too many.
#[track_caller]
fn assert_names<T: Ord + Debug>(found: &BTreeSet<T>, wanted: &BTreeSet<T>, what: &str) {
    let lacking: Vec<_> = wanted.difference(found).collect();
    let too_many: Vec<_> = found.difference(wanted).collect();
    assert!(lacking.is_empty(), "{what} lack {lacking:?}");
    assert!(too_many.is_empty(), "{what} have {too_many:?} left over");
}

/// A value as `T` writes it after having read it.
fn again<T: DeserializeOwned + Serialize>(wire: Value) -> Result<Value, serde_json::Error> {
    let text = serde_json::to_string(&serde_json::from_value::<T>(wire)?)?;
    let value: Value = serde_json::from_str(&text)?;
    assert_eq!(
        text.len(),
        value.to_string().len(),
        "a property is written twice: {text}"
    );
    Ok(value)
}
