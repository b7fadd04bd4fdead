//! The keys of stored tokens.

use std::fmt;

use crate::client::origin::Origin;

/// The key of a stored token: the server that accepts it, and the program that uses it.
///
/// A token must not reach another server, so a key is created from a server: a client, a discovered server, or an [`Origin`].
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
    /// Creates the key of a program's token for a server.
    ///
    /// The name keeps the tokens of programs apart that share a store, such as the system's keyring. It may be any text, and may
    /// equal the names for [`TokenFile::for_app`](super::TokenFile::for_app) and for the sign-in. Users do not see it.
    ///
    /// A server that listens on another port the next time has another key. The store then has no token for it, and only the
    /// key of the earlier address finds the earlier token, for instance to sign out.
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

/// Displays both, as in `my-app at http://localhost:23373`.
impl fmt::Display for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.client_name, self.origin)
    }
}
