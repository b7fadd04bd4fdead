//! The example of a request, which is compiled with the tests: its values are the examples of the document.

use std::collections::BTreeSet;

use openapiv3::OpenAPI;
use serde_json::Value as Json;

use crate::lower::{self, Kind};
use crate::names;
use crate::requests::{Answer, Member, Object, Request, Value};
use crate::settings::Settings;

/// How long a line of an example may be, in bytes.
const LONGEST_LINE: usize = 100;

/// The example, as a block of documentation. It gives each argument, and sets what has an example of its own.
pub fn of_request(document: &OpenAPI, settings: &Settings, request: &Request) -> String {
    let mut writer = Writer {
        document,
        settings,
        types: BTreeSet::new(),
    };
    let arguments = request.arguments.iter().map(|it| writer.argument(&it.member));
    let arguments = arguments.collect::<Vec<_>>().join(", ");
    let mut calls = vec![format!("{}({arguments})", request.name)];
    for setter in request.setters.iter().filter(|it| it.member.has_own_example) {
        let value = writer.argument(&setter.member);
        calls.push(format!("{}({value})", setter.member.name));
    }
    let body = match (&request.answer, &request.page) {
        (_, Some(_)) => {
            let items = statement("let mut items = client", &calls, "items()", ";");
            format!("{items}\nwhile let Some(item) = items.next().await {{\n    println!(\"{{:?}}\", item?);\n}}")
        }
        (Answer::Json(_), None) => {
            let answer = statement("let answer = client", &calls, "await?", ";");
            format!("{answer}\nprintln!(\"{{answer:?}}\");")
        }
        (Answer::Empty | Answer::File, None) => statement("client", &calls, "await?", ";"),
    };
    let mut lines = vec![
        "```".to_owned(),
        "# async fn example(client: beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {"
            .to_owned(),
    ];
    lines.extend(writer.imports());
    lines.extend(body.lines().map(str::to_owned));
    lines.extend(["# Ok(())".to_owned(), "# }".to_owned(), "```".to_owned()]);
    lines.join("\n")
}

/// A chain of calls, in one line if that is short enough.
fn statement(start: &str, calls: &[String], last: &str, end: &str) -> String {
    let calls: Vec<&str> = calls.iter().map(String::as_str).chain([last]).collect();
    let line = format!("{start}.{}{end}", calls.join("."));
    if line.len() <= LONGEST_LINE {
        return line;
    }
    format!("{start}\n    .{}{end}", calls.join("\n    ."))
}

/// Writes values as Rust, and remembers what has to be imported for them.
struct Writer<'a> {
    document: &'a OpenAPI,
    settings: &'a Settings,
    types: BTreeSet<String>,
}

impl Writer<'_> {
    fn imports(&self) -> Vec<String> {
        let names = self.types.iter().cloned().collect::<Vec<_>>().join(", ");
        match self.types.len() {
            0 => Vec::new(),
            1 => vec![format!("use beeper_desktop_client::types::{names};"), String::new()],
            _ => vec![format!("use beeper_desktop_client::types::{{{names}}};"), String::new()],
        }
    }

    fn argument(&mut self, member: &Member) -> String {
        self.value(&member.value, member.example.as_ref(), &member.wire)
    }

    /// A value as Rust. Where the document has no example, something that fits the type.
    fn value(&mut self, value: &Value, example: Option<&Json>, wire: &str) -> String {
        match value {
            Value::Bool => example.and_then(Json::as_bool).unwrap_or(true).to_string(),
            Value::Integer => example.and_then(Json::as_i64).unwrap_or(1).to_string(),
            Value::Number => format!("{:?}", example.and_then(Json::as_f64).unwrap_or(1.5)),
            Value::Text => format!("{:?}", example.and_then(Json::as_str).unwrap_or(wire)),
            Value::List(item) => {
                let examples = example.and_then(Json::as_array).filter(|items| !items.is_empty());
                let items: Vec<_> = match examples {
                    Some(items) => items
                        .iter()
                        .map(|example| self.value(item, Some(example), wire))
                        .collect(),
                    None => vec![self.value(item, None, wire)],
                };
                format!("[{}]", items.join(", "))
            }
            Value::Map(held) => {
                let examples = example.and_then(Json::as_object).filter(|values| !values.is_empty());
                let pairs: Vec<_> = match examples {
                    Some(values) => values
                        .iter()
                        .map(|(name, example)| format!("({name:?}, {})", self.value(held, Some(example), wire)))
                        .collect(),
                    None => vec![format!("(\"name\", {})", self.value(held, None, wire))],
                };
                format!("[{}]", pairs.join(", "))
            }
            Value::Clearable(held) => self.value(held, example, wire),
            Value::Component { name, .. } => self.component(name, example, wire),
        }
    }

    fn component(&mut self, component: &str, example: Option<&Json>, wire: &str) -> String {
        let schemas = self.document.components.as_ref().map(|components| &components.schemas);
        let Some(schema) = schemas.and_then(|schemas| schemas.get(component)?.as_item()) else {
            return format!("{wire:?}");
        };
        let example = example.or(schema.schema_data.example.as_ref());
        let type_name = names::type_name(component);
        match lower::kind_of(component, schema, self.document) {
            Some(Kind::Enum { values }) => {
                let known = example
                    .and_then(Json::as_str)
                    .filter(|known| values.iter().any(|it| it == known));
                let value = known.or(values.first().map(String::as_str)).unwrap_or_default();
                self.types.insert(type_name.clone());
                format!("{type_name}::{}", names::variant_name(value))
            }
            Some(Kind::Integers { values }) => {
                self.types.insert(type_name.clone());
                let title = values.first().map(|value| value.title.as_str()).unwrap_or_default();
                format!("{type_name}::{}", names::variant_name(title))
            }
            Some(Kind::Timestamp) => {
                format!(
                    "{:?}",
                    example.and_then(Json::as_str).unwrap_or("2026-01-31T09:30:00.000Z")
                )
            }
            Some(Kind::OpenValue) => "serde_json::json!({})".to_owned(),
            Some(Kind::Empty) => {
                self.types.insert(type_name.clone());
                format!("{type_name}::new()")
            }
            Some(_) => {
                let text = example.and_then(Json::as_str).unwrap_or(wire);
                format!("{text:?}")
            }
            None => self.object(component, &type_name, example),
        }
    }

    fn object(&mut self, component: &str, type_name: &str, example: Option<&Json>) -> String {
        let Some(object) = Object::of(self.document, self.settings, component) else {
            return "serde_json::json!({})".to_owned();
        };
        self.types.insert(type_name.to_owned());
        let given = |member: &Member| example.and_then(|example| example.get(&member.wire)).cloned();
        let required = object.members.iter().filter(|it| it.is_required).map(|member| {
            let example = given(member).or_else(|| member.example.clone());
            self.value(&member.value, example.as_ref(), &member.wire)
        });
        let required: Vec<_> = required.collect();
        let mut text = format!("{type_name}::new({})", required.join(", "));
        for member in object.members.iter().filter(|it| !it.is_required) {
            let example = given(member).or_else(|| member.example.clone().filter(|_| member.has_own_example));
            if let Some(example) = example {
                let value = self.value(&member.value, Some(&example), &member.wire);
                text.push_str(&format!(".{}({value})", member.name));
            }
        }
        text
    }
}
