//! Finds the components that request bodies contain.

use std::collections::BTreeSet;

use openapiv3::{OpenAPI, ReferenceOr};

use crate::document::openapi::components::{components_in, referenced};

/// Returns the components that request bodies contain.
pub fn find_body_objects(openapi: &OpenAPI) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = direct_request_bodies(openapi).collect();
    while let Some(name) = open.pop() {
        let component = openapi
            .components
            .as_ref()
            .and_then(|components| components.schemas.get(name));
        if let Some(ReferenceOr::Item(schema)) = component
            && found.insert(name.to_owned())
        {
            open.extend(components_in(schema));
        }
    }
    found
}

/// Returns the components that are a whole body, and part of no other schema.
pub fn find_bodies(openapi: &OpenAPI) -> BTreeSet<String> {
    let schemas = openapi
        .components
        .iter()
        .flat_map(|components| components.schemas.values());
    let parts: BTreeSet<&str> = schemas
        .filter_map(ReferenceOr::as_item)
        .flat_map(components_in)
        .collect();
    let bodies = direct_request_bodies(openapi).filter(|name| !parts.contains(name));
    bodies.map(str::to_owned).collect()
}

pub fn direct_request_bodies(openapi: &OpenAPI) -> impl Iterator<Item = &str> {
    openapi
        .operations()
        .filter_map(|(_, _, operation)| match operation.request_body.as_ref()? {
            ReferenceOr::Item(body) => body.content.get("application/json")?.schema.as_ref(),
            ReferenceOr::Reference { .. } => None,
        })
        .filter_map(referenced)
}
