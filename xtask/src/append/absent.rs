//! Has fields of answers read what servers send for what is absent.

use openapiv3::{OpenAPI, Schema, SchemaKind, Type};
use syn::{Field, Item, Meta, parse_quote};

use super::schemas::{is_never_empty, members};
use super::{inside_of_option, renamed_from};
use crate::kinds::{self, used_component};
use crate::names;

/// Marks the fields of all structs that are read: an optional text that is never empty is absent where it is empty, and a
/// required list is empty where it is `null`.
pub fn mark(items: &mut [Item], document: &OpenAPI) {
    let components = document
        .components
        .iter()
        .flat_map(|components| components.schemas.keys());
    for component in components {
        let (type_name, Some(members)) = (names::type_name(component), members(document, component)) else {
            continue;
        };
        let Some(fields) = items.iter_mut().find_map(|item| fields_that_are_read(item, &type_name)) else {
            continue;
        };
        for field in fields {
            let wire = renamed_from(field).or_else(|| Some(field.ident.as_ref()?.to_string()));
            let Some(property) = wire.and_then(|wire| members.properties.get(wire.as_str()).copied()) else {
                continue;
            };
            if inside_of_option(&field.ty).is_some() {
                let is_shapes = used_component(property).is_some_and(|name| shapes_have_never_empty(document, name));
                if is_shapes {
                    field
                        .attrs
                        .push(parse_quote!(#[serde(default, deserialize_with = "crate::runtime::none_if_empty_text")]));
                } else if is_never_empty(document, property) {
                    field
                        .attrs
                        .push(parse_quote!(#[serde(default, deserialize_with = "crate::runtime::none_if_empty")]));
                }
            } else if property.as_item().is_some_and(|schema| is_list(schema)) {
                field
                    .attrs
                    .push(parse_quote!(#[serde(deserialize_with = "crate::runtime::empty_if_null")]));
            }
        }
    }
}

fn fields_that_are_read<'a>(item: &'a mut Item, name: &str) -> Option<impl Iterator<Item = &'a mut Field>> {
    let Item::Struct(item) = item else { return None };
    let is_read = item.attrs.iter().any(|attribute| match &attribute.meta {
        Meta::List(derived) => derived.path.is_ident("derive") && derived.tokens.to_string().contains("Deserialize"),
        _ => false,
    });
    (item.ident == name && is_read).then(|| item.fields.iter_mut())
}

/// Whether a component is of several shapes, one of which is a text that is never empty.
pub fn shapes_have_never_empty(document: &OpenAPI, component: &str) -> bool {
    let schema = document
        .components
        .as_ref()
        .and_then(|it| it.schemas.get(component)?.as_item());
    let shapes = schema
        .filter(|schema| kinds::integers(schema).is_none())
        .and_then(kinds::shapes);
    shapes.is_some_and(|shapes| shapes.iter().any(|shape| is_never_empty(document, shape)))
}

fn is_list(schema: &Schema) -> bool {
    matches!(schema.schema_kind, SchemaKind::Type(Type::Array(_)))
}
