//! Writes schemas of the server's document in the form of ours.

pub mod existing_components;
pub mod matching;
pub mod nullable;
pub mod objects;
pub mod scalars;
pub mod schema_writer;
pub mod use_site;
