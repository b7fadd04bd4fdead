//! Reads cookies as browsers, extensions and browser drivers export them.

use super::named_values;
use crate::paste::findings::{ExportedCookie, Findings};
use crate::paste::literal::{Node, NodeKind};
use crate::paste::problem::{Problem, Reason};

const NAMES: [&str; 3] = ["name", "name raw", "key"];
const VALUES: [&str; 4] = ["value", "content raw", "content", "val"];
const DOMAINS: [&str; 5] = ["domain", "host", "host raw", "host_key", "hostname"];

/// Returns `true` if an object is a cookie with more than name and value, such as a domain.
pub(super) fn is_cookie(node: &Node<'_>) -> bool {
    const OTHERS: [&str; 12] = [
        "path",
        "path raw",
        "httponly",
        "http only",
        "http only raw",
        "secure",
        "samesite",
        "hostonly",
        "session",
        "expires",
        "expirationdate",
        "storeid",
    ];
    let has_name = node.member(&NAMES).is_some_and(|it| it.as_text().is_some());
    has_name && node.member(&VALUES).is_some() && (node.member(&DOMAINS).is_some() || node.member(&OTHERS).is_some())
}

/// Adds one cookie. All members but three only restrict when it is sent and when it expires.
pub(super) fn add(node: &Node<'_>, findings: &mut Findings) -> Result<(), Problem> {
    if let Some(text) = node.as_text() {
        return findings.add_loose_cookies(text).map_err(|reason| reason.at(node.start));
    }
    let text = |names: &[&str]| node.member(names).and_then(Node::as_text);
    let name = text(&NAMES).ok_or(Reason::UnexpectedLiteral.at(node.start))?;
    let value = node.member(&VALUES).ok_or(Reason::UnexpectedLiteral.at(node.start))?;
    let Some(value_text) = value.value()? else {
        return Ok(());
    };
    let domain = text(&DOMAINS).map(bare_host).filter(|it| !it.is_empty());
    let partition = node.member(&["partitionKey", "partition_key", "firstPartyDomain"]);
    let cookie = ExportedCookie {
        name,
        value: value_text,
        domain,
        is_partitioned: partition.is_some_and(|key| !key.is_null() && key.as_text() != Some("")),
    };
    findings.add_cookie(cookie).map_err(|reason| reason.at(value.start))
}

/// Adds cookies with only names and values.
///
/// In Firefox, a cookie that a response sets has an object with details in place of the value.
pub(super) fn add_by_name(node: &Node<'_>, url: Option<&str>, findings: &mut Findings) -> Result<(), Problem> {
    let Some(members) = node.members() else {
        return named_values::add_entries(node, findings, &mut |findings, name, value| {
            findings.add_cookie_of(url, name, value)
        });
    };
    for (name, member) in members {
        let value = match &member.kind {
            NodeKind::Object(_) => member
                .member(&["value"])
                .ok_or(Reason::UnexpectedLiteral.at(member.start))?,
            _ => member,
        };
        if let Some(text) = value.value()? {
            let domain = member.member(&DOMAINS).and_then(Node::as_text);
            let added = match domain {
                Some(domain) => findings.add_cookie(ExportedCookie {
                    name,
                    value: text,
                    domain: Some(bare_host(domain)),
                    is_partitioned: false,
                }),
                None => findings.add_cookie_of(url, name, text),
            };
            added.map_err(|reason| reason.at(value.start))?;
        }
    }
    Ok(())
}

/// Returns the host of an address, which one extension writes in place of a domain.
fn bare_host(domain: &str) -> &str {
    let host = domain.split_once("://").map_or(domain, |(_, rest)| rest);
    host.split('/').next().unwrap_or(host)
}
