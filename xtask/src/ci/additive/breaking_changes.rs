//! Changes to a document that break programs, to check that they are found.

use crate::ci::additive::additions::Addition;
use crate::ci::additive::document_edit::{at, push, put, value};

/// Changes that break programs, each in a different way.
pub const BREAKING: &[Addition] = &[
    Addition {
        name: "a required query parameter",
        add: |document, _| {
            let parameter = "{name: added, in: query, required: true, description: A., schema: {type: string}}";
            if let Some(first) = document.operations().next() {
                push(first.operation, &["parameters"], value(parameter));
            }
        },
    },
    Addition {
        name: "a required member of a body",
        add: |document, uses| {
            if let Some(body) = uses.bodies.first().and_then(|body| document.schema(body)) {
                put(body, &["properties"], "added", value("{type: string, description: A.}"));
                push(body, &["required"], "added".into());
            }
        },
    },
    Addition {
        name: "a member that is called differently",
        add: |document, uses| {
            let answer = uses.answers.iter().find_map(|answer| {
                let properties = document.schema(answer)?.get("properties")?.as_mapping()?;
                Some((answer, properties.keys().next()?.as_str()?.to_owned()))
            });
            let Some((answer, name)) = answer else { return };
            if let Some(schema) = document.schema(answer) {
                let member = at(schema, &["properties", &name]).cloned().unwrap_or_default();
                put(schema, &["properties"], "added", member);
                schema["properties"]
                    .as_mapping_mut()
                    .and_then(|it| it.shift_remove(&name));
                if let Some(required) = at(schema, &["required"]).and_then(|it| it.as_sequence_mut()) {
                    required.retain(|it| *it != *name);
                }
            }
        },
    },
    Addition {
        name: "a value of an enum that is gone",
        add: |document, uses| {
            if let Some(schema) = uses.enums.first().and_then(|name| document.schema(name)) {
                schema["enum"].as_sequence_mut().map(|values| values.remove(0));
            }
        },
    },
    Addition {
        name: "another address",
        add: |document, _| {
            let paths = document.0["paths"].as_mapping_mut();
            let Some(paths) = paths else { return };
            if let Some((path, item)) = paths.clone().into_iter().next() {
                paths.shift_remove(&path);
                paths.insert(format!("/moved{}", path.as_str().unwrap_or_default()).into(), item);
            }
        },
    },
];
