//! Reads HAR files, in which browsers save their network tab.

use super::{cookie_list, named_values};
use crate::paste::findings::Findings;
use crate::paste::literal::Node;
use crate::paste::problem::{Problem, Reason};

/// Reads the headers and cookies of all requests and responses, but not their bodies.
pub(super) fn read(log: &Node<'_>, findings: &mut Findings) -> Result<(), Problem> {
    let entries = log.member(&["entries"]).and_then(Node::items);
    let entries = entries.ok_or(Reason::UnexpectedLiteral.at(log.start))?;
    let mut has_secrets = false;
    for entry in entries {
        let request = entry
            .member(&["request"])
            .ok_or(Reason::UnexpectedLiteral.at(entry.start))?;
        let url = request.member(&["url"]).and_then(Node::as_text);
        has_secrets |= add_message(request, url, false, findings)?;
        if let Some(response) = entry.member(&["response"]) {
            has_secrets |= add_message(response, url, true, findings)?;
        }
    }
    if !entries.is_empty() && !has_secrets {
        return Err(Reason::SanitizedHar.at(log.start));
    }
    Ok(())
}

/// Returns whether the message has contents that an export without sensitive data lacks.
fn add_message(
    message: &Node<'_>,
    url: Option<&str>,
    is_response: bool,
    findings: &mut Findings,
) -> Result<bool, Problem> {
    let mut has_secrets = false;
    if let Some(headers) = message.member(&["headers"]) {
        named_values::add_entries(headers, findings, &mut |findings, name, value| {
            has_secrets |= ["cookie", "set-cookie", "authorization"]
                .iter()
                .any(|it| name.eq_ignore_ascii_case(it));
            if is_response {
                findings.add_response_header(url, name, value)
            } else {
                findings.add_named_header(url, name, value)
            }
        })?;
    }
    for cookie in message.member(&["cookies"]).and_then(Node::items).unwrap_or_default() {
        // The header contains the domain of a cookie that has none here.
        cookie_list::add(cookie, findings)?;
        has_secrets = true;
    }
    findings.has_body |= message.member(&["postData"]).is_some();
    Ok(has_secrets)
}
