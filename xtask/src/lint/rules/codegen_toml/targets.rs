//! The operations and components that lines of `codegen.toml` name.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::Operation;

use crate::document::codegen_toml::settings::Placed;
use crate::document::problem::{closest, listed, quoted};
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;

/// Returns the operations by their IDs.
pub fn operations<'a>(lint: &Linter<'a>) -> BTreeMap<&'a str, OperationOfMethod<'a>> {
    let operations = lint.document.openapi.operations();
    let called = operations.filter_map(|(_, method, operation)| {
        Some((
            operation.operation_id.as_deref()?,
            OperationOfMethod { method, operation },
        ))
    });
    called.collect()
}

pub fn check_operation(lint: &mut Linter<'_>, id: &Placed<String>) {
    let operations = operations(lint);
    if !operations.contains_key(id.as_str()) {
        let message = format!("the document has no operation {}", quoted(id));
        report_unknown(lint, message, id, operations.keys().copied());
    }
}

/// Returns `true` if the component exists, and reports a problem if not.
pub fn check_component(lint: &mut Linter<'_>, component: &Placed<String>) -> bool {
    let is_there = lint.schema(component).is_some();
    if !is_there {
        let known: Vec<_> = lint.schemas().map(|(name, ..)| name).collect();
        let message = format!("the document has no component {}", quoted(component));
        report_unknown(lint, message, component, known.into_iter());
    }
    is_there
}

/// Reports a word that names nothing in the document.
pub fn report_unknown<'k>(
    lint: &mut Linter<'_>,
    message: String,
    word: &Placed<String>,
    known: impl Iterator<Item = &'k str>,
) {
    const MAX_LISTED: usize = 12;
    let known: BTreeSet<_> = known.collect();
    let help = match closest(word, known.iter().copied()) {
        Some(near) => format!("did you mean {}?", quoted(near)),
        None if (1..=MAX_LISTED).contains(&known.len()) => format!("use one of {}", listed(known)),
        None => "name an item of the document, or remove it".to_owned(),
    };
    lint.report_setting(Rule::SettingTarget, word.at, message, help);
}

/// An operation with its HTTP method.
pub struct OperationOfMethod<'a> {
    pub method: &'a str,
    pub operation: &'a Operation,
}
