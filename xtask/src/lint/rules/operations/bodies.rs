//! Rules for request bodies and responses.

use std::collections::BTreeSet;

use openapiv3::{
    MediaType, Operation, ReferenceOr, RequestBody, Response, Responses, Schema, SchemaKind, StatusCode, Type,
};

use crate::document::json_pointer::child;
use crate::document::openapi::components::{components_in, components_of};
use crate::document::openapi::schema::{self, target_name};
use crate::document::problem::quoted;
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;

const JSON: &str = "application/json";

pub fn check(lint: &mut Linter<'_>) {
    for (pointer, body) in request_bodies(lint) {
        check_request(lint, &pointer, body);
    }
    for (pointer, response) in responses(lint) {
        check_one_content(lint, &pointer, response.content.keys());
        if let Some(media_type) = response.content.get(JSON) {
            check_response(lint, &child(&child(&pointer, "content"), JSON), media_type);
        }
    }
    for place in lint.operations().collect::<Vec<_>>() {
        let pointer = format!("{}/responses", place.pointer);
        check_outcomes(lint, &pointer, place.operation);
    }
    check_sides(lint);
}

/// An object is part of requests or of responses: programs create the one and read the other, and the two grow differently.
fn check_sides(lint: &mut Linter<'_>) {
    let of_requests = request_components(lint);
    let of_answers = responses(lint)
        .into_iter()
        .flat_map(|(_, response)| response.content.values());
    let of_answers = reached(lint, of_answers.filter_map(|media_type| media_type.schema.as_ref()));
    let objects: Vec<_> = of_requests
        .intersection(&of_answers)
        .copied()
        .filter(|name| is_object(lint, name))
        .collect();
    for name in objects {
        lint.report(
            Rule::BodyOrAnswer,
            &child("/components/schemas", name),
            format!("{} is part of a request and of a response", quoted(name)),
            "write a second component for requests, and refer to it there",
        );
    }
}

/// Returns the components that requests contain.
pub fn request_components<'a>(lint: &Linter<'a>) -> BTreeSet<&'a str> {
    let bodies = request_bodies(lint);
    let contents = bodies.into_iter().flat_map(|(_, body)| body.content.values());
    reached(lint, contents.filter_map(|media_type| media_type.schema.as_ref()))
}

/// Returns the components that schemas refer to, directly or through others.
fn reached<'a>(lint: &Linter<'a>, schemas: impl Iterator<Item = &'a ReferenceOr<Schema>>) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = schemas.flat_map(components_of).collect();
    while let Some(name) = open.pop() {
        if let Some(schema) = lint.schema(name)
            && found.insert(name)
        {
            open.extend(components_in(schema));
        }
    }
    found
}

/// Returns `true` if a component becomes a struct with members.
fn is_object(lint: &Linter<'_>, name: &str) -> bool {
    lint.schema(name).is_some_and(|schema| {
        let plain =
            matches!(&schema.schema_kind, SchemaKind::Type(Type::Object(object)) if !object.properties.is_empty());
        plain || schema::extension(schema).is_some()
    })
}

pub fn request_bodies<'a>(lint: &Linter<'a>) -> Vec<(String, &'a RequestBody)> {
    let components = lint
        .components()
        .into_iter()
        .flat_map(|components| &components.request_bodies);
    let named = components.map(|(name, body)| (format!("/components/requestBodies/{name}"), body));
    let inline = lint.operations().filter_map(|place| {
        Some((
            format!("{}/requestBody", place.pointer),
            place.operation.request_body.as_ref()?,
        ))
    });
    named
        .chain(inline)
        .filter_map(|(pointer, body)| Some((pointer, body.as_item()?)))
        .collect()
}

pub fn responses<'a>(lint: &Linter<'a>) -> Vec<(String, &'a Response)> {
    let components = lint
        .components()
        .into_iter()
        .flat_map(|components| &components.responses);
    let named = components.map(|(name, response)| (format!("/components/responses/{name}"), response));
    let inline = lint.operations().flat_map(|place| {
        let pointer = format!("{}/responses", place.pointer);
        outcomes(&place.operation.responses)
            .map(move |(status, response)| (child(&pointer, &status), response))
            .collect::<Vec<_>>()
    });
    named
        .chain(inline)
        .filter_map(|(pointer, response)| Some((pointer, response.as_item()?)))
        .collect()
}

/// Returns the responses, with their status as it is written.
fn outcomes(responses: &Responses) -> impl Iterator<Item = (String, &ReferenceOr<Response>)> {
    let default = responses
        .default
        .iter()
        .map(|response| ("default".to_owned(), response));
    responses
        .responses
        .iter()
        .map(|(status, response)| (status.to_string(), response))
        .chain(default)
}

fn check_request(lint: &mut Linter<'_>, pointer: &str, body: &RequestBody) {
    check_one_content(lint, pointer, body.content.keys());
    if body.content.is_empty() {
        lint.report(
            Rule::OneBody,
            &child(pointer, "content"),
            "this request body has no `content`",
            format!("add `{JSON}`"),
        );
    }
    if let Some(media_type) = body.content.get(JSON)
        && !is_reference(&media_type.schema)
    {
        let pointer = child(&child(&child(pointer, "content"), JSON), "schema");
        let help = "move the schema to `components`, and refer to it";
        lint.report(
            Rule::NamedBody,
            &pointer,
            "the schema of this request body is inline, so its type has no name",
            help,
        );
    }
}

