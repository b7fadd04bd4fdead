//! Types that hold themselves: some member on the way has to be kept on the heap, and no other one than before.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Field, GenericArgument, Item, PathArguments, Type, parse_quote};

use crate::lower::{self, Lowered};
use crate::names;

/// Takes from the heap what the generator put there. Where a type holds itself, any member on the way would do for that, and
/// it may choose one that programs know already.
fn take_out(field: &mut Field) {
    if let Some(part) = argument_of(&field.ty, "Box").cloned() {
        field.ty = part;
    } else if let Some(part) = argument_of(&field.ty, "Option")
        .and_then(|inside| argument_of(inside, "Box"))
        .cloned()
    {
        field.ty = parse_quote!(::std::option::Option<#part>);
    }
}

/// A member that holds another type and may be absent.
struct Optional {
    owner: String,
    field: String,
    holds: String,
}

/// Puts on the heap what would make a type hold itself: a member that may be absent, the one that comes last in the document if
/// several would do. What is required is never put there, so that a member that leads back to what holds it can be added.
pub fn break_cycles(items: &mut [Item], lowered: &Lowered) {
    let structs = items.iter_mut().filter_map(|item| match item {
        Item::Struct(item) => Some(item),
        _ => None,
    });
    structs.flat_map(|item| &mut item.fields).for_each(take_out);
    let mut holds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for replaced in &lowered.replaced {
        let parts = replaced.kind.parts();
        let parts = parts.iter().filter_map(|part| name_of(&syn::parse_str(part).ok()?));
        holds.insert(replaced.name.clone(), parts.collect());
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
            // It will be kept on the heap anyway.
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
        put_on_heap(items, &member);
    }
}

/// The type of the document that a type is.
fn name_of(kind: &Type) -> Option<String> {
    let Type::Path(path) = kind else { return None };
    let segments: Vec<String> = path.path.segments.iter().map(|it| it.ident.to_string()).collect();
    let last = path.path.segments.last().filter(|last| last.arguments.is_none())?;
    let is_ours = segments.len() == 1 || segments.starts_with(&["crate".to_owned(), "types".to_owned()]);
    is_ours.then(|| last.ident.to_string())
}

/// The members of all objects, as types and fields.
fn document_order(lowered: &Lowered) -> Vec<(String, String)> {
    let schemas = lowered.openapi.components.iter().flat_map(|it| &it.schemas);
    let objects = schemas.filter_map(|(name, _)| Some((name, lower::object(&lowered.openapi, name)?)));
    let members = objects.flat_map(|(name, object)| {
        let fields = object.properties.keys().map(|wire| names::field_name(wire));
        fields.map(|field| (names::type_name(name), field))
    });
    members.collect()
}

fn leads_to(holds: &BTreeMap<String, Vec<String>>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        if name == to {
            return true;
        }
        if seen.insert(name) {
            open.extend(holds.get(name).into_iter().flatten().map(String::as_str));
        }
    }
    false
}

fn put_on_heap(items: &mut [Item], member: &Optional) {
    for item in items {
        let Item::Struct(item) = item else { continue };
        let is_owner = item.ident == member.owner.as_str();
        for field in item.fields.iter_mut().filter(|_| is_owner) {
            if field.ident.as_ref().is_some_and(|it| *it == member.field.as_str())
                && let Some(part) = argument_of(&field.ty, "Option").cloned()
            {
                field.ty = parse_quote!(::std::option::Option<::std::boxed::Box<#part>>);
            }
        }
    }
}

/// What a type of one argument, such as `Option`, is of.
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
