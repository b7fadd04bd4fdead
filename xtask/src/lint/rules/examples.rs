//! Rules for examples and defaults: they conform to their schemas.

use openapiv3::{ReferenceOr, Schema};

use crate::document::value_validation::misfits;
use crate::document::yaml::tree::{Node, untyped};
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;

/// An example or a default, and what it is one of.
struct ExampleValue {
    rule: Rule,
    /// The place of the value.
    value: String,
    /// The place of what has a schema, or is one.
    holder: String,
}

pub fn check(lint: &mut Linter<'_>) {
    for example in all(lint) {
        let root = &lint.document.root;
        let (Some(value), Some(holder)) = (root.find(&example.value), root.find(&example.holder)) else {
            continue;
        };
        // What the types refuse has been told when the document was read.
        let (Some(schema), Ok(value)) = (schema(&example.holder, holder), serde_yaml::from_value(untyped(value)))
        else {
            continue;
        };
        for misfit in misfits(&lint.document.openapi, &lint.document.required_any_of, &schema, &value) {
            let pointer = format!("{}{}", example.value, misfit.pointer);
            lint.report(example.rule, &pointer, misfit.message, misfit.help);
        }
    }
}

fn all(lint: &Linter<'_>) -> Vec<ExampleValue> {
    let found = &lint.document.found;
    let written = found.examples.iter().filter_map(|value| {
        let (holder, key) = value.rsplit_once('/')?;
        let (rule, holder) = match key {
            "value" => (Rule::Example, above_examples(holder)?),
            "default" => (Rule::Default, holder),
            _ => (Rule::Example, holder),
        };
        Some((rule, value.clone(), holder))
    });
    // Those among the components are of what refers to them.
    let referred = found.references.iter().filter_map(|reference| {
        let target = Some(&reference.target).filter(|target| target.starts_with("/components/examples/"))?;
        Some((
            Rule::Example,
            format!("{target}/value"),
            above_examples(&reference.pointer)?,
        ))
    });
    let example = written.chain(referred).map(|(rule, value, holder)| ExampleValue {
        rule,
        value,
        holder: holder.to_owned(),
    });
    example.collect()
}

/// What holds the `examples` of which this is one; nothing holds those among the components.
fn above_examples(example: &str) -> Option<&str> {
    let holder = example.rsplit_once('/')?.0.strip_suffix("/examples")?;
    (holder != "/components").then_some(holder)
}

/// Parameters, headers and bodies hold their schemas.
fn schema(pointer: &str, holder: &Node) -> Option<ReferenceOr<Schema>> {
    let name = pointer.strip_prefix("/components/schemas/");
    if let Some(name) = name.filter(|name| !name.contains('/')) {
        let reference = format!("#/components/schemas/{name}");
        return Some(ReferenceOr::Reference { reference });
    }
    let schema = match holder.get("schema") {
        Some(schema) if schema.entries().is_some() => schema,
        _ => holder,
    };
    serde_yaml::from_value(untyped(schema)).ok()
}
