//! Rules for operations: their paths, parameters, bodies and responses.

pub mod arguments;
pub mod bodies;
pub mod parameters;
pub mod paths;
