//! Rules for schemas that contain themselves.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{Schema, SchemaKind, Type};

use crate::document::openapi::components::{components_in, members};
use crate::document::openapi::schema::{is_map, is_nullable, reached, referenced_component};
use crate::document::problem::quoted;
use crate::document::sampler::Sampler;
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;

/// What each component contains, apart from lists and maps: these may be empty, and are on the heap.
type Containments<'a> = BTreeMap<&'a str, Vec<ContainedComponent<'a>>>;

struct ContainedComponent<'a> {
    component: &'a str,
    /// The property that contains it, and its place; a union has no property.
    property: Option<(&'a str, String)>,
}

/// Checks that no struct contains itself.
///
/// A struct contains its required members directly, and the generator boxes an optional one where necessary. A union contains its
/// variants directly: a variant that requires its union would be infinitely large, even if another variant ends the value.
pub fn check(lint: &mut Linter<'_>) {
    let containments: Containments<'_> = lint
        .schemas()
        .map(|(name, ..)| (name, contained_in(lint, name)))
        .collect();
    let sampler = Sampler::of(&lint.document.openapi);
    // A component without a finite value is reported by another rule.
    for (owner, contained) in containments.iter().filter(|(owner, _)| sampler.is_finite(owner)) {
        for contained in contained {
            if let Some((property, pointer)) = &contained.property
                && leads_to(&containments, contained.component, owner)
            {
                let message = format!(
                    "{} requires {}, which contains a {} again",
                    quoted(owner),
                    quoted(property),
                    quoted(owner)
                );
                let help = "remove it from `required`, or make it a list";
                lint.report(Rule::Endless, pointer, message, help);
            }
        }
    }
    check_lists(lint);
}

fn contained_in<'a>(lint: &Linter<'a>, component: &'a str) -> Vec<ContainedComponent<'a>> {
    let document = lint.document;
    if let Some(SchemaKind::OneOf { one_of }) = lint.schema(component).map(|schema| &schema.schema_kind) {
        let variants = one_of.iter().filter_map(referenced_component);
        return variants
            .map(|component| ContainedComponent {
                component,
                property: None,
            })
            .collect();
    }
    let required = members(&document.openapi, component)
        .map(|members| members.required)
        .unwrap_or_default();
    let properties = lint.properties(component).into_iter();
    let required = properties.filter(|(name, _, property)| required.contains(name) && !is_nullable(property));
    required
        .filter_map(|(name, pointer, property)| {
            let property_of = Some((name, pointer));
            Some(ContainedComponent {
                component: referenced_component(property)?,
                property: property_of,
            })
        })
        .collect()
}

/// Returns the components that are items of a list or a map, through any number of nested lists and maps.
fn parts<'a>(lint: &Linter<'a>, component: &str) -> Vec<&'a str> {
    match lint.schema(component) {
        Some(schema) if is_list_or_map(schema) => components_in(schema),
        _ => Vec::new(),
    }
}

fn is_list_or_map(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Array(_)) => true,
        SchemaKind::Type(Type::Object(object)) => is_map(object),
        _ => false,
    }
}

/// The decoder would recurse without end into a list of lists of lists.
fn check_lists(lint: &mut Linter<'_>) {
    for (name, pointer, _) in lint.schemas().collect::<Vec<_>>() {
        let mut seen = BTreeSet::new();
        let mut open = parts(lint, name);
        while let Some(part) = open.pop() {
            if seen.insert(part) {
                open.extend(parts(lint, part));
            }
        }
        if seen.contains(name) {
            let message = format!("{} contains nothing but itself", quoted(name));
            lint.report(Rule::Endless, &pointer, message, "make its items objects");
        }
    }
}

fn leads_to(containments: &Containments<'_>, from: &str, to: &str) -> bool {
    let contained = |name| {
        containments
            .get(name)
            .into_iter()
            .flatten()
            .map(|contained| contained.component)
    };
    from == to || reached(from, contained).contains(to)
}
