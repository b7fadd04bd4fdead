//! The grants that a program receives: a code, and a token in exchange.

use crate::http::redirect_uri::RedirectUri;
use crate::state::oauth::clock::Moment;
use crate::state::oauth::pkce::Challenge;
use crate::state::oauth::scopes::Scopes;

/// A valid request of a program in the browser.
#[derive(Clone)]
pub(crate) struct AuthorizationRequest {
    pub(crate) client_id: String,
    /// The name under which the program registered.
    pub(crate) client_name: Option<String>,
    pub(crate) redirect_uri: RedirectUri,
    pub(crate) scopes: Scopes,
    pub(crate) state: Option<String>,
    pub(crate) challenge: Challenge,
}

/// A code, with the request for which it was issued.
pub(crate) struct Code {
    pub(crate) text: String,
    pub(crate) request: AuthorizationRequest,
    pub(crate) scopes: Scopes,
    pub(crate) expires_at: Moment,
}

/// The parameters with which a program exchanges a code.
pub(crate) struct Exchange<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) redirect_uri: &'a str,
    pub(crate) verifier: &'a str,
}

impl Code {
    /// Returns `true` if the exchange comes from the program to which the code was issued.
    pub(crate) fn fits(&self, exchange: &Exchange<'_>) -> bool {
        self.request.client_id == exchange.client_id
            && self.request.redirect_uri.as_str() == exchange.redirect_uri
            && self.request.challenge.is_of(exchange.verifier)
    }
}

/// A token that the server accepts.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) client_id: String,
    pub(crate) client_name: Option<String>,
    /// Whether a user created it in the settings instead of a program asking for it.
    pub(crate) is_of_settings: bool,
    pub(crate) scopes: Scopes,
    pub(crate) issued_at: Moment,
    /// The end of its lifetime; `None` if it never expires.
    pub(crate) expires_at: Option<Moment>,
}

impl Token {
    pub(crate) fn is_expired(&self, now: Moment) -> bool {
        self.expires_at.is_some_and(|expires_at| expires_at <= now)
    }
}
