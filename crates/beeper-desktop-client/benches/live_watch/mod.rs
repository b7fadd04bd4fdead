//! The programs that watch and export, and the servers that they use.

pub mod export;
pub mod history_server;
pub mod process;
pub mod servers;
