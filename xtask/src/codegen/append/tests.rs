//! Tests of what is appended, on the sample document.

pub mod decoder_tables;
#[cfg(test)]
mod paging;
pub mod requests;
pub mod types;
