//! Logins against the mock, over a real socket: what can happen, and how it ends.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "the functions beside the tests are test code, but not inside a test function"
)]

mod account_identity;
mod arbitrary_server;
mod cancellation;
mod dropped_futures;
mod failed_sessions;
mod ids;
mod login_flows;
mod misbehaving_servers;
mod rejected_answers;
mod secrets;
mod starting;
mod successful_logins;
mod support;
mod waiting;
