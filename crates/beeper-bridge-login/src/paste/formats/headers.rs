//! Reads blocks of headers as requests and responses contain them and as developer tools show them.

mod explanations;
mod lines;
mod names;

use crate::paste::cookie_text::{check_loose, is_cookie_pair, names_another};
use crate::paste::findings::{Description, Findings};
use crate::paste::placeholders::check_markup;
use crate::paste::problem::{Problem, Reason};
use crate::paste::prose::ends_in_prose;
use crate::paste::text::is_blank;
use lines::{Header, HeaderBlock, read_block};
use names::{general, is_known};

pub(super) fn read(text: &str, findings: &mut Findings) -> Result<Option<usize>, Problem> {
    let block = read_block(text)?;
    if block.len == 0 {
        return Ok(None);
    }
    let url = address(&block)?;
    let is_genuine = block.request_line.is_some()
        || block
            .headers
            .iter()
            .any(|header| header.is_cookie() || is_known(header.name) || general(header.name).is_some());
    let mut description = Description::default();
    for header in &block.headers {
        let value = header.value()?;
        if names_header(&value) || ["\\n", "\\r"].iter().any(|end| value.contains(end)) {
            return Err(Reason::UnclearContinuation.at(header.at));
        }
        if !is_genuine {
            check_note(&value).map_err(|reason| reason.at(header.at))?;
        }
        add(header, &value, url.as_deref(), findings).map_err(|reason| reason.at(header.at))?;
        description
            .add(header.name, unquoted(&value).unwrap_or(&value), findings)
            .map_err(|reason| reason.at(header.at))?;
    }
    findings.has_empty |= block.headers.is_empty() && block.request_line.is_some();
    findings.expects_body = block.ends_with_blank && block.request_line.is_some() && has_body(&block)?;
    Ok(Some(block.len))
}

/// Returns `true` if the value contains another header, whose line was joined with this one.
fn names_header(value: &str) -> bool {
    let words = value.split(|it| is_blank(it) || it == ',' || it == ';').skip(1);
    words.filter_map(|word| word.strip_suffix(':')).any(is_known)
}

/// Checks a header that a person may have written, so that other text may follow the value.
fn check_note(value: &str) -> Result<(), Reason> {
    if names_another(value, &[',', ';', '|', '&'], &[':', '=']) {
        return Err(Reason::UnclearPairs);
    }
    if ends_in_prose(value) {
        return Err(Reason::ValueAmongWords);
    }
    if value.ends_with([',', ';', '.']) {
        return Err(Reason::UnclearEnd);
    }
    // The name may be a person's word for the cookie in the value. In Base64, `=` occurs only at the end.
    if is_cookie_pair(value) && value.trim_end_matches('=').contains('=') {
        return Err(Reason::UnclearPairs);
    }
    Ok(())
}

fn add(header: &Header<'_>, value: &str, url: Option<&str>, findings: &mut Findings) -> Result<(), Reason> {
    let name = header.name;
    if general(name).is_some() || name.starts_with(':') || value.is_empty() {
        findings.has_empty = true;
        return Ok(());
    }
    if header.is_cookie() && !header.is_response {
        let inner = unquoted(value).unwrap_or(value);
        let is_part = inner.len() < value.len() && value.chars().next().is_some_and(|quote| inner.contains(quote));
        if is_part {
            return Err(Reason::StrayQuote);
        }
        let value = inner;
        check_loose(value)?;
        return findings.add_header(url, "Cookie", value);
    }
    if header.is_response || name.eq_ignore_ascii_case("set-cookie") {
        return findings.add_response_header(url, name, value);
    }
    if !["host", "origin", "referer"]
        .iter()
        .any(|it| name.eq_ignore_ascii_case(it))
    {
        check_markup(value)?;
    }
    // Quotes like these belong to YAML or JavaScript more often than to a header.
    if is_known(name) && value.len() > 1 && value.starts_with('\'') && value.ends_with('\'') {
        return Err(Reason::UnclearQuotes);
    }
    if !is_known(name) {
        // The name may also be that of a cookie or of an entry of local storage.
        findings.add_named(name, value)?;
        if let Some(value) = unquoted(value) {
            findings.add_named(name, value)?;
        }
    }
    findings.add_header(url, name, value)
}

/// Returns the text within quotes, if no text is outside them.
fn unquoted(value: &str) -> Option<&str> {
    [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’')]
        .into_iter()
        .find_map(|(open, close)| value.strip_prefix(open)?.strip_suffix(close))
        .filter(|inner| !inner.is_empty())
}

/// Returns the address of the request, as far as the headers contain it.
fn address(block: &HeaderBlock<'_>) -> Result<Option<String>, Problem> {
    let value = |names: &[&str]| {
        let header = block
            .headers
            .iter()
            .find(|header| names.iter().any(|it| header.name.eq_ignore_ascii_case(it)));
        header.map(Header::value).transpose()
    };
    if let Some(url) = value(&["request url"])? {
        return Ok(Some(url));
    }
    let target = block.request_line.and_then(|line| line.split(' ').nth(1));
    if let Some(target) = target.filter(|target| target.contains("://")) {
        return Ok(Some(target.to_owned()));
    }
    let Some(host) = value(&[":authority", "host"])?.filter(|host| !host.is_empty()) else {
        return Ok(None);
    };
    let scheme = value(&[":scheme"])?.unwrap_or_else(|| "https".to_owned());
    let path = match value(&[":path"])? {
        Some(path) => path,
        None => target.unwrap_or("/").to_owned(),
    };
    Ok(Some(format!("{scheme}://{host}{path}")))
}

fn has_body(block: &HeaderBlock<'_>) -> Result<bool, Problem> {
    for header in &block.headers {
        let is_sent = header.name.eq_ignore_ascii_case("content-type")
            || header.name.eq_ignore_ascii_case("content-length") && header.value()? != "0";
        if is_sent {
            return Ok(true);
        }
    }
    Ok(false)
}