fn check_one_content<'a>(lint: &mut Linter<'_>, pointer: &str, mut types: impl Iterator<Item = &'a String>) {
    // `*/*` only adds that a file may have another media type.
    let is_file = |first: &str, second: &str| first == "application/octet-stream" && second == "*/*";
    if let (Some(first), Some(second)) = (types.next(), types.next())
        && !is_file(first, second)
    {
        let message = format!(
            "this body has two media types: {} and {}",
            quoted(first),
            quoted(second)
        );
        lint.report(
            Rule::OneBody,
            &child(&child(pointer, "content"), second),
            message,
            "keep one of the two",
        );
    }
}

/// Success and error of an operation would share the type's name, and the generator would keep the last without an error.
fn check_response(lint: &mut Linter<'_>, pointer: &str, media_type: &MediaType) {
    let list_of_references = match &media_type.schema {
        Some(ReferenceOr::Item(schema)) => is_list_of_references(schema),
        _ => false,
    };
    if !list_of_references && !is_reference(&media_type.schema) {
        let help = "move the schema to `components`, and refer to it; a list of `$ref`s may stay";
        lint.report(
            Rule::NamedBody,
            &child(pointer, "schema"),
            "the schema of this response is inline, so its type has no name",
            help,
        );
    }
}

fn is_reference(schema: &Option<ReferenceOr<Schema>>) -> bool {
    matches!(schema, Some(ReferenceOr::Reference { .. }))
}

fn is_list_of_references(schema: &Schema) -> bool {
    matches!(
        &schema.schema_kind,
        SchemaKind::Type(Type::Array(array)) if matches!(array.items, Some(ReferenceOr::Reference { .. }))
    )
}

fn check_outcomes(lint: &mut Linter<'_>, pointer: &str, operation: &Operation) {
    let mut successes = Vec::new();
    let mut failures = Vec::new();
    for (status, response) in &operation.responses.responses {
        let class = match status {
            StatusCode::Code(code) => code / 100,
            StatusCode::Range(range) => *range,
        };
        let outcome = (status.to_string(), response);
        match class {
            2 => successes.push(outcome),
            4 | 5 => failures.push(outcome),
            _ => {
                let help = "remove it; the client distinguishes only 2xx, 4xx, 5xx and `default`";
                lint.report(
                    Rule::KnownStatus,
                    &child(pointer, &outcome.0),
                    format!("the status {} has no meaning for the client", outcome.0),
                    help,
                );
            }
        }
    }
    failures.extend(
        operation
            .responses
            .default
            .iter()
            .map(|response| ("default".to_owned(), response)),
    );
    if successes.is_empty() {
        lint.report(
            Rule::SuccessResponse,
            pointer,
            "this operation has no successful response",
            "add a response under '200'",
        );
    }
    check_agreement(lint, pointer, &successes);
    for (status, response) in failures {
        let place = match response {
            ReferenceOr::Reference { reference } => reference.trim_start_matches('#').to_owned(),
            ReferenceOr::Item(_) => child(pointer, &status),
        };
        let content = lint.response(response).map(|response| &response.content);
        for kind in content
            .into_iter()
            .flat_map(|content| content.keys())
            .filter(|kind| *kind != JSON)
        {
            let help = format!("declare errors as `{JSON}`");
            lint.report(
                Rule::ErrorIsJson,
                &child(&child(&place, "content"), kind),
                "the body of an error is not JSON",
                help,
            );
        }
    }
}

/// A method returns one type for every successful status. Errors may differ: the client has one error type for all.
fn check_agreement(lint: &mut Linter<'_>, pointer: &str, successes: &[(String, &ReferenceOr<Response>)]) {
    let Some(((first_status, first), others)) = successes.split_first() else {
        return;
    };
    for (status, other) in others {
        if lint.body(first) != lint.body(other) {
            let message = format!("the successful responses {first_status} and {status} have different bodies");
            let help = "write one component with the properties of both, optional if one lacks them, and refer to it in both; or keep one response, as the client accepts every 2xx";
            lint.report(Rule::OneOutcome, &child(pointer, status), message, help);
        }
    }
}

/// The kind of a body, as far as the generator distinguishes bodies.
#[derive(PartialEq)]
enum Body<'a> {
    None,
    Raw,
    Json(Option<&'a ReferenceOr<Schema>>),
}

impl<'a> Linter<'a> {
    fn response(&self, response: &'a ReferenceOr<Response>) -> Option<&'a Response> {
        match response {
            ReferenceOr::Item(response) => Some(response),
            ReferenceOr::Reference { reference } => self.components()?.responses.get(target_name(reference))?.as_item(),
        }
    }

    fn body(&self, response: &'a ReferenceOr<Response>) -> Body<'a> {
        let content = self.response(response).map(|response| &response.content);
        match content {
            Some(content) if content.contains_key(JSON) => Body::Json(content[JSON].schema.as_ref()),
            Some(content) if !content.is_empty() => Body::Raw,
            _ => Body::None,
        }
    }
}
