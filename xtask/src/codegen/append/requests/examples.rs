//! Writes the example of a request, with the document's examples as values.
//!
//! The client's tests compile it.

use std::collections::BTreeSet;

use openapiv3::OpenAPI;

use crate::codegen::rust_literals::RustLiterals;
use crate::document::codegen_toml::settings::Settings;
use crate::model::request::{Answer, Request};

/// The greatest length of a line in an example, in bytes.
const MAX_LINE_LENGTH: usize = 100;

/// Returns the example as a block of documentation.
///
/// It passes each argument, and calls the setters whose place has its own example.
pub fn of_request(document: &OpenAPI, settings: &Settings, request: &Request) -> String {
    let mut writer = RustLiterals::of(document, settings);
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
    lines.extend(imports(&writer.types));
    lines.extend(body.lines().map(str::to_owned));
    lines.extend(["# Ok(())".to_owned(), "# }".to_owned(), "```".to_owned()]);
    lines.join("\n")
}

/// Returns a chain of calls, in one line if it is short enough.
fn statement(start: &str, calls: &[String], last: &str, end: &str) -> String {
    let calls: Vec<&str> = calls.iter().map(String::as_str).chain([last]).collect();
    let line = format!("{start}.{}{end}", calls.join("."));
    if line.len() <= MAX_LINE_LENGTH {
        return line;
    }
    format!("{start}\n    .{}{end}", calls.join("\n    ."))
}

fn imports(types: &BTreeSet<String>) -> Vec<String> {
    let names = types.iter().cloned().collect::<Vec<_>>().join(", ");
    match types.len() {
        0 => Vec::new(),
        1 => vec![format!("use beeper_desktop_client::types::{names};"), String::new()],
        _ => vec![format!("use beeper_desktop_client::types::{{{names}}};"), String::new()],
    }
}
