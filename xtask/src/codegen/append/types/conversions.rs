//! Writes conversions between types, and implementations for parameters that are structs around a value.

use std::collections::BTreeSet;

use quote::format_ident;
use syn::{Fields, Item, parse_quote};

use crate::codegen::lower::extensions::Extension;
use crate::document::codegen_toml::settings::Settings;
use crate::model::request::{Place, Request};
use crate::model::rust_names;

/// Lets a query or a header have a struct around a value, written as the value.
pub fn parameters(items: &[Item], requests: &[Request]) -> Vec<Item> {
    let given = requests.iter().flat_map(|it| it.arguments.iter().chain(&it.setters));
    let in_head: BTreeSet<String> = given
        .filter(|it| matches!(it.place, Place::Query | Place::Header))
        .filter_map(|it| it.member.value.component().map(rust_names::type_name))
        .collect();
    let around_a_value = items.iter().filter_map(|item| match item {
        Item::Struct(item) if matches!(item.fields, Fields::Unnamed(_)) => Some(&item.ident),
        _ => None,
    });
    let parameters = around_a_value.filter(|name| in_head.contains(&name.to_string()));
    parameters
        .map(|name| {
            parse_quote! {
                impl crate::runtime::request::parameter::Parameter for #name {
                    fn texts(&self, add: &mut dyn FnMut(&str)) {
                        self.0.texts(add);
                    }
                }
            }
        })
        .collect()
}

/// Lets programs pass one ID where another is required.
pub fn id_conversions(settings: &Settings) -> Vec<Item> {
    let pairs = settings.conversions();
    pairs
        .flat_map(|(to, from)| {
            let (to, from) = (rust_names::type_name(to), rust_names::type_name(from));
            let (to, from) = (format_ident!("{to}"), format_ident!("{from}"));
            [
                parse_quote! {
                    impl ::std::convert::From<#from> for #to {
                        fn from(id: #from) -> Self {
                            Self::new(id)
                        }
                    }
                },
                parse_quote! {
                    impl ::std::convert::From<&#from> for #to {
                        fn from(id: &#from) -> Self {
                            Self::new(id)
                        }
                    }
                },
            ]
        })
        .collect()
}

/// Writes the conversion from a type that extends another one to that one.
pub fn conversion(items: &[Item], extension: &Extension) -> Option<Item> {
    let Extension { name, base } = extension;
    let fields = items.iter().find_map(|item| match item {
        Item::Struct(item) if item.ident == base.as_str() => Some(&item.fields),
        _ => None,
    })?;
    let fields = fields.iter().filter_map(|field| field.ident.as_ref());
    let (name, base) = (format_ident!("{name}"), format_ident!("{base}"));
    Some(parse_quote! {
        impl ::std::convert::From<#name> for #base {
            #[inline]
            fn from(value: #name) -> Self {
                Self { #(#fields: value.#fields),* }
            }
        }
    })
}
