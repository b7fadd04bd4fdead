//! Logins that wait for a confirmation on another device: the process that runs them, and their server.

pub mod process;
pub mod server;
