//! The schemas that the generator is told to skip, because the client's runtime has better types for them.
//!
//! Each is recognised by what it says, so the document needs no private markers.

use std::borrow::Borrow;

use openapiv3::{AnySchema, ReferenceOr, Schema, SchemaKind, StringFormat, StringType, Type, VariantOrUnknownOrEmpty};

/// An ID that is safe in a path: a component whose name ends in `ID`, and which is `type: string` with `minLength: 1`
/// and no other rule.
pub fn is_id(name: &str, schema: &Schema) -> bool {
    has_id_name(name) && has_shape(schema, Some(1))
}

/// An ID that is never a part of a path: a component whose name ends in `ID`, and which is `type: string` without a rule.
pub fn is_opaque_id(name: &str, schema: &Schema) -> bool {
    has_id_name(name) && has_shape(schema, None)
}

/// A string component that is named like an ID and shaped like none, or the other way round.
pub fn is_half_an_id(name: &str, schema: &Schema) -> bool {
    let named_only = has_id_name(name) && !has_shape(schema, Some(1)) && !has_shape(schema, None);
    let shaped_only = !has_id_name(name) && has_shape(schema, Some(1));
    string(schema).is_some() && (named_only || shaped_only)
}

fn has_id_name(name: &str) -> bool {
    name.ends_with("ID")
}

fn has_shape(schema: &Schema, min_length: Option<usize>) -> bool {
    let wanted = StringType {
        min_length,
        ..StringType::default()
    };
    string(schema).is_some_and(|string| *string == wanted)
}

/// An enum: `type: string` with an `enum`.
pub fn is_enum(schema: &Schema) -> bool {
    string(schema).is_some_and(|string| !string.enumeration.is_empty())
}

/// A union: `oneOf`.
pub fn is_union(schema: &Schema) -> bool {
    matches!(schema.schema_kind, SchemaKind::OneOf { .. })
}

/// A secret: `type: string` with `format: password`.
pub fn is_secret(schema: &Schema) -> bool {
    let password = VariantOrUnknownOrEmpty::Item(StringFormat::Password);
    string(schema).is_some_and(|string| string.format == password)
}

/// What a server says for people: `type: string` with `format: server-text`.
pub fn is_server_text(schema: &Schema) -> bool {
    let server_text = VariantOrUnknownOrEmpty::Unknown("server-text".to_owned());
    string(schema).is_some_and(|string| string.format == server_text)
}

/// Any JSON value: a schema without a type and without any rule.
pub fn is_open_value(schema: &Schema) -> bool {
    matches!(&schema.schema_kind, SchemaKind::Any(any) if *any == AnySchema::default())
}

/// The name of the component that a `$ref` leads to.
pub fn target_name(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

/// The name of the schema that a place uses, bare or under `allOf` for the sake of a description of its own.
pub fn used_component<T: Borrow<Schema>>(place: &ReferenceOr<T>) -> Option<&str> {
    let reference = match place {
        ReferenceOr::Reference { reference } => reference,
        ReferenceOr::Item(schema) => match &schema.borrow().schema_kind {
            SchemaKind::AllOf { all_of } => match all_of.as_slice() {
                [ReferenceOr::Reference { reference }] => reference,
                _ => return None,
            },
            _ => return None,
        },
    };
    Some(target_name(reference))
}

fn string(schema: &Schema) -> Option<&StringType> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => Some(string),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(yaml: &str) -> Schema {
        serde_yaml::from_str(yaml).unwrap()
    }

    #[test]
    fn each_kind_is_known_by_what_it_says() {
        let id = schema("{type: string, minLength: 1, description: An ID.}");
        assert!(is_id("RoomID", &id) && !is_id("Room", &id) && is_half_an_id("Room", &id));
        let text = schema("{type: string}");
        let long = schema("{type: string, minLength: 2}");
        assert!(is_opaque_id("RoomID", &text) && !is_opaque_id("Room", &text) && !is_opaque_id("RoomID", &id));
        assert!(is_half_an_id("RoomID", &long) && !is_half_an_id("RoomID", &text));
        assert!(is_server_text(&schema("{type: string, format: server-text}")) && !is_server_text(&text));
        assert!(!is_id("RoomID", &text) && !is_half_an_id("Room", &text));
        assert!(is_enum(&schema("{type: string, enum: [a]}")) && !is_enum(&schema("{type: boolean, enum: [true]}")));
        assert!(is_union(&schema("{oneOf: []}")) && !is_union(&text));
        assert!(is_secret(&schema("{type: string, format: password}")) && !is_secret(&text));
        assert!(is_open_value(&schema("{description: Anything.}")) && !is_open_value(&text));
    }
}
