//! Live events: who is connected and subscribed to what, and what is announced.

mod announcements;
mod commands;
pub(crate) mod connections;
mod subscription;
