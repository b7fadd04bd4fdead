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
    /// Revokes an access token, so that the server refuses it from then on.
    ///
    /// It takes up to 30 seconds, and the client does not retry it. It also succeeds if the server does not know the token.
    /// The program's own copies are not changed: remove the token from where it is stored, whether this succeeds or not.
    ///
    /// ```no_run
    /// use beeper_desktop_client::Client;
    /// use beeper_desktop_client::tokens::{TokenKey, TokenStore};
    ///
    /// async fn sign_out(client: &Client, store: &dyn TokenStore) -> Result<(), Box<dyn std::error::Error>> {
    ///     let key = TokenKey::new(client, "my-program");
    ///     if let Some(token) = store.load(&key)? {
    ///         store.remove(&key)?; // even if the server cannot be reached
    ///         client.revoke_access_token(token).await?; // if this fails, the token may still be valid
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the server cannot be reached, refuses, or does not respond. The token may then still be valid.
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
