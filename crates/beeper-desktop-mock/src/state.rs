//! What is on the server, and how one thing follows from another.

pub(crate) mod app_setup;
pub(crate) mod assets;
pub(crate) mod chats;
pub(crate) mod demo_chats;
pub(crate) mod login_sessions;
mod message_order;
pub(crate) mod messages;
pub(crate) mod store;
