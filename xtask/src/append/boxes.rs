//! What is kept on the heap: large parts that are seldom there, so that what may hold them stays small, and what would make a
//! type hold itself.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Field, Item, Type, parse_quote};

use super::{argument_of, inside_of_option};
use crate::lower::Lowered;
use crate::names;

/// Puts a part that may be absent on the heap, if its type is one of those that are kept there.
///
/// The settings list these, and no size decides on it: one more property may not make another type of a field.
pub fn keep_apart(field: &mut Field, boxed: &BTreeSet<String>) {
    let is_boxed = |kind: &&Type| matches!(kind, Type::Path(path) if boxed.iter().any(|name| path.path.is_ident(name)));
    if let Some(part) = inside_of_option(&field.ty).filter(is_boxed) {
        field.ty = parse_quote!(::std::option::Option<::std::boxed::Box<#part>>);
    }
}

/// Takes from the heap what the generator put there. Where a type holds itself, any member on the way would do for that, and
/// it may choose one that programs know already.
pub fn take_out(field: &mut Field) {
    if let Some(part) = argument_of(&field.ty, "Box").cloned() {
        field.ty = part;
    } else if let Some(part) = inside_of_option(&field.ty)
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
            let inside = inside_of_option(&field.ty);
            let Some(part) = name_of(inside.unwrap_or(&field.ty)) else {
                continue;
            };
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
    let objects = schemas.filter_map(|(name, _)| Some((name, crate::lower::object(&lowered.openapi, name)?)));
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
                && let Some(part) = inside_of_option(&field.ty).cloned()
            {
                field.ty = parse_quote!(::std::option::Option<::std::boxed::Box<#part>>);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;
    use syn::FieldsNamed;

    use super::*;

    #[test]
    fn what_is_large_and_may_be_absent_is_kept_apart() {
        let mut fields: FieldsNamed = parse_quote!({
            door: ::std::option::Option<Door>,
            always: Door,
            many: ::std::vec::Vec<Door>,
            other: ::std::option::Option<DoorKey>,
        });
        let boxed = BTreeSet::from(["Door".to_owned()]);
        fields.named.iter_mut().for_each(|field| keep_apart(field, &boxed));
        let kept: FieldsNamed = parse_quote!({
            door: ::std::option::Option<::std::boxed::Box<Door>>,
            always: Door,
            many: ::std::vec::Vec<Door>,
            other: ::std::option::Option<DoorKey>,
        });
        assert_eq!(quote!(#fields).to_string(), quote!(#kept).to_string());
    }
}
