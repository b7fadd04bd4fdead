//! Watches in separate processes, and the mock servers that they watch.

pub mod process;
pub mod servers;
