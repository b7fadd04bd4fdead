//! Detects placeholders that developer tools and people write in place of a value.

use super::problem::Reason;

/// Rejects a value that was shortened or hidden.
pub(super) fn check(value: &str) -> Result<(), Reason> {
    let text = value.trim();
    // A sentence may contain an ellipsis, but a token does not.
    let is_short = text.len() <= 40 && text.contains("...");
    if !text.contains(char::is_whitespace) && (text.contains('…') || text.ends_with("...") || is_short) {
        return Err(Reason::Shortened);
    }
    let is_mask = |mask: char| text.chars().count() >= 3 && text.chars().all(|it| it == mask);
    let inner = text
        .strip_prefix(['<', '[', '(', '{'])
        .and_then(|text| text.strip_suffix(['>', ']', ')', '}']));
    let is_word = |word: &str| {
        [
            "redacted",
            "hidden",
            "removed",
            "masked",
            "filtered",
            "omitted",
            "sanitized",
        ]
        .iter()
        .any(|it| word.eq_ignore_ascii_case(it))
    };
    let last = text.rsplit(' ').next().unwrap_or(text);
    let is_template = last.starts_with("{{") && last.ends_with("}}");
    let is_variable = last.strip_prefix('$').is_some_and(|name| {
        name.starts_with('{') && name.ends_with('}')
            || name.len() > 2 && name.bytes().all(|it| it.is_ascii_uppercase() || it == b'_')
    });
    if is_template || is_variable {
        return Err(Reason::Variable);
    }
    let is_masked = ['*', '•', '●', '█', 'x', 'X'].into_iter().any(is_mask);
    if is_masked || inner.is_some_and(is_word) || text == "REDACTED" {
        return Err(Reason::Redacted);
    }
    Ok(())
}

/// Rejects a value that a chat or editor has changed.
///
/// The signs are Markdown marks after a backslash, a line break written as an escape, and links made from text that looks like an
/// address.
pub(super) fn check_markup(value: &str) -> Result<(), Reason> {
    let is_escaped = ["\\_", "\\*", "\\~", "=\\\""].iter().any(|it| value.contains(it))
        || ["\\n", "\\r"].iter().any(|it| value.trim_end().ends_with(it));
    if is_escaped {
        return Err(Reason::UnclearEscapes);
    }
    let is_link = ["<mailto:", "](http://", "](https://", "](mailto:"]
        .iter()
        .any(|it| value.contains(it))
        || ["<http://", "<https://"]
            .iter()
            .any(|it| value.find(it).is_some_and(|at| value[at..].contains('|')));
    if is_link { Err(Reason::Link) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::{Reason, check, check_markup};

    #[test]
    fn what_chats_have_changed_is_seen() {
        for value in [r"abc\_def", r"abc\*d", r"abc\n", r#"a=\"x\""#] {
            assert_eq!(check_markup(value), Err(Reason::UnclearEscapes), "{value}");
        }
        for value in [
            "<mailto:a@example.com|a@example.com>",
            "[www.example.com](http://www.example.com)",
            "<https://www.example.com|www.example.com>",
        ] {
            assert_eq!(check_markup(value), Err(Reason::Link), "{value}");
        }
        for value in [
            "a_b*c~d",
            r#""a\054\"b""#,
            "https://www.example.com/|",
            r"C:\x",
            "<a|b>",
        ] {
            assert_eq!(check_markup(value), Ok(()), "{value}");
        }
    }

    #[test]
    fn placeholders_are_told_from_values() {
        for value in ["abc…", "abc...", "eyJhbG...xyz", "a…b"] {
            assert_eq!(check(value), Err(Reason::Shortened), "{value}");
        }
        for value in ["{{token}}", "Bearer {{token}}", "$TOKEN", "Bearer ${token}"] {
            assert_eq!(check(value), Err(Reason::Variable), "{value}");
        }
        for value in ["<redacted>", "[Filtered]", "****", "•••••", "xxxxx", "REDACTED"] {
            assert_eq!(check(value), Err(Reason::Redacted), "{value}");
        }
        for value in [
            "",
            "a.b..c",
            "xx",
            "**",
            "<a>",
            "hidden",
            "Loading… please wait",
            "\"*\"",
        ] {
            assert_eq!(check(value), Ok(()), "{value}");
        }
    }
}
