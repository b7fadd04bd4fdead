//! Texts that are not printed, and whose memory is overwritten when they are dropped.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::values::object::absence::OptionalText;

/// A secret text: an access token, a password, a cookie, a code, or the content of a QR code.
///
/// Its `Debug` does not show the text, and its memory is overwritten when it is dropped. The copies that sending and
/// receiving make, for instance in the bodies of requests and responses, are not overwritten.
///
/// ```
/// use beeper_desktop_client::Secret;
///
/// let password = Secret::from("correct horse");
/// assert_eq!(format!("{password:?}"), "Secret(..)");
/// assert_eq!(password.expose(), "correct horse");
/// ```
#[derive(Clone, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Returns the text, for code that needs it. Do not print it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl OptionalText for Secret {}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<&String> for Secret {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

impl From<&Secret> for Secret {
    fn from(secret: &Secret) -> Self {
        secret.clone()
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
