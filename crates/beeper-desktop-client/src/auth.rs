//! Access tokens: the values, and where they are kept.

pub mod tokens;
