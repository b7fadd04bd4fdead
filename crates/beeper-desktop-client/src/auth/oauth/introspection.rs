//! Asks the server for its information about an access token (RFC 7662).

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::Deserialize;
use serde_json::Value;

use crate::auth::oauth::endpoints::{Endpoint, Endpoints};
use crate::auth::oauth::error::OAuthError;
use crate::auth::oauth::error::kind::OAuthStep;
use crate::auth::oauth::exchange::{Answer, post_form, send};
use crate::auth::oauth::scope::{self, Scope};
use crate::auth::oauth::time_limit::within_limit;
use crate::client::Client;
use crate::values::secret::Secret;

/// A server's information about an access token; returned by [`Client::introspect_access_token`].
///
/// Its `Debug` shows no texts of the server, which could repeat the token.
#[derive(Clone)]
pub struct Introspection {
    is_active: bool,
    scopes: Option<Vec<Scope>>,
    client_id: Option<String>,
    expires_at: Option<SystemTime>,
}

impl Introspection {
    /// Returns whether the server accepts the token. If it does not, the server sends no other information.
    pub fn is_active(&self) -> bool {
        self.is_active
    }

    /// Returns the scopes of the token, if the server sent them.
    pub fn scopes(&self) -> Option<&[Scope]> {
        self.scopes.as_deref()
    }

    /// Returns the ID of the client that the token was created for, if the server sent it.
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }

    /// Returns when the token expires, if it does and the server sent the time.
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }
}

impl fmt::Debug for Introspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Introspection")
            .field("is_active", &self.is_active)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// The required members.
#[derive(Deserialize)]
struct Active {
    active: bool,
}

/// The optional members, which are ignored if they are malformed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Details {
    scope: Value,
    client_id: Value,
    exp: Value,
}

/// # Signing in
impl Client {
    /// Asks the server for its information about an access token.
    ///
    /// It takes up to 30 seconds, and the client does not retry it.
    ///
    /// ```no_run
    /// # async fn example(client: beeper_desktop_client::Client, token: beeper_desktop_client::tokens::AccessToken)
    /// # -> Result<(), beeper_desktop_client::oauth::OAuthError> {
    /// let known = client.introspect_access_token(&token).await?;
    /// println!("valid: {}, until {:?}", known.is_active(), known.expires_at());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the server cannot be reached, refuses, does not respond, or does not say whether the token is
    /// active.
    pub async fn introspect_access_token(&self, token: impl Into<Secret>) -> Result<Introspection, OAuthError> {
        introspect(self, token.into()).await
    }
}

async fn introspect(client: &Client, token: Secret) -> Result<Introspection, OAuthError> {
    let step = OAuthStep::Introspection;
    let asking = async {
        let endpoints = Endpoints::look_up(client, step).await?;
        let fields = [("token", token.expose()), ("token_type_hint", "access_token")];
        let request = post_form(endpoints.url(Endpoint::Introspection), &fields);
        let answer = send(client, step, request).await?;
        if !answer.status.is_success() {
            return Err(answer.refusal(client, step));
        }
        match read(&answer) {
            Some(introspection) => Ok(introspection),
            None => Err(answer.invalid(client, step, "`active` is neither true nor false")),
        }
    };
    within_limit(client, step, asking).await
}

fn read(answer: &Answer) -> Option<Introspection> {
    let Active { active: is_active } = answer.json()?;
    let details = answer.json::<Details>().filter(|_| is_active).unwrap_or_default();
    Some(Introspection {
        is_active,
        scopes: details.scope.as_str().map(scope::read_list),
        client_id: details.client_id.as_str().map(str::to_owned),
        expires_at: details.exp.as_f64().and_then(time_of),
    })
}

/// Converts a number of seconds since 1970 to a time.
fn time_of(seconds: f64) -> Option<SystemTime> {
    let since = Duration::try_from_secs_f64(seconds).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(since)
}
