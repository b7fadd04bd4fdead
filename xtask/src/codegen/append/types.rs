//! The types of values: changes to progenitor's types, and additions to them.

pub mod boxed_fields;
pub mod conversions;
pub mod deserialization;
pub mod open_types;
pub mod progenitor_types;
pub mod request_bodies;
