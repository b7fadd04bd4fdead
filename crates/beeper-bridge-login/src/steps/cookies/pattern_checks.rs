//! Checks of patterns that `regex` cannot run: those for another engine to run, and their results.

use std::cell::RefCell;
use std::fmt;

use beeper_desktop_client::Secret;

use super::pattern::{Pattern, PatternMatch};

/// A pattern and a text that only another regex engine can match.
///
/// Bridges write their patterns for the engine of a browser, which supports more syntax than [`regex`]. `Debug` prints only the
/// pattern.
///
/// ```
/// use beeper_bridge_login::cookies::{Cookie, CookieStep, WebSnapshot};
///
/// # let step = serde_json::from_str(r#"{"stepID": "sign-in", "url": "https://example.com", "fields": [
/// #     {"id": "session", "pattern": "^(?!guest)"}
/// # ]}"#)?;
/// # let step = CookieStep::new(step)?;
/// # fn run_in_browser(pattern: &str, text: &str) -> Option<bool> { Some(!text.starts_with("guest")) }
/// let mut snapshot = WebSnapshot::new();
/// snapshot.add_cookie(Cookie::new("session", "abc").domain("example.com"));
/// for check in step.collect(&snapshot).open_checks() {
///     // The result of `new RegExp(pattern).test(text)`; `None` if that throws or takes too long.
///     let fits = run_in_browser(check.pattern(), check.text().expose());
///     snapshot.add_check_result(check.clone(), fits);
/// }
/// assert!(step.collect(&snapshot).may_close_automatically());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct PatternCheck {
    pattern: String,
    text: Secret,
}

impl PatternCheck {
    /// Returns the regular expression as the server wrote it. It may match anywhere in the text.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Returns the value or address to match. Do not print it.
    pub fn text(&self) -> &Secret {
        &self.text
    }
}

impl fmt::Debug for PatternCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PatternCheck")
            .field("pattern", &self.pattern)
            .finish_non_exhaustive()
    }
}

/// Another engine's result of a check.
#[derive(Clone)]
pub(super) struct CheckResult {
    pub(super) check: PatternCheck,
    pub(super) fits: Option<bool>,
}

/// Runs patterns, or looks up the results of other engines, and collects the checks that are still open.
pub(super) struct PatternChecks<'a> {
    results: &'a [CheckResult],
    open: RefCell<Vec<PatternCheck>>,
}

impl<'a> PatternChecks<'a> {
    pub(super) fn new(results: &'a [CheckResult]) -> Self {
        Self {
            results,
            open: RefCell::default(),
        }
    }

    pub(super) fn run(&self, pattern: &Pattern, text: &str) -> PatternMatch {
        match pattern.check(text) {
            PatternMatch::Unchecked => {}
            checked => return checked,
        }
        let is_it = |check: &PatternCheck| check.pattern == pattern.as_str() && check.text.expose() == text;
        if let Some(result) = self.results.iter().rev().find(|result| is_it(&result.check)) {
            return match result.fits {
                Some(true) => PatternMatch::Matches,
                Some(false) => PatternMatch::DoesNotMatch,
                None => PatternMatch::CannotCheck,
            };
        }
        let mut open = self.open.borrow_mut();
        if !open.iter().any(is_it) {
            open.push(PatternCheck {
                pattern: pattern.as_str().to_owned(),
                text: text.into(),
            });
        }
        PatternMatch::Unchecked
    }

    pub(super) fn into_open(self) -> Vec<PatternCheck> {
        self.open.into_inner()
    }
}

/// Returns `true` if the pattern has another meaning in a browser than in Go, so that a browser's result does not count.
pub(super) fn is_for_go_alone(pattern: &str) -> bool {
    ["[[:", "[^[:", r"\Q", r"\A", r"\z", r"\p{", r"\pL"]
        .iter()
        .any(|part| pattern.contains(part))
}
