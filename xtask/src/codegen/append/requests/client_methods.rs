//! Writes the methods of the client, which return requests.

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use crate::codegen::append::requests::documentation as docs;
use crate::codegen::append::requests::fields::{is_argument, is_optional_whole, own_fields};
use crate::codegen::append::types::request_bodies::{Boxed, Scope, argument, body_field_value, field_value};
use crate::model::request::{Parameter, Place, Request};

/// Returns the methods of the client, in groups, in the order in which the document declares its tags.
pub fn client(document: &OpenAPI, requests: &[Request], boxed: &Boxed) -> Vec<Item> {
    let mut groups: Vec<(String, Vec<&Request>)> = Vec::new();
    for request in requests.iter().filter(|request| !request.is_handwritten) {
        match groups.iter_mut().find(|(group, _)| *group == request.group) {
            Some((_, requests)) => requests.push(request),
            None => groups.push((request.group.clone(), vec![request])),
        }
    }
    groups
        .into_iter()
        .map(|(group, requests)| {
            let documentation = docs::attributes(&docs::of_group(document, &group, &requests));
            let methods = requests.into_iter().map(|request| method(request, boxed));
            parse_quote! {
                #(#documentation)*
                impl Client { #(#methods)* }
            }
        })
        .collect()
}

pub fn method(request: &Request, boxed: &Boxed) -> TokenStream {
    let (method, name) = (
        format_ident!("{}", request.name),
        format_ident!("{}", request.type_name),
    );
    let documentation = docs::attributes(&docs::of_method(request));
    let arguments = request.arguments.iter().map(|it| argument(&it.member, Scope::Requests));
    let fields = own_fields(request).map(|it| {
        let field = format_ident!("{}", it.member.name);
        match (is_argument(request, it), it.member.is_required) {
            (true, true) => {
                let value = field_value(&it.member);
                quote!(#field: #value)
            }
            (true, false) => {
                let value = field_value(&it.member);
                quote!(#field: Some(#value))
            }
            (false, _) => quote!(#field: None),
        }
    });
    let body = request.body.as_ref().map(|body| {
        let kind = format_ident!("{}", body.type_name);
        if is_optional_whole(request) {
            return quote!(body: None,);
        }
        let in_body = |it: &&Parameter| matches!(it.place, Place::BodyMember | Place::WholeBody);
        let arguments: Vec<_> = request.arguments.iter().filter(in_body).collect();
        if let [whole] = arguments.as_slice()
            && whole.place == Place::WholeBody
        {
            let value = field_value(&whole.member);
            return quote!(body: #value,);
        }
        let required = arguments.iter().filter(|it| it.member.is_required).map(|it| {
            let name = format_ident!("{}", it.member.name);
            quote!(#name)
        });
        let optional = arguments.iter().filter(|it| !it.member.is_required).map(|it| {
            let field = format_ident!("{}", it.member.field());
            let value = body_field_value(&it.member, &body.type_name, boxed);
            quote!(body.#field = #value;)
        });
        let made = quote!(types::#kind::new(#(#required),*));
        if arguments.iter().all(|it| it.member.is_required) {
            quote!(body: #made,)
        } else {
            quote!(body: { let mut body = #made; #(#optional)* body },)
        }
    });
    quote! {
        #(#documentation)*
        pub fn #method(&self #(, #arguments)*) -> #name {
            #name { call: Sender::new(self), #(#fields,)* #body }
        }
    }
}
