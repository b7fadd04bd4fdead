//! What people paste, read through the public interface alone: every value is found, or the paste is refused.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "the functions beside the tests are test code, but not inside a test function"
)]

mod composition;
mod examples;
mod formats;
mod generators;
mod hostile_texts;
mod law;
mod marked_text;
mod planted;
mod properties;
mod refusals;
mod support;
