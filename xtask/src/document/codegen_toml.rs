//! `codegen.toml`, the file beside the document: what the generator has to know and OpenAPI cannot say.

pub mod read;
pub mod settings;
