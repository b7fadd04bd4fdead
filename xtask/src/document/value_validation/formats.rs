//! Checks the formats of strings.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use openapiv3::{StringFormat, VariantOrUnknownOrEmpty};
use regress::Regex;
use toml::value::Datetime;

/// What texts of a format are, and an example.
pub struct Expected {
    pub what: &'static str,
    pub example: &'static str,
}

/// Returns the name of a format.
pub fn name(format: &VariantOrUnknownOrEmpty<StringFormat>) -> Option<String> {
    let name = match format {
        VariantOrUnknownOrEmpty::Empty => return None,
        VariantOrUnknownOrEmpty::Unknown(name) => name,
        VariantOrUnknownOrEmpty::Item(StringFormat::DateTime) => "date-time",
        VariantOrUnknownOrEmpty::Item(StringFormat::Date) => "date",
        VariantOrUnknownOrEmpty::Item(StringFormat::Byte) => "byte",
        VariantOrUnknownOrEmpty::Item(StringFormat::Binary) => "binary",
        VariantOrUnknownOrEmpty::Item(StringFormat::Password) => "password",
    };
    Some(name.to_owned())
}

/// Returns what a text should be, if it does not conform to the format.
///
/// Unknown formats allow any text, and so do `binary` and `password`.
pub fn unlike(format: Option<&str>, text: &str) -> Option<Expected> {
    let (fits, what, example) = match format? {
        "date-time" => (
            is_date_time(text),
            "a point in time of RFC 3339",
            "2026-01-31T09:30:00.000Z",
        ),
        "date" => (is_date(text), "a date", "2026-01-31"),
        "uri" => (is(&URI, text), "an absolute URL", "https://example.com/a?b=c"),
        "uri-reference" => (is(&URI, text) || is(&RELATIVE, text), "a URL", "/a/b?c=d"),
        "byte" => (is(&BASE64, text), "base64", "aGVsbG8="),
        "uuid" => (is(&UUID, text), "a UUID", "123e4567-e89b-12d3-a456-426614174000"),
        "email" => (is(&EMAIL, text), "an e-mail address", "kim@example.com"),
        "ipv4" => (text.parse::<Ipv4Addr>().is_ok(), "an IPv4 address", "192.0.2.1"),
        "ipv6" => (text.parse::<Ipv6Addr>().is_ok(), "an IPv6 address", "2001:db8::1"),
        _ => return None,
    };
    (!fits).then_some(Expected { what, example })
}

/// Checks a time of RFC 3339. The parser of TOML reads these, and also shorter forms, which are refused here.
fn is_date_time(text: &str) -> bool {
    let parsed = text.parse::<Datetime>();
    !text.contains(' ')
        && parsed.is_ok_and(|it| {
            it.date.is_some() && it.offset.is_some() && it.time.is_some_and(|time| time.second.is_some())
        })
}

fn is_date(text: &str) -> bool {
    let parsed = text.parse::<Datetime>();
    parsed.is_ok_and(|it| it.date.is_some() && it.time.is_none() && it.offset.is_none())
}

/// A pattern for a whole text; `None` if it is not a valid pattern, which a test rules out.
type Pattern = LazyLock<Option<Regex>>;

fn is(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.find(text).is_some())
}

/// Parts of the grammar of RFC 3986, from a character of a path to the part after the scheme.
macro_rules! pchar {
    ($more:literal) => {
        concat!(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@", $more, r"\-]|%[0-9A-Fa-f]{2})*")
    };
}
macro_rules! authority {
    () => {
        r"(?:(?:[A-Za-z0-9._~!$&'()*+,;=:\-]|%[0-9A-Fa-f]{2})*@)?(?:\[[0-9A-Fa-fv:.]+\]|(?:[A-Za-z0-9._~!$&'()*+,;=\-]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?"
    };
}
macro_rules! tail {
    () => {
        concat!(r"(?:\?", pchar!("/?"), r")?(?:#", pchar!("/?"), r")?$")
    };
}
macro_rules! pattern {
    ($($part:expr),+) => {
        LazyLock::new(|| Regex::with_flags(concat!($($part),+), "u").ok())
    };
}

