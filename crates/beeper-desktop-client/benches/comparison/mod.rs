//! The same work done by this crate, by handwritten code, and by as little code as possible.

pub mod answers;
pub mod borrowed_structs;
pub mod handwritten;
pub mod server;
pub mod workloads;
