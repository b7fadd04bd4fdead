//! What developer tools and people put in the place of a value.

use super::problem::Reason;

/// Refuses a value that was shortened or hidden.
pub(super) fn check(value: &str) -> Result<(), Reason> {
    let text = value.trim();
    // A sentence may well have an ellipsis in it. A token has none.
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
    let is_masked = ['*', '•', '●', '█', 'x', 'X'].into_iter().any(is_mask);
    if is_masked || inner.is_some_and(is_word) || text == "REDACTED" {
        return Err(Reason::Redacted);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Reason, check};

    #[test]
    fn placeholders_are_told_from_values() {
        for value in ["abc…", "abc...", "eyJhbG...xyz", "a…b"] {
            assert_eq!(check(value), Err(Reason::Shortened), "{value}");
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
