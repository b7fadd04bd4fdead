//! From bytes to values, with errors that say where but never quote.
//!
//! What serde says of a wrong value quotes it, and the value may be a password. So only those parts of its messages
//! are passed on that cannot come from the document: paths, names of fields, and what was expected.

#[cfg(any(test, fuzzing))]
pub(crate) mod cross_check;
mod error_path;
mod json_scanner;
#[cfg(test)]
mod property_tests;
pub(crate) mod repair;
pub(crate) mod schema;
mod serde_error;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::response::misfit::Misfits;
use crate::runtime::decode::repair::{RawItems, repair};
use crate::runtime::decode::schema::Kind;

/// Why a body could not be decoded.
#[derive(Debug, PartialEq)]
pub(crate) enum Undecodable {
    /// It is not JSON at all.
    NotJson,
    /// It is JSON of another shape.
    Misfit {
        /// Where, as in `accounts[3].bridge.type`; `.` is the whole of it.
        path: String,
        /// What was expected there.
        reason: String,
    },
}

/// What an answer was decoded to.
pub(crate) struct Decoded<T> {
    pub(crate) value: T,
    /// What was done about the answer before it could be decoded, if anything was.
    pub(crate) repairs: Option<Box<Repairs>>,
}

/// What did not fit in an answer.
#[derive(Clone, Default)]
pub(crate) struct Repairs {
    pub(crate) misfits: Misfits,
    /// The answer as it came, where it may be decoded once more as another type.
    pub(crate) body: Option<Bytes>,
    /// The list of the answer's own page, if it has one.
    pub(crate) items: Option<RawItems>,
}

/// Decodes an answer. Only on failure is it read by its schema, and decoded again from what comes of that.
pub(crate) fn decode_answer<T: DeserializeOwned>(
    body: &Bytes,
    schema: impl FnOnce() -> Kind,
) -> Result<Decoded<T>, Undecodable> {
    if let Ok(value) = serde_json::from_slice(body) {
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

/// Decodes a body of which no schema is known. Only on failure is it read again to learn where it does not fit.
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Undecodable> {
    serde_json::from_slice(body).map_err(|error| serde_error::explain(&error, body))
}
