use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a request does to a value that can be cleared: leave it, clear it or set it.
///
/// On the wire these are absence, `null` and the value. Elsewhere in this API, `null` is the same as absence.
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

impl From<&String> for Clearable<String> {
    fn from(text: &String) -> Self {
        Self::Set(text.clone())
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
    use crate::client::Client;
    use crate::generated::requests::UpdateChat;
    use crate::runtime::request::endpoint::Endpoint;

    /// What a change of a chat sends.
    fn wire(change: impl FnOnce(UpdateChat) -> UpdateChat) -> String {
        let client = Client::builder().access_token("t").build().unwrap();
        let request = change(client.update_chat("c")).build().unwrap();
        String::from_utf8(request.body().unwrap().as_bytes().unwrap().to_vec()).unwrap()
    }

    #[test]
    fn three_states_are_three_on_the_wire_and_back() {
        #[derive(Deserialize, Serialize)]
        struct Change {
            #[serde(default, skip_serializing_if = "Clearable::is_keep")]
            title: Clearable<String>,
        }

        for (expected, title) in [
            ("{}", Clearable::Keep),
            (r#"{"title":null}"#, Clearable::Clear),
            (r#"{"title":""}"#, Clearable::Set(String::new())),
        ] {
            assert_eq!(wire(|request| request.title(title.clone())), expected);
            let change: Change = serde_json::from_str(expected).unwrap();
            assert_eq!(change.title, title);
            assert_eq!(serde_json::to_string(&change).unwrap(), expected);
        }
    }

    #[test]
    fn nothing_is_written_for_what_is_kept_where_null_would_clear_it() {
        assert!(serde_json::to_string(&Clearable::<u64>::Keep).is_err());
        assert_eq!(wire(|request| request), "{}");
    }

    #[test]
    fn a_setter_takes_the_value_itself() {
        let name = "Holidays".to_owned();
        assert_eq!(wire(|request| request.title("Holidays")), r#"{"title":"Holidays"}"#);
        assert_eq!(wire(|request| request.title(&name)), r#"{"title":"Holidays"}"#);
        assert_eq!(
            wire(|request| request.message_expiry_seconds(60)),
            r#"{"messageExpirySeconds":60}"#
        );
        let set_again = wire(|request| request.title("a").title(Clearable::Keep));
        assert_eq!(set_again, "{}", "the last one counts");
    }
}
