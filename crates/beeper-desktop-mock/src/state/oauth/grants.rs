//! What a program is given: a code, and a token for it.

use crate::http::redirect_uri::RedirectUri;
use crate::state::oauth::clock::Moment;
use crate::state::oauth::pkce::Challenge;
use crate::state::oauth::scopes::Scopes;

/// What a program asks for in the browser, found correct.
#[derive(Clone)]
pub(crate) struct AuthorizationRequest {
    pub(crate) client_id: String,
    /// The name under which it registered.
    pub(crate) client_name: Option<String>,
    pub(crate) redirect_uri: RedirectUri,
    pub(crate) scopes: Scopes,
    pub(crate) state: Option<String>,
    pub(crate) challenge: Challenge,
}

/// A code, with what it was given for.
pub(crate) struct Code {
    pub(crate) text: String,
    pub(crate) request: AuthorizationRequest,
    pub(crate) scopes: Scopes,
    pub(crate) expires_at: Moment,
}

/// What comes with a code when it is exchanged.
pub(crate) struct Exchange<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) redirect_uri: &'a str,
    pub(crate) verifier: &'a str,
}

impl Code {
    /// Returns whether an exchange comes from the program that the code was given to.
    pub(crate) fn fits(&self, exchange: &Exchange<'_>) -> bool {
        self.request.client_id == exchange.client_id
            && self.request.redirect_uri.as_str() == exchange.redirect_uri
            && self.request.challenge.is_of(exchange.verifier)
    }
}

/// A token that is accepted.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) client_id: String,
    pub(crate) client_name: Option<String>,
    /// Whether no program asked for it.
    pub(crate) is_of_settings: bool,
    pub(crate) scopes: Scopes,
    pub(crate) issued_at: Moment,
    /// `None` for one that never expires.
    pub(crate) expires_at: Option<Moment>,
}

impl Token {
    pub(crate) fn is_expired(&self, now: Moment) -> bool {
        self.expires_at.is_some_and(|expires_at| expires_at <= now)
    }
}
