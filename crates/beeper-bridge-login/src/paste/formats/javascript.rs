//! Reads statements of JavaScript and similar languages: requests, cookies, entries of storage.

mod expression;

use super::json::node::{read as read_node, read_cookies, read_headers};
use crate::paste::findings::Findings;
use crate::paste::literal::{self, Node, NodeKind};
use crate::paste::problem::{Problem, Reason};
use crate::paste::text::{blank_len, line_at};
use expression::{Expression, Target, identifier_len, is_echo, read_expression};

pub(super) fn read(text: &str, findings: &mut Findings) -> Result<Option<usize>, Problem> {
    let mut at = 0;
    let mut is_declared = false;
    loop {
        let rest = &text[at..];
        let word = identifier_len(rest);
        match &rest[..word] {
            "const" | "let" | "var" if rest[word..].starts_with(' ') => is_declared = true,
            "await" | "export" | "return" | "void" if rest[word..].starts_with(' ') => {}
            _ if rest.starts_with("(await ") => {
                at += 1;
                continue;
            }
            _ => break,
        }
        at += word + blank_len(&rest[word..]);
    }
    let rest = &text[at..];
    let shifted = |problem: Problem| problem.shifted(at);
    let Some(Expression {
        target,
        len,
        is_assigned,
    }) = read_expression(rest).map_err(shifted)?
    else {
        // A line that a person typed to display a value contains no value.
        let line = line_at(text, 0).map_or("", |line| line.text);
        return Ok(is_echo(line).then_some(line.len()));
    };
    if !is_assigned {
        return read_call(&target, &text[at + len..], findings)
            .map_err(|problem| problem.shifted(at + len))
            .map(|end| end.map(|end| at + len + end));
    }
    let start = at + len;
    let value = &text[start..];
    let value_start = start + blank_len(value);
    // For example `const response = await fetch(…)`.
    if is_declared && !value[blank_len(value)..].starts_with(['"', '\'', '`', '{', '[', '“', '‘']) {
        let inner = read(&text[value_start..], findings).map_err(|problem| problem.shifted(value_start))?;
        return match inner {
            Some(len) => Ok(Some(value_start + len)),
            None => Err(Reason::Variable.at(value_start)),
        };
    }
    let (node, len) = literal::read(value).map_err(|problem| problem.shifted(start))?;
    assign(&target, &node, findings).map_err(|problem| problem.shifted(start))?;
    Ok(Some(start + len + rest_of_statement(&text[start + len..])))
}

/// Reads the arguments of a known call.
fn read_call(target: &Target<'_>, text: &str, findings: &mut Findings) -> Result<Option<usize>, Problem> {
    if !text.starts_with('(') {
        return match target {
            Target::Cookie | Target::Storage => Ok(Some(0)),
            Target::Entry(name) => read_shown(name, text, findings),
            _ => Ok(None),
        };
    }
    let (arguments, len) = literal::read_arguments(text)?;
    match (target, arguments.as_slice()) {
        (Target::Fetch, [url, options @ ..]) => read_fetch(url, options, findings)?,
        (Target::SetItem, [name, value]) => {
            let (Some(name), Some(text)) = (name.as_text(), value.value()?) else {
                return Err(Reason::Variable.at(value.start));
            };
            findings
                .add_storage(None, name, text)
                .map_err(|reason| reason.at(value.start))?;
        }
        (Target::Headers, [headers]) => read_headers(headers, None, findings)?,
        (Target::GetItem, [name]) => {
            let end = len + rest_of_statement(&text[len..]);
            let shown = match name.as_text() {
                Some(name) => read_shown(name, &text[end..], findings).map_err(|problem| problem.shifted(end))?,
                None => None,
            };
            return Ok(Some(end + shown.unwrap_or(0)));
        }
        _ => return Ok(None),
    }
    Ok(Some(len + rest_of_statement(&text[len..])))
}

/// Reads the value of an entry, which a console prints below the typed line.
fn read_shown(name: &str, text: &str, findings: &mut Findings) -> Result<Option<usize>, Problem> {
    let start = rest_of_statement(text);
    let start = start + blank_len(&text[start..]);
    if !text[start..].starts_with(['"', '\'']) {
        return Ok(None);
    }
    let (node, len) = literal::read(&text[start..]).map_err(|problem| problem.shifted(start))?;
    let end = start + len;
    let is_alone = line_at(text, end).is_none_or(|line| line.text.trim().is_empty());
    match node.as_text().filter(|_| is_alone) {
        Some(value) => findings
            .add_storage(None, name, value)
            .map_err(|reason| reason.at(start))
            .map(|()| Some(end)),
        None => Ok(None),
    }
}

fn read_fetch(url: &Node<'_>, options: &[Node<'_>], findings: &mut Findings) -> Result<(), Problem> {
    findings.has_empty = true;
    let address = match &url.kind {
        NodeKind::Call { arguments, .. } => arguments.first().and_then(Node::as_text),
        _ => url.as_text(),
    };
    for option in options {
        let members = option.members().ok_or(Reason::Variable.at(option.start))?;
        for (name, member) in members {
            match name.as_str() {
                "headers" => read_headers(member, address, findings)?,
                "body" => findings.has_body |= !member.is_null(),
                "referrer" => {
                    if let Some(referrer) = member.as_text().filter(|it| !it.is_empty()) {
                        findings
                            .add_header(address, "Referer", referrer)
                            .map_err(|reason| reason.at(member.start))?;
                    }
                }
                "method" | "mode" | "credentials" | "referrerPolicy" | "cache" | "redirect" | "integrity"
                | "keepalive" | "signal" | "priority" | "agent" | "dispatcher" | "compress" | "timeout" => {}
                _ => return Err(Reason::UnknownMember.at(member.start)),
            }
        }
    }
    Ok(())
}

fn assign(target: &Target<'_>, node: &Node<'_>, findings: &mut Findings) -> Result<(), Problem> {
    let at = |reason: Reason| reason.at(node.start);
    match (target, &node.kind) {
        (Target::Cookie, NodeKind::Text(text)) => findings.add_assigned_cookie(text).map_err(at),
        (Target::Entry(name), _) => match node.value()? {
            Some(value) => findings.add_storage(None, name, value).map_err(at),
            None => Ok(()),
        },
        (Target::Variable(name), NodeKind::Text(text)) => findings.add_loose(name, text).map_err(at),
        (Target::Variable(name), NodeKind::Object(_) | NodeKind::Array(_) | NodeKind::Call { .. }) => {
            let lower = name.to_ascii_lowercase();
            if lower.ends_with("headers") {
                read_headers(node, None, findings)
            } else if lower.ends_with("cookies") {
                read_cookies(node, None, findings)
            } else {
                read_node(node, findings)
            }
        }
        (Target::Variable(name), NodeKind::Word(_)) => match node.value()? {
            Some(value) => findings.add_loose(name, value).map_err(at),
            None => Ok(()),
        },
        _ => Err(Reason::UnknownStatement.at(node.start)),
    }
}

/// Returns the length of what may follow in the line: the end of the statement, and code that handles the response.
fn rest_of_statement(text: &str) -> usize {
    let line = line_at(text, 0).map_or("", |line| line.text);
    let is_handled = |it: &str| {
        it.starts_with(".then(") || it.starts_with(".catch(") || it.starts_with(").") || it.starts_with(".json(")
    };
    let rest = line.trim_start();
    if is_handled(rest) && !rest.contains(['"', '\'', '`']) {
        return line.len();
    }
    line.find(|it: char| !matches!(it, ' ' | ')' | ';' | ','))
        .unwrap_or(line.len())
}
