//! Decodes bytes to values, with errors that name the place and never quote the value.
//!
//! serde's messages quote a wrong value, which may be a password. So errors contain only those parts of its messages that
//! cannot come from the document: paths, names of fields, and what was expected.

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

/// A decoded response.
pub(crate) struct Decoded<T> {
    pub(crate) value: T,
    /// The changes of the repair, if the response had to be repaired.
    pub(crate) repairs: Option<Box<Repairs>>,
}

/// The changes that a repair made, and the parts of the original response that callers need.
#[derive(Clone, Default)]
pub(crate) struct Repairs {
    pub(crate) misfits: Misfits,
    /// The original response, if it may be decoded again as another type.
    pub(crate) body: Option<Bytes>,
    /// The list of the page that the response is, if it is one.
    pub(crate) items: Option<RawItems>,
}

/// Decodes a response. If that fails, repairs it by its schema and decodes the result.
///
/// It decodes the response as text. From bytes, serde would check each name and value separately for UTF-8, which costs more than
/// one check of the whole.
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
