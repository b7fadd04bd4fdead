//! The error of a sign-in, a revocation or an introspection.

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

/// An error of a sign-in, a revocation or an introspection.
///
/// [`kind`](Self::kind) returns what happened, and [`step`](Self::step) when. Its `Display` is one line, and its `Debug` adds
/// the source errors. Neither shows a token, a code, a state or a verifier. They show none of the server's texts, which may
/// repeat these, except for error codes of the standards.
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
    /// The HTTP client's errors, without the address.
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

    /// Adds the HTTP client's error as the source, without its first line, which contains the address.
    pub(super) fn with_source(mut self, source: &reqwest::Error) -> Self {
        if let Some(source) = source.source() {
            self.0.source = Source::Text(SourceText::of(source));
        }
        self
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> &OAuthErrorKind {
        &self.0.kind
    }

    /// Returns the step at which it happened.
    pub fn step(&self) -> OAuthStep {
        self.0.step
    }

    /// Returns the status of the response, or `None` if no response arrived.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns the server's code for a refusal, such as `invalid_grant` (RFC 6749, section 5.2).
    ///
    /// The server chooses it. The error's `Display` shows only codes of the standards, because another could repeat a secret.
    pub fn code(&self) -> Option<&str> {
        self.0.words.code()
    }

    /// Returns the server's message for people (`error_description`), if it sent one.
    ///
    /// It is one line without characters that control a terminal or change the direction of writing. The error's `Display`
    /// does not show it, because it may repeat parts of the request.
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
