//! Normalizes servers' names.

use std::net::Ipv6Addr;

use super::characters::{plain, strip_prefix, unwrapped};
use super::invalid_value::InvalidValue;
use crate::steps::input::invalid_answer::FieldErrorKind;

const MAX_NAME_LENGTH: usize = 253;
const MAX_LABEL_LENGTH: usize = 63;

/// Extracts the server's name from a web address: `https://example.com/path` becomes `example.com`.
///
/// Keeps the port unless it is the default.
pub(super) fn normalize(typed: &str) -> Result<String, InvalidValue> {
    let plain = plain(typed);
    let typed = unwrapped(&plain);
    if plain.trim().is_empty() {
        return Ok(String::new());
    }
    host_and_port(typed).ok_or(InvalidValue {
        kind: FieldErrorKind::NotADomain,
        advice: "write only the server's name, such as `example.com`",
    })
}

fn host_and_port(typed: &str) -> Option<String> {
    let (rest, default_port) = if let Some(rest) = strip_prefix(typed, "https://") {
        (rest, Some(443))
    } else if let Some(rest) = strip_prefix(typed, "http://") {
        (rest, Some(80))
    } else {
        (typed.strip_prefix("//").unwrap_or(typed), None)
    };
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    if rest[authority.len()..].starts_with("//") {
        // The scheme is not that of a web page.
        return None;
    }
    let (host, port) = if authority.starts_with('[') {
        let end = authority.find(']')?;
        authority[1..end].parse::<Ipv6Addr>().ok()?;
        let (host, port) = authority.split_at(end + 1);
        (
            host.to_lowercase(),
            if port.is_empty() {
                None
            } else {
                Some(port.strip_prefix(':')?)
            },
        )
    } else if authority.parse::<Ipv6Addr>().is_ok() {
        (authority.to_lowercase(), None)
    } else {
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        (name(host)?, port)
    };
    match port {
        None | Some("") => Some(host),
        Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => match port.parse::<u16>().ok()? {
            0 => None,
            port if default_port == Some(port) => Some(host),
            port => Some(format!("{host}:{port}")),
        },
        Some(_) => None,
    }
}

/// Normalizes the case and removes the final dot, which do not distinguish names here.
fn name(host: &str) -> Option<String> {
    let host = host.strip_suffix('.').unwrap_or(host).to_lowercase();
    let is_label = |label: &str| {
        (1..=MAX_LABEL_LENGTH).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|character| character.is_alphanumeric() || matches!(character, '-' | '_'))
    };
    (host.len() <= MAX_NAME_LENGTH && host.split('.').all(is_label)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_out_of_an_address() {
        for (typed, expected) in [
            ("example.com", "example.com"),
            (" Example.COM\u{200b}\n", "example.com"),
            ("example.com.", "example.com"),
            ("https://example.com", "example.com"),
            ("https://example.com/", "example.com"),
            ("HTTPS://Example.com/a/b?c=d#e", "example.com"),
            ("http://example.com./", "example.com"),
            ("//example.com/", "example.com"),
            ("example.com/login", "example.com"),
            ("example.com?a=https://other.example", "example.com"),
            ("<https://example.com/>", "example.com"),
            ("\u{201e}example.com\u{201c}", "example.com"),
            ("https://example.com:443/", "example.com"),
            ("http://example.com:80", "example.com"),
            ("https://example.com:8448/", "example.com:8448"),
            ("http://example.com:443/", "example.com:443"),
            ("example.com:443", "example.com:443"),
            ("example.com:", "example.com"),
            ("https://www.example.com/", "www.example.com"),
            ("localhost:8008", "localhost:8008"),
            ("my_server", "my_server"),
            ("http://192.0.2.7:8008/", "192.0.2.7:8008"),
            ("http://[2001:DB8::1]:8008/", "[2001:db8::1]:8008"),
            ("2001:db8::1", "2001:db8::1"),
            ("https://bücher.example/", "bücher.example"),
            ("ｅｘａｍｐｌｅ．ｃｏｍ", "example.com"),
            ("例え。テスト", "例え.テスト"),
            (" \u{feff} ", ""),
        ] {
            assert_eq!(normalize(typed).as_deref(), Ok(expected), "{typed:?}");
            assert_eq!(normalize(expected).as_deref(), Ok(expected), "{typed:?}");
        }
    }

    #[test]
    fn what_names_no_server_is_refused() {
        let long = format!("{}.example", "a".repeat(64));
        for typed in [
            "https://",
            "https:///path",
            "/",
            "a b",
            "exa mple.com",
            "a@example.com",
            "@a:example.com",
            "mailto:a@example.com",
            "https://user:hunter2@example.com/",
            "https://example.com@other.example/",
            "ftp://example.com/",
            "matrix:u/a:example.com",
            "tel:+15550100",
            "javascript:alert(1)",
            "example.com:99999",
            "example.com:0",
            "example.com:80x",
            "example..com",
            ".example.com",
            "-example.com",
            "example.com,other.example",
            "[example.com](https://example.com)",
            "[::1",
            "[::1]8008",
            "exa%6dple.com",
            "<>",
            ".",
            &long,
        ] {
            let refused = normalize(typed).map_err(|invalid| invalid.kind);
            assert_eq!(refused, Err(FieldErrorKind::NotADomain), "{typed:?}");
        }
    }
}
