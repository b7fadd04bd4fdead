//! Rules for examples and defaults: they conform to their schemas.

use openapiv3::{ReferenceOr, Schema};

use crate::document::value_validation::misfits;
use crate::document::yaml::tree::{Node, untyped};
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;

/// An example or a default, with the value that has its schema.
struct ExampleValue {
    rule: Rule,
    /// The place of the value.
    value: String,
    /// The place of the schema, or of the parameter, header or body that has a schema.
    holder: String,
}

pub fn check(lint: &mut Linter<'_>) {
    for example in all(lint) {
        let root = &lint.document.root;
        let (Some(value), Some(holder)) = (root.find(&example.value), root.find(&example.holder)) else {
            continue;
        };
        // A value that the types of the parser refuse was reported when the document was read.
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
    // An example among the components belongs to each place that refers to it.
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

/// Returns the owner of the `examples` that contain this one; examples among the components have none.
fn above_examples(example: &str) -> Option<&str> {
    let holder = example.rsplit_once('/')?.0.strip_suffix("/examples")?;
    (holder != "/components").then_some(holder)
}

/// Returns the schema of a parameter, header or body, or the schema itself.
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
