//! What the components of a document are to programs, so that each is only given what may be added to it.

use std::collections::BTreeMap;

use openapiv3::{OpenAPI, ReferenceOr, SchemaKind, Type};

use crate::codegen::pipeline::Generated;
use crate::document::openapi::components::is_nothing_but_a_tag;
use crate::document::openapi::schema::{JsonKind, json_kind, shapes, target_name};
use crate::model::runtime_types::Kind;

/// The components, by what may be added to them.
#[derive(Default)]
pub struct Roles {
    /// Objects that are bodies as a whole.
    pub bodies: Vec<String>,
    /// Objects inside of bodies.
    pub nested: Vec<String>,
    /// Objects in answers that are told apart by nothing.
    pub answers: Vec<String>,
    /// Those of answers that have what others have, and more.
    pub extensions: Vec<String>,
    /// Variants of unions in answers that have nothing but their tag.
    pub units: Vec<String>,
    /// Enums.
    pub enums: Vec<String>,
    /// Enums of numbers.
    pub integers: Vec<String>,
    /// Unions with a tag.
    pub unions: Vec<String>,
    /// The variants of those, each with its union.
    pub variants: BTreeMap<String, String>,
    /// Unions without one, and a kind of value that none of their variants is of.
    pub shapes: Vec<(String, &'static str)>,
    /// IDs and the like that are never empty.
    pub never_empty: Vec<String>,
}

impl Roles {
    /// Reads them from a document.
    pub fn of(client: &Generated) -> Self {
        let (openapi, lowered) = (&client.document.openapi, &client.lowered);
        let mut roles = Self::default();
        let forms = forms(openapi);
        let components = openapi.components.iter().flat_map(|components| &components.schemas);
        for (name, schema) in components {
            let Some(schema) = schema.as_item() else { continue };
            let replaced = lowered.replaced.iter().find(|it| it.component == *name);
            if let Some(Kind::Union { variants, .. }) = replaced.map(|it| &it.kind) {
                let variants = variants.iter().map(|it| (it.component.clone(), name.clone()));
                roles.variants.extend(variants);
            }
            let is_unit = is_nothing_but_a_tag(openapi, name);
            let in_body = lowered.body_objects.contains(name);
            let list = match (replaced.map(|it| &it.kind), &schema.schema_kind) {
                (Some(Kind::Enum { .. }), _) => &mut roles.enums,
                (Some(Kind::Integers { .. }), _) => &mut roles.integers,
                (Some(Kind::Union { .. }), _) => &mut roles.unions,
                (Some(Kind::Shapes { .. }), _) => {
                    roles
                        .shapes
                        .extend(other_kind(openapi, name).map(|kind| (name.clone(), kind)));
                    continue;
                }
                (Some(Kind::Text(_)), SchemaKind::Type(Type::String(text))) if text.min_length.is_some() => {
                    &mut roles.never_empty
                }
                (Some(Kind::Empty) | None, SchemaKind::Type(Type::Object(_))) if !forms.contains(&name.as_str()) => {
                    match () {
                        () if is_unit => &mut roles.units,
                        () if lowered.bodies.contains(name) => &mut roles.bodies,
                        () if in_body => &mut roles.nested,
                        () => &mut roles.answers,
                    }
                }
                (None, SchemaKind::AllOf { .. }) if !in_body => &mut roles.extensions,
                _ => continue,
            };
            list.push(name.clone());
        }
        roles
    }
}

/// The components that are forms: they are written by hand.
fn forms(openapi: &OpenAPI) -> Vec<&str> {
    let bodies = openapi
        .operations()
        .filter_map(|(_, _, operation)| operation.request_body.as_ref()?.as_item());
    let schemas = bodies.filter_map(|body| body.content.get("multipart/form-data")?.schema.as_ref());
    let references = schemas.filter_map(|schema| match schema {
        ReferenceOr::Reference { reference } => Some(target_name(reference)),
        ReferenceOr::Item(_) => None,
    });
    references.collect()
}

/// A kind of value that a union does not have, as the beginning of a schema.
fn other_kind(openapi: &OpenAPI, union: &str) -> Option<&'static str> {
    let schema = openapi.components.as_ref()?.schemas.get(union)?.as_item()?;
    let variants = shapes(schema)?.iter();
    let there: Vec<JsonKind> = variants.filter_map(|variant| json_kind(openapi, variant)).collect();
    let kinds = [
        (JsonKind::Number, "type: integer"),
        (JsonKind::Text, "type: string"),
        (JsonKind::Boolean, "type: boolean"),
        (JsonKind::Array, "{type: array, items: {type: string}}"),
    ];
    let other = kinds.into_iter().find(|(kind, _)| !there.contains(kind));
    other.map(|(_, schema)| schema)
}
