//! Decodes a response both directly and after a repair, and asserts that the results agree; for tests and fuzzing.

use std::fmt::Debug;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::response::misfits::Misfits;
use crate::runtime::decode::error::DecodeError;
use crate::runtime::decode::repair::repair;
use crate::runtime::decode::schema::Kind;

/// A function that decodes a body as one type.
pub(crate) type CrossCheck = fn(&Bytes, Kind) -> Result<CrossChecked, DecodeError>;

/// The result of decoding a response.
#[derive(Debug)]
pub(crate) struct CrossChecked {
    /// The value, encoded as JSON again.
    pub(crate) value: Value,
    pub(crate) misfits: Misfits,
    /// Whether serde decodes the body directly.
    pub(crate) is_plain: bool,
}

/// Decodes a body both ways.
///
/// # Panics
///
/// Panics if the repair changes a body that serde decodes directly, or reports a misfit in it. Panics if serde cannot decode
/// a repaired body, or if a second repair changes it. Panics if the value cannot be printed, encoded and decoded again.
pub(crate) fn cross_check<T: DeserializeOwned + Serialize + Debug>(
    body: &Bytes,
    schema: Kind,
) -> Result<CrossChecked, DecodeError> {
    let text = std::str::from_utf8(body).ok();
    let plain = text.and_then(|text| serde_json::from_str::<T>(text).ok());
    let plain = plain.map(|value| written(&value));
    let repaired = match repair(body, schema) {
        Ok(repaired) => repaired,
        Err(decode_error) => {
            assert!(
                plain.is_none(),
                "serde decodes the body, but the repair refuses it: {decode_error:?}"
            );
            return Err(decode_error);
        }
    };
    let text = String::from_utf8_lossy(&repaired.text).into_owned();
    let value: T = serde_json::from_slice(&repaired.text)
        .unwrap_or_else(|error| panic!("the repaired body does not decode: {error}: {text}"));
    #[cfg(fuzzing)]
    let _ = format!("{value:?}");
    let value = written(&value);
    if let Some(plain) = &plain {
        assert_eq!(plain, &value, "the repair changes a body that serde decodes");
        assert!(repaired.misfits.is_empty(), "{:?}", repaired.misfits);
    }
    let once_more = match repair(&repaired.text.clone().into(), schema) {
        Ok(once_more) => once_more,
        Err(decode_error) => panic!("the repair refuses its own result: {decode_error:?}: {text}"),
    };
    assert_eq!(
        String::from_utf8_lossy(&once_more.text),
        text,
        "the repair changes its own result"
    );
    assert!(once_more.misfits.is_empty(), "{:?}", once_more.misfits);
    let again: T = serde_json::from_value(value.clone())
        .unwrap_or_else(|error| panic!("the value does not decode again: {error}: {value}"));
    assert_eq!(
        written(&again),
        value,
        "the value changes when it is encoded and decoded"
    );
    Ok(CrossChecked {
        value,
        misfits: repaired.misfits,
        is_plain: plain.is_some(),
    })
}

fn written<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_else(|error| panic!("the value cannot be encoded: {error}"))
}
