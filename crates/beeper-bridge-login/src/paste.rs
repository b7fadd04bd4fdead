//! Reads pasted text with cookies and other values of a web login.
//!
//! [`parse`] detects the format of a text and returns a [`WebSnapshot`] for
//! [`CookieStep::collect`](crate::cookies::CookieStep::collect). It reads text that browsers and other tools copy, and also
//! several formats one after the other:
//!
//! | source | formats |
//! | --- | --- |
//! | headers | a `Cookie:` header with or without its name; headers of requests and responses as developer tools show and copy them, with name and value in one line or two; whole requests; the output of `curl -v` |
//! | commands | cURL for bash, fish, `cmd` and PowerShell; wget; HTTPie and xh; PowerShell's `Invoke-WebRequest` with its session |
//! | JavaScript | `fetch` of browsers and Node.js; `document.cookie`, `localStorage` and `sessionStorage`: assignments, and a console's output |
//! | files | cookies.txt, HAR, the storage state of Playwright |
//! | tables | the tables of cookies and storage in developer tools, with or without titles; the same in Markdown |
//! | JSON | exports of extensions and browser drivers; text that Firefox copies; objects of names and values; JSON within a string |
//!
//! The text may contain quotes, code fences, bullets, `> `, white space and invisible marks around the values, and the user's
//! remarks.
//!
//! ```
//! use beeper_bridge_login::cookies::CookieStep;
//! use beeper_bridge_login::paste;
//!
//! # let step = serde_json::from_str(r#"{"stepID": "sign-in", "url": "https://www.example.com/", "fields": [
//! #     {"id": "session"}, {"id": "csrf", "name": "X-CSRF", "type": "header"}
//! # ]}"#)?;
//! # let step = CookieStep::new(step)?;
//! let pasted = r"Here you go:
//! curl 'https://www.example.com/' -H 'x-csrf: 123' \
//!   -b 'session=a%2Fb; theme=dark'";
//! let collected = step.collect(&paste::parse(pasted)?);
//! assert!(collected.is_complete());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Reading a paste from a terminal
//!
//! A terminal that edits lines itself (in canonical mode, as programs find it) cuts off a longer line: Linux after 4095 bytes,
//! macOS after 1024. Commands that a browser copies are often longer, and this module cannot detect every cut. So put the
//! terminal into raw mode, for instance with the crate `crossterm`, and read the keys, as the example `terminal` does. You can
//! also read the text from a file or a pipe.
//!
//! # No value is dropped silently
//!
//! This module reads a text as a whole or not at all. It returns a [`PasteError`] if it does not understand a part, if it could
//! read a part in more than one way, if a part was cut off or shortened, or if a part only refers to a value in a file or
//! variable. The error says which format was recognized, in which line, what is wrong there, and what to paste instead. It
//! never quotes the text.
//!
//! Some parts are ignored because no step asks for them: the options of a request, the bodies of requests and responses in
//! commands and HAR files, addresses, a page's databases (`indexedDB`), and a cookie's attributes besides name, value and site.
//! Cookies that a response deletes are left out. This module cannot detect a value that was cut in half by hand, or a quote
//! that belongs to a name rather than surrounding the paste.
//!
//! # The origin of a value
//!
//! The site of a pasted cookie is often unknown or known only roughly; [the
//! rules](crate::cookies#where-the-crate-searches-for-values) say how the crate then matches it. A value of unknown origin, as
//! in `{"token": "…"}`, can be a cookie, a header, an entry of local storage or a field, whichever the step asks for. If a name
//! occurs more than once, the last value is used, except within a `Cookie` header, where servers use the first.

mod cookie_text;
mod curl_log;
pub(crate) mod error;
mod findings;
mod formats;
mod line_marks;
mod literal;
mod parts;
mod placeholders;
mod powershell_text;
mod problem;
mod prose;
mod shell;
#[cfg(test)]
mod tests;
mod text;
mod wrapping;

use crate::steps::cookies::snapshot::WebSnapshot;

use findings::Findings;
use problem::{Problem, Reason};
use text::line_number;

pub use error::PasteError;
pub use problem::PasteErrorKind;

/// Reads pasted text of any supported format.
///
/// ```
/// use beeper_bridge_login::paste;
///
/// for text in [
///     "Cookie: session=abc; theme=dark",
///     "curl 'https://example.com/' -H 'cookie: session=abc'",
///     r#"fetch("https://example.com/", {"headers": {"cookie": "session=abc"}});"#,
///     r#"{"session": "abc"}"#,
///     r#"[{"name": "session", "value": "abc", "domain": ".example.com"}]"#,
/// ] {
///     paste::parse(text)?;
/// }
///
/// // An unknown part is an error, and the error does not print it.
/// let error = paste::parse("session=abc\nhunter2").unwrap_err();
/// assert!(error.to_string().starts_with("line 2: "));
/// assert!(!error.to_string().contains("hunter2"));
/// # Ok::<(), paste::PasteError>(())
/// ```
///
/// # Errors
///
/// Returns an error if a part of the text is not understood, or if the text contains no values. See [the module](self).
pub fn parse(text: &str) -> Result<WebSnapshot, PasteError> {
    let text = curl_log::without_notes(text);
    let text = line_marks::without_marks(&text);
    let mut findings = Findings::default();
    let problem = match parts::read(&text, &mut findings) {
        Err(problem) => problem,
        Ok(()) if !findings.is_empty() => return Ok(findings.into_snapshot()),
        Ok(()) => {
            return Err(PasteError {
                reason: findings.nothing(),
                format: None,
                line: None,
            });
        }
    };
    let Problem { reason, at, format } = problem;
    let is_nothing =
        reason == Reason::UnknownText && format.is_none() && findings.is_untouched() && parts::is_one_line(&text);
    Err(PasteError {
        reason: if is_nothing { Reason::Nothing } else { reason },
        format,
        line: Some(line_number(&text, at)),
    })
}
