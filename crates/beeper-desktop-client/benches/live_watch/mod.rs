//! Programs that watch, and the servers of what is measured.

pub mod process;
pub mod servers;
