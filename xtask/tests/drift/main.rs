//! `cargo xtask drift`, through the program itself.
#![allow(
    clippy::unwrap_used,
    reason = "all of this is test code, also outside of test functions"
)]

mod additions;
mod addresses;
mod adopt;
mod differences;
mod documents;
mod nulls;
mod pasting;
mod support;
mod vendor;
