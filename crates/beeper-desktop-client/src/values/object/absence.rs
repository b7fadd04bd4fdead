//! Members that count as absent: `null`, and empty texts where a text is never empty.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// An optional text that is never empty: absent where it is, as servers written in Go send it.
pub(crate) struct NoneIfEmpty<T>(pub(crate) Option<T>);

impl<'de, T: From<String>> Deserialize<'de> for NoneIfEmpty<T> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        Ok(Self(text.filter(|text| !text.is_empty()).map(T::from)))
    }
}

/// The same for a value of one of several shapes, of which a text is never empty.
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

/// A required list: empty where it is `null`, as servers written in Go send it.
pub(crate) struct EmptyIfNull<T>(pub(crate) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for EmptyIfNull<T> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Option::deserialize(deserializer)?.unwrap_or_default()))
    }
}
