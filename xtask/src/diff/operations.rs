//! Compares operations, as methods and requests.

use openapiv3::{Operation as SpecOperation, StatusCode};
use serde_json::Value;

use crate::diff::arguments;
use crate::diff::change::{Changes, Class, type_name};
use crate::diff::renames::Renames;
use crate::diff::snapshot::{Operation, Snapshot};
use crate::document::json_pointer::child;
use crate::document::openapi::operations::is_success;
use crate::document::problem::{listed, quoted};
use crate::model::request::{Answer, Page, Wait};

/// Compares all operations.
pub fn compare(changes: &mut Changes<'_>, renames: &Renames) {
    let (old, new) = (changes.old.operations(), changes.new.operations());
    let id = |operation: &Operation<'_>| operation.request.operation_id.clone();
    let same = |one: &Operation<'_>, other: &Operation<'_>| {
        one.request.method == other.request.method
            && without_names(&one.request.path) == without_names(&other.request.path)
    };
    for before in &old {
        let by_id = new.iter().find(|it| id(it) == id(before));
        let is_free = |it: &&Operation<'_>| !old.iter().any(|other| id(other) == id(it));
        match by_id.or_else(|| new.iter().filter(is_free).find(|it| same(it, before))) {
            Some(after) => operation(changes, renames, before, after),
            None => {
                let method = quoted(&before.request.name);
                let text = match before.left_out {
                    None => format!("the method {method} is gone"),
                    // Its method is written by hand, and stays until somebody removes it.
                    Some(_) => format!("{} of the mock is gone", variant(before)),
                };
                changes.gone(Class::Breaking, text, &before.pointer);
            }
        }
    }
    for after in &new {
        let is_known = old.iter().any(|it| id(it) == id(after));
        let is_renamed = || {
            let mut free = old.iter().filter(|it| !new.iter().any(|other| id(other) == id(it)));
            free.any(|it| same(it, after))
        };
        if !is_known && !is_renamed() {
            let text = match after.left_out {
                None => format!("the method {} is new", quoted(&after.request.name)),
                Some(reason) => {
                    let id = quoted(&after.request.operation_id);
                    format!("the operation {id} is new, without a method ({reason})")
                }
            };
            changes.add(Class::Compatible, text, &after.pointer);
        }
    }
}

/// Returns the name of the operation in the mock. It is reported only for operations without a generated method, since otherwise
/// the report on the method implies it.
fn variant(operation: &Operation<'_>) -> String {
    quoted(&format!("Operation::{}", operation.request.type_name))
}

fn without_names(path: &str) -> String {
    let parts = path.split(['{', '}']).enumerate();
    parts
        .map(|(index, part)| if index % 2 == 0 { part } else { "{}" })
        .collect()
}

fn operation(changes: &mut Changes<'_>, renames: &Renames, old: &Operation<'_>, new: &Operation<'_>) {
    let name = quoted(&new.request.name);
    // The method is written by hand, so that the client's code does not change.
    let breaking = match (old.left_out, new.left_out) {
        (Some(_), Some(_)) => Class::Compatible,
        (None, Some(reason)) => {
            let text = format!("the method {} is gone ({reason})", quoted(&old.request.name));
            return changes.add(Class::Breaking, text, &new.pointer);
        }
        (Some(_), None) => {
            return changes.add(Class::Compatible, format!("the method {name} is new"), &new.pointer);
        }
        (None, None) => Class::Breaking,
    };
    if old.left_out.is_some() && old.request.type_name != new.request.type_name {
        let text = format!("{} of the mock is called {}", variant(old), variant(new));
        changes.add(Class::Breaking, text, &new.pointer);
    }
    if old.request.name != new.request.name {
        let text = format!("the method {} is called {name}", quoted(&old.request.name));
        changes.add(breaking, text, &new.pointer);
    }
    route(changes, old, new);
    arguments::compare(changes, renames, breaking, old, new);
    body(changes, renames, old, new);
    answer(changes, renames, breaking, old, new);
    let is_moved = old.request.group != new.request.group;
    if is_moved || words(old.spec) != words(new.spec) {
        let text = format!("the method {name} is described differently");
        changes.add(Class::Documentation, text, &new.pointer);
    }
}

/// Compares the table of operations, which handwritten methods use as well.
fn route(changes: &mut Changes<'_>, old: &Operation<'_>, new: &Operation<'_>) {
    let (before, after) = (old.request, new.request);
    let name = quoted(&after.name);
    if before.method != after.method || without_names(&before.path) != without_names(&after.path) {
        let route = quoted(&format!("{} {}", after.method, after.path));
        let text = format!("the method {name} sends {route}");
        changes.add(Class::Compatible, text, &new.pointer);
    }
    if before.delivery != after.delivery {
        let (before, after) = (before.delivery, after.delivery);
        let text = format!("the delivery class of {name} is `{after:?}`, no longer `{before:?}`");
        changes.add(Class::Compatible, text, &new.pointer);
    }
    if before.wait != after.wait {
        let text = match &after.wait {
            Some(Wait { member, value }) => {
                format!("the method {name} waits where {} is {}", quoted(member), quoted(value))
            }
            None => format!("the method {name} no longer waits for anything"),
        };
        changes.add(Class::Compatible, text, &new.pointer);
    }
    match (before.needs_token, after.needs_token) {
        (false, true) => {
            let text = format!("the method {name} needs an access token");
            changes.add(Class::Breaking, text, &new.pointer);
        }
        (true, false) => {
            let text = format!("the method {name} needs no access token");
            changes.add(Class::Compatible, text, &new.pointer);
        }
        _ => {}
    }
}

