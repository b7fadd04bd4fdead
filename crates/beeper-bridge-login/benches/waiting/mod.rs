//! Logins that wait for somebody to confirm them on another device: the process in which they are, and the server.

pub mod process;
pub mod server;
