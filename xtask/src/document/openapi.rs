//! Functions that answer questions about an OpenAPI document.

pub mod components;
pub mod operations;
pub mod schema;
