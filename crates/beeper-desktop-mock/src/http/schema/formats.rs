//! The string formats, such as `date-time` and `uri`.

use email_address::{EmailAddress, Options};

use crate::http::base64::base64;
use crate::http::timestamp::Timestamp;

/// The `format` of a string schema.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Format {
    Any,
    /// A date and time with a UTC offset.
    DateTime,
    /// A URI with its scheme.
    Uri,
    /// A URI with or without a scheme.
    UriReference,
    /// An email address.
    Email,
    /// Bytes in base64.
    Base64,
    /// Raw bytes in a part of a form.
    Binary,
}

impl Format {
    pub(super) fn accepts(self, text: &str) -> bool {
        match self {
            Self::Any | Self::Binary => true,
            Self::DateTime => Timestamp::parse(text).is_some(),
            Self::Uri => has_scheme(text) && is_uri_text(text),
            Self::UriReference => is_uri_text(text),
            Self::Email => is_email_address(text),
            Self::Base64 => base64(text).is_some(),
        }
    }

    pub(super) const fn requirement(self) -> &'static str {
        match self {
            Self::Any | Self::Binary => "must be a string",
            Self::DateTime => "must be a date and time with its offset",
            Self::Uri => "must be an address with its scheme",
            Self::UriReference => "must be an address",
            Self::Email => "must be an email address",
            Self::Base64 => "must be base64",
        }
    }
}

/// Returns `true` if a text is a plain `name@host`, without a display name, a quoted name or an IP address.
fn is_email_address(text: &str) -> bool {
    // The library cannot exclude quoted names. It also accepts non-ASCII blanks and control characters, and ` <name@host>`.
    let is_excluded = |it: char| it == '"' || it.is_whitespace() || it.is_control();
    let options = Options::default().without_display_text().without_domain_literal();
    !text.contains(is_excluded) && EmailAddress::parse_with_options(text, options).is_ok()
}

// Written by hand, because servers accept brackets in a query. `iri-string` (one crate), which keeps to RFC 3986, refuses them,
// and `url`, which follows browsers, accepts spaces.
fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || b"+-.".contains(&it))
    })
}

/// Returns `true` if a text has only characters that RFC 3986 allows, and two hex digits after each `%`.
fn is_uri_text(text: &str) -> bool {
    let is_known = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
    let is_escape = |rest: &str| {
        let digits = rest.as_bytes().first_chunk::<2>();
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    text.bytes().all(is_known) && text.split('%').skip(1).all(is_escape) && text.matches('#').count() <= 1
}
