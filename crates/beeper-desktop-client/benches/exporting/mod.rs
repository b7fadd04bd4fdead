//! Programs that export a chat, and the server that they export from.

pub mod exporters;
pub mod history_server;
