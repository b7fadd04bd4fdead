//! What the API's description says of requests, and whether a value keeps to it. The tables of it are generated.

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

// For the generated tables.
pub(crate) use formats::Format;
pub(crate) use types::*;
