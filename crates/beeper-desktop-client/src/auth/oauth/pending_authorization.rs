//! A sign-in that has begun: waits for the callback, and exchanges the code.

use std::fmt;
use std::time::{Duration, Instant};

use crate::auth::oauth::authorized::Authorized;
use crate::auth::oauth::callback::listener::CallbackListener;
use crate::auth::oauth::callback::request::{Callback, ExpectedCallback};
use crate::auth::oauth::error::OAuthError;
use crate::auth::oauth::error::kind::{OAuthErrorKind, OAuthStep};
use crate::auth::oauth::scope::Scope;
use crate::auth::oauth::time_limit::within;
use crate::auth::oauth::token_exchange::{TokenRequest, exchange};
use crate::client::Client;

/// OAuth's code for a user who denies access (RFC 6749, section 4.1.2.1).
const ACCESS_DENIED: &str = "access_denied";

/// A sign-in that waits for the user; created by [`AuthorizationRequest::begin`](super::AuthorizationRequest::begin).
///
/// It keeps a port of 127.0.0.1 open for the browser until the sign-in has ended, or this is dropped.
#[must_use = "await `finish` to receive the access token"]
pub struct PendingAuthorization {
    /// The client for the exchange, with its own connections.
    pub(super) client: Client,
    pub(super) url: String,
    pub(super) listener: CallbackListener,
    pub(super) expected: ExpectedCallback,
    pub(super) exchange: TokenRequest,
    pub(super) asked: Vec<Scope>,
    pub(super) time_limit: Duration,
    /// The end of the time limit, by the client's clock.
    pub(super) deadline: Instant,
}

impl PendingAuthorization {
    /// Returns the address of the page on which the user decides.
    ///
    /// Open it in a browser on this computer, for instance with the crate `open` (`open::that_detached`), or show it to the user.
    /// It contains the secret state of this sign-in: do not log it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Waits until the user has decided, and gets the access token.
    ///
    /// The open port refuses all requests except for the callback. The code from the callback is sent once. To cancel, drop
    /// this value or the returned future.
    ///
    /// # Errors
    ///
    /// Returns an error if access was denied, if the time limit expired, or if the exchange failed; [`OAuthError::kind`] returns
    /// which. After the time limit, the server may still show its page, but the user's decision then has no effect.
    pub async fn finish(self) -> Result<Authorized, OAuthError> {
        let (client, exchanged) = (self.client, self.exchange);
        let server = client.settings().server.clone();
        let error = |kind| OAuthError::new(kind).with_server(&server);
        let limit = self.time_limit;
        let clock = client.clock();
        let mut alarm = clock.alarm(self.deadline.saturating_duration_since(clock.now()));

        let receiving = self.listener.receive(&self.expected, clock);
        let code = match within(&mut alarm, receiving).await {
            None => return Err(error(OAuthErrorKind::TimedOut { limit })),
            Some(Callback::Code(code)) => code,
            Some(Callback::Refused(words)) => {
                let kind = match words.code() {
                    Some(ACCESS_DENIED) => OAuthErrorKind::Denied,
                    _ => OAuthErrorKind::Refused,
                };
                return Err(error(kind).with_words(words));
            }
            Some(Callback::WrongIssuer) => return Err(error(OAuthErrorKind::WrongIssuer)),
            Some(Callback::Invalid(reason)) => return Err(error(OAuthErrorKind::InvalidCallback { reason })),
        };
        let access_token = match within(&mut alarm, exchange(&client, exchanged, code)).await {
            Some(result) => result?,
            None => return Err(error(OAuthErrorKind::ExchangeUnclear).at(OAuthStep::Exchange)),
        };
        let client = client.with_access_token(&access_token);
        Ok(Authorized {
            client: client.map_err(OAuthError::build)?,
            access_token,
            asked: self.asked,
        })
    }
}

impl fmt::Debug for PendingAuthorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingAuthorization")
            .field("client", &self.client)
            .field("asked", &self.asked)
            .field("time_limit", &self.time_limit)
            .finish_non_exhaustive()
    }
}
