//! Changes progenitor's types: names, documentation, defaults, and fields that null clears.

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::visit_mut::VisitMut;
use syn::{Attribute, Expr, ExprLit, Field, Ident, Item, ItemStruct, Lit, Meta, parse_quote, visit_mut};

use crate::codegen::append::field_types::{inside_of_option, renamed_from};
use crate::codegen::append::types::boxed_fields;

/// Removes `Default` from types.
///
/// Only the server fills in responses, so that no default is true of them; request bodies have `new`.
pub fn drop_defaults(items: &mut Vec<Item>) {
    for item in items.iter_mut() {
        if let Item::Struct(item) = item {
            item.attrs.iter_mut().for_each(without_default);
        }
    }
    items.retain(|item| match item {
        Item::Impl(item) => {
            let of = item.trait_.as_ref().and_then(|(path, _)| path.segments.last());
            of.is_none_or(|of| of.ident != "Default")
        }
        _ => true,
    });
}

pub fn without_default(attribute: &mut Attribute) {
    let Meta::List(derived) = &mut attribute.meta else {
        return;
    };
    if !derived.path.is_ident("derive") {
        return;
    }
    let parser = Punctuated::<syn::Path, syn::Token![,]>::parse_terminated;
    if let Ok(paths) = derived.parse_args_with(parser) {
        let is_kept = |path: &syn::Path| path.segments.last().is_none_or(|last| last.ident != "Default");
        let kept = paths.into_iter().filter(is_kept);
        derived.tokens = quote!(#(#kept),*);
    }
}

/// Marks structs as non-exhaustive, since a later version may add fields to any of them.
pub fn mark_non_exhaustive(items: &mut [Item]) {
    for item in items {
        if let Item::Struct(item) = item {
            item.attrs.push(parse_quote!(#[non_exhaustive]));
        }
    }
}

/// Removes the error type for conversions of progenitor's own strings and enums, which it always defines.
pub fn drop_conversion_error(items: &mut Vec<Item>) {
    let is_error_module = |item: &Item| matches!(item, Item::Mod(module) if module.ident == "error");
    let rest: TokenStream = items
        .iter()
        .filter(|item| !is_error_module(item))
        .map(|item| quote!(#item))
        .collect();
    if !rest.to_string().contains("ConversionError") {
        items.retain(|item| !is_error_module(item));
    }
}

/// The ending that the generator makes of a name that ends in `IDs`.
pub const PLURAL_IDS_SUFFIX: &str = "_i_ds";

/// Rewrites progenitor's code where this client uses another form.
pub struct TypeRewriter<'a> {
    /// The types that are boxed where they are optional.
    pub boxed: &'a BTreeSet<String>,
    /// The members that null clears, by type and field.
    pub clearable: &'a BTreeSet<(String, String)>,
}

impl VisitMut for TypeRewriter<'_> {
    /// Without this, `accountIDs` would become `account_i_ds`.
    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        let name = ident.to_string();
        if name.contains(PLURAL_IDS_SUFFIX) {
            *ident = Ident::new(&name.replace(PLURAL_IDS_SUFFIX, "_ids"), Span::call_site());
        }
    }

    fn visit_item_struct_mut(&mut self, item: &mut ItemStruct) {
        visit_mut::visit_item_struct_mut(self, item);
        let name = item.ident.to_string();
        for field in &mut item.fields {
            let ident = field.ident.as_ref().map(Ident::to_string);
            if ident.is_some_and(|field| self.clearable.contains(&(name.clone(), field))) {
                make_clearable(field);
            }
        }
    }

    fn visit_field_mut(&mut self, field: &mut Field) {
        boxed_fields::box_optional(field, self.boxed);
        if field.ident.as_ref().is_some_and(|ident| ident == "extra") && !field.attrs.iter().any(is_doc) {
            field.attrs.insert(
                0,
                parse_quote!(#[doc = "The other members that the server sent, by name."]),
            );
        }
        visit_mut::visit_field_mut(self, field);
    }

    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        *attributes = attributes.drain(..).flat_map(doc_lines).collect();
    }
}

pub fn is_doc(attribute: &Attribute) -> bool {
    attribute.path().is_ident("doc")
}

/// Changes an optional field to `Clearable`: an `Option` cannot distinguish null from absence.
pub fn make_clearable(field: &mut Field) {
    let Some(held) = inside_of_option(&field.ty).cloned() else {
        return;
    };
    let rename = renamed_from(field).map(|wire| quote!(rename = #wire,));
    field.attrs.retain(|attribute| !attribute.path().is_ident("serde"));
    field
        .attrs
        .push(parse_quote!(#[serde(#rename default, skip_serializing_if = "crate::Clearable::is_keep")]));
    field.ty = parse_quote!(crate::Clearable<#held>);
}

/// Writes one attribute per line instead of one block, with a space after the slashes.
pub fn doc_lines(attribute: Attribute) -> Vec<Attribute> {
    let Meta::NameValue(meta) = &attribute.meta else {
        return vec![attribute];
    };
    let Expr::Lit(ExprLit {
        lit: Lit::Str(text), ..
    }) = &meta.value
    else {
        return vec![attribute];
    };
    if !is_doc(&attribute) {
        return vec![attribute];
    }
    let text = text.value();
    let mut in_block = false;
    text.trim()
        .lines()
        .map(|line| {
            let line = line.trim_end();
            let argument = line.starts_with("- `").then(|| line.replace(PLURAL_IDS_SUFFIX, "_ids"));
            let line = argument.as_deref().unwrap_or(line);
            // Rustdoc would compile a block without a language as an example.
            let opens_plain_block = line.trim_start() == "```" && !in_block;
            in_block ^= line.trim_start().starts_with("```");
            let line = match line {
                "" => String::new(),
                _ if opens_plain_block => " ```text".to_owned(),
                line => format!(" {line}"),
            };
            parse_quote!(#[doc = #line])
        })
        .collect()
}
