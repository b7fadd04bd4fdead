//! What is appended, on the sample document.

pub mod decoder_tables;
pub mod requests;
pub mod types;
