//! Programs that read the same events, with this crate and by hand, and the server that sends them.

pub mod readers;
pub mod server;
