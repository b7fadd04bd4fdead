//! Tests of the crates as their users see them, over a real socket where one is involved.
#![allow(
    clippy::unwrap_used,
    reason = "all of this is test code, also outside of test functions"
)]

mod app_setup;
// Layout and lints are the generator's own.
#[rustfmt::skip]
#[allow(clippy::all, unused_qualifications)]
mod generated;
mod operations;
mod pagination;
mod redaction;
mod repository;
mod serialization;
mod support;
mod transport;
mod workflows;
