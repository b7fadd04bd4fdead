//! A web login in a real browser. [`CaptureError`] says how one ends without the values that the step asks for.

pub(crate) mod error;

pub use error::CaptureError;
