//! Reads the text of `Cookie` and `Set-Cookie` headers.
//!
//! Pasted headers are wrapped, quoted or not headers at all, so that request parsers (`httparse`) refuse them. The crate
//! `cookie` (7 crates) takes any text with a `=` for a cookie.

use super::placeholders;
use super::problem::Reason;
use super::prose::ends_in_prose;
use super::text::is_blank;

/// A part of a `Cookie` header. Servers read a part without `=` as a value without a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CookiePair<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) value: &'a str,
}

/// Splits a header as servers do.
///
/// Keeps quotes around a value, because some sites have them in their cookies and expect them back.
pub(super) fn pairs(header: &str) -> Vec<CookiePair<'_>> {
    let parts = header.split(';').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| match part.split_once('=') {
            Some((name, value)) => CookiePair {
                name: Some(name.trim_end()),
                value: value.trim_start(),
            },
            None => CookiePair {
                name: None,
                value: part,
            },
        })
        .collect()
}

/// Checks a header that was pasted as text, which may lack a part or contain too much.
pub(super) fn check_loose(header: &str) -> Result<(), Reason> {
    placeholders::check(header)?;
    placeholders::check_markup(header)?;
    let pairs = pairs(header);
    for pair in &pairs {
        match pair.name {
            None if is_attribute_flag(pair.value) => {}
            None => return Err(Reason::BareCookie),
            Some(name) if !is_cookie_name(name) => return Err(Reason::InvalidCookieName),
            // Then the name is that of all the cookies.
            Some(name) if is_title(name) && pair.value.contains('=') => return Err(Reason::InvalidCookieName),
            Some(_) => {}
        }
        if pair.value.matches('"').count() % 2 == 1 || pair.value.ends_with(['”', '“', '’', '‘', '`', '»', '«'])
        {
            return Err(Reason::StrayQuote);
        }
    }
    let is_separated = header.contains(';');
    let separators: &[char] = if is_separated { &[] } else { &[',', '&', '|'] };
    if pairs.iter().any(|pair| names_another(pair.value, separators, &['='])) {
        return Err(Reason::UnclearPairs);
    }
    if let Some(last) = pairs.last() {
        if ends_in_prose(last.value) {
            return Err(Reason::ValueAmongWords);
        }
        if last.value.ends_with('\'') && last.value.matches('\'').count() % 2 == 1 {
            return Err(Reason::StrayQuote);
        }
        if last.value.ends_with('\\') {
            return Err(Reason::EndsInMiddle);
        }
    }
    Ok(())
}

/// Returns `true` if the text is a one-word attribute of a `Set-Cookie` header.
pub(super) fn is_attribute_flag(text: &str) -> bool {
    ["httponly", "secure", "partitioned"]
        .iter()
        .any(|it| text.eq_ignore_ascii_case(it))
}

/// Returns `true` if a name is one that people give to all cookies together.
pub(super) fn is_title(name: &str) -> bool {
    ["cookie", "cookies", "set-cookie", "document.cookie"]
        .iter()
        .any(|it| name.eq_ignore_ascii_case(it))
}

/// Returns `true` if a browser could have a cookie of this name. Detects a bullet in the name.
pub(super) fn is_possible_name(name: &str) -> bool {
    !name.contains(|it: char| it.is_control() || it == ';' || it == '=') && name.trim() == name && !name.contains("- ")
}

/// Returns `true` if browsers have such names in practice, which is more than the standard allows.
pub(super) fn is_cookie_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with("--")
        && !name.contains("://")
        && !name.contains(|it: char| it.is_whitespace() || it.is_control() || "\"'`“”„‘’‚«»：<>{}\\,()?".contains(it))
}

/// Returns `true` if a text without a header's name certainly consists of cookies.
pub(super) fn is_cookie_pair(text: &str) -> bool {
    let Some((name, value)) = text.split_once('=') else {
        return false;
    };
    // `==` remains if the text before the padding of Base64 was taken for a name.
    let is_padding = !value.is_empty() && value.chars().all(|it| it == '=');
    is_cookie_name(name.trim_end()) && !name.contains('&') && !is_padding
}

