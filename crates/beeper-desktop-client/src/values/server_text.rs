//! Texts from the server that people read.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::values::object::absence::OptionalText;

/// A text from the server that people read: why something failed, or what to do next.
///
/// Such a text may repeat what the user typed, for instance a wrong password. So its `Debug` does not show it, which keeps it
/// out of logs; show it only to the user. The server chooses its content: remove control characters before you print it to a
/// terminal.
///
/// ```
/// use beeper_desktop_client::ServerText;
///
/// let message = ServerText::from("hunter2 is not the password");
/// assert_eq!(format!("{message:?}"), "ServerText(..)");
/// assert_eq!(message.as_str(), "hunter2 is not the password");
/// ```
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct ServerText(String);

impl ServerText {
    /// Returns the text, to show it to the user.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl OptionalText for ServerText {}

impl From<String> for ServerText {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for ServerText {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for ServerText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerText(..)")
    }
}
