//! `cargo xtask drift`, through the program itself.
#![allow(
    clippy::unwrap_used,
    reason = "all of this is test code, also outside of test functions"
)]

mod addresses;
mod differences;
mod documents;
mod support;
