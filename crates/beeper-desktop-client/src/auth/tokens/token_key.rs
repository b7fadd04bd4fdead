//! What a stored token is found by.

use std::fmt;

use crate::client::origin::Origin;

/// What a stored token is found by: the server that it opens, and the program that it was made for.
///
/// A token must not get to another server than its own, so a key is made with a server: with a client, with a server that was
/// found, or with an [`Origin`].
///
/// ```
/// use beeper_desktop_client::Client;
/// use beeper_desktop_client::tokens::TokenKey;
///
/// let client = Client::builder().base_url("http://127.0.0.1:23373").build()?;
/// let key = TokenKey::new(&client, "my-app");
/// assert_eq!(key.origin().as_str(), "http://localhost:23373");
/// # Ok::<(), beeper_desktop_client::BuildError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenKey {
    origin: Origin,
    client_name: String,
}

impl TokenKey {
    /// Makes the key of a program's token for a server.
    pub fn new(server: impl Into<Origin>, client_name: impl Into<String>) -> Self {
        Self {
            origin: server.into(),
            client_name: client_name.into(),
        }
    }

    /// Returns the server's origin.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the program's name.
    pub fn client_name(&self) -> &str {
        &self.client_name
    }
}

/// Writes both, as in `my-app at http://localhost:23373`.
impl fmt::Display for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.client_name, self.origin)
    }
}
