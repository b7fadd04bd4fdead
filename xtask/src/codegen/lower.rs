//! Turns the document into one that progenitor generates right.
//!
//! Lowering makes five changes. It removes operations that the generator cannot express. It writes out components that extend
//! others. It removes error responses, which the runtime decodes. It removes tags from union variants, because the union itself
//! writes them. It changes properties so that the generator documents them and decodes them leniently. Beside the lowered
//! document, the result has what the document no longer contains: the types to replace, the extensions, and a table of the
//! operations.

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

/// The lowered document, and what was removed from it.
pub struct Lowered {
    /// The document that the generator reads.
    pub openapi: OpenAPI,
    /// The components that are replaced by types of the runtime, by name.
    pub replacements: Vec<Replacement>,
    /// The requests of the operations, in the document's order.
    pub requests: Vec<Request>,
    /// The components that are the body of an operation, and nothing else.
    pub bodies: BTreeSet<String>,
    /// The components that are objects inside bodies, at any depth.
    pub body_objects: BTreeSet<String>,
    /// The members that null clears: the type of each, and the name of its field there.
    pub clearable: BTreeSet<(String, String)>,
    /// The components that extend others.
    pub extensions: Vec<Extension>,
    /// The operations that are not generated.
    pub left_out: Vec<LeftOut>,
    /// The types that are boxed where they are optional.
    pub boxed: BTreeSet<String>,
}

/// Lowers a document that lint accepted.
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
            // The generator treats every body as required.
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

/// Removes the tags of variants: the union's macro reads and writes the tag.
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
