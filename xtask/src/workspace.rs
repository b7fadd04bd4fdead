//! The workspace on disk: its paths, copies of it, and the programs that are run in it.

pub mod executables;
pub mod mirror;
pub mod paths;
pub mod process;
