//! Logins against the mock, over a real socket: what can happen, and how it ends.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "the functions beside the tests are test code, but not inside a test function"
)]

mod account_connection;
mod account_identity;
mod arbitrary_server;
mod cancellation;
mod drop_and_detach;
mod dropped_futures;
mod failed_sessions;
mod ids;
mod late_cancellation;
mod login_flows;
mod lost_answers;
mod misbehaving_servers;
mod rate_limit;
mod reconnecting;
mod rejected_answers;
mod secrets;
mod starting;
mod successful_logins;
mod support;
mod unattended;
mod unknown_steps;
mod waiting;
