//! Logins against the mock, over a real socket: what can happen, and how it ends.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "the functions beside the tests are test code, but not inside a test function"
)]

mod any_server;
mod endings;
mod flows;
mod halfway;
mod hostile;
mod ids;
mod leaving;
mod normal;
mod secrets;
mod starting;
mod support;
mod waiting;
mod whose;
mod wrong_input;
