//! Revokes access tokens (RFC 7009).

use crate::auth::oauth::endpoints::{Endpoint, Endpoints};
use crate::auth::oauth::error::OAuthError;
use crate::auth::oauth::error::kind::OAuthStep;
use crate::auth::oauth::exchange::{post_form, send};
use crate::auth::oauth::time_limit::within_limit;
use crate::client::Client;
use crate::values::secret::Secret;

/// # Signing in
impl Client {
    /// Revokes an access token: the server refuses it from then on. Takes up to 30 seconds, and is not repeated.
    ///
    /// A token that the server does not know is no error. What becomes of the program's own copies is up to the program: take
    /// the token out of the file that keeps it, whatever comes of this.
    ///
    /// ```no_run
    /// use beeper_desktop_client::Client;
    /// use beeper_desktop_client::tokens::{TokenKey, TokenStore};
    ///
    /// async fn sign_out(client: &Client, store: &dyn TokenStore) -> Result<(), Box<dyn std::error::Error>> {
    ///     let key = TokenKey::new(client, "my-program");
    ///     if let Some(token) = store.load(&key)? {
    ///         store.remove(&key)?; // also where the server cannot be reached
    ///         client.revoke_access_token(token).await?; // … may still be valid there, if this fails …
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// If the server cannot be reached, refuses, or does not answer. Then the token may still be valid on the server.
    pub async fn revoke_access_token(&self, token: impl Into<Secret>) -> Result<(), OAuthError> {
        revoke(self, token.into()).await
    }
}

async fn revoke(client: &Client, token: Secret) -> Result<(), OAuthError> {
    let step = OAuthStep::Revocation;
    let revoking = async {
        let endpoints = Endpoints::look_up(client, step).await?;
        let fields = [("token", token.expose()), ("token_type_hint", "access_token")];
        let request = post_form(endpoints.url(Endpoint::Revocation), &fields);
        let answer = send(client, step, request).await?;
        match answer.status.is_success() {
            true => Ok(()),
            false => Err(answer.refusal(client, step)),
        }
    };
    within_limit(client, step, revoking).await
}
