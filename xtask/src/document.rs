//! The OpenAPI document and `codegen.toml`: reads them, checks them, and answers questions about them.

pub mod codegen_toml;
pub mod grammar;
pub mod json_pointer;
pub mod load;
pub mod markdown;
pub mod openapi;
pub mod problem;
pub mod sampler;
#[cfg(test)]
pub mod test_document;
pub mod value_validation;
pub mod yaml;
