//! Rules for what is left as `TODO`.

use serde_json::Value;

use crate::document::json_pointer::child;
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;

/// What stands where somebody has to write something.
const TODO: &str = "TODO";

/// The keys of texts that become documentation, or say where something was learned.
const TEXTS: [&str; 3] = ["description", "summary", "url"];

/// The keys of values, in which such keys mean nothing.
const VALUES: [&str; 5] = ["default", "enum", "example", "examples", "mapping"];

pub fn check(lint: &mut Linter<'_>) {
    let mut found = Vec::new();
    if let Ok(document) = serde_json::to_value(&lint.document.openapi) {
        collect(&document, "", &mut found);
    }
    for (pointer, key) in found {
        let message = format!("this {key} is still to be written");
        let help = "write it; `TODO` is what `drift --adopt` leaves for that";
        lint.report(Rule::Todo, &pointer, message, help);
    }
}

fn collect(value: &Value, pointer: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object.iter().filter(|(key, _)| !VALUES.contains(&key.as_str())) {
                let pointer = child(pointer, key);
                match value {
                    Value::String(text) if TEXTS.contains(&key.as_str()) && is_left(text) => {
                        found.push((pointer, key.clone()));
                    }
                    value => collect(value, &pointer, found),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Whether the word stands anywhere: half a text is none.
fn is_left(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| word == TODO)
}
