//! Rules for parameters, wherever they are written.

use std::borrow::Borrow;

use openapiv3::{Parameter, ParameterSchemaOrContent, ReferenceOr, Schema, SchemaKind, Type};

use crate::document::openapi::schema::{is_malformed_id, referenced_component, target_name, text_kind};
use crate::document::problem::quoted;
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;

/// Headers that OpenAPI ignores as parameters.
const RESERVED_HEADERS: [&str; 3] = ["Accept", "Authorization", "Content-Type"];

pub fn check(lint: &mut Linter<'_>) {
    for (pointer, parameter) in definitions(lint) {
        let data = parameter.parameter_data_ref();
        if data
            .description
            .as_deref()
            .is_none_or(|description| description.trim().is_empty())
        {
            let message = format!("the parameter {} has no description", quoted(&data.name));
            lint.report(
                Rule::ParameterDescription,
                &pointer,
                message,
                "add a `description`; it becomes a part of the method's documentation",
            );
        }
        let ParameterSchemaOrContent::Schema(schema) = &data.format else {
            continue;
        };
        let schema_pointer = format!("{pointer}/schema");
        if matches!(parameter, Parameter::Header { .. })
            && RESERVED_HEADERS.iter().any(|it| it.eq_ignore_ascii_case(&data.name))
        {
            let message = format!("OpenAPI ignores the header parameter {}", quoted(&data.name));
            let help = "remove it: `security` declares who needs a token, and `content` declares media types";
            lint.report(Rule::PlainParameter, &pointer, message, help);
        }
        match parameter {
            Parameter::Path { .. } => {
                if !data.required {
                    let message = format!("the path parameter {} is not required", quoted(&data.name));
                    lint.report(
                        Rule::PathParameterRequired,
                        &pointer,
                        message,
                        "add `required: true`; a path has no optional parts",
                    );
                }
                if !refers_to_id(lint, schema) {
                    let message = format!("the path parameter {} is not an ID", quoted(&data.name));
                    let help = "make its schema a `$ref` to a component with `type: string` whose name ends in `ID`, or in `Key` for what people choose";
                    lint.report(Rule::PathParameterIsId, &schema_pointer, message, help);
                }
            }
            _ if is_plain(lint, schema) || is_list(lint, schema) => lint.use_of(&schema_pointer, schema),
            _ => {
                let message = format!(
                    "the parameter {} is neither a plain value nor a list of them",
                    quoted(&data.name)
                );
                let help = "make it a string, number, boolean, enum or ID, or an array of these";
                lint.report(Rule::PlainParameter, &schema_pointer, message, help);
            }
        }
    }
}

/// Returns `true` if a value is one word in a query or a header.
fn is_plain<T: Borrow<Schema>>(lint: &Linter<'_>, schema: &ReferenceOr<T>) -> bool {
    resolved(lint, schema).is_some_and(|schema| {
        let object_or_array = matches!(schema.schema_kind, SchemaKind::Type(Type::Object(_) | Type::Array(_)));
        matches!(schema.schema_kind, SchemaKind::Type(_)) && !object_or_array
    })
}

fn is_list(lint: &Linter<'_>, schema: &ReferenceOr<Schema>) -> bool {
    match resolved(lint, schema).map(|schema| &schema.schema_kind) {
        Some(SchemaKind::Type(Type::Array(array))) => array.items.as_ref().is_some_and(|items| is_plain(lint, items)),
        _ => false,
    }
}

fn resolved<'a, T: Borrow<Schema>>(lint: &Linter<'a>, schema: &'a ReferenceOr<T>) -> Option<&'a Schema> {
    match (referenced_component(schema), schema) {
        (Some(name), _) => lint.schema(name),
        (None, ReferenceOr::Item(schema)) => Some(schema.borrow()),
        (None, ReferenceOr::Reference { .. }) => None,
    }
}

fn refers_to_id(lint: &Linter<'_>, schema: &ReferenceOr<Schema>) -> bool {
    let ReferenceOr::Reference { reference } = schema else {
        return false;
    };
    let name = target_name(reference);
    // A component that is only half an ID has a separate problem.
    lint.schema(name)
        .is_some_and(|schema| text_kind(name, schema).is_some() || is_malformed_id(name, schema))
}

/// Returns the parameters, each at the place where it is written.
pub fn definitions<'a>(lint: &Linter<'a>) -> Vec<(String, &'a Parameter)> {
    let components = lint
        .components()
        .into_iter()
        .flat_map(|components| &components.parameters);
    let mut found: Vec<_> = components
        .filter_map(|(name, parameter)| Some((format!("/components/parameters/{name}"), parameter.as_item()?)))
        .collect();
    let of_paths = lint.paths().map(|path| (path.pointer, &path.item.parameters));
    let of_operations = lint
        .operations()
        .map(|place| (place.pointer, &place.operation.parameters));
    for (pointer, parameters) in of_paths.chain(of_operations) {
        let items = parameters.iter().enumerate();
        found
            .extend(items.filter_map(|(index, parameter)| {
                Some((format!("{pointer}/parameters/{index}"), parameter.as_item()?))
            }));
    }
    found
}
