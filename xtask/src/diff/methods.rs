//! Changes of operations, as their methods show them.
//!
//! A method takes its arguments by position, so one more of them is one too many for every call there is, also if it is
//! optional. That is so for the lists with a request type as well: their methods are there beside it.

use openapiv3::Operation;

use super::change::{Changes, Class, type_name};
use super::renames::Renames;
use super::side::{Argument, Method};
use crate::lower::Wait;
use crate::problem::quoted;

/// Compares all operations.
pub fn compare(changes: &mut Changes<'_>, renames: &Renames) {
    let (old, new) = (changes.old.methods(), changes.new.methods());
    let same = |method: &&Method<'_>, other: &Method<'_>| {
        method.http == other.http && without_names(method.path) == without_names(other.path)
    };
    for before in &old {
        let by_id = new.iter().find(|it| it.id == before.id);
        let is_free = |it: &&Method<'_>| !old.iter().any(|other| other.id == it.id);
        match by_id.or_else(|| new.iter().filter(is_free).find(|it| same(it, before))) {
            Some(after) => method(changes, renames, before, after),
            None => {
                let text = format!("the method {} is gone", quoted(&before.name));
                changes.gone(class_of(Class::Breaking, before), text, &before.pointer);
            }
        }
    }
    for after in &new {
        let is_known = old.iter().any(|it| it.id == after.id);
        let is_renamed = || {
            let free = old.iter().filter(|it| !new.iter().any(|other| other.id == it.id));
            free.into_iter().any(|it| same(&it, after))
        };
        if !is_known && !is_renamed() {
            let text = match after.left_out {
                None => format!("the method {} is new", quoted(&after.name)),
                Some(reason) => format!("the operation {} is new, without a method ({reason})", quoted(after.id)),
            };
            changes.add(Class::Compatible, text, &after.pointer);
        }
    }
}

fn without_names(path: &str) -> String {
    let parts = path.split(['{', '}']).enumerate();
    parts
        .map(|(index, part)| if index % 2 == 0 { part } else { "{}" })
        .collect()
}

/// Where no method is generated, nothing of the client changes by itself.
fn class_of(class: Class, method: &Method<'_>) -> Class {
    match method.left_out {
        Some(_) => class.max(Class::Compatible),
        None => class,
    }
}

fn method(changes: &mut Changes<'_>, renames: &Renames, old: &Method<'_>, new: &Method<'_>) {
    let name = quoted(&new.name);
    let breaking = match (old.left_out, new.left_out) {
        (Some(_), Some(_)) => Class::Compatible,
        (None, Some(reason)) => {
            let text = format!("the method {} is gone ({reason})", quoted(&old.name));
            return changes.add(Class::Breaking, text, &new.pointer);
        }
        (Some(_), None) => {
            return changes.add(Class::Compatible, format!("the method {name} is new"), &new.pointer);
        }
        (None, None) => Class::Breaking,
    };
    if old.name != new.name {
        let text = format!("the method {} is called {name}", quoted(&old.name));
        changes.add(breaking, text, &new.pointer);
    }
    route(changes, old, new);
    arguments(changes, renames, breaking, old, new);
    body(changes, renames, breaking, old, new);
    answer(changes, renames, breaking, old, new);
    let (before, after) = (words(old.operation), words(new.operation));
    if before != after {
        let text = format!("the method {name} is described differently");
        changes.add(Class::Documentation, text, &new.pointer);
    }
}

/// What the table of operations says, by which methods are called that are written by hand, too.
fn route(changes: &mut Changes<'_>, old: &Method<'_>, new: &Method<'_>) {
    let name = quoted(&new.name);
    if old.http != new.http || without_names(old.path) != without_names(new.path) {
        let route = format!("{} {}", new.http.to_uppercase(), new.path);
        changes.add(
            Class::Compatible,
            format!("the method {name} asks {}", quoted(&route)),
            &new.pointer,
        );
    }
    if let (Some(before), Some(after)) = (old.delivery, new.delivery)
        && before != after
    {
        let text = format!("the delivery class of {name} is `{after:?}`, no longer `{before:?}`");
        changes.add(Class::Breaking, text, &new.pointer);
    }
    if old.wait != new.wait {
        let text = match new.wait {
            Some(Wait { member, value }) => {
                format!("the method {name} waits where {} is {}", quoted(member), quoted(value))
            }
            None => format!("the method {name} no longer waits for anything"),
        };
        changes.add(Class::Breaking, text, &new.pointer);
    }
    match (old.needs_token, new.needs_token) {
        (Some(false), Some(true)) => {
            changes.add(
                Class::Breaking,
                format!("the method {name} needs an access token"),
                &new.pointer,
            );
        }
        (Some(true), Some(false)) => {
            changes.add(
                Class::Compatible,
                format!("the method {name} needs no access token"),
                &new.pointer,
            );
        }
        _ => {}
    }
}

