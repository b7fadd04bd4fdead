//! Captures in a real browser without a window, of pages on this computer. Where no browser is found, they are left out.
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
