//! Classifies schemas: enums, unions, IDs, secrets, timestamps and others.
//!
//! The keywords of a schema decide its kind, so that the document needs no private markers.

use std::borrow::Borrow;
use std::collections::BTreeSet;

use openapiv3::{
    AnySchema, IntegerType, ObjectType, OpenAPI, ReferenceOr, Schema, SchemaKind, StringFormat, StringType, Type,
    VariantOrUnknownOrEmpty,
};

/// The texts that an ID, a key or a cursor may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TextKind {
    /// An ID, which is never empty.
    Id,
    /// A key or a cursor that is never empty, although servers may send an empty one.
    NeverEmpty,
    /// Any text.
    Any,
}

/// Returns the kind of an ID, a key or a cursor.
///
/// These are components whose name ends with that word, with `type: string` and no other keyword but `minLength: 1`, which means
/// never empty.
pub fn text_kind(name: &str, schema: &Schema) -> Option<TextKind> {
    match (
        is_named_as_id(name),
        is_plain_string(schema, Some(1)),
        is_plain_string(schema, None),
    ) {
        (true, true, _) if name.ends_with("ID") => Some(TextKind::Id),
        (true, true, _) => Some(TextKind::NeverEmpty),
        (true, _, true) => Some(TextKind::Any),
        _ => None,
    }
}

/// Returns `true` for a string component that has the name of an ID but not its schema, or the schema but not the name.
pub fn is_malformed_id(name: &str, schema: &Schema) -> bool {
    let shaped_only = !is_named_as_id(name) && is_plain_string(schema, Some(1));
    string(schema).is_some() && (shaped_only || is_named_as_id(name) && text_kind(name, schema).is_none())
}

/// Returns `true` if the name of a component is that of an ID, a key or a cursor.
pub fn is_named_as_id(name: &str) -> bool {
    ["ID", "Key", "Cursor"].iter().any(|end| name.ends_with(end))
}

fn is_plain_string(schema: &Schema, min_length: Option<usize>) -> bool {
    let wanted = StringType {
        min_length,
        ..StringType::default()
    };
    string(schema).is_some_and(|string| *string == wanted)
}

/// Returns `true` for an enum: `type: string` with an `enum`.
pub fn is_enum(schema: &Schema) -> bool {
    string(schema).is_some_and(|string| !string.enumeration.is_empty())
}

/// Returns `true` for a union of objects: `oneOf` with a discriminator.
pub fn is_union(schema: &Schema) -> bool {
    matches!(schema.schema_kind, SchemaKind::OneOf { .. }) && schema.schema_data.discriminator.is_some()
}

/// Returns the variants of a union of values that differ in shape: `oneOf` without a discriminator.
pub fn untagged_variants(schema: &Schema) -> Option<&[ReferenceOr<Schema>]> {
    match &schema.schema_kind {
        SchemaKind::OneOf { one_of } if schema.schema_data.discriminator.is_none() => Some(one_of),
        _ => None,
    }
}

/// Returns the values of an enum of integers: `oneOf` of `type: integer`, each with an `enum`.
pub fn integer_variants(schema: &Schema) -> Option<Vec<(&Schema, &IntegerType)>> {
    let values = untagged_variants(schema)?.iter().map(|value| match value {
        ReferenceOr::Item(value) => match &value.schema_kind {
            SchemaKind::Type(Type::Integer(integer)) if !integer.enumeration.is_empty() => Some((value, integer)),
            _ => None,
        },
        ReferenceOr::Reference { .. } => None,
    });
    values.collect::<Option<Vec<_>>>().filter(|values| !values.is_empty())
}

/// The kind of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum JsonType {
    /// `true` or `false`.
    Boolean,
    /// Any number.
    Number,
    /// Any text.
    Text,
    /// A list.
    Array,
    /// An object.
    Object,
}

impl JsonType {
    /// Returns the kind of a value, or `None` for null, which is no variant's value.
    pub fn of(value: &serde_json::Value) -> Option<Self> {
        match value {
            serde_json::Value::Null => None,
            serde_json::Value::Bool(_) => Some(Self::Boolean),
            serde_json::Value::Number(_) => Some(Self::Number),
            serde_json::Value::String(_) => Some(Self::Text),
            serde_json::Value::Array(_) => Some(Self::Array),
            serde_json::Value::Object(_) => Some(Self::Object),
        }
    }
}

