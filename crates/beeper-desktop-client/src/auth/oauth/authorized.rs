//! The result of a sign-in.

use std::fmt;

use crate::auth::oauth::scope::{self, Scope};
use crate::auth::tokens::access_token::AccessToken;
use crate::client::Client;

/// The result of a sign-in: an access token and the access that it grants.
///
/// [`PendingAuthorization::finish`](super::PendingAuthorization::finish) returns it.
#[derive(Clone)]
pub struct Authorized {
    pub(super) client: Client,
    pub(super) access_token: AccessToken,
    pub(super) asked: Vec<Scope>,
}

impl Authorized {
    /// Returns a client with the access token and the settings of the client that asked.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Returns the client, and drops the rest.
    pub fn into_client(self) -> Client {
        self.client
    }

    /// Returns the access token with the server's information about it, to store it for the next run.
    pub fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    /// Returns the access token, and drops the rest.
    pub fn into_access_token(self) -> AccessToken {
        self.access_token
    }

    /// Returns the scopes of the token: those that were asked for, unless the server sent others.
    pub fn scopes(&self) -> Vec<Scope> {
        scope::read_list(self.access_token.scope().unwrap_or_default())
    }

    /// Returns the scopes that were asked for and not granted. The server refuses calls that need them with the status 403.
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
