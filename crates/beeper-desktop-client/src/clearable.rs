use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a request does to a value that can be cleared: leave it, clear it or set it.
///
/// On the wire these are absence, `null` and the value. Elsewhere in this API, `null` is the same as absence.
///
/// ```
/// use beeper_desktop_client::Clearable;
/// use beeper_desktop_client::types::UpdateChatRequest;
///
/// let change = UpdateChatRequest {
///     title: "Holidays".into(),
///     img_url: Clearable::Clear,
///     ..UpdateChatRequest::new()
/// };
/// assert_eq!(serde_json::to_string(&change)?, r#"{"imgURL":null,"title":"Holidays"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Clearable<T> {
    /// Leaves the value as it is.
    #[default]
    Keep,
    /// Clears the value.
    Clear,
    /// Sets the value.
    Set(T),
}

impl<T> Clearable<T> {
    /// Whether the value stays as it is.
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

impl<T> From<T> for Clearable<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl From<&str> for Clearable<String> {
    fn from(text: &str) -> Self {
        Self::Set(text.to_owned())
    }
}

impl<T: Serialize> Serialize for Clearable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // A property is left out before it comes to this; whatever could be written would be a change.
            Self::Keep => Err(serde::ser::Error::custom("what is to be kept cannot be written")),
            Self::Clear => serializer.serialize_none(),
            Self::Set(value) => serializer.serialize_some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Clearable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::deserialize(deserializer)? {
            None => Self::Clear,
            Some(value) => Self::Set(value),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::UpdateChatRequest;

    #[test]
    fn three_states_are_three_on_the_wire_and_back() {
        for (wire, expected) in [
            ("{}", Clearable::Keep),
            (r#"{"title":null}"#, Clearable::Clear),
            (r#"{"title":""}"#, Clearable::Set(String::new())),
        ] {
            let change: UpdateChatRequest = serde_json::from_str(wire).unwrap();
            assert_eq!(change.title, expected);
            assert_eq!(serde_json::to_string(&change).unwrap(), wire);
        }
    }

    #[test]
    fn nothing_is_written_for_what_is_kept_where_null_would_clear_it() {
        assert!(serde_json::to_string(&Clearable::<u64>::Keep).is_err());
        assert!(UpdateChatRequest::new().message_expiry_seconds.is_keep());
    }
}
