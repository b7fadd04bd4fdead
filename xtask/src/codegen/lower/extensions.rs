//! Writes out components that extend others.

use openapiv3::{OpenAPI, ReferenceOr, Schema, SchemaKind, Type};

use crate::document::openapi::schema;
use crate::model::rust_names;

/// A type that extends another one.
pub struct Extension {
    /// The type that extends.
    pub name: String,
    /// The type that is extended.
    pub base: String,
}

/// Merges each extension with its base.
///
/// The generator would do the same, but would not report which type extends which.
pub fn write_out_extensions(openapi: &mut OpenAPI) -> Vec<Extension> {
    let Some(components) = &mut openapi.components else {
        return Vec::new();
    };
    let mut written_out = Vec::new();
    for (name, schema) in &components.schemas {
        let ReferenceOr::Item(schema) = schema else { continue };
        let Some((base, more)) = schema::extension(schema) else {
            continue;
        };
        let Some(ReferenceOr::Item(Schema {
            schema_kind: SchemaKind::Type(Type::Object(object)),
            ..
        })) = components.schemas.get(base)
        else {
            continue;
        };
        let mut object = object.clone();
        object.properties.extend(more.properties.clone());
        object.required.extend(more.required.iter().cloned());
        written_out.push((name.clone(), base.to_owned(), object));
    }
    written_out
        .into_iter()
        .map(|(name, base, object)| {
            let extension = Extension {
                name: rust_names::type_name(&name),
                base: rust_names::type_name(&base),
            };
            if let Some(ReferenceOr::Item(schema)) = components.schemas.get_mut(&name) {
                schema.schema_kind = SchemaKind::Type(Type::Object(object));
            }
            extension
        })
        .collect()
}
