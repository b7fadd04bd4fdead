//! Boxes members of recursive types, and chooses the same members after any addition to the document.

use std::collections::BTreeMap;

use syn::punctuated::Punctuated;
use syn::{Attribute, Field, GenericArgument, Item, Meta, PathArguments, Token, Type, parse_quote};

use crate::codegen::lower::Lowered;
use crate::document::openapi::components;
use crate::document::openapi::schema::reached;
use crate::model::rust_names;

/// Removes the box that the generator added. In a recursive type, any optional member of the circle would do, and the generator
/// may choose one that programs already use.
fn take_out(field: &mut Field) {
    let kind = field.ty.clone();
    let in_option = argument_of(&kind, "Option").and_then(|inside| argument_of(inside, "Box"));
    field.ty = match (argument_of(&kind, "Box"), in_option) {
        (Some(part), _) => part.clone(),
        (None, Some(part)) => parse_quote!(::std::option::Option<#part>),
        (None, None) => return,
    };
    if argument_of(&field.ty, "Option").is_some() {
        field.attrs.iter_mut().for_each(leave_out_what_is_absent);
    }
}

/// The generator writes null for a boxed member that is absent, and leaves out every other absent member. Makes this one alike.
fn leave_out_what_is_absent(attribute: &mut Attribute) {
    if !attribute.path().is_ident("serde") {
        return;
    }
    let parser = Punctuated::<Meta, Token![,]>::parse_terminated;
    let Ok(arguments) = attribute.parse_args_with(parser) else {
        return;
    };
    let arguments = arguments.into_iter().map(|meta| match meta.path().is_ident("default") {
        true => parse_quote!(skip_serializing_if = "::std::option::Option::is_none"),
        false => meta,
    });
    *attribute = parse_quote!(#[serde(#(#arguments),*)]);
}

/// An optional member that contains another type.
struct Optional {
    owner: String,
    field: String,
    holds: String,
}

/// Boxes a member of each type that contains itself: an optional one, and the last one in the document if several would do.
///
/// A required member is never boxed, so that a later member may close a circle without changing the required one's type.
pub fn break_cycles(items: &mut [Item], lowered: &Lowered) {
    let structs = items.iter_mut().filter_map(|item| match item {
        Item::Struct(item) => Some(item),
        _ => None,
    });
    structs.flat_map(|item| &mut item.fields).for_each(take_out);
    let mut holds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for replacement in &lowered.replacements {
        let parts = replacement.kind.part_types();
        let parts = parts.iter().filter_map(|part| name_of(&syn::parse_str(part).ok()?));
        holds.insert(replacement.name.clone(), parts.collect());
    }
    let mut optional = Vec::new();
    for item in items.iter() {
        let Item::Struct(item) = item else { continue };
        let owner = item.ident.to_string();
        for field in &item.fields {
            let inside = argument_of(&field.ty, "Option");
            let Some(part) = name_of(inside.unwrap_or(&field.ty)) else {
                continue;
            };
            // It is boxed anyway.
            if inside.is_some() && lowered.boxed.contains(&part) {
                continue;
            }
            holds.entry(owner.clone()).or_default().push(part.clone());
            if let (Some(_), Some(field)) = (inside, &field.ident) {
                let (owner, field) = (owner.clone(), field.to_string());
                optional.push(Optional {
                    owner,
                    field,
                    holds: part,
                });
            }
        }
    }
    let order = document_order(lowered);
    let last = order.len();
    optional.sort_by_key(|it| {
        let place = order
            .iter()
            .position(|(owner, field)| (owner, field) == (&it.owner, &it.field));
        place.unwrap_or(last)
    });
    for member in optional.into_iter().rev() {
        if !leads_to(&holds, &member.holds, &member.owner) {
            continue;
        }
        if let Some(parts) = holds.get_mut(&member.owner)
            && let Some(at) = parts.iter().position(|part| *part == member.holds)
        {
            parts.remove(at);
        }
        put_on_heap(items, &member, lowered);
    }
}

/// Returns the type of the document that a Rust type is.
fn name_of(kind: &Type) -> Option<String> {
    let Type::Path(path) = kind else { return None };
    let segments: Vec<String> = path.path.segments.iter().map(|it| it.ident.to_string()).collect();
    let last = path.path.segments.last().filter(|last| last.arguments.is_none())?;
    let is_ours = segments.len() == 1 || segments.starts_with(&["crate".to_owned(), "types".to_owned()]);
    is_ours.then(|| last.ident.to_string())
}

/// Returns the members of all objects, as types and fields, in the document's order.
fn document_order(lowered: &Lowered) -> Vec<(String, String)> {
    let schemas = lowered.openapi.components.iter().flat_map(|it| &it.schemas);
    let objects = schemas.filter_map(|(name, _)| Some((name, components::object(&lowered.openapi, name)?)));
    let members = objects.flat_map(|(name, object)| {
        let fields = object.properties.keys().map(|wire| rust_names::field_name(wire));
        fields.map(|field| (rust_names::type_name(name), field))
    });
    members.collect()
}

fn leads_to(holds: &BTreeMap<String, Vec<String>>, from: &str, to: &str) -> bool {
    let held = |name| holds.get(name).into_iter().flatten().map(String::as_str);
    from == to || reached(from, held).contains(to)
}

/// Boxes a member, and the same member of the objects that extend its object: its type must be the same in both.
fn put_on_heap(items: &mut [Item], member: &Optional, lowered: &Lowered) {
    let owner = member.owner.as_str();
    let base = lowered.extensions.iter().find(|it| it.name == owner);
    let base = base.map_or(owner, |it| it.base.as_str());
    let extends_base = |name: &str| {
        let mut extensions = lowered.extensions.iter();
        extensions.any(|it| it.name == name && it.base == base)
    };
    for item in items {
        let Item::Struct(item) = item else { continue };
        let name = item.ident.to_string();
        let is_owner = name == owner || name == base || extends_base(&name);
        for field in item.fields.iter_mut().filter(|_| is_owner) {
            if field.ident.as_ref().is_some_and(|it| *it == member.field.as_str())
                && let Some(part) = argument_of(&field.ty, "Option").cloned()
                && argument_of(&part, "Box").is_none()
            {
                field.ty = parse_quote!(::std::option::Option<::std::boxed::Box<#part>>);
            }
        }
    }
}

/// Returns the argument of a type that has one, such as `Option`.
fn argument_of<'a>(kind: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = kind else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            GenericArgument::Type(inside) => Some(inside),
            _ => None,
        },
        _ => None,
    }
}
