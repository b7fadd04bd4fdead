//! The meaning of null and of empty texts for a member.

use std::borrow::Borrow;
use std::collections::BTreeSet;

use openapiv3::{ObjectType, OpenAPI, ReferenceOr, Schema, SchemaKind, Type};

use crate::document::openapi::components::object;
use crate::document::openapi::schema;
use crate::model::request_bodies::find_body_objects;
use crate::model::rust_names;

/// Returns `true` if an empty text means that an optional value is absent: for an ID, and for a text with `minLength: 1`.
pub fn is_never_empty<T: Borrow<Schema>>(document: &OpenAPI, place: &ReferenceOr<T>) -> bool {
    let component = schema::referenced_component(place);
    let schema = match component {
        Some(name) => document
            .components
            .as_ref()
            .and_then(|it| it.schemas.get(name)?.as_item()),
        None => place.as_item().map(Borrow::borrow),
    };
    let Some(Schema {
        schema_kind: SchemaKind::Type(Type::String(string)),
        ..
    }) = schema
    else {
        return false;
    };
    string.min_length == Some(1) || component.is_some_and(|name| name.ends_with("ID"))
}

/// Returns `true` if a component is a union that has a never-empty text as a variant.
pub fn has_never_empty_variant(document: &OpenAPI, component: &str) -> bool {
    let schemas = document.components.as_ref().map(|it| &it.schemas);
    let schema = schemas.and_then(|schemas| schemas.get(component)?.as_item());
    let shapes = schema
        .filter(|schema| schema::integer_variants(schema).is_none())
        .and_then(schema::untagged_variants);
    shapes.is_some_and(|shapes| shapes.iter().any(|shape| is_never_empty(document, shape)))
}

/// Returns `true` if null, absence and a value are three different things for a property: in a request for a change, null clears.
///
/// A required member has two states, and in a response null means absence.
pub fn is_clearable<T: Borrow<Schema>>(
    openapi: &OpenAPI,
    component: &str,
    property: &ReferenceOr<T>,
    is_required: bool,
) -> bool {
    !is_required && schema::is_nullable(property) && find_body_objects(openapi).contains(component)
}

/// Returns the members that null clears.
pub fn clearable_fields(openapi: &OpenAPI) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for component in find_body_objects(openapi) {
        for object in parts(openapi, &component) {
            let optional = object
                .properties
                .iter()
                .filter(|(name, _)| !object.required.contains(name));
            let cleared = optional.filter(|(_, property)| schema::is_nullable(property));
            found.extend(cleared.map(|(name, _)| (rust_names::type_name(&component), rust_names::field_name(name))));
        }
    }
    found
}

/// Returns the object that a component is, or the object that it extends and its additional properties.
pub fn parts<'a>(openapi: &'a OpenAPI, component: &str) -> Vec<&'a ObjectType> {
    let schemas = openapi.components.as_ref().map(|components| &components.schemas);
    let schema = schemas.and_then(|schemas| schemas.get(component)?.as_item());
    match schema.and_then(schema::extension) {
        Some((base, more)) => object(openapi, base).into_iter().chain([more]).collect(),
        None => object(openapi, component).into_iter().collect(),
    }
}
