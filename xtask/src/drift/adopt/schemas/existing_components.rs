//! The components that our document has already.

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use serde_json::Value;

use crate::document::json_pointer::child;
use crate::document::problem::Problem;
use crate::drift::direction::Direction;
use crate::drift::source::Source;
use crate::drift::wire_schema::reader::WireSchemas;
use crate::drift::wire_schema::{WireSchema, component};

/// A component of our document.
pub struct ExistingComponent {
    /// Its name.
    pub name: String,
    /// Its place.
    pub pointer: String,
    pub wire_schema: Rc<WireSchema>,
    /// Whether requests use it, and whether responses do.
    pub sides: [bool; 2],
    /// Whether it is a variant of a union with a tag.
    pub is_variant: bool,
}

/// Returns the components of a document, in the order of the file.
pub fn components(source: &Source, wire_schemas: &WireSchemas<'_>) -> Result<Vec<ExistingComponent>, Problem> {
    let sides = [Direction::Sent, Direction::Received].map(|direction| reached(source, direction));
    let variants: BTreeSet<String> = source
        .below("/components/schemas")
        .filter(|(_, place)| source.get(place, "discriminator").is_some())
        .flat_map(|(_, place)| source.items(&child(&place, "oneOf")).collect::<Vec<_>>())
        .filter_map(|variant| source.reference(&variant).ok().flatten())
        .collect();
    let mut found = Vec::new();
    for (name, pointer) in source.below("/components/schemas") {
        found.push(ExistingComponent {
            name: name.to_owned(),
            wire_schema: wire_schemas.at(&vec![pointer.clone()])?,
            sides: [0, 1].map(|side| sides[side].contains(&pointer)),
            is_variant: variants.contains(&pointer),
            pointer,
        });
    }
    found.sort_by_key(|old| source.location(&old.pointer).position);
    Ok(found)
}

/// Returns the components that are request bodies.
pub fn bodies(source: &Source) -> HashSet<String> {
    let paths = source
        .below("/paths")
        .flat_map(|(_, path)| source.below(&path).map(|(_, it)| it).collect::<Vec<_>>());
    let bodies = paths.map(|operation| child(&child(&operation, "requestBody"), "content"));
    let schemas = bodies.flat_map(|content| {
        source
            .below(&content)
            .map(|(_, it)| child(&it, "schema"))
            .collect::<Vec<_>>()
    });
    schemas
        .filter_map(|schema| Some(component(&source.resolve(&schema).ok()?)?.to_owned()))
        .collect()
}

/// Returns everything that requests or responses use.
fn reached(source: &Source, direction: Direction) -> BTreeSet<String> {
    let mut open: Vec<String> = Vec::new();
    for (_, path) in source.below("/paths") {
        for (_, operation) in source.below(&path) {
            open.extend(match direction {
                Direction::Sent => vec![child(&operation, "requestBody")],
                Direction::Received => vec![child(&operation, "responses")],
            });
        }
    }
    let mut found = BTreeSet::new();
    while let Some(place) = open.pop() {
        let mut references = Vec::new();
        collect_references(source.at(&place).unwrap_or(&Value::Null), &mut references);
        for reference in references {
            if let Some(target) = reference.strip_prefix('#').map(str::to_owned)
                && found.insert(target.clone())
            {
                open.push(target);
            }
        }
    }
    found
}

fn collect_references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(object) => {
            found.extend(object.get("$ref").and_then(Value::as_str));
            object.values().for_each(|value| collect_references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| collect_references(value, found)),
        _ => {}
    }
}
