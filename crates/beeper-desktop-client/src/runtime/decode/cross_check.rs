//! Decodes an answer both plainly and by its schema, and asserts that the two agree; for tests and fuzzing.

use std::fmt::Debug;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::response::misfits::Misfits;
use crate::runtime::decode::error::DecodeError;
use crate::runtime::decode::repair::repair;
use crate::runtime::decode::schema::Kind;

/// Decodes a body as one type.
pub(crate) type CrossCheck = fn(&Bytes, Kind) -> Result<CrossChecked, DecodeError>;

/// What an answer was decoded to.
#[derive(Debug)]
pub(crate) struct CrossChecked {
    /// The value, written again.
    pub(crate) value: Value,
    pub(crate) misfits: Misfits,
    /// Whether it decodes plainly.
    pub(crate) is_plain: bool,
}

/// Decodes a body both ways.
///
/// # Panics
///
/// If an answer that decodes plainly comes out of the pass by its schema otherwise, or with a misfit; if what comes out of that
/// pass does not decode, or comes out of it otherwise once more; and if what was decoded cannot be printed, written and read again.
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
                "it decodes plainly, and is refused by its schema: {decode_error:?}"
            );
            return Err(decode_error);
        }
    };
    let text = String::from_utf8_lossy(&repaired.text).into_owned();
    let value: T = serde_json::from_slice(&repaired.text)
        .unwrap_or_else(|error| panic!("what comes out of the pass does not decode: {error}: {text}"));
    #[cfg(fuzzing)]
    let _ = format!("{value:?}");
    let value = written(&value);
    if let Some(plain) = &plain {
        assert_eq!(plain, &value, "the pass changes what decodes plainly");
        assert!(repaired.misfits.is_empty(), "{:?}", repaired.misfits);
    }
    let once_more = match repair(&repaired.text.clone().into(), schema) {
        Ok(once_more) => once_more,
        Err(decode_error) => panic!("the pass refuses what came out of it: {decode_error:?}: {text}"),
    };
    assert_eq!(
        String::from_utf8_lossy(&once_more.text),
        text,
        "the pass changes what came out of it"
    );
    assert!(once_more.misfits.is_empty(), "{:?}", once_more.misfits);
    let again: T =
        serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("cannot be read again: {error}: {value}"));
    assert_eq!(written(&again), value, "it is not what was written");
    Ok(CrossChecked {
        value,
        misfits: repaired.misfits,
        is_plain: plain.is_some(),
    })
}

fn written<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_else(|error| panic!("cannot be written: {error}"))
}