/// A scheme with an authority and a path, or with a path that does not start with two slashes.
static URI: Pattern = pattern!(
    r"^[A-Za-z][A-Za-z0-9+.\-]*:(?://",
    authority!(),
    r"(?:/",
    pchar!("/"),
    r")?|(?!//)",
    pchar!("/"),
    ")",
    tail!()
);
/// A URL without a scheme, in whose path the first segment has no colon.
static RELATIVE: Pattern = pattern!(
    r"^(?://",
    authority!(),
    r"(?:/",
    pchar!("/"),
    r")?|(?!//)(?![^/?#]*:)",
    pchar!("/"),
    ")",
    tail!()
);
static BASE64: Pattern = pattern!(r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$");
static UUID: Pattern = pattern!(r"^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$");
static EMAIL: Pattern = pattern!(r"^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)*$");

#[cfg(test)]
mod tests {
    use super::unlike;

    /// Texts that conform to each format, and texts that do not.
    const TEXTS: &[(&str, &[&str], &[&str])] = &[
        (
            "date-time",
            &[
                "2026-01-31T09:30:00.000Z",
                "2024-02-29t23:59:60z",
                "1990-12-31T15:59:59-08:00",
                "2026-01-31T09:30:00.123456789+00:00",
            ],
            &[
                "",
                "now",
                "2026-01-31",
                "2026-01-31T09:30:00",
                "2026-01-31T09:30Z",
                "2026-01-31 09:30:00Z",
                "2026-02-29T09:30:00Z",
                "2026-1-31T09:30:00Z",
                "2026-01-31T24:00:00Z",
                "2026-01-31T09:60:00Z",
                "2026-01-31T09:30:00Z.",
                "2026-01-31T09:30:00,5Z",
                "2026-13-01T09:30:00Z",
                "1790000000000",
            ],
        ),
        (
            "date",
            &["2026-01-31"],
            &["2026-02-30", "2026-01-31T09:30:00Z", "31.01.2026", "09:30:00"],
        ),
        (
            "uri",
            &[
                "https://example.com",
                "https://kim@example.com:8080/a/b;c?d=e%20f#g/h?",
                "mailto:kim@example.com",
                "tel:+49301234567",
                "mxc://chat.example/abc",
                "file:///tmp/a",
                "urn:isbn:0451450523",
                "http://[2001:db8::1]:80/",
                "localmxc://local-whatsapp/abc",
            ],
            &[
                "",
                "example.com",
                "/a/b",
                "https://example.com/a b",
                "https://example.com/{id}",
                "https://example.com/a\"",
                "https://exämple.com/",
                "https://example.com/100%",
                "https://example.com/#a#b",
                "https://example.com:port/",
                "1http://example.com",
                "http//example.com",
                "https://a\\b",
            ],
        ),
        (
            "uri-reference",
            &[
                "",
                "a",
                "/a/b?c=d",
                "../a",
                "//example.com/a",
                "https://example.com/",
                "#a",
                "?a",
                "./a:b",
                "a/b:c",
            ],
            &["a b", "1a:b", "/a%zz", "/a<b>", "/a|b"],
        ),
        ("byte", &["", "aGVsbG8=", "aGVsbG8h"], &["a", "aGVsbG8", "a-_=", "=aaa"]),
        (
            "uuid",
            &["123e4567-e89b-12d3-a456-426614174000"],
            &["123e4567", "123e4567e89b12d3a456426614174000"],
        ),
        (
            "email",
            &["kim@example.com", "kim+a@localhost"],
            &["kim", "@example.com", "kim@", "a b@c.example", "a@b..c"],
        ),
        ("ipv4", &["192.0.2.1"], &["192.0.2", "256.0.0.1", "::1"]),
        ("ipv6", &["::1", "2001:db8::1"], &["192.0.2.1", ":1"]),
        ("binary", &["", "any \u{0} text"], &[]),
        ("password", &["", "any text"], &[]),
        ("server-text", &["", "any text"], &[]),
    ];

    #[test]
    fn formats_are_told_apart_by_their_texts() {
        for (format, fitting, others) in TEXTS {
            for text in *fitting {
                assert!(unlike(Some(format), text).is_none(), "{format}: {text:?} is refused");
            }
            for text in *others {
                let wanted = unlike(Some(format), text).unwrap_or_else(|| panic!("{format}: {text:?} is accepted"));
                assert!(
                    unlike(Some(format), wanted.example).is_none(),
                    "{format}: {}",
                    wanted.example
                );
            }
        }
        assert!(unlike(None, "anything").is_none());
    }
}
