use std::fmt;

use regex::Regex;

use crate::steps::go_regex;

const MOST_PATTERNS: usize = 64;

/// How many patterns of a step are still compiled: the limit for one of them says little if there can be any number.
pub(super) struct PatternBudget(usize);

impl Default for PatternBudget {
    fn default() -> Self {
        Self(MOST_PATTERNS)
    }
}

/// A regular expression that was written for another engine.
#[derive(Clone)]
pub(super) struct Pattern {
    text: String,
    regex: Option<Regex>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Fits,
    DoesNotFit,
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

    pub(super) fn check(&self, value: &str) -> Verdict {
        match &self.regex {
            None => Verdict::CannotCheck,
            Some(regex) if regex.is_match(value) => Verdict::Fits,
            Some(_) => Verdict::DoesNotFit,
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
    use super::{MOST_PATTERNS, Pattern, PatternBudget, Verdict};

    fn check(pattern: &str, value: &str) -> Verdict {
        Pattern::new(pattern, &mut PatternBudget::default()).check(value)
    }

    #[test]
    fn a_pattern_is_searched_for_unless_it_anchors_itself() {
        assert_eq!(check("[0-9]{3}", "abc123def"), Verdict::Fits);
        assert_eq!(check("^[0-9]{3}$", "abc123def"), Verdict::DoesNotFit);
        assert_eq!(check("^[0-9]{3}$", "123"), Verdict::Fits);
        assert_eq!(check("", "anything"), Verdict::Fits);
        assert_eq!(
            check(r"^https:\/\/example\.com\/(inbox|home)", "https://example.com/home"),
            Verdict::Fits
        );
    }

    #[test]
    fn what_this_engine_cannot_run_cannot_be_checked() {
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
                Verdict::CannotCheck,
                "{}",
                &pattern[..pattern.len().min(40)]
            );
        }
    }

    #[test]
    fn patterns_mean_what_they_mean_to_bridges() {
        use Verdict::{CannotCheck, DoesNotFit, Fits};
        for (pattern, value, expected) in [
            (r"^\d+$", "123", Fits),
            (r"^\d+$", "١٢٣", DoesNotFit),
            (r"^[\w.-]+$", "a_1.b-c", Fits),
            (r"^[\w.-]+$", "é", DoesNotFit),
            (r"^[^\s\d]+\S\D\W$", "ab%%%", Fits),
            (r"\bfoo\b", "a foo b", Fits),
            ("^[a[b]$", "[", Fits),
            ("^[^[]+$", "a[", DoesNotFit),
            ("^[a-z&&b]+$", "x&", Fits),
            ("^[~~x]+$", "~x", Fits),
            ("^[]x]+$", "x]", Fits),
            ("^[^]y]$", "x", Fits),
            (r"^\[x\]$", "[x]", Fits),
            ("^x(&&|--|~~)$", "x--", Fits),
            (r"[\-\-x]", "-", Fits),
            ("[+--]", ",", CannotCheck),
            ("[[:alpha:]]", "x", CannotCheck),
            (r"\B", "x", CannotCheck),
            ("x\\", "x", CannotCheck),
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
        for _ in 0..MOST_PATTERNS {
            assert!(Pattern::new("a", &mut budget).can_run());
        }
        assert!(!Pattern::new("a", &mut budget).can_run());
    }
}
