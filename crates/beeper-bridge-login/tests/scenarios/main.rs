//! Tests logins against the mock, over a real socket.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "the functions beside the tests are test code, but not inside a test function"
)]

mod account_connection;
mod account_identity;
mod bridge_steps;
mod cancellation;
mod dropped_futures;
mod dropped_sessions;
mod failed_sessions;
mod id_arguments;
mod late_cancellation;
mod login_flows;
mod lost_answers;
mod misbehaving_servers;
mod partly_readable;
mod random_servers;
mod rate_limit;
mod reconnecting;
mod rejected_answers;
mod rivals;
mod secrets;
mod starting;
mod successful_logins;
mod support;
mod unattended;
mod unknown_steps;
mod unusable_answers;
mod waiting;
mod web_logins;
