//! Writes how a request for a list gets the next page.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use crate::codegen::append::field_types::client_type;
use crate::model::members::Member;
use crate::model::request::{ItemPlace, Page, Request};

pub fn items(page: &Page) -> TokenStream {
    let item = client_type(&page.item);
    quote! {
        #[doc = " Returns a stream of the whole list, which sends nothing until you ask it for an item."]
        #[inline]
        pub fn items(self) -> Items<#item> {
            Items::of(self)
        }
    }
}

pub fn paged(name: &syn::Ident, page: &Page) -> Item {
    let (component, cursor) = (
        format_ident!("{}", crate::model::rust_names::type_name(&page.component)),
        format_ident!("{}", page.cursor),
    );
    let cursor_type = client_type(&page.cursor_type);
    let reads_newer_pages = match &page.direction {
        Some(direction) => {
            let direction = format_ident!("{direction}");
            quote!(self.#direction.as_ref().is_some_and(|direction| direction.as_str() == "after"))
        }
        None => quote!(false),
    };
    let turn = match &page.direction {
        Some(direction) => {
            let direction = format_ident!("{direction}");
            quote! {
                fn set_direction(&mut self, after: bool) -> bool {
                    let direction = if after { "after" } else { "before" };
                    self.#direction = Some(direction.into());
                    true
                }
            }
        }
        None => quote! {
            fn set_direction(&mut self, _after: bool) -> bool {
                false
            }
        },
    };
    let (members, position) = page.place.as_ref().map(|place| placed(page, place)).unzip();
    parse_quote! {
        impl Paged for #name {
            type Page = types::#component;
            #members
            fn cursor(&self) -> Option<&#cursor_type> {
                self.#cursor.as_ref()
            }
            fn reads_newer_pages(&self) -> bool {
                #reads_newer_pages
            }
            fn start_at(&mut self, cursor: #cursor_type) {
                self.#cursor = Some(cursor);
            }
            #turn
            #position
        }
    }
}

/// Returns which members of an item give its position in the list, and the code that reads them.
pub fn placed(page: &Page, place: &ItemPlace) -> (TokenStream, TokenStream) {
    let item = client_type(&page.item);
    let text = |member: &Member| {
        let field = format_ident!("{}", member.field());
        match member.may_be_absent() {
            true => quote!(item.#field.as_ref().map(|text| text.as_str())),
            false => quote!(Some(item.#field.as_str())),
        }
    };
    let wire = &place.cursor.wire;
    let (time_wire, time) = match &place.time {
        Some(time) => {
            let wire = &time.wire;
            (quote!(Some(#wire)), text(time))
        }
        None => (quote!(None), quote!(None)),
    };
    let cursor = text(&place.cursor);
    let members = quote! {
        const POSITION: Option<crate::paging::PositionMembers> = Some(crate::paging::PositionMembers {
            cursor: #wire,
            time: #time_wire,
        });
    };
    let position = quote! {
        fn position(item: &#item) -> Option<crate::paging::ItemPosition> {
            Some(crate::paging::ItemPosition::new(#cursor, #time))
        }
    };
    (members, position)
}

/// Returns the code that takes pages apart, once for each kind of page.
pub fn pages(requests: &[Request]) -> Vec<Item> {
    let mut by_component = BTreeMap::new();
    for page in requests.iter().filter_map(|request| request.page.as_ref()) {
        by_component.entry(&page.component).or_insert(page);
    }
    let cursor = |there: bool, field: &str| {
        let field = format_ident!("{field}");
        if there { quote!(self.#field) } else { quote!(None) }
    };
    by_component
        .into_values()
        .map(|page| {
            let component = format_ident!("{}", crate::model::rust_names::type_name(&page.component));
            let item = client_type(&page.item);
            let (oldest, newest) = (
                cursor(page.cursors[0], "oldest_cursor"),
                cursor(page.cursors[1], "newest_cursor"),
            );
            let identity = page.identity.iter().map(|member| format_ident!("{}", member.field()));
            let identity = match page.identity.is_empty() {
                true => quote! {
                    fn identity(_item: &#item) -> impl IntoIterator<Item = &str> {
                        [] as [&str; 0]
                    }
                },
                false => quote! {
                    fn identity(item: &#item) -> impl IntoIterator<Item = &str> {
                        [#(item.#identity.as_str()),*]
                    }
                },
            };
            parse_quote! {
                impl Page for types::#component {
                    type Item = #item;
                    fn into_parts(self) -> PageParts<#item> {
                        PageParts {
                            items: self.items,
                            has_more: self.has_more,
                            oldest_cursor: #oldest,
                            newest_cursor: #newest,
                        }
                    }
                    #identity
                }
            }
        })
        .collect()
}
