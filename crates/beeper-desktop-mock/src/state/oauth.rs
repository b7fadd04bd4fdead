//! The state of OAuth: programs, authorization requests, codes and tokens.

pub(crate) mod clock;
pub(crate) mod grants;
pub(crate) mod pkce;
pub(crate) mod registrations;
pub(crate) mod scopes;

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use crate::model::consent::Consent;
use crate::state::oauth::clock::Clock;
use crate::state::oauth::grants::{AuthorizationRequest, Code, Exchange, Token};
use crate::state::oauth::registrations::Registrations;
use crate::state::oauth::scopes::Scopes;

/// The lifetime of a code.
const CODE_LIFETIME: Duration = Duration::from_secs(5 * 60);

/// The client ID of tokens that no program asked for.
const SETTINGS: &str = "mock-settings";

#[derive(Default)]
pub(crate) struct OAuth {
    pub(crate) consent: Consent,
    /// The lifetime of tokens issued from now on; `None` for no limit.
    pub(crate) token_lifetime: Option<Duration>,
    pub(crate) clock: Clock,
    pub(crate) registrations: Registrations,
    /// The requests that consent pages show, by the secrets of their forms.
    asked: Vec<(String, AuthorizationRequest)>,
    codes: Vec<Code>,
    code_count: u64,
    /// The token of the settings and the issued tokens, without revoked ones.
    tokens: Vec<Token>,
    token_count: u64,
}

impl OAuth {
    /// Adds a token that a user created in the settings of the app.
    pub(crate) fn add_settings_token(&mut self, text: String, scopes: Scopes) {
        self.tokens.push(Token {
            text,
            client_id: SETTINGS.to_owned(),
            client_name: None,
            is_of_settings: true,
            scopes,
            issued_at: self.clock.now(),
            expires_at: None,
        });
    }

    /// Keeps a request until a person decides, and returns the secret that the decision has to contain.
    pub(crate) fn ask(&mut self, request: AuthorizationRequest) -> String {
        let secret = unguessable();
        self.asked.push((secret.clone(), request));
        secret
    }

    /// Removes and returns the request that a person has decided, so that each decision counts once.
    pub(crate) fn take_asked(&mut self, secret: &str) -> Option<AuthorizationRequest> {
        let at = self.asked.iter().position(|(known, _)| known == secret)?;
        Some(self.asked.remove(at).1)
    }

    /// Issues a code for an approved request.
    pub(crate) fn issue_code(&mut self, request: AuthorizationRequest, scopes: Scopes) -> String {
        self.code_count += 1;
        let text = format!("mock-code-{}", self.code_count);
        self.codes.push(Code {
            text: text.clone(),
            request,
            scopes,
            expires_at: self.clock.now().plus(CODE_LIFETIME),
        });
        text
    }

    /// Removes and returns a code that is still valid, so that each code works once.
    pub(crate) fn take_code(&mut self, text: &str) -> Option<Code> {
        let at = self.codes.iter().position(|code| code.text == text)?;
        let code = self.codes.remove(at);
        (self.clock.now() < code.expires_at).then_some(code)
    }

    /// Issues a token for a code, if the exchange matches the code.
    pub(crate) fn issue_token(&mut self, code: Code, exchange: &Exchange<'_>) -> Option<&Token> {
        if !code.fits(exchange) {
            return None;
        }
        self.token_count += 1;
        let issued_at = self.clock.now();
        self.tokens.push(Token {
            text: format!("mock-access-token-{}", self.token_count),
            client_id: code.request.client_id,
            client_name: code.request.client_name,
            is_of_settings: false,
            scopes: code.scopes,
            issued_at,
            expires_at: self.token_lifetime.map(|lifetime| issued_at.plus(lifetime)),
        });
        self.tokens.last()
    }

    /// Returns a token that is neither expired nor revoked.
    pub(crate) fn token(&self, text: &[u8]) -> Option<&Token> {
        let found = self.tokens.iter().find(|token| token.text.as_bytes() == text);
        found.filter(|token| !token.is_expired(self.clock.now()))
    }

    pub(crate) fn revoke(&mut self, text: &str) {
        self.tokens.retain(|token| token.text != text);
    }

    /// Expires all issued tokens, even those without a limit.
    pub(crate) fn expire_issued_tokens(&mut self) {
        let now = self.clock.now();
        let issued = self.tokens.iter_mut().filter(|token| !token.is_of_settings);
        issued.for_each(|token| token.expires_at = Some(now));
    }
}

/// Returns 128 bits that other programs cannot guess, because random keys of the system enter the hashes.
fn unguessable() -> String {
    let part = || RandomState::new().hash_one("consent");
    format!("{:016x}{:016x}", part(), part())
}
