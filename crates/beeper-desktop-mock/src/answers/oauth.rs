//! Answers the OAuth endpoints.

pub(super) mod authorization;
mod errors;
pub(super) mod exchange;
pub(super) mod metadata;
mod pages;
pub(super) mod registration;
pub(super) mod tokens;
