//! Sorts the components of a document by how programs use them, which decides what may be added to each.

use std::collections::BTreeMap;

use openapiv3::{OpenAPI, ReferenceOr, SchemaKind, Type};

use crate::codegen::pipeline::Generated;
use crate::document::openapi::components::is_nothing_but_a_tag;
use crate::document::openapi::schema::{JsonType, json_type, target_name, untagged_variants};
use crate::model::runtime_types::RuntimeType;

/// The components, by what may be added to them.
#[derive(Default)]
pub struct ComponentUses {
    /// Objects that are a whole request body.
    pub bodies: Vec<String>,
    /// Objects inside request bodies.
    pub nested: Vec<String>,
    /// Other objects, which are in responses.
    pub answers: Vec<String>,
    /// Objects in responses that extend another object.
    pub extensions: Vec<String>,
    /// Variants of unions in responses that have no member but their tag.
    pub tag_only_variants: Vec<String>,
    /// Enums.
    pub enums: Vec<String>,
    /// Enums of numbers.
    pub integer_enums: Vec<String>,
    /// Unions with a tag.
    pub unions: Vec<String>,
    /// The variants of the unions with a tag, each with its union.
    pub variants: BTreeMap<String, String>,
    /// Unions without a tag, each with a kind of value that none of its variants has.
    pub untagged_unions: Vec<(String, &'static str)>,
    /// IDs and similar texts that are never empty.
    pub never_empty: Vec<String>,
}

impl ComponentUses {
    /// Sorts the components of a client's document.
    pub fn of(client: &Generated) -> Self {
        let (openapi, lowered) = (&client.document.openapi, &client.lowered);
        let mut uses = Self::default();
        let forms = forms(openapi);
        let components = openapi.components.iter().flat_map(|components| &components.schemas);
        for (name, schema) in components {
            let Some(schema) = schema.as_item() else { continue };
            let replacement = lowered.replacements.iter().find(|it| it.component == *name);
            if let Some(RuntimeType::Union { variants, .. }) = replacement.map(|it| &it.kind) {
                let variants = variants.iter().map(|it| (it.component.clone(), name.clone()));
                uses.variants.extend(variants);
            }
            let is_unit = is_nothing_but_a_tag(openapi, name);
            let in_body = lowered.body_objects.contains(name);
            let list = match (replacement.map(|it| &it.kind), &schema.schema_kind) {
                (Some(RuntimeType::Enum { .. }), _) => &mut uses.enums,
                (Some(RuntimeType::IntegerEnum { .. }), _) => &mut uses.integer_enums,
                (Some(RuntimeType::Union { .. }), _) => &mut uses.unions,
                (Some(RuntimeType::UntaggedUnion { .. }), _) => {
                    uses.untagged_unions
                        .extend(other_kind(openapi, name).map(|kind| (name.clone(), kind)));
                    continue;
                }
                (Some(RuntimeType::Text(_)), SchemaKind::Type(Type::String(text))) if text.min_length.is_some() => {
                    &mut uses.never_empty
                }
                (Some(RuntimeType::EmptyObject) | None, SchemaKind::Type(Type::Object(_)))
                    if !forms.contains(&name.as_str()) =>
                {
                    match () {
                        () if is_unit => &mut uses.tag_only_variants,
                        () if lowered.bodies.contains(name) => &mut uses.bodies,
                        () if in_body => &mut uses.nested,
                        () => &mut uses.answers,
                    }
                }
                (None, SchemaKind::AllOf { .. }) if !in_body => &mut uses.extensions,
                _ => continue,
            };
            list.push(name.clone());
        }
        uses
    }

    /// Returns the component to which others refer when they contain this one: programs use a variant only through its union.
    pub fn named_by_programs<'a>(&'a self, component: &'a str) -> &'a str {
        self.variants.get(component).map_or(component, String::as_str)
    }
}

/// Returns the components that are form bodies, whose requests are written by hand.
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

/// Returns a kind of value that no variant of a union has, as the beginning of a schema.
fn other_kind(openapi: &OpenAPI, union: &str) -> Option<&'static str> {
    let schema = openapi.components.as_ref()?.schemas.get(union)?.as_item()?;
    let variants = untagged_variants(schema)?.iter();
    let there: Vec<JsonType> = variants.filter_map(|variant| json_type(openapi, variant)).collect();
    let kinds = [
        (JsonType::Number, "type: integer"),
        (JsonType::Text, "type: string"),
        (JsonType::Boolean, "type: boolean"),
        (JsonType::Array, "{type: array, items: {type: string}}"),
    ];
    let other = kinds.into_iter().find(|(kind, _)| !there.contains(kind));
    other.map(|(_, schema)| schema)
}
