//! Compares what no type shows: bounds, formats of numbers, and descriptions.
//!
//! The client's types do not depend on these. A changed bound is reported all the same, because a server may refuse what it
//! accepted before.

use serde_json::Value;

use crate::diff::change::{Changes, Class};
use crate::diff::renames::Renames;
use crate::document::problem::quoted;

const BOUNDS: [&str; 12] = [
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

/// Adds changes of the bounds, format and description of `what`.
pub fn compare(changes: &mut Changes<'_>, renames: &Renames, what: &str, [old, new]: [&Value; 2], pointer: &str) {
    let (before, after) = (Constraints::of(old), Constraints::of(new));
    if before.bounds != after.bounds {
        let list = |bounds: &[String]| match bounds {
            [] => "nothing".to_owned(),
            bounds => {
                let bounds: Vec<_> = bounds.iter().map(|bound| quoted(bound)).collect();
                bounds.join(" and ")
            }
        };
        let (before, after) = (list(&before.bounds), list(&after.bounds));
        let text = format!("{what} is bound by {after}, no longer by {before}");
        changes.add(Class::Compatible, text, pointer);
    }
    if before.formats != after.formats {
        let list = |formats: &[String]| match formats {
            [] => "none".to_owned(),
            formats => {
                let formats: Vec<_> = formats.iter().map(|format| quoted(format)).collect();
                formats.join(" and ")
            }
        };
        let (before, after) = (list(&before.formats), list(&after.formats));
        let text = format!("the format of {what} is {after}, no longer {before}");
        changes.add(Class::Compatible, text, pointer);
    }
    if before.rest != after.rest && !renames.is_all(&before.rest, &after.rest) {
        changes.add(
            Class::Documentation,
            format!("{what} is described differently"),
            pointer,
        );
    }
}

/// The schema of a place, sorted into bounds, format and description.
struct Constraints {
    bounds: Vec<String>,
    formats: Vec<String>,
    rest: Value,
}

impl Constraints {
    fn of(declaration: &Value) -> Self {
        let mut parts = Self {
            bounds: Vec::new(),
            formats: Vec::new(),
            rest: Value::Null,
        };
        let mut rest = declaration.clone();
        parts.take_from(&mut rest, "");
        parts.rest = rest;
        parts
    }

    fn take_from(&mut self, schema: &mut Value, within: &str) {
        let Value::Object(entries) = schema else { return };
        for bound in BOUNDS {
            match entries.remove(bound) {
                // An absent or false keyword has no effect.
                None | Some(Value::Null | Value::Bool(false)) => {}
                Some(Value::String(text)) => self.bounds.push(format!("{within}{bound}: {text}")),
                Some(value) => self.bounds.push(format!("{within}{bound}: {value}")),
            }
        }
        if let Some(Value::String(format)) = entries.remove("format") {
            self.formats.push(format);
        }
        for (key, name) in [
            ("schema", ""),
            ("items", "items."),
            ("additionalProperties", "additionalProperties."),
        ] {
            if let Some(inner) = entries.get_mut(key) {
                self.take_from(inner, &format!("{within}{name}"));
            }
        }
    }
}
