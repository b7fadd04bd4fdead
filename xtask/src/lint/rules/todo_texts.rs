//! Rules for texts that still contain `TODO`.

use serde_json::Value;

use crate::document::json_pointer::child;
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;

/// The word for a text that somebody still has to write.
const TODO: &str = "TODO";

/// The keys of texts that become documentation, or that name a source.
const TEXTS: [&str; 3] = ["description", "summary", "url"];

/// The keys of values, in which these keys have no meaning.
const VALUES: [&str; 5] = ["default", "enum", "example", "examples", "mapping"];

pub fn check(lint: &mut Linter<'_>) {
    let mut found = Vec::new();
    if let Ok(document) = serde_json::to_value(&lint.document.openapi) {
        collect(&document, "", &mut found);
    }
    for (pointer, key) in found {
        let message = format!("this {key} contains `TODO`");
        let help = "write the text; `drift --adopt` leaves `TODO` where it knows none";
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

/// Returns `true` if the word occurs anywhere in a text, since a text may be written in part.
fn is_left(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| word == TODO)
}
