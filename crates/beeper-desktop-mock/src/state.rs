//! The state of the server: what a test put there, and what calls have changed since.

pub(crate) mod accounts;
pub(crate) mod app_setup;
mod assets;
pub(crate) mod chat_json;
mod chats;
pub(crate) mod demo_chats;
pub(crate) mod live;
pub(crate) mod login_sessions;
mod messages;
pub(crate) mod oauth;
pub(crate) mod store;
pub(crate) mod upsert;
