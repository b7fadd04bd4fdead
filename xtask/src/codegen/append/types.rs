//! The types of values: changes of progenitor's own, and what is added beside them.

pub mod boxed_fields;
pub mod conversions;
pub mod deserialization;
pub mod open_types;
pub mod progenitor_types;
pub mod request_bodies;
