//! Rules for the schemas of components.

pub mod components;
pub mod nullable;
pub mod recursion;
pub mod unions;
