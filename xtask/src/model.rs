//! What the client has for a document: requests, their arguments and setters, and the types that the runtime defines.
//!
//! `codegen` writes code from it, `diff` compares it, and `lint` checks that it can be made.

pub mod clearable;
pub mod request;
pub mod rust_names;
pub mod value;