fn arguments(changes: &mut Changes<'_>, renames: &Renames, breaking: Class, old: &Method<'_>, new: &Method<'_>) {
    let name = quoted(&new.name);
    let find = |method: &'_ Method<'_>, argument: &Argument<'_>| {
        let mut arguments = method.arguments.iter();
        arguments.position(|it| (it.place, &it.key) == (argument.place, &argument.key))
    };
    for before in &old.arguments {
        let what = quoted(&before.data.name);
        let Some(after) = find(new, before).and_then(|index| new.arguments.get(index)) else {
            changes.gone(
                breaking,
                format!("the method {name} does not take {what}"),
                &before.pointer,
            );
            continue;
        };
        argument(changes, renames, breaking, &name, before, after);
    }
    for after in new.arguments.iter().filter(|it| find(old, it).is_none()) {
        let kind = if after.data.required { "required" } else { "optional" };
        let text = format!(
            "the method {name} takes {} as well, which is {kind}",
            quoted(&after.data.name)
        );
        changes.add(breaking, text, &after.pointer);
    }
}

fn argument(
    changes: &mut Changes<'_>,
    renames: &Renames,
    breaking: Class,
    method: &str,
    old: &Argument<'_>,
    new: &Argument<'_>,
) {
    let what = format!("{} of {method}", quoted(&new.data.name));
    let before = renames.apply(&changes.old.type_of(old.data));
    let after = changes.new.type_of(new.data);
    if before != after {
        let text = format!("{what} is {}, no longer {}", type_name(&after), type_name(&before));
        changes.add(breaking, text, &new.pointer);
    } else if old.data.required != new.data.required {
        let kind = if new.data.required { "required" } else { "optional" };
        changes.add(breaking, format!("{what} is {kind}"), &new.pointer);
    } else if old.place == "path" && old.data.name != new.data.name {
        let before = quoted(&old.data.name);
        let text = format!(
            "the argument {} of {method} was called {before}",
            quoted(&new.data.name)
        );
        changes.add(Class::Compatible, text, &new.pointer);
    } else if old.data != new.data && !renames.is_all(old.data, new.data) {
        let text = match new.pointer.strip_prefix("/components/parameters/") {
            Some(component) => format!("the parameter {} is described differently", quoted(component)),
            None => format!("{what} is described differently"),
        };
        changes.add(Class::Documentation, text, &new.pointer);
    }
}

fn body(changes: &mut Changes<'_>, renames: &Renames, breaking: Class, old: &Method<'_>, new: &Method<'_>) {
    let name = quoted(&new.name);
    let pointer = format!("{}/requestBody", new.pointer);
    match (changes.old.body(old.operation), changes.new.body(new.operation)) {
        (None, None) => {}
        (None, Some((_, after))) => {
            let text = format!("the method {name} takes a body as well, {}", type_name(&after));
            changes.add(breaking, text, &pointer);
        }
        (Some(_), None) => {
            let pointer = format!("{}/requestBody", old.pointer);
            changes.gone(breaking, format!("the method {name} does not take a body"), &pointer);
        }
        (Some((old_body, before)), Some((new_body, after))) => {
            let before = renames.apply(&before);
            if before != after {
                let text = format!(
                    "the body of {name} is {}, no longer {}",
                    type_name(&after),
                    type_name(&before)
                );
                changes.add(breaking, text, &pointer);
            } else if old_body != new_body && !renames.is_all(old_body, new_body) {
                let text = format!("the body of {name} is described differently");
                changes.add(Class::Documentation, text, &pointer);
            }
        }
    }
}

fn answer(changes: &mut Changes<'_>, renames: &Renames, breaking: Class, old: &Method<'_>, new: &Method<'_>) {
    let name = quoted(&new.name);
    let pointer = format!("{}/responses", new.pointer);
    let (old_status, before) = changes.old.answer(old.operation);
    let (new_status, after) = changes.new.answer(new.operation);
    let before = renames.apply(&before);
    let kind = |kind: &str| {
        if kind.is_empty() {
            "nothing".to_owned()
        } else {
            type_name(kind)
        }
    };
    if before != after {
        let text = format!(
            "the method {name} returns {}, no longer {}",
            kind(&after),
            kind(&before)
        );
        changes.add(breaking, text, &pointer);
    }
    if old_status != new_status {
        let text = format!("the method {name} is answered with {new_status}, no longer with {old_status}");
        changes.add(Class::Compatible, text, &pointer);
    }
    let (old_responses, new_responses) = (&old.operation.responses, &new.operation.responses);
    let is_same = (before == after && old_status == new_status).then_some(old_responses != new_responses);
    if is_same == Some(true) && !renames.is_all(old_responses, new_responses) {
        let text = format!("the answers of {name} are described differently");
        changes.add(Class::Documentation, text, &pointer);
    }
}

/// What is left of an operation when everything that makes its method is taken away.
fn words(operation: &Operation) -> Operation {
    Operation {
        operation_id: None,
        parameters: Vec::new(),
        request_body: None,
        responses: Default::default(),
        security: None,
        ..operation.clone()
    }
}
