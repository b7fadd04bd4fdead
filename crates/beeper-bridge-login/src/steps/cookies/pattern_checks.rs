//! Checks of patterns that `regex` cannot run: those that somebody else has to run, and what came of them.

use std::cell::RefCell;
use std::fmt;

use beeper_desktop_client::Secret;

use super::pattern::{Pattern, PatternMatch};

/// A pattern and a text of which only another engine can tell whether they fit. Bridges write their patterns for the engine of a
/// browser, which knows more than [`regex`] does.
///
/// It prints the pattern alone.
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
///     // As `new RegExp(pattern).test(text)` says; `None` if it throws, or takes too long.
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
    /// The regular expression, as the server wrote it. It is searched for in the text: it is anchored only if it says so itself.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// The value or address that it is about. Don't print it.
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

/// What another engine said about a check.
#[derive(Clone)]
pub(super) struct CheckResult {
    pub(super) check: PatternCheck,
    pub(super) fits: Option<bool>,
}

/// Runs patterns, as far as it is known how, and takes note of the checks that somebody else has to run.
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

/// Whether a pattern has what means something else in a browser than in Go, so that what a browser says about it does not count.
pub(super) fn is_for_go_alone(pattern: &str) -> bool {
    ["[[:", "[^[:", r"\Q", r"\A", r"\z", r"\p{", r"\pL"]
        .iter()
        .any(|part| pattern.contains(part))
}
