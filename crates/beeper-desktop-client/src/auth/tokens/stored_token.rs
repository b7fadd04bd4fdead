//! Access tokens as texts, the form in which stores keep them.

use serde::{Deserialize, Serialize};

use crate::auth::tokens::access_token::AccessToken;
use crate::auth::tokens::error::{TokenStoreError, TokenStoreErrorKind};
use crate::values::secret::Secret;
use crate::values::timestamp::Timestamp;

/// An access token in its stored form.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredToken {
    access_token: Secret,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
}

impl StoredToken {
    /// Converts a token to its stored form, if reading it will succeed.
    pub(super) fn of(token: &AccessToken) -> Result<Self, TokenStoreError> {
        let invalid = |line| TokenStoreError::new(TokenStoreErrorKind::InvalidToken, line);
        if !token.is_valid() {
            return Err(invalid(
                "the access token cannot be stored: it is empty, or contains a character that access tokens do not have",
            ));
        }
        let expires_at = token.expires_at().map(Timestamp::try_from).transpose();
        let expires_at = expires_at.map_err(|_| {
            invalid("the access token cannot be stored: the year of its expiry does not have four digits")
        })?;
        Ok(Self {
            access_token: token.secret().clone(),
            client_id: token.client_id().map(str::to_owned),
            scope: token.scope().map(str::to_owned),
            expires_at,
        })
    }

    /// Converts the stored form to a token, with the checks for tokens from a server.
    ///
    /// Returns `None` if the token cannot be sent.
    pub(super) fn read(self) -> Option<AccessToken> {
        let mut token = AccessToken::new(self.access_token);
        if let Some(client_id) = self.client_id {
            token = token.with_client_id(client_id);
        }
        if let Some(scope) = self.scope {
            token = token.with_scope(scope);
        }
        if let Some(expires_at) = self.expires_at {
            token = token.with_expiry(expires_at.written().ok()?);
        }
        token.is_valid().then_some(token)
    }
}

/// # Storing
impl AccessToken {
    /// Encodes the token and its information as one text, for a [`TokenStore`](super::TokenStore) that keeps texts.
    ///
    /// Times have a precision of milliseconds.
    ///
    /// ```
    /// use beeper_desktop_client::tokens::AccessToken;
    ///
    /// let text = AccessToken::new("made-by-a-server").with_scope("read").to_json()?;
    /// let token = AccessToken::from_json(&text)?;
    /// assert_eq!((token.secret().expose(), token.scope()), ("made-by-a-server", Some("read")));
    /// # Ok::<(), beeper_desktop_client::tokens::TokenStoreError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the token cannot be sent, or if it expires after the year 9999.
    pub fn to_json(&self) -> Result<Secret, TokenStoreError> {
        let stored = StoredToken::of(self)?;
        let text = serde_json::to_string(&stored);
        // All members are texts, so this never fails.
        text.map(Secret::from)
            .map_err(|_| TokenStoreError::new(TokenStoreErrorKind::InvalidToken, "the access token cannot be encoded"))
    }

    /// Decodes a token that [`to_json`](Self::to_json) encoded.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is something else, or if its token cannot be sent. The error does not show it.
    pub fn from_json(text: &Secret) -> Result<Self, TokenStoreError> {
        let stored = serde_json::from_str::<StoredToken>(text.expose());
        stored.ok().and_then(StoredToken::read).ok_or_else(|| {
            let line = "the stored text is not a valid access token; remove it, and sign in again";
            TokenStoreError::new(TokenStoreErrorKind::InvalidToken, line)
        })
    }
}
