//! Turns the document into one that progenitor generates right.
//!
//! Five things happen to it: operations that the generator cannot express are left out; components that extend others
//! are written out; errors are left to the runtime, which decides about them in one place; tags move out of union
//! variants, because the union itself writes them; and properties become ones that the generator documents and reads
//! leniently. Beside the lowered document stands what it no longer says: the types to replace, what extends what, and a
//! table of the operations.

pub mod dropped_constraints;
pub mod extensions;
pub mod operations;

use std::collections::BTreeSet;

use openapiv3::{OpenAPI, ReferenceOr, Schema, SchemaKind, Type};

use crate::codegen::lower::dropped_constraints::{relax_and_document_properties, relax_components, relax_parameters};
use crate::codegen::lower::extensions::{Extension, write_out_extensions};
use crate::codegen::lower::operations::{LeftOut, for_each_operation, keep_one_success, leave_out_operations};
use crate::document::codegen_toml::settings::Settings;
use crate::model::request::Request;
use crate::model::request_bodies::{find_bodies, find_body_objects};
use crate::model::runtime_types::{Replacement, RuntimeType, find_replacements};
use crate::model::{nullability, request, rust_names};

/// The lowered document, and what was taken out of it.
pub struct Lowered {
    /// What the generator gets to see.
    pub openapi: OpenAPI,
    /// The components that are not generated but replaced, by name.
    pub replacements: Vec<Replacement>,
    /// What becomes of the operations, in the document's order.
    pub requests: Vec<Request>,
    /// The components that are the body of an operation, and nothing else.
    pub bodies: BTreeSet<String>,
    /// The components that are objects of bodies, at whatever depth.
    pub body_objects: BTreeSet<String>,
    /// The members that null clears: each with its type, and as the field that it has there.
    pub clearable: BTreeSet<(String, String)>,
    /// The components that have what others have, and more.
    pub extensions: Vec<Extension>,
    /// Those of the operations that are not generated.
    pub left_out: Vec<LeftOut>,
    /// The types that are kept on the heap where they may be absent.
    pub boxed: BTreeSet<String>,
}

/// Lowers a document that was found free of problems.
pub fn lower(document: &OpenAPI, settings: &Settings) -> Lowered {
    let mut openapi = document.clone();
    let requests = request::requests(document, settings);
    let clearable = nullability::clearable_fields(document);
    let left_out = leave_out_operations(&mut openapi);
    let extensions = write_out_extensions(&mut openapi);
    let replacements = find_replacements(&openapi);
    let body_objects = find_body_objects(&openapi);
    let bodies = find_bodies(&openapi);
    for_each_operation(&mut openapi, |operation| {
        operation.responses.default = None;
        keep_one_success(operation);
        if let Some(ReferenceOr::Item(body)) = &mut operation.request_body {
            // The generator takes a body for required anyway.
            body.required = true;
        }
    });
    take_tags_out(&mut openapi, &replacements);
    let components = openapi.components.iter().flat_map(|it| it.schemas.keys());
    let boxed = components.filter(|component| settings.is_boxed(component));
    let boxed = boxed.map(|component| rust_names::type_name(component)).collect();
    relax_components(&mut openapi, &replacements);
    relax_and_document_properties(&mut openapi);
    relax_parameters(&mut openapi);
    Lowered {
        openapi,
        replacements,
        requests,
        bodies,
        body_objects,
        clearable,
        extensions,
        left_out,
        boxed,
    }
}

/// The union's macro reads and writes the tag, so a variant must not do it again.
fn take_tags_out(openapi: &mut OpenAPI, replacements: &[Replacement]) {
    let Some(components) = &mut openapi.components else {
        return;
    };
    for union in replacements {
        let RuntimeType::Union { tag, variants } = &union.kind else {
            continue;
        };
        for variant in variants {
            if let Some(ReferenceOr::Item(Schema {
                schema_kind: SchemaKind::Type(Type::Object(object)),
                ..
            })) = components.schemas.get_mut(&variant.component)
            {
                object.properties.shift_remove(tag);
                object.required.retain(|name| name != tag);
            }
        }
    }
}

#[cfg(test)]
mod tests;
