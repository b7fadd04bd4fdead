//! From bytes to values, with errors that say where but never quote.
//!
//! What serde says of a wrong value quotes it, and the value may be a password. So only those parts of its messages
//! are passed on that cannot come from the document: paths, names of fields, and what was expected.

#[cfg(any(test, fuzzing))]
pub(crate) mod cross_check;
pub(crate) mod error;
mod error_path;
mod json_scanner;
pub(crate) mod repair;
pub(crate) mod schema;
pub(crate) mod serde_error;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::response::misfits::Misfits;
use crate::runtime::decode::error::DecodeError;
use crate::runtime::decode::repair::{RawItems, repair};
use crate::runtime::decode::schema::Kind;
use crate::runtime::decode::serde_error::decode;

/// A decoded answer.
pub(crate) struct Decoded<T> {
    pub(crate) value: T,
    /// What the repair of the answer changed, if it had to be repaired.
    pub(crate) repairs: Option<Box<Repairs>>,
}

/// The changes that a repair made, and what callers need of the answer before it.
#[derive(Clone, Default)]
pub(crate) struct Repairs {
    pub(crate) misfits: Misfits,
    /// The answer as it came, where it may be decoded once more as another type.
    pub(crate) body: Option<Bytes>,
    /// The list of the answer's own page, if it has one.
    pub(crate) items: Option<RawItems>,
}

/// Decodes an answer. If that fails, repairs it by its schema and decodes the result.
///
/// It is decoded as text: bytes would be checked to be UTF-8 name by name and value by value, which costs more than all at once.
pub(crate) fn decode_answer<T: DeserializeOwned>(
    body: &Bytes,
    schema: impl FnOnce() -> Kind,
) -> Result<Decoded<T>, DecodeError> {
    if let Ok(text) = std::str::from_utf8(body)
        && let Ok(value) = serde_json::from_str(text)
    {
        return Ok(Decoded { value, repairs: None });
    }
    let repaired = repair(body, schema())?;
    let value = decode(&repaired.text)?;
    let repairs = Some(Box::new(Repairs {
        misfits: repaired.misfits,
        body: None,
        items: repaired.items,
    }));
    Ok(Decoded { value, repairs })
}
