//! Values that a request keeps, clears or sets.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A change to a value that can be cleared: keep it, clear it or set it.
///
/// In JSON, these are an absent member, `null` and the value. Elsewhere in this API, `null` means the same as absence.
///
/// ```
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
/// use beeper_desktop_client::Clearable;
///
/// let renamed = client.update_chat("!room:beeper.local").title("Holidays").img_url(Clearable::Clear);
/// // Sends `{"imgURL":null,"title":"Holidays"}`, which leaves everything else as it is.
/// renamed.await?;
/// # Ok(())
/// # }
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
    /// Returns whether the value stays as it is.
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

impl From<&String> for Clearable<String> {
    fn from(text: &String) -> Self {
        Self::Set(text.clone())
    }
}

impl<T: Serialize> Serialize for Clearable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // A request leaves out the member if the value is kept. Writing anything for it would change the value.
            Self::Keep => Err(serde::ser::Error::custom(
                "`Clearable::Keep` has no JSON value; leave the member out",
            )),
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
