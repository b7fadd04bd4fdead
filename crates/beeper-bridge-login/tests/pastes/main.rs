//! Tests pastes through the public API: every value must be found, or the paste refused.
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
