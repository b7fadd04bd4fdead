//! What a sign-in gives.

use std::fmt;

use crate::auth::oauth::scope::{self, Scope};
use crate::auth::tokens::access_token::AccessToken;
use crate::client::Client;

/// A program that the user has let in: an access token, and what it allows; returned by
/// [`PendingAuthorization::finish`](super::PendingAuthorization::finish).
#[derive(Clone)]
pub struct Authorized {
    pub(super) client: Client,
    pub(super) access_token: AccessToken,
    pub(super) asked: Vec<Scope>,
}

impl Authorized {
    /// Returns a client with the access token, which is otherwise the one that asked.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Takes the client out.
    pub fn into_client(self) -> Client {
        self.client
    }

    /// Returns the access token, with what the server said about it: keep it, and use it the next time.
    pub fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    /// Takes the access token out.
    pub fn into_access_token(self) -> AccessToken {
        self.access_token
    }

    /// Returns what the token allows: what was asked for, unless the server said something else.
    pub fn scopes(&self) -> Vec<Scope> {
        scope::read_list(self.access_token.scope().unwrap_or_default())
    }

    /// Returns what was asked for and is not allowed. Calls that need it are refused with the status 403.
    pub fn missing_scopes(&self) -> Vec<Scope> {
        let granted = self.scopes();
        let missing = self.asked.iter().filter(|scope| !granted.contains(scope));
        missing.cloned().collect()
    }
}

impl fmt::Debug for Authorized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorized")
            .field("client", &self.client)
            .field("access_token", &self.access_token)
            .field("missing_scopes", &self.missing_scopes())
            .finish_non_exhaustive()
    }
}
