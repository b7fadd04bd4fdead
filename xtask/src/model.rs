//! Describes what the client has for a document: requests, their arguments and setters, and the types that the runtime defines.
//!
//! `codegen` writes code from it, `diff` compares it, and `lint` checks that it can be generated.

pub mod members;
pub mod nullability;
pub mod request;
pub mod request_bodies;
pub mod runtime_types;
pub mod rust_names;
pub mod rust_paths;
pub mod unsupported_operations;
