//! Members that count as absent: `null`, and empty texts where a text is never empty.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// An optional text of a type that is never empty. The empty text, which servers written in Go send, counts as absent.
pub(crate) struct NoneIfEmpty<T>(pub(crate) Option<T>);

impl<'de, T: From<String>> Deserialize<'de> for NoneIfEmpty<T> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        Ok(Self(text.filter(|text| !text.is_empty()).map(T::from)))
    }
}

/// An optional value of a union without a tag, of which one type is a text that is never empty.
pub(crate) struct NoneIfEmptyText<T>(pub(crate) Option<T>);

impl<'de, T: for<'a> Deserialize<'a>> Deserialize<'de> for NoneIfEmptyText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Option::<Value>::deserialize(deserializer)? {
            None => Ok(Self(None)),
            Some(Value::String(text)) if text.is_empty() => Ok(Self(None)),
            Some(value) => T::deserialize(value)
                .map(|value| Self(Some(value)))
                .map_err(D::Error::custom),
        }
    }
}

/// A required list. `null`, which servers written in Go send, counts as an empty list.
pub(crate) struct EmptyIfNull<T>(pub(crate) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for EmptyIfNull<T> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Option::deserialize(deserializer)?.unwrap_or_default()))
    }
}
