//! The pattern that a value must match.

use std::fmt;

use regex::Regex;

use crate::steps::go_regex;

/// The server's regular expression for a value; it may match anywhere in the value.
///
/// ```
/// use beeper_bridge_login::input::Pattern;
///
/// assert_eq!(Pattern::new("^[0-9]{6}$").matches("123456"), Some(true));
/// assert_eq!(Pattern::new("^[0-9]{6}$").matches("12345"), Some(false));
/// assert_eq!(Pattern::new("(?=looks ahead)").matches("123456"), None);
/// ```
#[derive(Clone)]
pub struct Pattern {
    source: String,
    regex: Option<Regex>,
}

impl Pattern {
    /// Creates a pattern, even from a source that this crate cannot run because of its syntax or size.
    pub fn new(source: impl Into<String>) -> Self {
        let source = source.into();
        let regex = go_regex::compile(&source);
        Self { source, regex }
    }

    /// Returns the pattern as the server wrote it.
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// Returns whether a value matches, or `None` if the crate cannot check it; the value may then be valid.
    pub fn matches(&self, value: &str) -> Option<bool> {
        self.regex.as_ref().map(|regex| regex.is_match(value))
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pattern")
            .field("can_be_checked", &self.regex.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn a_pattern_may_match_anywhere_in_the_value() {
        assert_eq!(Pattern::new("[0-9]{3}").matches("abc123def"), Some(true));
    }

    #[test]
    fn a_pattern_that_cannot_be_run_says_nothing() {
        for pattern in [
            "(?!x)",
            r"(a)\1",
            "(",
            "((a{1000}){1000}){1000}",
            &"a".repeat(9000),
            &"(".repeat(4000),
        ] {
            assert_eq!(Pattern::new(pattern).matches("a"), None);
        }
    }
}
