//! The same work done by this crate, by hand, and with as little as possible.

pub mod answers;
pub mod borrowed_structs;
pub mod handwritten;
pub mod server;
pub mod workloads;