/// Returns the kind of value that a schema describes, if it is a single kind.
pub fn json_type<T: Borrow<Schema>>(openapi: &OpenAPI, schema: &ReferenceOr<T>) -> Option<JsonType> {
    if let Some(name) = referenced_component(schema) {
        let component = openapi.components.as_ref()?.schemas.get(name)?.as_item()?;
        return match &component.schema_kind {
            SchemaKind::AllOf { .. } => extension(component).map(|_| JsonType::Object),
            SchemaKind::OneOf { .. } if is_union(component) => Some(JsonType::Object),
            _ if integer_variants(component).is_some() => Some(JsonType::Number),
            _ => json_type_of_type(component),
        };
    }
    match schema {
        ReferenceOr::Item(schema) => json_type_of_type(schema.borrow()),
        ReferenceOr::Reference { .. } => None,
    }
}

fn json_type_of_type(schema: &Schema) -> Option<JsonType> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Boolean(_)) => Some(JsonType::Boolean),
        SchemaKind::Type(Type::Integer(_) | Type::Number(_)) => Some(JsonType::Number),
        SchemaKind::Type(Type::String(_)) => Some(JsonType::Text),
        SchemaKind::Type(Type::Array(_)) => Some(JsonType::Array),
        SchemaKind::Type(Type::Object(_)) => Some(JsonType::Object),
        _ => None,
    }
}

/// Returns the parts of an extension: the name of the extended component, and the object that extends it.
///
/// An extension is `allOf` with a `$ref` and an object.
pub fn extension(schema: &Schema) -> Option<(&str, &ObjectType)> {
    let SchemaKind::AllOf { all_of } = &schema.schema_kind else {
        return None;
    };
    match all_of.as_slice() {
        [ReferenceOr::Reference { reference }, ReferenceOr::Item(more)] => match &more.schema_kind {
            SchemaKind::Type(Type::Object(object)) => Some((target_name(reference), object)),
            _ => None,
        },
        _ => None,
    }
}

/// Returns `true` if the value of a place may be null.
pub fn is_nullable<T: Borrow<Schema>>(place: &ReferenceOr<T>) -> bool {
    place
        .as_item()
        .is_some_and(|schema| schema.borrow().schema_data.nullable)
}

/// Returns `true` if a schema becomes a type, which needs a name: an object, an enum, or a type of the runtime.
pub fn needs_named_type(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => !object.properties.is_empty() || !object.required.is_empty(),
        SchemaKind::Type(Type::String(string)) => {
            let is_special = is_secret(schema) || is_timestamp(schema) || is_server_text(schema) || is_enum(schema);
            is_special || string.min_length.or(string.max_length).is_some() && !is_address(schema)
        }
        _ => false,
    }
}

/// Returns `true` for a point in time: `type: string` with `format: date-time`.
pub fn is_timestamp(schema: &Schema) -> bool {
    let date_time = VariantOrUnknownOrEmpty::Item(StringFormat::DateTime);
    string(schema).is_some_and(|string| string.format == date_time)
}

/// Returns `true` for a URL: `type: string` with `format: uri`, or `uri-reference` if it may be relative.
pub fn is_address(schema: &Schema) -> bool {
    let format = string(schema).map(|string| &string.format);
    matches!(format, Some(VariantOrUnknownOrEmpty::Unknown(format)) if ["uri", "uri-reference"].contains(&format.as_str()))
}

/// Returns `true` for texts that are never empty and have no other rule for their length.
pub fn is_never_empty(schema: &Schema) -> bool {
    string(schema).is_some_and(|string| string.min_length == Some(1) && string.max_length.is_none())
}

/// Returns `true` for a map: an object with additional properties, and no others.
pub fn is_map(object: &ObjectType) -> bool {
    object.properties.is_empty() && object.additional_properties.is_some()
}

/// Returns `true` for an object without members: `type: object` and no other keyword.
pub fn is_empty_object(schema: &Schema) -> bool {
    matches!(&schema.schema_kind, SchemaKind::Type(Type::Object(object)) if *object == ObjectType::default())
}

