//! What people paste when they are asked for cookies.
//!
//! [`parse`] finds out by itself what it is given, and gives a [`WebSnapshot`], for
//! [`CookieStep::collect`](crate::cookies::CookieStep::collect). It reads what browsers and other tools copy, one after the other
//! if there are several:
//!
//! | what | as |
//! | --- | --- |
//! | headers | a `Cookie:` header, with or without its name; the headers of requests and responses as developer tools show and copy them, a name and its value in one line or in two; whole requests; what `curl -v` prints |
//! | commands | cURL for bash, fish, `cmd` and PowerShell; wget; HTTPie and xh; PowerShell's `Invoke-WebRequest` with its session |
//! | JavaScript | `fetch` of browsers and Node.js; `document.cookie`, `localStorage` and `sessionStorage`: assignments, and what a console prints |
//! | files | cookies.txt, HAR, the storage state of Playwright |
//! | tables | those of cookies and of storage in developer tools, with or without titles; the same in Markdown |
//! | JSON | exports of extensions and of programs that drive browsers; what Firefox copies; objects of names and values; JSON within a string |
//!
//! Quotes, fences, bullets, `> `, white space and marks that nobody sees may be around it, and remarks of the person who pastes.
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
//! # Nothing is lost
//!
//! A text is read as a whole or not at all. If any part of it is not understood, could be read in more than one way, was cut off or
//! shortened, or only says where a value is (a file, a variable), the outcome is a [`PasteError`], which says what was
//! recognised, in which line, what is wrong there, and what would work. It never quotes the text.
//!
//! What no step asks for is passed over: how a request is sent, the bodies of requests and responses in commands and HAR files,
//! addresses, databases of a page (`indexedDB`), and what is known of a cookie besides name, value and site. Cookies that a
//! response deletes are left out. Half of a value that was cut off by hand cannot be told from a whole one, and a quote that
//! begins a name not from one around the paste.
//!
//! # Where a value is from
//!
//! Which site a pasted cookie is from is often not known, or only roughly. See
//! [the rules](crate::cookies#where-values-are-looked-for) for what follows from that. A value of which only the name is
//! known, as in `{"token": "…"}`, can be a cookie, a header, an entry of local storage or a field, whichever is asked for. If something is
//! there more than once, what comes last is taken, except within a `Cookie` header, of which servers take what comes first.

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

/// Reads what was pasted, of whichever format it is.
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
/// // Nothing is left out in silence, and nothing of it is printed.
/// let error = paste::parse("session=abc\nhunter2").unwrap_err();
/// assert!(error.to_string().starts_with("line 2: "));
/// assert!(!error.to_string().contains("hunter2"));
/// # Ok::<(), paste::PasteError>(())
/// ```
///
/// # Errors
///
/// If not all of it is understood, or it holds no values. [The module](self) says when that is.
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
