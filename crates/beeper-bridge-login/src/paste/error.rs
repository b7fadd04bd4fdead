//! The error of a pasted text that cannot be read.

use std::error::Error;
use std::fmt;

use crate::error::debug_with_sources::impl_debug_with_sources;

/// Why a pasted text cannot be read. It never quotes the text.
///
/// ```
/// use beeper_bridge_login::paste::{self, PasteError};
///
/// assert_eq!(paste::parse("what cookies?").err(), Some(PasteError::NotRecognized));
/// assert_eq!(paste::parse("curl 'https://example.com/' -b 'session=ab").err(), Some(PasteError::UnclosedQuote));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasteError {
    /// The text has none of the formats that can be read.
    NotRecognized,
    /// It is, or was to be, a `Cookie:` header, and there is no cookie in it.
    NoCookies,
    /// It was to be a cURL command, and is none.
    NotCurl,
    /// It is a cURL command that ends within quotes. Its end is probably missing.
    UnclosedQuote,
    /// It is a cURL command without cookies and headers.
    EmptyCurl,
    /// It is not valid JSON. Its end is probably missing.
    InvalidJson,
    /// It is JSON, but neither an object of names and values nor an array of cookies.
    UnexpectedJson,
}

impl fmt::Display for PasteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotRecognized => {
                "expected a `Cookie:` header (name=value; name=value), a cURL command, or JSON with names and values"
            }
            Self::NoCookies => "expected a `Cookie:` header (name=value; name=value), and found no cookie",
            Self::NotCurl => "expected a cURL command, which begins with `curl`",
            Self::UnclosedQuote => "the cURL command ends within quotes: its end seems to be missing",
            Self::EmptyCurl => "expected a cURL command with cookies or headers (-b or -H), and found none",
            Self::InvalidJson => "expected JSON, and found something that is not valid: its end may be missing",
            Self::UnexpectedJson => {
                "expected a JSON object of names and values, or an array of cookies with `name` and `value`"
            }
        })
    }
}

impl_debug_with_sources!(PasteError);

impl Error for PasteError {}
