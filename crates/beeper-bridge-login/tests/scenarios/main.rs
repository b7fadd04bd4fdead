//! Logins against the mock, over a real socket: what can happen, and how it ends.
#![allow(
    clippy::unwrap_used,
    reason = "the functions of `support` are test code, but not inside a test function"
)]

mod endings;
mod hostile;
mod leaving;
mod normal;
mod secrets;
mod starting;
mod support;
mod waiting;
mod wrong_input;
