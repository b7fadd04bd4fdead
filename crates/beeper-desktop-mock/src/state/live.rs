//! Live connections, their subscriptions, and the events that the server announces.

mod announcements;
mod commands;
pub(crate) mod connections;
mod subscription;
