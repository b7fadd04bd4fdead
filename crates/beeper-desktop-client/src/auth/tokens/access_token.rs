//! An access token with its metadata.

use std::fmt;
use std::time::SystemTime;

use crate::client::token::is_sent_as_it_is;
use crate::values::secret::Secret;

/// An access token and the server's information about it: its client, its scope and its expiry.
///
/// Its `Debug` shows neither the token nor the server's texts, which could repeat it. A client accepts it like any other
/// token:
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use beeper_desktop_client::Client;
/// use beeper_desktop_client::tokens::AccessToken;
///
/// let now = SystemTime::now();
/// let token = AccessToken::new("made-by-a-server").with_scope("read write").with_expiry(now + Duration::from_secs(3600));
/// assert!(!token.is_expired_at(now));
/// assert_eq!(token.scopes().collect::<Vec<_>>(), ["read", "write"]);
///
/// let client = Client::builder().access_token(&token).build()?;
/// # Ok::<(), beeper_desktop_client::BuildError>(())
/// ```
#[derive(Clone)]
pub struct AccessToken {
    token: Secret,
    client_id: Option<String>,
    scope: Option<String>,
    expires_at: Option<SystemTime>,
}

impl AccessToken {
    /// Creates an access token without further information, such as one from Beeper Desktop's settings.
    pub fn new(token: impl Into<Secret>) -> Self {
        Self {
            token: token.into(),
            client_id: None,
            scope: None,
            expires_at: None,
        }
    }

    /// Sets the ID of the client that the token was created for.
    #[must_use]
    pub fn with_client_id(mut self, client_id: impl Into<String>) -> Self {
        self.client_id = Some(client_id.into());
        self
    }

    /// Sets the scope of the token: names separated by spaces, as in OAuth.
    #[must_use]
    pub fn with_scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// Sets when the token expires.
    #[must_use]
    pub fn with_expiry(mut self, expires_at: SystemTime) -> Self {
        self.expires_at = Some(expires_at);
        self
    }

    /// Returns the secret text of the token.
    pub fn secret(&self) -> &Secret {
        &self.token
    }

    /// Returns the ID of the client that the token was created for, if it is known.
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }

    /// Returns the scope of the token as the server wrote it, if it is known.
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }

    /// Returns the names in the scope of the token, or none if the scope is not known.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.scope().unwrap_or_default().split_whitespace()
    }

    /// Returns when the token expires, or `None` if it does not or the server did not say.
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }

    /// Returns whether the token has expired at a time.
    ///
    /// The server may refuse a token that has not expired, because a user can revoke it at any time.
    pub fn is_expired_at(&self, now: SystemTime) -> bool {
        self.expires_at.is_some_and(|expires_at| expires_at <= now)
    }

    /// Returns whether the token can be sent unchanged in a header.
    ///
    /// A token from a server or a disk has to be checked before it is used.
    pub(crate) fn is_valid(&self) -> bool {
        is_sent_as_it_is(self.token.expose())
    }
}

impl From<AccessToken> for Secret {
    fn from(token: AccessToken) -> Self {
        token.token
    }
}

impl From<&AccessToken> for Secret {
    fn from(token: &AccessToken) -> Self {
        token.token.clone()
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("token", &self.token)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_token_is_expired_from_its_last_moment_on() {
        let end = SystemTime::UNIX_EPOCH + Duration::from_secs(1000);
        let token = AccessToken::new("x").with_expiry(end);
        assert!(!token.is_expired_at(end - Duration::from_nanos(1)));
        assert!(token.is_expired_at(end));
        assert!(token.is_expired_at(end + Duration::from_secs(1)));
        assert!(!AccessToken::new("x").is_expired_at(end));
    }

    #[test]
    fn nothing_of_a_token_is_printed() {
        let token = AccessToken::new("PLANTED")
            .with_client_id("PLANTED")
            .with_scope("PLANTED");
        assert_eq!(
            format!("{token:?}"),
            "AccessToken { token: Secret(..), expires_at: None, .. }"
        );
    }

    #[test]
    fn only_what_goes_into_a_header_unchanged_is_valid() {
        assert!(AccessToken::new("eyJ.a-b_c~d+e/f==").is_valid());
        for text in ["", " ", "a b", "a\n", "\u{e9}", "a\0", "\"a\"", "Bearer", "a\u{feff}"] {
            assert!(!AccessToken::new(text).is_valid(), "{text:?}");
        }
    }
}
