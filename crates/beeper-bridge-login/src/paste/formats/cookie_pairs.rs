//! Reads cookies without the name of their header, as `document.cookie` returns them.

use crate::paste::cookie_text::{check_loose, is_cookie_pair, pairs};
use crate::paste::findings::{Description, Findings};
use crate::paste::problem::{Problem, Reason};
use crate::paste::prose::is_prose;
use crate::paste::text::{is_blank, line_at, lines, trim, visible};
use crate::paste::wrapping::{WRAPPED_LEN, join_cookies};

pub(super) fn read(text: &str, findings: &mut Findings) -> Result<Option<usize>, Problem> {
    let first = line_at(text, 0).map_or("", |line| trim(line.text));
    if !is_cookie_pair(first.split(';').next().unwrap_or(first)) {
        return Ok(None);
    }
    if is_computed(first) {
        return Err(Reason::UnknownStatement.at(0));
    }
    let mut parts: Vec<&str> = Vec::new();
    let mut len = 0;
    for line in lines(text) {
        let part = trim(line.text);
        let goes_on = match parts.last() {
            None => true,
            Some(previous) => goes_on(previous, part),
        };
        if part.is_empty() || !goes_on {
            break;
        }
        parts.push(part);
        len = line.next;
    }
    let parts: Vec<_> = parts.into_iter().map(visible).collect();
    let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
    let at_start = |reason: Reason| reason.at(0);
    if !parts.iter().any(|part| part.contains(';')) && parts.iter().any(|part| part.ends_with(',')) {
        return Err(Reason::UnclearEnd.at(0));
    }
    if has_unclear_quotes(&parts) {
        return Err(Reason::UnclearQuotes.at(0));
    }
    let cookies = join_cookies(&parts, 0).map_err(at_start)?;
    check_loose(&cookies).map_err(|reason| match reason {
        // A request's form looks the same.
        Reason::UnclearPairs if findings.expects_body => Reason::UnclearBody.at(0),
        reason => reason.at(0),
    })?;
    // A value that ends in `=` and was broken before it looks the same.
    if pairs(&cookies).iter().all(|pair| pair.value.is_empty()) {
        return Err(Reason::EndsInMiddle.at(0));
    }
    findings.add_header(None, "Cookie", &cookies).map_err(at_start)?;
    let mut description = Description::default();
    for pair in pairs(&cookies) {
        description
            .add(pair.name.unwrap_or_default(), pair.value, findings)
            .map_err(at_start)?;
    }
    Ok(Some(len))
}

/// Returns `true` if quotes may be those of a shell or a settings file, which have one pair per line.
///
/// Within a header, double quotes belong to the value, and single quotes are not used.
fn has_unclear_quotes(lines: &[&str]) -> bool {
    let text = lines.concat();
    let is_header = trim(&text).trim_end_matches(';').contains(';');
    let is_quoted = |text: &str, quote| text.len() > 1 && text.starts_with(quote) && text.ends_with(quote);
    lines
        .iter()
        .flat_map(|line| pairs(line))
        .any(|pair| is_quoted(pair.value, '\'') || !is_header && is_quoted(pair.value, '"'))
}

/// Returns `true` if the text after `=` is a call, or several words where a program would have a value.
fn is_computed(line: &str) -> bool {
    let Some((name, value)) = line.split_once('=') else {
        return false;
    };
    let callee = value.trim_start().split('(').next().unwrap_or_default();
    let is_name = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '.';
    let is_call =
        value.contains('(') && callee.starts_with(|it: char| it.is_ascii_alphabetic()) && callee.chars().all(is_name);
    let is_spaced = name.ends_with(' ') && value.starts_with(' ');
    let value_text = value.split(';').next().unwrap_or(value).trim();
    // A command, whose result is the value or which the assignment precedes.
    let is_command = value_text.starts_with(['$', '`'])
        || value_text.contains(is_blank)
            && value_text.contains(['"', '\''])
            && !value_text.starts_with(['{', '[', '"']);
    is_call
        || is_command
        || is_spaced && !value.contains(';') && value.trim().contains(|it: char| is_blank(it) || "(){}[]".contains(it))
}

fn goes_on(previous: &str, line: &str) -> bool {
    let last = previous.rsplit(';').next().unwrap_or(previous);
    let is_unfinished = last.trim().is_empty() || !last.contains('=') || last.ends_with('=');
    let is_pair = is_cookie_pair(line.split(';').next().unwrap_or(line));
    let starts_other = is_prose(line)
        || line.starts_with(['{', '[', '"', '\'', '`', '“', '‘', '#', '<', '|'])
        || line.contains(['\t', ' ']) && !line.contains('=')
        || line.contains(": ");
    let is_statement = [
        "document.cookie",
        "localStorage.",
        "sessionStorage.",
        "const ",
        "let ",
        "var ",
    ]
    .iter()
    .any(|it| line.starts_with(it));
    !starts_other && !is_statement && (is_pair || is_unfinished || previous.chars().count() >= WRAPPED_LEN)
}
