//! Writes the deserialization of objects in responses: one call of the runtime's macro for each.
//!
//! The derived implementation would accept lists as objects, and could not read the values that servers send for absence.

use openapiv3::{OpenAPI, Schema, SchemaKind, Type};
use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Field, Fields, Item, ItemStruct, Meta};

use crate::codegen::append::field_types::{inside_of, inside_of_option, renamed_from};
use crate::document::openapi::components::{self, Members, members};
use crate::document::openapi::schema::referenced_component;
use crate::model::nullability::{has_never_empty_variant, is_never_empty};
use crate::model::rust_names;

/// Returns the calls for all structs that are decoded, and removes the derived implementations.
pub fn object_macros(items: &mut [Item], document: &OpenAPI) -> Vec<String> {
    let structs = items.iter_mut().filter_map(|item| match item {
        // A component that is not an object becomes a struct around its value, and is decoded as that value.
        Item::Struct(item) if matches!(item.fields, Fields::Named(_) | Fields::Unit) => Some(item),
        _ => None,
    });
    let is_read = |item: &mut &mut ItemStruct| {
        let derived: Vec<_> = item.attrs.iter_mut().filter_map(without_deserialize).collect();
        derived.contains(&true)
    };
    structs
        .filter_map(|mut item| is_read(&mut item).then(|| call(item, document)))
        .collect()
}

/// Removes `Deserialize` from a `derive`. Returns whether it was there.
fn without_deserialize(attribute: &mut Attribute) -> Option<bool> {
    let Meta::List(derived) = &mut attribute.meta else {
        return None;
    };
    if !derived.path.is_ident("derive") {
        return None;
    }
    let parser = Punctuated::<syn::Path, syn::Token![,]>::parse_terminated;
    let paths = derived.parse_args_with(parser).ok()?;
    let is_kept = |path: &&syn::Path| path.segments.last().is_none_or(|last| last.ident != "Deserialize");
    let kept: Vec<_> = paths.iter().filter(is_kept).collect();
    let was_there = kept.len() < paths.len();
    derived.tokens = quote!(#(#kept),*);
    Some(was_there)
}

fn call(item: &ItemStruct, document: &OpenAPI) -> String {
    let name = &item.ident;
    let mut components = document.components.iter().flat_map(|it| it.schemas.keys());
    let component = components.find(|component| name == &rust_names::type_name(component));
    let members = component.and_then(|component| members(document, component));
    let is_extra = |field: &&Field| {
        field
            .attrs
            .iter()
            .any(|it| it.path().is_ident("serde") && has_word(it, "flatten"))
    };
    let lines = item.fields.iter().filter(|field| !is_extra(field)).map(|field| {
        let ident = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
        let wire = renamed_from(field).unwrap_or_else(|| ident.clone());
        let how = reading_mode(field, members.as_ref(), &wire, document);
        format!("        {ident}: {how} {wire:?},\n")
    });
    let lines: String = lines.collect();
    let extra = item.fields.iter().find(is_extra).and_then(|field| field.ident.as_ref());
    let tag = component.and_then(|component| components::tag_of(document, component));
    let tag = tag.map_or_else(String::new, |tag| format!(" without {tag:?}"));
    let extra = extra.map_or_else(String::new, |extra| format!(" and {extra}{tag}"));
    format!("crate::values::object! {{\n    {name} {{\n{lines}    }}{extra}\n}}\n")
}

fn has_word(attribute: &Attribute, word: &str) -> bool {
    let tokens: Option<&TokenStream> = match &attribute.meta {
        Meta::List(list) => Some(&list.tokens),
        _ => None,
    };
    tokens.is_some_and(|tokens| {
        tokens
            .to_string()
            .split(|c: char| !c.is_alphanumeric())
            .any(|it| it == word)
    })
}

/// Returns how a member is decoded.
fn reading_mode(field: &Field, members: Option<&Members<'_>>, wire: &str, document: &OpenAPI) -> &'static str {
    let property = members.and_then(|members| members.properties.get(wire).copied());
    let is_optional = inside_of_option(&field.ty).is_some();
    if inside_of(&field.ty, &["Clearable"]).is_some() {
        return "clearable";
    }
    match property {
        Some(property) if is_optional => {
            if referenced_component(property).is_some_and(|name| has_never_empty_variant(document, name)) {
                "never_empty_union"
            } else if is_never_empty(document, property) {
                "never_empty"
            } else {
                "optional"
            }
        }
        Some(property) if property.as_item().is_some_and(|schema| is_list(schema)) => "list",
        _ if is_optional => "optional",
        _ => "required",
    }
}

fn is_list(schema: &Schema) -> bool {
    matches!(schema.schema_kind, SchemaKind::Type(Type::Array(_)))
}
