//! Tests captures in a real browser without a window, with pages on this computer. Without a browser, the tests are skipped.
#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "the functions beside the tests are test code, but not inside a test function"
)]

mod ends;
mod logins;
mod pages;
mod scripts;
mod support;
mod values;
