//! Members that count as absent: `null`, and empty texts for types that cannot be empty.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// An optional text of a type that cannot be empty. The empty text, which servers written in Go send, counts as absent.
pub(crate) struct NoneIfEmpty<T>(pub(crate) Option<T>);

/// A text type that cannot be empty, and can be an optional member.
pub(crate) trait OptionalText: From<String> {
    /// Reads the text, if it is not absent.
    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
        Option::deserialize(deserializer)
    }
}

impl OptionalText for String {}

impl<'de, T: OptionalText> Deserialize<'de> for NoneIfEmpty<T> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = T::read(deserializer)?;
        Ok(Self(text.filter(|text| !text.is_empty()).map(T::from)))
    }
}

/// An optional value of an untagged union with a text type that cannot be empty.
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
