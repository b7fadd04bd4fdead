//! The error of a sign-in, and what it knows.

mod display;
pub(crate) mod kind;
pub(crate) mod server_words;

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;

use reqwest::StatusCode;

use crate::auth::oauth::error::kind::{OAuthErrorKind, OAuthStep};
use crate::auth::oauth::error::server_words::ServerWords;
use crate::client::build_error::BuildError;
use crate::client::server_origin::ServerOrigin;
use crate::error::source_text::SourceText;
use crate::values::server_text::ServerText;

/// Why a sign-in, a revocation or an introspection failed.
///
/// Its [`kind`](Self::kind) says what happened, and its [`step`](Self::step) when. It displays as one line, and its `Debug` adds
/// the errors below it. Neither shows a token, a code, a state or a verifier, nor what the server says, which may repeat
/// them: a code of the standards excepted.
///
/// ```
/// # async fn example(client: beeper_desktop_client::Client) {
/// use beeper_desktop_client::oauth::{OAuthError, OAuthErrorKind, PendingAuthorization};
///
/// async fn sign_in(authorization: PendingAuthorization) {
///     match authorization.finish().await {
///         Ok(authorized) => println!("signed in until {:?}", authorized.access_token().expires_at()),
///         Err(error) => match error.kind() {
///             OAuthErrorKind::Denied => println!("then not"),
///             OAuthErrorKind::TimedOut { limit } => println!("nobody answered within {limit:?}"),
///             _ => println!("{error} {}", error.description().map_or("", |said| said.as_str())),
///         },
///     }
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct OAuthError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: OAuthErrorKind,
    step: OAuthStep,
    status: Option<StatusCode>,
    words: ServerWords,
    server: ServerOrigin,
    source: Source,
}

#[derive(Clone)]
enum Source {
    None,
    /// What the HTTP client says, without the address.
    Text(SourceText),
    Io(Arc<io::Error>),
    Build(BuildError),
}

impl OAuthError {
    pub(super) fn new(kind: OAuthErrorKind) -> Self {
        Self(Box::new(Inner {
            kind,
            step: OAuthStep::Authorization,
            status: None,
            words: ServerWords::default(),
            server: ServerOrigin::default(),
            source: Source::None,
        }))
    }

    pub(super) fn invalid_argument(argument: &'static str, reason: &'static str) -> Self {
        Self::new(OAuthErrorKind::InvalidArgument { argument, reason })
    }

    pub(super) fn listener(source: io::Error) -> Self {
        let mut error = Self::new(OAuthErrorKind::Listener);
        error.0.source = Source::Io(Arc::new(source));
        error
    }

    pub(super) fn build(source: BuildError) -> Self {
        let mut error = Self::new(OAuthErrorKind::Build);
        error.0.source = Source::Build(source);
        error
    }

    pub(super) fn at(mut self, step: OAuthStep) -> Self {
        self.0.step = step;
        self
    }

    pub(super) fn with_kind(mut self, kind: OAuthErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    pub(super) fn with_server(mut self, server: &ServerOrigin) -> Self {
        self.0.server = server.clone();
        self
    }

    pub(super) fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(super) fn with_words(mut self, words: ServerWords) -> Self {
        self.0.words = words;
        self
    }

    /// Keeps what the HTTP client says, without its first line, which has the address.
    pub(super) fn with_source(mut self, source: &reqwest::Error) -> Self {
        if let Some(source) = source.source() {
            self.0.source = Source::Text(SourceText::of(source));
        }
        self
    }

    /// Returns what happened.
    pub fn kind(&self) -> &OAuthErrorKind {
        &self.0.kind
    }

    /// Returns what was going on when it happened.
    pub fn step(&self) -> OAuthStep {
        self.0.step
    }

    /// Returns the status of the server's answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns the code that the server gave for the refusal, such as `invalid_grant` (RFC 6749, section 5.2).
    ///
    /// It is the server's word. One that is in none of the standards is not printed by the error, as it could repeat a secret.
    pub fn code(&self) -> Option<&str> {
        self.0.words.code()
    }

    /// Returns what the server says for people (`error_description`), if it says anything: one line, without characters that
    /// control a terminal or turn the direction of writing.
    ///
    /// The error does not print it, because it may repeat what was sent.
    pub fn description(&self) -> Option<&ServerText> {
        self.0.words.description()
    }
}

impl StdError for OAuthError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.source {
            Source::None => None,
            Source::Text(source) => Some(source),
            Source::Io(source) => Some(&**source),
            Source::Build(source) => Some(source),
        }
    }
}
