//! Writes the documentation of generated methods, requests and setters.

use openapiv3::OpenAPI;
use syn::{Attribute, parse_quote};

use crate::codegen::append::requests::examples;
use crate::document::codegen_toml::delivery::Delivery;
use crate::document::codegen_toml::settings::Settings;
use crate::model::members::Member;
use crate::model::request::{Answer, Request, Wait};

/// Returns the documentation of an item, with one attribute per line.
pub fn attributes(text: &str) -> Vec<Attribute> {
    let lines = text.trim().lines();
    lines
        .map(|line| {
            let line = line.trim_end();
            let line = if line.is_empty() {
                String::new()
            } else {
                format!(" {line}")
            };
            parse_quote!(#[doc = #line])
        })
        .collect()
}

/// Documents a request: what it does, its address, whether it may be sent again, its errors, and an example.
pub fn of_request(document: &OpenAPI, settings: &Settings, request: &Request) -> String {
    let mut text = sentence(&request.summary);
    let mut paragraph = |paragraph: &str| {
        if !paragraph.trim().is_empty() {
            text.push_str("\n\n");
            text.push_str(paragraph.trim());
        }
    };
    paragraph(&request.description);
    let name = &request.name;
    let answer = match &request.answer {
        Answer::Json(answer) => format!(" Awaiting it returns {}.", linked(answer)),
        Answer::Empty | Answer::File => " Awaiting it returns no value.".to_owned(),
    };
    paragraph(&format!(
        "Sends `{} {}`; made by [`Client::{name}`].{answer}",
        request.method, request.path
    ));
    paragraph(&delivery(request));
    paragraph(match request.needs_token {
        true => "The operation needs an access token.",
        false => "The operation needs no access token.",
    });
    if !request.arguments.is_empty() {
        paragraph(&format!("# Arguments\n\n{}", arguments(request)));
    }
    paragraph("# Errors");
    paragraph(&errors(request));
    paragraph("# Examples");
    paragraph(&examples::of_request(document, settings, request));
    text
}

/// Documents the method that returns a request.
pub fn of_method(request: &Request) -> String {
    let mut text = sentence(&request.summary);
    if !request.arguments.is_empty() {
        text.push_str("\n\n");
        text.push_str(&arguments(request));
    }
    text.push_str(&format!("\n\nSee the request, [`{}`], for ", request.type_name));
    text.push_str(match request.setters.is_empty() {
        true => "details and an example.",
        false => "its setters, details and an example.",
    });
    text
}

/// Documents a group of methods.
pub fn of_group(document: &OpenAPI, group: &str, requests: &[&Request]) -> String {
    let mut descriptions: Vec<&str> = Vec::new();
    for request in requests {
        let tag = document.tags.iter().find(|tag| tag.name == request.tag);
        if let Some(description) = tag.and_then(|tag| tag.description.as_deref())
            && !descriptions.contains(&description)
        {
            descriptions.push(description);
        }
    }
    let mut letters = group.chars();
    let heading = letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect::<String>());
    format!("# {}\n\n{}", heading.unwrap_or_default(), descriptions.join("\n"))
}

/// Documents a setter.
///
/// The document describes absence on the wire, which here means that the setter is not called.
pub fn of_setter(member: &Member) -> String {
    let doc = of_member(member);
    doc.replace("Absent for ", "By default: ")
        .replace("Absent means ", "By default: ")
}

/// Documents an argument, or anything else that takes a value.
fn of_member(member: &Member) -> String {
    let mut text = sentence(&member.doc);
    if !member.bounds.is_empty() {
        text.push_str(if text.contains('\n') { "\n\n" } else { " " });
        text.push_str(&member.bounds);
    }
    text
}

fn arguments(request: &Request) -> String {
    let lines = request.arguments.iter().map(|it| {
        let doc = of_member(&it.member);
        let doc = doc.lines().map(str::trim).collect::<Vec<_>>().join("\n  ");
        format!("* `{}`: {doc}", it.member.name)
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn errors(request: &Request) -> String {
    let mut text = "Returns an [`Error`], as every call does.".to_owned();
    if request.refusals.iter().all(|(_, description)| description.is_empty()) {
        return text;
    }
    text.push_str(" The server refuses this one with:\n");
    for (status, description) in &request.refusals {
        text.push_str(&format!("\n* {status}: {}", sentence(description)));
    }
    text
}

fn delivery(request: &Request) -> String {
    let link = |class: &str| format!("[`{class}`](DeliveryClass::{class})");
    let class = link(&format!("{:?}", request.delivery));
    let is_repeated = matches!(request.delivery, Delivery::Read | Delivery::Idempotent);
    match (&request.wait, is_repeated) {
        (None, true) => format!("Delivery class: {class}; the client retries it if the response is lost."),
        (None, false) => format!("Delivery class: {class}; the client never sends it twice."),
        (Some(Wait { member, value }), _) => {
            let then = if is_repeated {
                "; the client then does not retry it"
            } else {
                "; the client never sends it twice"
            };
            format!(
                "Delivery class: {class}, or {} if `{member}` is `{value}`{then}.",
                link("Wait")
            )
        }
    }
}

/// Returns a type as documentation names it, with links to its components.
fn linked(kind: &str) -> String {
    let kind = kind.replace("crate::", "").replace("::std::collections::", "");
    match kind.strip_prefix("Vec<").and_then(|inner| inner.strip_suffix('>')) {
        Some(inner) => format!("a list of [`{inner}`]"),
        None => format!("[`{kind}`]"),
    }
}

/// Returns a text with the end of a sentence.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut sentence = text.to_owned();
    if text.ends_with(char::is_alphanumeric) {
        sentence.push('.');
    }
    sentence
}