/// Returns `true` if a value contains another name.
///
/// This is a text between white space or one of `separators` and one of `marks`.
pub(super) fn names_another(value: &str, separators: &[char], marks: &[char]) -> bool {
    let is_separator = |it: char| is_blank(it) || separators.contains(&it);
    let mut parts = value.split(is_separator).skip(1);
    parts.any(|part| {
        let name = part.split(marks).next().unwrap_or(part);
        let is_name = name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
            && name.chars().all(|it| it.is_ascii_alphanumeric() || "_-.".contains(it));
        // The `https:` of an address is not a name.
        is_name && name.len() < part.len() && !part[name.len() + 1..].starts_with("//")
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SetCookie<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    pub(super) domain: Option<&'a str>,
    pub(super) is_deleted: bool,
}

pub(super) fn read_set_cookie(header: &str) -> Result<SetCookie<'_>, Reason> {
    let (pair, attributes) = header.split_once(';').unwrap_or((header, ""));
    let (name, value) = pair.split_once('=').ok_or(Reason::BareCookie)?;
    if names_another(value, &[','], &['=']) {
        return Err(Reason::UnclearPairs);
    }
    let mut cookie = SetCookie {
        name: name.trim(),
        value: value.trim(),
        domain: None,
        is_deleted: false,
    };
    for attribute in attributes.split(';') {
        let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        let value = value.trim();
        // Some programs combine several headers into one, with commas.
        if names_another(value, &[','], &['=']) {
            return Err(Reason::UnclearPairs);
        }
        match name.trim().to_ascii_lowercase().as_str() {
            "domain" if !value.is_empty() => cookie.domain = Some(value),
            "max-age" => cookie.is_deleted |= value == "0" || value.starts_with('-'),
            "expires" => {
                cookie.is_deleted |= value.contains("1970") && !attributes.to_ascii_lowercase().contains("max-age")
            }
            "" | "domain" | "path" | "secure" | "httponly" | "samesite" | "priority" | "partitioned" | "version"
            | "comment" | "sameparty" => {}
            _ => return Err(Reason::UnknownText),
        }
    }
    Ok(cookie)
}

#[cfg(test)]
mod tests {
    use super::{CookiePair, Reason, SetCookie, check_loose, names_another, pairs, read_set_cookie};

    #[test]
    fn a_header_is_split_as_servers_do() {
        let pair = |name, value| CookiePair { name, value };
        assert_eq!(
            pairs(r#"a=1; b = x=y ;; c="q"; d=; e"#),
            [
                pair(Some("a"), "1"),
                pair(Some("b"), "x=y"),
                pair(Some("c"), "\"q\""),
                pair(Some("d"), ""),
                pair(None, "e"),
            ]
        );
    }

    #[test]
    fn what_is_missing_or_too_much_is_seen() {
        for (header, expected) in [
            ("a=1; b=\"x\"; HttpOnly", Ok(())),
            ("a=1; ses", Err(Reason::BareCookie)),
            ("a=1; b=\"x", Err(Reason::StrayQuote)),
            ("a=1; b=2'", Err(Reason::StrayQuote)),
            ("a=1; b=2 thanks!", Err(Reason::ValueAmongWords)),
            ("my cookie=1", Err(Reason::InvalidCookieName)),
            ("cookies=a=1; b=2", Err(Reason::InvalidCookieName)),
            ("--cookie=a=1; b=2", Err(Reason::InvalidCookieName)),
            ("a=1&b=2", Err(Reason::UnclearPairs)),
            ("a=1, b=2", Err(Reason::UnclearPairs)),
            ("a=1 b=2", Err(Reason::UnclearPairs)),
            ("a=1 b=2; c=3", Err(Reason::UnclearPairs)),
            ("a=x=1&y=2; b=2", Ok(())),
        ] {
            assert_eq!(check_loose(header), expected, "{header}");
        }
    }

    #[test]
    fn names_within_a_value_are_seen() {
        for (value, expected) in [
            ("abc; tok: def", true),
            ("abc, tok=def", true),
            ("abc and session: def", true),
            ("abc;tok:def", true),
            ("Bearer abc", false),
            ("at 12:30", false),
            ("see https://x.org", false),
            ("abc=", false),
        ] {
            assert_eq!(names_another(value, &[',', ';', '|'], &[':', '=']), expected, "{value}");
        }
    }

    #[test]
    fn set_cookies_say_where_they_belong_and_whether_they_are_gone() {
        let cookie = |value, domain, is_deleted| {
            Ok(SetCookie {
                name: "a",
                value,
                domain,
                is_deleted,
            })
        };
        for (header, expected) in [
            (
                "a=1; Path=/; HttpOnly; Domain=.x.org",
                cookie("1", Some(".x.org"), false),
            ),
            ("a=; Max-Age=0", cookie("", None, true)),
            ("a=x; expires=Thu, 01 Jan 1970 00:00:00 GMT", cookie("x", None, true)),
            ("a=1; b=2", Err(Reason::UnknownText)),
            ("a=1; Path=/, b=2; Path=/", Err(Reason::UnclearPairs)),
            ("a=1, b=2", Err(Reason::UnclearPairs)),
            ("a", Err(Reason::BareCookie)),
        ] {
            assert_eq!(read_set_cookie(header), expected, "{header}");
        }
    }
}
