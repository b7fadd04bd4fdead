//! Reads values by name: the members of an object, or a list of entries.

use std::collections::HashMap;

use crate::paste::findings::Findings;
use crate::paste::literal::{Node, NodeKind};
use crate::paste::problem::{Problem, Reason};

const NAMES: [&str; 2] = ["name", "key"];
const VALUES: [&str; 3] = ["value", "val", "content"];

/// Adds the members of an object, and those of nested objects, which a step may also ask for.
pub(super) fn add(node: &Node<'_>, findings: &mut Findings) -> Result<(), Problem> {
    let mut seen = HashMap::new();
    collect(node, &mut seen)?;
    // A search prefers what was added last, which must be the members of the object itself.
    add_nested(node, findings)
}

/// Rejects two members with one name and different values, because it is unclear which one a step needs.
fn collect<'a>(node: &'a Node<'_>, seen: &mut HashMap<&'a str, &'a str>) -> Result<(), Problem> {
    let is_described = described(node).is_some();
    for (name, member) in node.members().unwrap_or_default() {
        if is_described && (name == "value" || NAMES.contains(&name.as_str())) {
            continue;
        }
        if seen
            .insert(name, member.source)
            .is_some_and(|before| before != member.source)
        {
            return Err(Reason::RepeatedName.at(member.start));
        }
        collect(member, seen)?;
    }
    node.items()
        .unwrap_or_default()
        .iter()
        .try_for_each(|item| collect(item, seen))
}

fn add_nested(node: &Node<'_>, findings: &mut Findings) -> Result<(), Problem> {
    for item in node.items().unwrap_or_default() {
        add_nested(item, findings)?;
    }
    for (name, member) in node.members().unwrap_or_default() {
        add_nested(member, findings)?;
        add_member(name, member, findings)?;
    }
    match described(node) {
        Some((name, value)) => add_member(name, value, findings),
        None => Ok(()),
    }
}

/// Returns the name and the value that an object describes, besides other members.
fn described<'a>(node: &'a Node<'_>) -> Option<(&'a str, &'a Node<'a>)> {
    Some((node.member(&NAMES)?.as_text()?, node.member(&VALUES)?))
}

/// Adds one member of an object. Leaves out `null` and other members that are not values.
pub(super) fn add_member(name: &str, member: &Node<'_>, findings: &mut Findings) -> Result<(), Problem> {
    if let Some(value) = member.value()? {
        findings
            .add_loose(name, value)
            .map_err(|reason| reason.at(member.start))?;
    }
    // The only value that matters may be a member of an object, or the only item of a list.
    let only = match &member.kind {
        NodeKind::Array(items) => items.first().filter(|_| items.len() == 1),
        _ => member.member(&VALUES),
    };
    match only {
        Some(only) => add_member(name, only, findings),
        None => Ok(()),
    }
}

/// Returns `true` if every entry of a list has a name and a value.
pub(super) fn is_entry_list(node: &Node<'_>) -> bool {
    let items = node.items().unwrap_or_default();
    !items.is_empty() && items.iter().all(|item| entry(item).is_some())
}

/// Returns the name and the value of an entry: an object with these two members, or a list of two.
pub(super) fn entry<'a>(item: &'a Node<'_>) -> Option<(&'a str, &'a Node<'a>)> {
    match &item.kind {
        NodeKind::Array(pair) => match pair.as_slice() {
            [name, value] => Some((name.as_text()?, value)),
            _ => None,
        },
        NodeKind::Object(members) if members.len() == 2 => described(item),
        _ => None,
    }
}

/// Returns `true` if a call returns the entries that it receives.
fn is_collection(name: &str) -> bool {
    matches!(
        name,
        "Headers" | "Map" | "Object.fromEntries" | "URLSearchParams" | "dict"
    )
}

/// Passes on the names and values of an object's members or of a list of entries.
pub(super) fn add_entries(
    node: &Node<'_>,
    findings: &mut Findings,
    add: &mut dyn FnMut(&mut Findings, &str, &str) -> Result<(), Reason>,
) -> Result<(), Problem> {
    let mut add_value = |name: &str, value: &Node<'_>| match value.value()? {
        Some(text) => add(findings, name, text).map_err(|reason| reason.at(value.start)),
        None => Ok(()),
    };
    match &node.kind {
        NodeKind::Object(members) => {
            // Consoles print the number of entries among them.
            let is_count = |name: &str, value: &Node<'_>| name == "length" && value.as_text().is_none();
            let members = members.iter().filter(|(name, value)| !is_count(name, value));
            for (name, value) in members {
                match &value.kind {
                    // A header that occurs several times.
                    NodeKind::Array(items) if items.iter().all(|item| item.as_text().is_some()) => {
                        items.iter().try_for_each(|item| add_value(name, item))?;
                    }
                    _ => add_value(name, value)?,
                }
            }
            Ok(())
        }
        NodeKind::Array(items) => items.iter().try_for_each(|item| {
            let (name, value) = entry(item)
                .or_else(|| described(item))
                .ok_or(Reason::UnexpectedLiteral.at(item.start))?;
            add_value(name, value)
        }),
        NodeKind::Call { name, arguments } if is_collection(name) => match arguments.as_slice() {
            [] => Ok(()),
            [argument] => add_entries(argument, findings, add),
            _ => Err(Reason::UnexpectedLiteral.at(node.start)),
        },
        _ => Err(Reason::Variable.at(node.start)),
    }
}
