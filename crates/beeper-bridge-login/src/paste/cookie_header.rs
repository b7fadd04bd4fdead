//! Reads `Cookie:` headers, alone or in a block of request headers.
//!
//! What was copied is wrapped, quoted, or no header at all, and refused by parsers of requests (`httparse`). The crate `cookie`
//! (7 crates) takes anything with a `=` in it for a cookie.

use std::collections::BTreeSet;

use beeper_desktop_client::Secret;

use super::error::PasteError;
use crate::steps::cookies::browser_snapshot::{BrowserSnapshot, Cookie};

pub(super) fn parse(text: &str) -> Result<BrowserSnapshot, PasteError> {
    let text = strip_quotes(text);
    let mut browser = BrowserSnapshot::new();
    let mut found = false;
    let headers = header_lines(text);
    if headers.iter().any(|(name, _)| is_cookie(name)) {
        for (name, value) in headers {
            if is_cookie(name) {
                found |= add_cookies(&mut browser, strip_quotes(&value), None);
            }
            browser.push_request_header(None, name.to_owned(), Secret::from(value));
        }
    } else if headers.is_empty() {
        let value = join_lines(text);
        found = add_cookies(&mut browser, &value, None);
        browser.push_request_header(None, "Cookie".to_owned(), Secret::from(value));
    }
    if found { Ok(browser) } else { Err(PasteError::NoCookies) }
}

/// Adds the cookies of a header's value. If one is there twice, the first is what servers take.
pub(super) fn add_cookies(browser: &mut BrowserSnapshot, value: &str, host: Option<&str>) -> bool {
    let mut names = BTreeSet::new();
    for (name, value) in value.split(';').filter_map(parse_cookie) {
        if !names.insert(name) {
            continue;
        }
        let cookie = Cookie::new(name, value).pasted();
        browser.add_cookie(match host {
            Some(host) => cookie.domain(host),
            None => cookie,
        });
    }
    !names.is_empty()
}

/// Quotes around the value stay: some sites have them in their cookies, and want them back.
fn parse_cookie(pair: &str) -> Option<(&str, &str)> {
    let (name, value) = pair.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    let is_name = !name.is_empty()
        && !name.contains("://")
        && !name.contains(|it: char| it.is_whitespace() || it.is_control() || "\"'<>{}\\".contains(it));
    // `==` is what remains of Base64 after its text was taken for a name.
    (is_name && !value.trim_matches('=').is_empty()).then_some((name, value))
}

fn is_cookie(name: &str) -> bool {
    name.eq_ignore_ascii_case("cookie")
}

/// The lines `Name: value` with what follows them, if the text begins with one (or with a request's first line).
fn header_lines(text: &str) -> Vec<(&str, String)> {
    let mut headers: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines() {
        match parse_header_line(line) {
            Some((name, value)) => headers.push((name, vec![value])),
            None => match headers.last_mut() {
                Some((_, value)) => value.push(line),
                None if line.contains(" HTTP/") || line.trim().is_empty() => {}
                None => return Vec::new(),
            },
        }
    }
    headers
        .into_iter()
        .map(|(name, lines)| (name, join_lines(&lines.join("\n"))))
        .collect()
}

fn parse_header_line(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.trim().split_once(':')?;
    let name = name.trim_end();
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || it == '-' || it == '_');
    // Values have colons too, so a wrapped one is not taken for the next header.
    let is_header = is_name && (value.starts_with(char::is_whitespace) || is_cookie(name));
    is_header.then_some((name, value.trim()))
}

/// One line out of several. Copied text is wrapped anywhere, even within a value, where no space belongs; but there are
/// people who write each cookie on a line of its own, without a semicolon.
fn join_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let is_list = !text.contains(';') && lines.iter().all(|line| parse_cookie(line).is_some());
    lines.join(if is_list { "; " } else { "" })
}

fn strip_quotes(text: &str) -> &str {
    ['"', '\'', '`']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .map_or(text, str::trim)
}
