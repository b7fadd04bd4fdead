//! Why a client cannot be made.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use reqwest::header::HeaderName;

use crate::error::source_chain::fmt_with_sources;
use crate::error::token_advice::{HOW_TO_MAKE_A_TOKEN, TOKEN_VARIABLE};

/// Why a [`Client`](crate::Client) cannot be made.
///
/// It displays as one line that says what to change, and its `Debug` adds the errors below it, in the same line. Neither shows the
/// access token, the address or the value of a header.
#[derive(Clone)]
#[non_exhaustive]
pub enum BuildError {
    /// The access token is empty. To have none, give none.
    EmptyToken,
    /// The access token holds white space or another character that no token has.
    InvalidToken {
        /// The environment variable that it came from, if it did.
        variable: Option<&'static str>,
    },
    /// The server's address cannot be called.
    InvalidBaseUrl {
        /// What is wrong with it.
        reason: &'static str,
        /// The environment variable that it came from, if it did.
        variable: Option<&'static str>,
    },
    /// The server's address starts with `https://`, and the crate was built without its feature `rustls`.
    TlsUnavailable {
        /// The environment variable that the address came from, if it did.
        variable: Option<&'static str>,
    },
    /// An environment variable does not hold text.
    NotText {
        /// The variable.
        variable: &'static str,
    },
    /// A default header's name or value holds a character that it cannot hold.
    InvalidHeader {
        /// Its name, if that is not what is wrong.
        name: Option<HeaderName>,
    },
    /// A header cannot be a default one, because each request has its own: `Authorization`, `Host`, `Transfer-Encoding`, and
    /// those that begin with `Content-`.
    ReservedHeader {
        /// Its name.
        name: HeaderName,
    },
    /// The HTTP client cannot be set up.
    Http(Arc<dyn StdError + Send + Sync>),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyToken => write!(f, "the access token is empty: {HOW_TO_MAKE_A_TOKEN}, or give none"),
            Self::InvalidToken { variable } => write!(
                f,
                "the access token{} holds white space or another character that no token has; copy it once more",
                Source(*variable)
            ),
            Self::InvalidBaseUrl { reason, variable } => {
                write!(
                    f,
                    "the server's address{} cannot be called: {reason}{}",
                    Source(*variable),
                    Advice(*variable)
                )
            }
            Self::TlsUnavailable { variable } => write!(
                f,
                "the server's address{} starts with `https://`, which needs the crate's feature `rustls`{}",
                Source(*variable),
                Advice(*variable)
            ),
            Self::NotText { variable } => {
                let advice = Advice(Some(*variable).filter(|it| *it != TOKEN_VARIABLE));
                write!(f, "the environment variable {variable} does not hold text{advice}")
            }
            Self::InvalidHeader { name: Some(name) } => {
                write!(
                    f,
                    "the default header `{name}` holds a character that a header cannot hold"
                )
            }
            Self::InvalidHeader { name: None } => {
                f.write_str("the name of a default header is empty or holds a character that it cannot hold")
            }
            Self::ReservedHeader { name } => {
                write!(
                    f,
                    "the header `{name}` cannot be a default one, because each request has its own"
                )?;
                match name.as_str() {
                    "authorization" => f.write_str("; `ClientBuilder::access_token` takes the token"),
                    "host" => f.write_str("; `ClientBuilder::base_url` takes the host"),
                    _ => Ok(()),
                }
            }
            Self::Http(_) => f.write_str("the HTTP client cannot be set up"),
        }
    }
}

/// Where a setting came from.
struct Source(Option<&'static str>);

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |variable| write!(f, " in {variable}"))
    }
}

/// What to do about an address that a variable holds.
struct Advice(Option<&'static str>);

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => Ok(()),
            Some(variable) => write!(
                f,
                "; set {variable} to another address, such as one that `discover()` finds, or to nothing"
            ),
        }
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_with_sources(self, f)
    }
}

impl StdError for BuildError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Http(source) => Some(&**source),
            _ => None,
        }
    }
}
