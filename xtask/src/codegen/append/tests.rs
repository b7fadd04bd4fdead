//! Tests of the code that is appended to the generated module, with the sample document.

pub mod decoder_tables;
#[cfg(test)]
mod paging;
pub mod requests;
pub mod types;
