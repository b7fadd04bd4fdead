//! Patterns for values and addresses, as servers send them.

use std::fmt;

use regex::Regex;

use crate::steps::go_regex;

const MAX_PATTERNS: usize = 64;

/// How many more patterns of a step may be compiled, because each may use memory up to a limit.
pub(super) struct PatternBudget(usize);

impl Default for PatternBudget {
    fn default() -> Self {
        Self(MAX_PATTERNS)
    }
}

/// A regular expression for another engine.
#[derive(Clone)]
pub(super) struct Pattern {
    text: String,
    regex: Option<Regex>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PatternMatch {
    Matches,
    DoesNotMatch,
    /// No engine has run the pattern yet.
    Unchecked,
    /// No engine can run the pattern.
    CannotCheck,
}

impl Pattern {
    pub(super) fn new(text: &str, budget: &mut PatternBudget) -> Self {
        let regex = if budget.0 > 0 {
            budget.0 -= 1;
            go_regex::compile(text)
        } else {
            None
        };
        Self {
            text: text.to_owned(),
            regex,
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn can_run(&self) -> bool {
        self.regex.is_some()
    }

    pub(super) fn check(&self, value: &str) -> PatternMatch {
        match &self.regex {
            None => PatternMatch::Unchecked,
            Some(regex) if regex.is_match(value) => PatternMatch::Matches,
            Some(_) => PatternMatch::DoesNotMatch,
        }
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_PATTERNS, Pattern, PatternBudget, PatternMatch};

    fn check(pattern: &str, value: &str) -> PatternMatch {
        Pattern::new(pattern, &mut PatternBudget::default()).check(value)
    }

    #[test]
    fn a_pattern_is_searched_for_unless_it_anchors_itself() {
        assert_eq!(check("[0-9]{3}", "abc123def"), PatternMatch::Matches);
        assert_eq!(check("^[0-9]{3}$", "abc123def"), PatternMatch::DoesNotMatch);
        assert_eq!(check("^[0-9]{3}$", "123"), PatternMatch::Matches);
        assert_eq!(check("", "anything"), PatternMatch::Matches);
        assert_eq!(
            check(r"^https:\/\/example\.com\/(inbox|home)", "https://example.com/home"),
            PatternMatch::Matches
        );
    }

    #[test]
    fn unsupported_patterns_cannot_be_checked() {
        for pattern in [
            "(?=.*x).+",
            "(?!guest).+",
            "(?<=a)b",
            r"(a)\1",
            "(",
            "[",
            "*",
            r"\Qa.b\E",
            r"^\w{1000}{1000}$",
            "(((((a{100}){100}){100}){100}){100})",
            &"(".repeat(100_000),
            &"a".repeat(100_000),
        ] {
            assert_eq!(
                check(pattern, "x"),
                PatternMatch::Unchecked,
                "{}",
                &pattern[..pattern.len().min(40)]
            );
        }
    }

    #[test]
    fn patterns_mean_what_they_mean_to_bridges() {
        use PatternMatch::{DoesNotMatch, Matches, Unchecked};
        for (pattern, value, expected) in [
            (r"^\d+$", "123", Matches),
            (r"^\d+$", "١٢٣", DoesNotMatch),
            (r"^[\w.-]+$", "a_1.b-c", Matches),
            (r"^[\w.-]+$", "é", DoesNotMatch),
            (r"^[^\s\d]+\S\D\W$", "ab%%%", Matches),
            (r"\bfoo\b", "a foo b", Matches),
            ("^[a[b]$", "[", Matches),
            ("^[^[]+$", "a[", DoesNotMatch),
            ("^[a-z&&b]+$", "x&", Matches),
            ("^[~~x]+$", "~x", Matches),
            ("^[]x]+$", "x]", Matches),
            ("^[^]y]$", "x", Matches),
            (r"^\[x\]$", "[x]", Matches),
            ("^x(&&|--|~~)$", "x--", Matches),
            (r"[\-\-x]", "-", Matches),
            ("[+--]", ",", Unchecked),
            ("[[:alpha:]]", "x", Unchecked),
            (r"\B", "x", Unchecked),
            ("x\\", "x", Unchecked),
        ] {
            assert_eq!(check(pattern, value), expected, "{pattern}");
        }
    }

    #[test]
    fn usual_patterns_fit_the_size_limit() {
        for pattern in [
            r"^\w{40,60}$",
            r"^[A-Za-z0-9_%.-]{20,4000}$",
            r"^xox[cd]-[a-zA-Z0-9-/+%]{1,500}$",
            "^.{1,255}$",
        ] {
            assert!(
                Pattern::new(pattern, &mut PatternBudget::default()).can_run(),
                "{pattern}"
            );
        }
    }

    #[test]
    fn patterns_beyond_the_budget_cannot_be_checked() {
        let mut budget = PatternBudget::default();
        for _ in 0..MAX_PATTERNS {
            assert!(Pattern::new("a", &mut budget).can_run());
        }
        assert!(!Pattern::new("a", &mut budget).can_run());
    }
}
