//! Tests of `cargo xtask drift`, with the real command.
#![allow(
    clippy::unwrap_used,
    reason = "all of this is test code, also outside of test functions"
)]

mod adopt;
mod adopted_lines;
mod bad_documents;
mod differences;
mod fetching;
mod nullable;
mod support;
mod vendor_additions;
mod vendor_document;
