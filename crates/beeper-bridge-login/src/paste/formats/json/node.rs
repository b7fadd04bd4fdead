//! Detects the contents of an object or list: a browser's state, requests, cookies, or values by name.

use super::{cookie_list, har, named_values};
use crate::paste::findings::Findings;
use crate::paste::literal::{Node, NodeKind};
use crate::paste::problem::{Problem, Reason};

/// The contents of an object's member, according to its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    RequestHeaders,
    ResponseHeaders,
    Cookies,
    Storage,
    /// Playwright's list of pages with their storage.
    Origins,
    /// The body of a request, which is not read.
    Body,
}

impl Section {
    /// Firefox adds the size to the name; Playwright and others write the name as one word.
    fn of(name: &str, node: &Node<'_>) -> Option<Self> {
        let name = name.split('(').next().unwrap_or(name);
        let name: String = name
            .chars()
            .filter(|it| it.is_alphanumeric())
            .collect::<String>()
            .to_ascii_lowercase();
        let is_group = matches!(
            node.kind,
            NodeKind::Object(_) | NodeKind::Array(_) | NodeKind::Call { .. }
        );
        Some(match name.as_str() {
            "headers" | "requestheaders" if is_group => Self::RequestHeaders,
            "responseheaders" if is_group => Self::ResponseHeaders,
            "cookies" | "requestcookies" | "responsecookies" | "cookie" if is_group => Self::Cookies,
            "localstorage" | "sessionstorage" | "storage" if is_group => Self::Storage,
            "origins" if is_group => Self::Origins,
            "body" | "postdata" | "requestbody" => Self::Body,
            _ => return None,
        })
    }
}

/// Reads an object or a list.
pub(in crate::paste::formats) fn read(node: &Node<'_>, findings: &mut Findings) -> Result<(), Problem> {
    findings.has_empty = true;
    match &node.kind {
        NodeKind::Object(_) => read_object(node, findings),
        NodeKind::Array(items) => read_list(node, items, findings),
        NodeKind::Call { arguments, .. } => arguments.iter().try_for_each(|argument| read(argument, findings)),
        NodeKind::Text(_) | NodeKind::Word(_) => Err(Reason::UnexpectedLiteral.at(node.start)),
    }
}

fn read_object(node: &Node<'_>, findings: &mut Findings) -> Result<(), Problem> {
    let members = node.members().unwrap_or_default();
    if let Some(log) = node.member(&["log"]).filter(|log| log.member(&["entries"]).is_some()) {
        return har::read(log, findings);
    }
    if cookie_list::is_cookie(node) {
        return cookie_list::add(node, findings);
    }
    if let Some((name, value)) = named_values::entry(node) {
        if let Some(value) = value.value()? {
            findings
                .add_loose(name, value)
                .map_err(|reason| reason.at(node.start))?;
        }
        return named_values::add(node, findings);
    }
    if !holds_sections(node) {
        return named_values::add(node, findings);
    }
    let url = node.member(&["url", "uri", "origin"]).and_then(Node::as_text);
    members
        .iter()
        .try_for_each(|(name, member)| read_member(name, member, url, findings))
}

/// Returns `true` if an object contains members that need more than reading values by name.
fn holds_sections(node: &Node<'_>) -> bool {
    let is_section = |(name, member): &(String, Node<'_>)| {
        Section::of(name, member).is_some_and(|it| it != Section::Body)
            || cookie_list::is_cookie(member)
            || holds_sections(member)
    };
    node.members().unwrap_or_default().iter().any(is_section)
        || node
            .items()
            .unwrap_or_default()
            .iter()
            .any(|item| cookie_list::is_cookie(item) || holds_sections(item))
}

/// Reads a member of an object, whose name determines its contents.
pub(super) fn read_member(
    name: &str,
    member: &Node<'_>,
    url: Option<&str>,
    findings: &mut Findings,
) -> Result<(), Problem> {
    match Section::of(name, member) {
        Some(section) => read_section(section, member, url, findings),
        None if holds_sections(member) || cookie_list::is_cookie(member) => read(member, findings),
        None => {
            named_values::add(member, findings)?;
            named_values::add_member(name, member, findings)
        }
    }
}

fn read_list(node: &Node<'_>, items: &[Node<'_>], findings: &mut Findings) -> Result<(), Problem> {
    if named_values::is_entry_list(node) {
        return named_values::add_entries(node, findings, &mut |findings, name, value| {
            findings.add_loose(name, value)
        });
    }
    for item in items {
        match item.as_text() {
            // A list of `name=value`.
            Some(text) if text.contains('=') => {
                findings
                    .add_loose_cookies(text)
                    .map_err(|reason| reason.at(item.start))?;
            }
            _ => read(item, findings)?,
        }
    }
    Ok(())
}

/// Reads the headers that a program passes to `fetch` and similar functions.
pub(in crate::paste::formats) fn read_headers(
    node: &Node<'_>,
    url: Option<&str>,
    findings: &mut Findings,
) -> Result<(), Problem> {
    read_section(Section::RequestHeaders, node, url, findings)
}

/// Reads cookies by name, or a list of them.
pub(in crate::paste::formats) fn read_cookies(
    node: &Node<'_>,
    url: Option<&str>,
    findings: &mut Findings,
) -> Result<(), Problem> {
    read_section(Section::Cookies, node, url, findings)
}

fn read_section(section: Section, node: &Node<'_>, url: Option<&str>, findings: &mut Findings) -> Result<(), Problem> {
    findings.has_empty = true;
    match section {
        Section::RequestHeaders | Section::ResponseHeaders => {
            let is_response = section == Section::ResponseHeaders;
            // Firefox has the headers one level deeper, beside their sizes.
            let node = node
                .member(&["headers"])
                .filter(|it| it.items().is_some())
                .unwrap_or(node);
            named_values::add_entries(node, findings, &mut |findings, name, value| {
                if is_response {
                    findings.add_response_header(url, name, value)
                } else {
                    findings.add_named_header(url, name, value)
                }
            })
        }
        Section::Cookies => match &node.kind {
            NodeKind::Array(items) if !named_values::is_entry_list(node) => {
                items.iter().try_for_each(|item| cookie_list::add(item, findings))
            }
            _ => cookie_list::add_by_name(node, url, findings),
        },
        Section::Storage => named_values::add_entries(node, findings, &mut |findings, name, value| {
            findings.add_storage(url, name, value)
        }),
        Section::Origins => {
            let pages = node.items().ok_or(Reason::UnexpectedLiteral.at(node.start))?;
            pages.iter().try_for_each(|page| read_page(page, findings))
        }
        Section::Body => {
            findings.has_body |= !node.is_null();
            Ok(())
        }
    }
}

fn read_page(page: &Node<'_>, findings: &mut Findings) -> Result<(), Problem> {
    let members = page.members().ok_or(Reason::UnexpectedLiteral.at(page.start))?;
    let origin = page.member(&["origin"]).and_then(Node::as_text);
    for (name, member) in members {
        match Section::of(name, member) {
            Some(Section::Storage) => read_section(Section::Storage, member, origin, findings)?,
            // No step asks for these.
            _ if matches!(name.as_str(), "origin" | "indexedDB") => {}
            _ => return Err(Reason::UnknownMember.at(member.start)),
        }
    }
    Ok(())
}
