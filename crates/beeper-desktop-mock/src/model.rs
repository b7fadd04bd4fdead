//! The things that a test puts on the server.
//!
//! Each type stores the JSON properties that the test set. The state derives the others when it answers.

pub(crate) mod account;
pub(crate) mod asset;
pub(crate) mod bridge;
pub(crate) mod chat;
pub(crate) mod consent;
mod demo_bridges;
pub(crate) mod event_entries;
pub(crate) mod frame;
pub(crate) mod login_script;
pub(crate) mod message;
pub(crate) mod properties;
pub(crate) mod sending;
pub(crate) mod setup;
pub(crate) mod sign_in_page;
pub(crate) mod user;
