//! Normalizes web addresses.

use url::Url;

use super::characters::{is_blank, strip_prefix, unwrapped};
use super::invalid_value::InvalidValue;
use crate::steps::input::invalid_answer::FieldErrorKind;

/// Removes quotation marks and brackets around an address. Changes nothing else, because every other character may matter.
pub(super) fn normalize(typed: &str) -> Result<String, InvalidValue> {
    let address = unwrapped(typed);
    // The standard suggests `<URL:https://example.com>` for plain texts.
    let address = strip_prefix(address, "URL:").map_or(address, unwrapped);
    if typed.trim_matches(is_blank).is_empty() {
        return Ok(String::new());
    }
    let is_whole = address.contains("://") && Url::parse(address).is_ok_and(|url| url.has_host());
    if is_whole && !address.contains(is_blank) {
        return Ok(address.to_owned());
    }
    Err(InvalidValue {
        kind: FieldErrorKind::NotAnAddress,
        advice: "write the complete address, beginning with `https://`",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_what_stands_around_them_and_nothing_else() {
        for (typed, expected) in [
            (" https://example.com/a?b=c#d\u{200b}\n", "https://example.com/a?b=c#d"),
            ("<https://Example.com/A>", "https://Example.com/A"),
            ("<URL:https://example.com>", "https://example.com"),
            ("\"http://192.0.2.7:8008\"", "http://192.0.2.7:8008"),
            ("wss://example.com/socket", "wss://example.com/socket"),
            ("https://user:pass@example.com/%zz", "https://user:pass@example.com/%zz"),
            ("", ""),
            (" \n", ""),
        ] {
            assert_eq!(normalize(typed).as_deref(), Ok(expected), "{typed:?}");
        }
    }

    #[test]
    fn what_is_not_a_whole_address_is_refused() {
        for typed in [
            "example.com",
            "www.example.com/a",
            "localhost:8008",
            "//example.com",
            "https://",
            "https:example.com",
            "mailto:a@example.com",
            "javascript:alert(1)",
            "a@example.com",
            "https://example.com/ https://other.example/",
            "see https://example.com/",
            "https://exam\u{200b}ple.com/",
            "[here](https://example.com)",
            "<>",
        ] {
            let refused = normalize(typed).map_err(|invalid| invalid.kind);
            assert_eq!(refused, Err(FieldErrorKind::NotAnAddress), "{typed:?}");
        }
    }
}