/// Returns `true` for a secret: `type: string` with `format: password`.
pub fn is_secret(schema: &Schema) -> bool {
    let password = VariantOrUnknownOrEmpty::Item(StringFormat::Password);
    string(schema).is_some_and(|string| string.format == password)
}

/// Returns `true` for a text of the server for people: `type: string` with `format: server-text`.
pub fn is_server_text(schema: &Schema) -> bool {
    let server_text = VariantOrUnknownOrEmpty::Unknown("server-text".to_owned());
    string(schema).is_some_and(|string| string.format == server_text)
}

/// Returns `true` for any JSON value: a schema without a type or any other rule.
pub fn is_open_value(schema: &Schema) -> bool {
    matches!(&schema.schema_kind, SchemaKind::Any(any) if *any == AnySchema::default())
}

/// Returns all components that a component contains, at any depth; itself only if it contains itself.
///
/// `held` returns those that a component contains directly.
pub fn reached<'a, I: IntoIterator<Item = &'a str>>(from: &'a str, held: impl Fn(&'a str) -> I) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut next = vec![from];
    while let Some(name) = next.pop() {
        next.extend(held(name).into_iter().filter(|held| reached.insert(*held)));
    }
    reached
}

/// Returns the name of the component that a `$ref` refers to.
pub fn target_name(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

/// Returns the name of the component that a place uses, by a `$ref` or by an `allOf` that adds a description.
pub fn referenced_component<T: Borrow<Schema>>(place: &ReferenceOr<T>) -> Option<&str> {
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
        assert_eq!(text_kind("RoomID", &id), Some(TextKind::Id));
        assert_eq!(text_kind("SortKey", &id), Some(TextKind::NeverEmpty));
        assert_eq!(text_kind("Cursor", &id), Some(TextKind::NeverEmpty));
        assert!(text_kind("Room", &id).is_none() && is_malformed_id("Room", &id));
        let text = schema("{type: string}");
        let long = schema("{type: string, minLength: 2}");
        assert_eq!(text_kind("RoomID", &text), Some(TextKind::Any));
        assert!(text_kind("Room", &text).is_none() && !is_malformed_id("Room", &text));
        assert!(is_malformed_id("RoomID", &long) && !is_malformed_id("RoomID", &text));
        for name in ["RoomKey", "RoomCursor"] {
            assert!(text_kind(name, &id).is_some() && is_malformed_id(name, &long), "{name}");
        }
        assert!(is_server_text(&schema("{type: string, format: server-text}")) && !is_server_text(&text));
        assert!(is_enum(&schema("{type: string, enum: [a]}")) && !is_enum(&schema("{type: boolean, enum: [true]}")));
        let union = schema("{oneOf: [], discriminator: {propertyName: kind}}");
        assert!(is_union(&union) && untagged_variants(&union).is_none() && !is_union(&text));
        let one_of = schema("{oneOf: [{type: string}]}");
        assert!(untagged_variants(&one_of).is_some() && !is_union(&one_of) && integer_variants(&one_of).is_none());
        assert!(integer_variants(&schema("{oneOf: [{type: integer, enum: [1]}]}")).is_some());
        assert!(is_timestamp(&schema("{type: string, format: date-time}")) && !is_timestamp(&text));
        for format in ["uri", "uri-reference"] {
            let address = schema(&format!("{{type: string, format: {format}, minLength: 1}}"));
            assert!(is_address(&address) && is_never_empty(&address));
            assert!(text_kind("RoomID", &address).is_none() && !is_timestamp(&address));
        }
        assert!(!is_address(&text) && !is_never_empty(&text) && !is_never_empty(&long));
        assert!(!is_never_empty(&schema("{type: string, minLength: 1, maxLength: 9}")));
        assert!(is_empty_object(&schema("{type: object}")) && !is_empty_object(&text));
        assert!(!is_empty_object(&schema("{type: object, additionalProperties: true}")));
        let more = schema("{allOf: [{$ref: '#/components/schemas/Room'}, {type: object}]}");
        assert_eq!(extension(&more).map(|(base, _)| base), Some("Room"));
        assert!(extension(&schema("{allOf: [{$ref: '#/components/schemas/Room'}]}")).is_none());
        assert!(is_secret(&schema("{type: string, format: password}")) && !is_secret(&text));
        assert!(is_open_value(&schema("{description: Anything.}")) && !is_open_value(&text));
    }
}
