//! Rules for lines of `codegen.toml` that change nothing.

use std::collections::HashSet;

use openapiv3::ObjectType;

use crate::codegen::append::decoder_tables;
use crate::document::codegen_toml::delivery::Delivery;
use crate::document::codegen_toml::settings::{Name, Placed};
use crate::document::openapi::schema::{is_nullable, referenced_component};
use crate::document::problem::quoted;
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;
use crate::lint::rules::codegen_toml::targets::operations;
use crate::lint::rules::style::{objects, verb_of};
use crate::model::request::ID;
use crate::model::rust_names::field_name;

/// The help of all these problems.
const REMOVE_LINE_HELP: &str = "remove it; it changes nothing";

pub fn check(lint: &mut Linter<'_>) {
    let settings = lint.settings;
    for list in [&settings.verbs, &settings.roots, &settings.boxed, &settings.exact] {
        check_once(lint, list);
    }
    for line in settings
        .arguments
        .iter()
        .chain(&settings.conversions)
        .chain(&settings.identity)
    {
        check_once(lint, &line.value);
    }
    check_verbs(lint);
    check_roots(lint);
    check_boxed(lint);
    check_exact(lint);
    check_delivery(lint);
    check_names(lint);
    for line in &settings.conversions {
        for from in line.value.iter().filter(|from| ***from == *line.key) {
            report(lint, from, format!("{} is converted to itself", quoted(from)));
        }
    }
    for line in &settings.identity {
        if let [only] = line.value.as_slice()
            && only.as_str() == ID
        {
            report(lint, only, format!("{} identifies items by default", quoted(ID)));
        }
    }
    for line in &settings.groups {
        if *line.value == *line.key {
            report(
                lint,
                &line.value,
                format!("{} is the heading already, because it is the tag", quoted(&line.value)),
            );
        }
    }
}

fn report<T>(lint: &mut Linter<'_>, word: &Placed<T>, message: String) {
    lint.report_setting(Rule::SettingEffect, word.at, message, REMOVE_LINE_HELP);
}

fn check_once(lint: &mut Linter<'_>, words: &[Placed<String>]) {
    for (index, word) in words.iter().enumerate() {
        if words[..index].iter().any(|before| **before == **word) {
            report(lint, word, format!("{} occurs twice", quoted(word)));
        }
    }
}

/// Checks nothing while an operation starts with an unlisted verb, since a listed verb may be a misspelling of it.
fn check_verbs(lint: &mut Linter<'_>) {
    let operations = operations(lint);
    let verbs = &lint.settings.verbs;
    let used: HashSet<&str> = operations.keys().map(|id| verb_of(id)).collect();
    if !used.iter().all(|used| verbs.iter().any(|verb| verb.as_str() == *used)) {
        return;
    }
    for verb in verbs.iter().filter(|verb| !used.contains(verb.as_str())) {
        report(lint, verb, format!("no operationId starts with {}", quoted(verb)));
    }
}

fn check_roots(lint: &mut Linter<'_>) {
    let reached = lint.reached_from("/paths");
    for root in &lint.settings.roots {
        if reached.contains(format!("/components/schemas/{}", **root).as_str()) {
            report(lint, root, format!("an operation already uses {}", quoted(root)));
        }
    }
}

/// The generator boxes only members that are optional or nullable.
fn check_boxed(lint: &mut Linter<'_>) {
    let optional: HashSet<&str> = objects(lint)
        .into_iter()
        .flat_map(|(_, object)| optional(object))
        .collect();
    for boxed in &lint.settings.boxed {
        let is_object = !lint.properties(boxed).is_empty();
        if is_object && !optional.contains(boxed.as_str()) {
            report(
                lint,
                boxed,
                format!(
                    "{} is not an optional property of any object, so nothing is boxed",
                    quoted(boxed)
                ),
            );
        }
    }
}

/// The decoder fills in only objects and unions, and only in responses.
fn check_exact(lint: &mut Linter<'_>) {
    // The search for them takes long.
    if lint.settings.exact.is_empty() {
        return;
    }
    let filled_in = decoder_tables::components(&lint.document.openapi, lint.settings);
    for exact in &lint.settings.exact {
        if lint.schema(exact).is_some() && !filled_in.contains(exact.as_str()) {
            report(
                lint,
                exact,
                format!("no response contains an object of {}", quoted(exact)),
            );
        }
    }
}

/// Returns the components of properties that may be absent.
fn optional(object: &ObjectType) -> impl Iterator<Item = &str> {
    let properties = object
        .properties
        .iter()
        .filter(|(name, property)| is_nullable(property) || !object.required.contains(name));
    properties.filter_map(|(_, property)| referenced_component(property))
}

fn check_delivery(lint: &mut Linter<'_>) {
    let operations = operations(lint);
    for line in &lint.settings.delivery {
        if let Some(called) = operations.get(line.key.as_str())
            && Delivery::of_method(called.method) == *line.value
        {
            let message = format!(
                "{} has this class already, because it is a {}",
                quoted(&line.key),
                called.method.to_uppercase()
            );
            report(lint, &line.key, message);
        }
    }
}

/// Reports a name that no argument or setter gets.
fn check_names(lint: &mut Linter<'_>) {
    let settings = lint.settings;
    let mut chosen = HashSet::new();
    let mut known = HashSet::new();
    let mut of_use = HashSet::new();
    for owner in lint.owners() {
        for input in &owner.inputs {
            let names = settings.names_of(&input.owners(&owner), input.wire);
            let otherwise = names
                .get(1)
                .map_or_else(|| field_name(input.wire), |name| name.to_string());
            known.extend(names.iter().map(|name| name.at));
            if let Some(first) = names.first() {
                chosen.insert(first.at);
                if ***first != otherwise {
                    of_use.insert(first.at);
                }
            }
        }
    }
    for Name { wire, rust, .. } in &settings.names {
        if known.contains(&rust.at) && !chosen.contains(&rust.at) {
            let message = format!(
                "{} has a more specific name everywhere, so this one is never used",
                quoted(wire)
            );
            report(lint, wire, message);
        } else if chosen.contains(&rust.at) && !of_use.contains(&rust.at) {
            report(lint, rust, format!("{} has this name already", quoted(wire)));
        }
    }
}
