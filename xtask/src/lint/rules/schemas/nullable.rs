//! Rules for `nullable`.

use std::borrow::Borrow;
use std::collections::BTreeSet;

use openapiv3::{AdditionalProperties, ObjectType, ParameterSchemaOrContent, ReferenceOr, Schema, SchemaKind, Type};

use crate::document::json_pointer::child;
use crate::document::problem::quoted;
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;
use crate::lint::rules::operations::{bodies, parameters};
use crate::model::request_bodies::find_body_objects;

pub fn check(lint: &mut Linter<'_>) {
    let nullable: Vec<_> = places(lint)
        .into_iter()
        .filter(|place| place.schema.schema_data.nullable)
        .collect();
    let body_objects = find_body_objects(&lint.document.openapi);
    for place in nullable {
        let pointer = child(&place.pointer, "nullable");
        let (message, help) = match (&place.schema.schema_kind, place.role) {
            // OpenAPI 3.0.3 gives it no meaning without a `type`, but some tools do.
            (SchemaKind::Any(_) | SchemaKind::AllOf { .. } | SchemaKind::OneOf { .. }, _)
                if is_in_a_response(&place.pointer, &body_objects) =>
            {
                (
                    "`nullable` has no `type` beside it".to_owned(),
                    "remove `nullable`, and do not require the property; in a response, null means the same as absence",
                )
            }
            (SchemaKind::Any(_) | SchemaKind::AllOf { .. } | SchemaKind::OneOf { .. }, _) => (
                "`nullable` has no `type` beside it".to_owned(),
                "write out the component here, with its `type` and its name as the `title`; if null means the same as absence, remove `nullable`",
            ),
            (_, Role::Value) => continue,
            (_, Role::Component(name)) => (
                format!("the component {} is nullable", quoted(name)),
                "write it out where it may be null, with its name as the `title`; if null means the same as absence, remove `nullable`",
            ),
            (_, Role::Part) => (
                "an item, a value of a map, a variant or a whole body cannot be nullable".to_owned(),
                "remove `nullable`; only a property or a parameter may be null",
            ),
        };
        lint.report(Rule::NullableUse, &pointer, message, help);
    }
}

/// Returns `true` for a place in a component that no request body contains, or in a response.
fn is_in_a_response(pointer: &str, body_objects: &BTreeSet<String>) -> bool {
    match pointer.strip_prefix("/components/schemas/") {
        Some(rest) => rest.split('/').next().is_some_and(|name| !body_objects.contains(name)),
        None => pointer.contains("/responses/"),
    }
}

/// The role of a schema.
#[derive(Clone, Copy)]
enum Role<'a> {
    /// A component of this name.
    Component(&'a str),
    /// A property or a parameter.
    Value,
    /// An item, a value of a map, a variant or a body.
    Part,
}

struct Place<'a> {
    pub pointer: String,
    schema: &'a Schema,
    role: Role<'a>,
}

/// Returns all schemas that are written out, each with its place.
fn places<'a>(lint: &Linter<'a>) -> Vec<Place<'a>> {
    let mut found = Vec::new();
    for (name, pointer, schema) in lint.schemas() {
        add(&mut found, pointer, schema, Role::Component(name));
    }
    for (pointer, parameter) in parameters::definitions(lint) {
        if let ParameterSchemaOrContent::Schema(schema) = &parameter.parameter_data_ref().format {
            add_place(&mut found, child(&pointer, "schema"), schema, Role::Value);
        }
    }
    let requests = bodies::request_bodies(lint)
        .into_iter()
        .map(|(pointer, body)| (pointer, &body.content));
    let answers = bodies::responses(lint)
        .into_iter()
        .map(|(pointer, response)| (pointer, &response.content));
    for (pointer, content) in requests.chain(answers) {
        for (kind, media_type) in content {
            if let Some(schema) = &media_type.schema {
                let pointer = child(&child(&child(&pointer, "content"), kind), "schema");
                add_place(&mut found, pointer, schema, Role::Part);
            }
        }
    }
    // In the file, these have a `type` beside `nullable`; the parsed document refers to a component instead.
    let inline = &lint.document.inline;
    found.retain(|place| inline.iter().all(|inline| inline.place != place.pointer));
    found
}

fn add_place<'a, T: Borrow<Schema>>(
    found: &mut Vec<Place<'a>>,
    pointer: String,
    place: &'a ReferenceOr<T>,
    role: Role<'a>,
) {
    if let ReferenceOr::Item(schema) = place {
        add(found, pointer, schema.borrow(), role);
    }
}

fn add<'a>(found: &mut Vec<Place<'a>>, pointer: String, schema: &'a Schema, role: Role<'a>) {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => add_object(found, &pointer, object),
        SchemaKind::Type(Type::Array(array)) => {
            if let Some(items) = &array.items {
                add_place(found, child(&pointer, "items"), items, Role::Part);
            }
        }
        SchemaKind::AllOf { all_of } => {
            for (index, part) in all_of.iter().enumerate() {
                add_place(found, format!("{pointer}/allOf/{index}"), part, Role::Part);
            }
        }
        SchemaKind::OneOf { one_of } => {
            for (index, variant) in one_of.iter().enumerate() {
                add_place(found, format!("{pointer}/oneOf/{index}"), variant, Role::Part);
            }
        }
        _ => {}
    }
    found.push(Place { pointer, schema, role });
}

fn add_object<'a>(found: &mut Vec<Place<'a>>, pointer: &str, object: &'a ObjectType) {
    for (name, property) in &object.properties {
        add_place(found, child(&child(pointer, "properties"), name), property, Role::Value);
    }
    if let Some(AdditionalProperties::Schema(values)) = &object.additional_properties {
        add_place(
            found,
            child(pointer, "additionalProperties"),
            values.as_ref(),
            Role::Part,
        );
    }
}