/// Compares the changes of a body that neither arguments nor setters show.
fn body(changes: &mut Changes<'_>, renames: &Renames, old: &Operation<'_>, new: &Operation<'_>) {
    let name = quoted(&new.request.name);
    let pointer = format!("{}/requestBody", new.pointer);
    let is_required = |operation: &Operation<'_>| operation.request.body.as_ref().map(|body| body.is_required);
    let text = match (is_required(old), is_required(new)) {
        (None, Some(true)) => format!("the method {name} sends a body"),
        (Some(false), Some(true)) => format!("the method {name} always sends its body"),
        (None, Some(false)) => format!("the method {name} sends a body if something in it is set"),
        (Some(true), Some(false)) => format!("the method {name} sends its body only if something in it is set"),
        (Some(_), None) => {
            let pointer = format!("{}/requestBody", old.pointer);
            let text = format!("the method {name} sends no body");
            return changes.gone(Class::Compatible, text, &pointer);
        }
        (None, None) | (Some(false), Some(false)) | (Some(true), Some(true)) => {
            let description =
                |snapshot: &Snapshot, operation: &Operation<'_>| snapshot.body(operation.spec).map(body_words);
            let (before, after) = (description(changes.old, old), description(changes.new, new));
            if before != after && !renames.is_all(&before, &after) {
                let text = format!("the body of {name} is described differently");
                changes.add(Class::Documentation, text, &pointer);
            }
            return;
        }
    };
    changes.add(Class::Compatible, text, &pointer);
}

/// Returns a body without its schema, and whether it is required.
fn body_words(body: &openapiv3::RequestBody) -> Value {
    let mut body = body.clone();
    body.required = false;
    for content in body.content.values_mut() {
        content.schema = None;
    }
    serde_json::to_value(body).unwrap_or_default()
}

fn answer(changes: &mut Changes<'_>, renames: &Renames, breaking: Class, old: &Operation<'_>, new: &Operation<'_>) {
    let name = quoted(&new.request.name);
    let pointer = format!("{}/responses", new.pointer);
    let before = renames.apply(returned(&old.request.answer));
    let after = returned(&new.request.answer);
    if before != after {
        let (after, before) = (type_name(after), type_name(&before));
        let text = format!("the method {name} returns {after}, no longer {before}");
        changes.add(breaking, text, &pointer);
    }
    match (&old.request.page, &new.request.page) {
        (None, Some(_)) => {
            let text = format!("the method `items` of {name} is new");
            changes.add(Class::Compatible, text, &new.pointer);
        }
        (Some(_), None) => changes.add(breaking, format!("the method `items` of {name} is gone"), &new.pointer),
        (Some(before), Some(after)) => {
            if told_apart(before) != told_apart(after) {
                let text = format!("the items of {name} are identified by {}", told_apart(after));
                changes.add(Class::Compatible, text, &new.pointer);
            }
            if placed_by(before) != placed_by(after) {
                let text = format!("the items of {name} are sorted by {}", placed_by(after));
                changes.add(Class::Compatible, text, &new.pointer);
            }
        }
        (None, None) => {}
    }
    let statuses = |operation: &Operation<'_>| operation.spec.responses.responses.keys().cloned().collect::<Vec<_>>();
    let (old_statuses, new_statuses) = (statuses(old), statuses(new));
    for status in new_statuses.iter().filter(|status| !old_statuses.contains(status)) {
        let text = format!("the method {name} may respond with {}", outcome(status));
        changes.add(Class::Compatible, text, &child(&pointer, &status.to_string()));
    }
    for status in old_statuses.iter().filter(|status| !new_statuses.contains(status)) {
        let text = format!("the method {name} no longer responds with {}", outcome(status));
        let pointer = format!("{}/responses", old.pointer);
        changes.gone(Class::Compatible, text, &child(&pointer, &status.to_string()));
    }
    if before == after {
        let (before, after) = (answer_words(old, new), answer_words(new, old));
        if before != after && !renames.is_all(&before, &after) {
            let text = format!("the responses of {name} are described differently");
            changes.add(Class::Documentation, text, &pointer);
        }
    }
}

/// Returns the type that a method returns, which is empty if the response has no body that is decoded.
fn returned(answer: &Answer) -> &str {
    match answer {
        Answer::Json(kind) => kind,
        Answer::Empty => "",
        Answer::File => "a file",
    }
}

/// Returns the members that identify the items of a list, in words.
fn told_apart(page: &Page) -> String {
    match page.identity.as_slice() {
        [] => "nothing".to_owned(),
        members => listed(members.iter().map(|member| member.wire.as_str())),
    }
}

/// Returns the members by which the items of a list are sorted, in words.
fn placed_by(page: &Page) -> String {
    match &page.place {
        Some(place) => listed(
            [&place.cursor]
                .into_iter()
                .chain(&place.time)
                .map(|member| member.wire.as_str()),
        ),
        None => "nothing".to_owned(),
    }
}

fn outcome(status: &StatusCode) -> String {
    match is_success(status) {
        true => status.to_string(),
        false => format!("the error {status}"),
    }
}

/// Returns the descriptions of the responses that both have.
fn answer_words(of: &Operation<'_>, other: &Operation<'_>) -> Vec<Value> {
    let responses = of.spec.responses.responses.iter();
    let common = responses.filter(|(status, _)| other.spec.responses.responses.contains_key(*status));
    let common = common.map(|(_, response)| response);
    let words = common.chain(&of.spec.responses.default).map(serde_json::to_value);
    words.filter_map(Result::ok).collect()
}

/// Returns an operation without everything that affects its method.
fn words(operation: &SpecOperation) -> SpecOperation {
    SpecOperation {
        operation_id: None,
        parameters: Vec::new(),
        request_body: None,
        responses: Default::default(),
        security: None,
        ..operation.clone()
    }
}
