//! Schemas of requests, and checks of values against them. The tables of schemas are generated.

mod check;
pub(crate) mod formats;
mod numbers;
mod read;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
pub(crate) mod types;
pub(crate) mod violation;

// The generated tables use it.
pub(crate) use formats::Format;
pub(crate) use types::*;
