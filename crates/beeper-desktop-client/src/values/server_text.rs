//! Texts of the server for people to read.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::values::object::absence::OptionalText;

/// What a server says for people to read: why something failed, or what to do next.
///
/// Chat networks repeat in it what was typed, now and then, a wrong password for instance. So it is there to be shown to
/// the user, and does not print itself into logs. It comes from elsewhere: before it reaches a terminal, its control
/// characters have to go.
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
    /// The text itself, to be shown to the user.
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
