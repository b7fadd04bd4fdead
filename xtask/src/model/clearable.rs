//! Which members null clears.

use std::borrow::Borrow;
use std::collections::BTreeSet;

use openapiv3::{ObjectType, OpenAPI, ReferenceOr, Schema};

use crate::codegen::lower::{find_body_objects, object};
use crate::document::schema;
use crate::model::rust_names;

/// Whether null, absence and a value are three things for a property: where a request asks for a change, null clears. What
/// has to be there has two states, and in an answer null is the same as absence.
pub fn is_clearable<T: Borrow<Schema>>(
    openapi: &OpenAPI,
    component: &str,
    property: &ReferenceOr<T>,
    is_required: bool,
) -> bool {
    !is_required && schema::is_nullable(property) && find_body_objects(openapi).contains(component)
}

/// The members that null clears.
pub fn find(openapi: &OpenAPI) -> BTreeSet<(String, String)> {
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

/// The object that a component is, or the one that it extends and what it has more.
fn parts<'a>(openapi: &'a OpenAPI, component: &str) -> Vec<&'a ObjectType> {
    let schemas = openapi.components.as_ref().map(|components| &components.schemas);
    let schema = schemas.and_then(|schemas| schemas.get(component)?.as_item());
    match schema.and_then(schema::extension) {
        Some((base, more)) => object(openapi, base).into_iter().chain([more]).collect(),
        None => object(openapi, component).into_iter().collect(),
    }
}
