//! Questions about an OpenAPI document that its types do not answer by themselves.

pub mod components;
pub mod operations;
pub mod schema;
