//! Components of a document: what they contain, and what refers to them.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{AdditionalProperties, ObjectType, OpenAPI, ReferenceOr, Schema, SchemaKind, Type};

use crate::document::openapi::schema::{self, target_name};

/// Returns the components that a place contains: the one that it refers to, or those inside its schema.
pub fn components_of<T: Borrow<Schema>>(place: &ReferenceOr<T>) -> Vec<&str> {
    match place {
        ReferenceOr::Reference { reference } => vec![target_name(reference)],
        ReferenceOr::Item(schema) => components_in(schema.borrow()),
    }
}

/// Returns the components that a schema contains.
pub fn components_in(schema: &Schema) -> Vec<&str> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => {
            let others = match &object.additional_properties {
                Some(AdditionalProperties::Schema(schema)) => components_of(schema),
                _ => Vec::new(),
            };
            object
                .properties
                .values()
                .flat_map(components_of)
                .chain(others)
                .collect()
        }
        SchemaKind::Type(Type::Array(array)) => array.items.iter().flat_map(components_of).collect(),
        SchemaKind::AllOf { all_of } => all_of.iter().flat_map(components_of).collect(),
        SchemaKind::OneOf { one_of } => one_of.iter().flat_map(components_of).collect(),
        _ => Vec::new(),
    }
}

/// Returns `true` if a component is a variant of a union and has no member but the tag.
pub fn is_nothing_but_a_tag(openapi: &OpenAPI, component: &str) -> bool {
    let tag = tag_of(openapi, component);
    tag.is_some_and(|tag| object(openapi, component).is_some_and(|object| has_only(object, tag)))
}

/// Returns the property that is the tag of a component, if it is a variant of a union.
pub fn tag_of<'a>(openapi: &'a OpenAPI, component: &str) -> Option<&'a str> {
    let schemas = openapi.components.as_ref()?.schemas.values();
    let mut discriminators = schemas.filter_map(|schema| schema.as_item()?.schema_data.discriminator.as_ref());
    let discriminator =
        discriminators.find(|it| it.mapping.values().any(|variant| target_name(variant) == component))?;
    Some(&discriminator.property_name)
}

pub fn has_only(object: &ObjectType, tag: &str) -> bool {
    object.additional_properties.is_none() && object.properties.keys().all(|name| name == tag)
}

pub fn object<'a>(openapi: &'a OpenAPI, component: &str) -> Option<&'a ObjectType> {
    match openapi.components.as_ref()?.schemas.get(component)? {
        ReferenceOr::Item(Schema {
            schema_kind: SchemaKind::Type(Type::Object(object)),
            ..
        }) => Some(object),
        _ => None,
    }
}

pub fn referenced<T>(schema: &ReferenceOr<T>) -> Option<&str> {
    match schema {
        ReferenceOr::Reference { reference } => Some(target_name(reference)),
        ReferenceOr::Item(_) => None,
    }
}

/// The members of a component that is an object, by name.
pub struct Members<'a> {
    pub properties: BTreeMap<&'a str, &'a ReferenceOr<Box<Schema>>>,
    pub required: BTreeSet<&'a str>,
    pub is_open: bool,
}

/// Returns the members of a component if it is an object, including those of the object that it extends.
pub fn members<'a>(document: &'a OpenAPI, component: &str) -> Option<Members<'a>> {
    let schema = document.components.as_ref()?.schemas.get(component)?.as_item()?;
    let (mut members, object) = match schema::extension(schema) {
        Some((base, more)) => (members(document, base)?, more),
        None => match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) if !schema::is_map(object) => {
                let members = Members {
                    properties: BTreeMap::new(),
                    required: BTreeSet::new(),
                    is_open: false,
                };
                (members, object)
            }
            _ => return None,
        },
    };
    members.properties.extend(
        object
            .properties
            .iter()
            .map(|(name, property)| (name.as_str(), property)),
    );
    members.required.extend(object.required.iter().map(String::as_str));
    members.is_open |= matches!(
        object.additional_properties,
        Some(AdditionalProperties::Schema(_) | AdditionalProperties::Any(true))
    );
    Some(members)
}
