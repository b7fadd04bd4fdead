//! What people paste when they are asked for cookies.
//!
//! [`parse`] finds out by itself what it is given; the other functions take one kind only. All of them give a
//! [`BrowserSnapshot`], for [`CookieStep::collect`](crate::cookies::CookieStep::collect):
//!
//! * the `Cookie:` header of a request, with or without its name, or a whole block of request headers;
//! * a cURL command, as the developer tools of browsers copy it, for bash or for Windows' `cmd`;
//! * a JSON object of names and values, or the array of cookies that browser extensions export.
//!
//! ```
//! use beeper_bridge_login::cookies::CookieStep;
//! use beeper_bridge_login::paste;
//!
//! # let step = serde_json::from_str(r#"{"stepID": "sign-in", "url": "https://www.example.com/", "fields": [
//! #     {"id": "session"}, {"id": "csrf", "name": "X-CSRF", "type": "header"}
//! # ]}"#)?;
//! # let step = CookieStep::new(step)?;
//! let pasted = r"curl 'https://www.example.com/' -H 'x-csrf: 123' \
//!   -b 'session=a%2Fb; theme=dark'";
//! let collected = step.collect(&paste::parse(pasted)?);
//! assert!(collected.is_complete());
//!
//! // Errors say what was expected, and don't quote what was pasted.
//! let error = paste::parse("hunter2").unwrap_err();
//! assert!(!error.to_string().contains("hunter2"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Where a pasted cookie is from is often not known, or only roughly. See
//! [the rules](crate::cookies#where-values-are-looked-for) for what follows from that.

mod cookie_header;
mod curl;
pub(crate) mod error;
mod format_detection;
mod json;
mod shell_words;
#[cfg(test)]
mod tests;

use crate::steps::cookies::browser_snapshot::BrowserSnapshot;

use format_detection::PasteFormat;

pub use error::PasteError;

/// Reads what was pasted, of whichever kind it is.
///
/// ```
/// use beeper_bridge_login::paste;
///
/// for text in [
///     "Cookie: session=abc; theme=dark",
///     "curl 'https://example.com/' -H 'cookie: session=abc'",
///     r#"{"session": "abc"}"#,
///     r#"[{"name": "session", "value": "abc", "domain": ".example.com"}]"#,
/// ] {
///     paste::parse(text)?;
/// }
/// # Ok::<(), paste::PasteError>(())
/// ```
///
/// # Errors
///
/// If it is of no kind, is cut off, or holds nothing.
pub fn parse(text: &str) -> Result<BrowserSnapshot, PasteError> {
    let trimmed = trim(text);
    match PasteFormat::detect(trimmed) {
        PasteFormat::Json => json::parse(trimmed),
        PasteFormat::CurlCommand => curl::parse(trimmed),
        PasteFormat::CookieHeader => cookie_header::parse(trimmed).map_err(|_| PasteError::NotRecognized),
    }
}

/// Reads the `Cookie:` header of a request.
///
/// Its name, quotes around it, and the line breaks that copying has added make no difference. It may stand among other
/// headers, which are read as well.
///
/// ```
/// use beeper_bridge_login::paste;
///
/// paste::parse_cookie_header("session=abc; theme=dark")?;
/// # Ok::<(), paste::PasteError>(())
/// ```
///
/// # Errors
///
/// If there is no cookie in it.
pub fn parse_cookie_header(text: &str) -> Result<BrowserSnapshot, PasteError> {
    cookie_header::parse(trim(text))
}

/// Reads a cURL command, or several of them: their cookies and headers. What they would send as a body is ignored.
///
/// ```
/// use beeper_bridge_login::paste;
///
/// paste::parse_curl("curl 'https://example.com/' -H 'x-csrf: 123' -b 'session=abc'")?;
/// # Ok::<(), paste::PasteError>(())
/// ```
///
/// # Errors
///
/// If it is no cURL command, is cut off within quotes, or has neither cookies nor headers.
pub fn parse_curl(text: &str) -> Result<BrowserSnapshot, PasteError> {
    curl::parse(trim(text))
}

/// Reads a JSON object, whose names are those of cookies, headers, entries of local storage or fields; or an array of
/// cookies, as browser extensions export it.
///
/// ```
/// use beeper_bridge_login::paste;
///
/// paste::parse_json(r#"{"session": "abc"}"#)?;
/// # Ok::<(), paste::PasteError>(())
/// ```
///
/// # Errors
///
/// If it is no JSON, or holds no values.
pub fn parse_json(text: &str) -> Result<BrowserSnapshot, PasteError> {
    json::parse(trim(text))
}

/// Without what chats and editors add at the ends, which is not always seen.
fn trim(text: &str) -> &str {
    text.trim_matches(|character: char| {
        character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\0')
    })
}
