//! Programs that watch and export, and the servers of what is measured.

pub mod export;
pub mod history_server;
pub mod process;
pub mod servers;
