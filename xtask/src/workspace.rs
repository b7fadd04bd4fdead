//! The workspace on disk: its paths, copies of it, and the programs that run in it.

pub mod executables;
pub mod folder_copy;
pub mod paths;
pub mod process;
pub mod regular_file;
pub mod replacement;
