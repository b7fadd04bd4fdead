//! Programs that export a chat, and the server of its history.

pub mod exporters;
pub mod history_server;
