//! The error of building a client.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use reqwest::header::HeaderName;

use crate::error::source_chain::fmt_with_sources;
use crate::error::token_advice::{HOW_TO_MAKE_A_TOKEN, TOKEN_VARIABLE};

/// An error that occurred while building a [`Client`](crate::Client).
///
/// Its `Display` is one line that says what to change. Its `Debug` adds the source errors to the same line. Neither shows the
/// access token, the address or the value of a header.
#[derive(Clone)]
#[non_exhaustive]
pub enum BuildError {
    /// The access token is empty.
    EmptyToken,
    /// The access token contains white space or another character that access tokens do not have.
    InvalidToken {
        /// The environment variable that contained it, if it came from one.
        variable: Option<&'static str>,
    },
    /// The client cannot call the server's address.
    InvalidBaseUrl {
        /// What is wrong with the address.
        reason: &'static str,
        /// The environment variable that contained it, if it came from one.
        variable: Option<&'static str>,
    },
    /// The server's address starts with `https://`, and the crate was built without its feature `rustls`.
    TlsUnavailable {
        /// The environment variable that contained the address, if it came from one.
        variable: Option<&'static str>,
    },
    /// The value of an environment variable is not valid Unicode.
    NotText {
        /// The name of the variable.
        variable: &'static str,
    },
    /// The name or the value of a default header contains a character that is not allowed there.
    InvalidHeader {
        /// The header's name, or `None` if the name itself is invalid.
        name: Option<HeaderName>,
    },
    /// The header cannot be a default header, because each request sets it.
    ///
    /// These are `Authorization`, `Host`, `Transfer-Encoding`, and all headers that begin with `Content-`.
    ReservedHeader {
        /// The header's name.
        name: HeaderName,
    },
    /// The HTTP client could not be set up.
    Http(Arc<dyn StdError + Send + Sync>),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyToken => write!(f, "the access token is empty: {HOW_TO_MAKE_A_TOKEN}, or set none"),
            Self::InvalidToken { variable } => write!(
                f,
                "the access token{} contains white space or another character that access tokens do not have; copy it again",
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
                write!(f, "the environment variable {variable} is not valid Unicode{advice}")
            }
            Self::InvalidHeader { name: Some(name) } => {
                write!(
                    f,
                    "the default header `{name}` contains a character that is not allowed in a header"
                )
            }
            Self::InvalidHeader { name: None } => {
                f.write_str("the name of a default header is empty or contains a character that is not allowed there")
            }
            Self::ReservedHeader { name } => {
                write!(
                    f,
                    "the header `{name}` cannot be a default header, because each request sets it"
                )?;
                match name.as_str() {
                    "authorization" => f.write_str("; use `ClientBuilder::access_token` to set the token"),
                    "host" => f.write_str("; use `ClientBuilder::base_url` to set the host"),
                    _ => Ok(()),
                }
            }
            Self::Http(_) => f.write_str("the HTTP client could not be set up"),
        }
    }
}

/// The environment variable that a setting came from.
struct Source(Option<&'static str>);

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |variable| write!(f, " in {variable}"))
    }
}

/// Advice about an address that came from an environment variable.
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
