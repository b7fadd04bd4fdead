//! The rules, by subject.

pub mod codegen_toml;
pub mod examples;
pub mod markdown;
pub mod operations;
pub mod rust_names;
pub mod samples;
pub mod schemas;
pub mod style;
pub mod todo_texts;
