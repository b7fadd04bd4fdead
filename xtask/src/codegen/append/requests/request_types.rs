//! Writes the request types, with their setters and options.

use std::collections::BTreeMap;

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{ImplItemFn, Item, parse_quote};

use crate::codegen::append::field_types::client_type;
use crate::codegen::append::requests::client_methods::client;
use crate::codegen::append::requests::documentation as docs;
use crate::codegen::append::requests::fields::{field_type, is_optional_whole, own_fields, whole};
use crate::codegen::append::requests::paging::{items, paged, pages};
use crate::codegen::append::requests::request_builder::{build_expression, operation_name};
use crate::codegen::append::types::request_bodies::{Boxed, Scope, body_field_value, field_value, setter};
use crate::codegen::lower::Lowered;
use crate::document::codegen_toml::settings::Settings;
use crate::model::members::{Member, Value};
use crate::model::request::{Answer, Parameter, Place, Request, Wait};

/// Writes the module of all requests, and the table of the operations.
///
/// `methods` are progenitor's, by name.
pub fn modules(
    document: &OpenAPI,
    lowered: &Lowered,
    methods: &BTreeMap<String, ImplItemFn>,
    boxed: &Boxed,
    settings: &Settings,
) -> Result<Vec<Item>, String> {
    let handwritten = lowered.requests.iter().filter(|request| request.is_handwritten);
    let handwritten = handwritten.map(|request| format_ident!("{}", request.type_name));
    let mut requests: Vec<Item> = vec![
        parse_quote!(
            use std::future::IntoFuture;
        ),
        parse_quote!(
            use std::time::Duration;
        ),
        parse_quote!(
            use reqwest::header::{HeaderName, HeaderValue};
        ),
        parse_quote!(
            use super::{operations, types};
        ),
        parse_quote!(
            use crate::paging::{Items, Page, PageParts, Paged};
        ),
        parse_quote!(
            use crate::runtime::{Endpoint, RequestError, Sender, check, check_list};
        ),
        parse_quote!(
            use crate::{Client, DeliveryClass, Error, Operation, RawResponse, ResponseFuture, ResponseValue};
        ),
        parse_quote!(
            pub use crate::client::execute::Execute;
        ),
        parse_quote!(
            pub use crate::files::{#(#handwritten),*};
        ),
    ];
    let context = Context {
        document,
        settings,
        boxed,
    };
    for request in lowered.requests.iter().filter(|request| !request.is_handwritten) {
        let method = methods.get(&request.name).ok_or_else(|| {
            format!(
                "progenitor generated no method for the operation `{}`",
                request.operation_id
            )
        })?;
        let head = build_expression(request, method)
            .map_err(|did| format!("progenitor generated an unknown form of `{}`: {did}", request.name))?;
        requests.extend(context.request(request, &head));
    }
    requests.extend(pages(&lowered.requests));
    requests.extend(client(document, &lowered.requests, boxed));
    let rows = lowered.requests.iter().map(operation);
    let names = lowered.requests.iter().map(operation_name);
    Ok(vec![
        parse_quote! {
            #[doc = " The requests that the methods of [`Client`](crate::Client) return, one type for each operation."]
            #[doc = ""]
            #[doc = " A request contains the required parameters of its operation, and has setters for the optional ones."]
            #[doc = " The client sends it when you await it. It owns its parameters, so you can store it, clone it to send"]
            #[doc = " it again, and send it from another task."]
            #[doc = ""]
            #[doc = " Every request has the options of a single call: `timeout`, `retries` and `header`. `raw()` sends the"]
            #[doc = " same request, and returns the response as the server sent it. `items()`, where the response is a page"]
            #[doc = " of a list, returns a stream of the whole list."]
            #[doc = ""]
            #[doc = " A request is not a future itself. `tokio::time::timeout`, `join!` and `select!` accept it as it is."]
            #[doc = " Where only a future is accepted, as in `tokio::spawn`, pass its"]
            #[doc = " [`into_future()`](std::future::IntoFuture::into_future)."]
            #[doc = ""]
            #[doc = " If you drop the future of a request before the response arrives, the server may still carry it out. In"]
            #[doc = " a loop around `select!`, a request that is created in the branch is sent again in each iteration, even"]
            #[doc = " if it sends a message: create its future once, before the loop, and poll it with `&mut`."]
            #[doc = " [`Items::next`](crate::paging::Items::next) loses nothing when it is dropped."]
            pub mod requests {
                #(#requests)*
            }
        },
        parse_quote! {
            #[doc = " The operations, one constant each."]
            pub(crate) mod operations {
                use crate::{DeliveryClass, Operation};
                #(#rows)*
            }
        },
        parse_quote! {
            #[doc = " All operations of the API. Each has a method on [`Client`](crate::Client)."]
            pub const OPERATIONS: &[crate::Operation] = &[#(operations::#names),*];
        },
    ])
}

fn operation(request: &Request) -> Item {
    let constant = operation_name(request);
    let (name, method, path, needs_token) = (&request.name, &request.method, &request.path, request.needs_token);
    let delivery = format_ident!("{}", format!("{:?}", request.delivery));
    parse_quote! {
        pub(crate) const #constant: Operation = Operation {
            id: #name,
            method: #method,
            path: #path,
            needs_token: #needs_token,
            delivery: DeliveryClass::#delivery,
        };
    }
}

struct Context<'a> {
    document: &'a OpenAPI,
    settings: &'a Settings,
    boxed: &'a Boxed,
}

impl Context<'_> {
    fn request(&self, request: &Request, head: &TokenStream) -> Vec<Item> {
        let name = format_ident!("{}", request.type_name);
        let documentation = docs::attributes(&docs::of_request(self.document, self.settings, request));
        let must_use = match request.page {
            Some(_) => "a request is sent when you await it or its `items`",
            None => "a request is sent when you await it",
        };
        let fields = own_fields(request).map(|it| {
            let (field, kind) = (format_ident!("{}", it.member.name), field_type(it));
            // Handwritten code of the client reads the path parameters.
            let visibility = (it.place == Place::Path).then(|| quote!(pub(crate)));
            quote!(#visibility #field: #kind)
        });
        let body = request.body.as_ref().map(|body| {
            let kind = match whole(request) {
                // It may be a type of the runtime.
                Some(whole) => client_type(&whole.member.value.rust_type()),
                None => client_type(&format!("crate::types::{}", body.type_name)),
            };
            match is_optional_whole(request) {
                true => quote!(body: Option<#kind>,),
                false => quote!(body: #kind,),
            }
        });
        let body_type = request
            .body
            .as_ref()
            .map(|body| body.type_name.clone())
            .unwrap_or_default();
        let setters = request.setters.iter().map(|it| match it.place {
            Place::WholeBody => setter(&it.member, &quote!(self.body), &some_value(&it.member), Scope::Requests),
            Place::BodyMember => {
                let field = format_ident!("{}", it.member.field());
                setter(
                    &it.member,
                    &quote!(self.body.#field),
                    &body_field_value(&it.member, &body_type, self.boxed),
                    Scope::Requests,
                )
            }
            _ => {
                let field = format_ident!("{}", it.member.name);
                setter(
                    &it.member,
                    &quote!(self.#field),
                    &some_value(&it.member),
                    Scope::Requests,
                )
            }
        });
        let items = request.page.as_ref().map(items);
        let options = options();
        let mut all = vec![
            parse_quote! {
                #(#documentation)*
                #[derive(Clone)]
                #[must_use = #must_use]
                pub struct #name { call: Sender, #(#fields,)* #body }
            },
            parse_quote! {
                impl #name { #(#setters)* #items #options }
            },
            self.endpoint(request, head),
            into_future(request),
            self.debug(request),
        ];
        all.extend(request.page.as_ref().map(|page| paged(&name, page)));
        all
    }

    fn endpoint(&self, request: &Request, head: &TokenStream) -> Item {
        let name = format_ident!("{}", request.type_name);
        let operation = operation_name(request);
        let delivery = request.wait.as_ref().map(|Wait { member, value }| {
            let field = format_ident!("{}", crate::model::rust_names::field_name(member));
            let mut arguments = request.parameters().filter(|it| it.place == Place::BodyMember);
            let is_required = arguments.any(|it| it.member.wire == *member && it.member.is_required);
            let says_so = match is_required {
                true => quote!(self.body.#field.as_str() == #value),
                false => quote!(self.body.#field.as_ref().is_some_and(|it| it.as_str() == #value)),
            };
            quote! {
                fn delivery(&self) -> DeliveryClass {
                    if #says_so { DeliveryClass::Wait } else { self.operation().delivery }
                }
            }
        });
        let fields: Vec<_> = own_fields(request)
            .map(|it| format_ident!("{}", it.member.name))
            .collect();
        let body = request.body.as_ref().map(|_| quote!(, body));
        let refusable = |it: &&Parameter| it.place != Place::Path && it.member.value.may_be_refused(self.document);
        let checks = request.parameters().filter(refusable).map(|it| {
            let argument = &it.member.name;
            let value = match it.place {
                Place::BodyMember => {
                    let field = format_ident!("{}", it.member.field());
                    quote!(&body.#field)
                }
                _ => {
                    let field = format_ident!("{}", it.member.name);
                    quote!(#field)
                }
            };
            quote!(check(#argument, #value)?;)
        });
        let is_list = |it: &&Parameter| it.place == Place::Query && matches!(it.member.value, Value::List(_));
        let lists = request.parameters().filter(is_list).map(|it| {
            let (argument, field) = (&it.member.name, format_ident!("{}", it.member.name));
            quote!(check_list(#argument, #field)?;)
        });
        let pattern = match (fields.is_empty(), &body) {
            (true, None) => quote!(let Self { call } = self;),
            _ => quote!(let Self { call #(, #fields)* #body } = self;),
        };
        parse_quote! {
            impl Endpoint for #name {
                #[inline]
                fn sender(&self) -> &Sender {
                    &self.call
                }
                #[inline]
                fn operation(&self) -> &'static Operation {
                    &operations::#operation
                }
                #delivery
                #[inline]
                fn build(&self) -> Result<reqwest::Request, RequestError> {
                    #pattern
                    #(#checks)*
                    #(#lists)*
                    #head
                }
            }
        }
    }

    /// Prints only what a program may show of a request: IDs, numbers and booleans, never texts.
    fn debug(&self, request: &Request) -> Item {
        let name = format_ident!("{}", request.type_name);
        let shown = own_fields(request).filter(|it| it.member.value.is_printable(self.document));
        let fields = shown.map(|it| {
            let (field, text) = (format_ident!("{}", it.member.name), &it.member.name);
            quote!(.field(#text, &self.#field))
        });
        let type_name = &request.type_name;
        parse_quote! {
            impl ::std::fmt::Debug for #name {
                #[inline]
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.debug_struct(#type_name) #(#fields)* .finish_non_exhaustive()
                }
            }
        }
    }
}

/// Writes the options that every call has.
fn options() -> TokenStream {
    quote! {
        #[doc = " Sets the time limit of each attempt; by default that of its [delivery class](DeliveryClass)."]
        #[inline]
        pub fn timeout(mut self, limit: Duration) -> Self {
            self.call.timeout(limit);
            self
        }
        #[doc = " Sets how often the client retries the call at most; see [`CallOptions::retries`](crate::CallOptions::retries)."]
        #[inline]
        pub fn retries(mut self, retries: u32) -> Self {
            self.call.retries(retries);
            self
        }
        #[doc = " Adds a header, which replaces one that the client sets."]
        #[doc = ""]
        #[doc = " A header that is added twice is sent twice. The call fails if the name is `Authorization`, `Host` or"]
        #[doc = " `Transfer-Encoding`, or begins with `Content-`."]
        pub fn header(mut self, name: impl TryInto<HeaderName>, value: impl TryInto<HeaderValue>) -> Self {
            self.call.header(name, value);
            self
        }
        #[doc = " Sends the same request, and returns the response as the server sent it, with any status of success."]
        #[inline]
        pub fn raw(self) -> ResponseFuture<RawResponse> {
            ResponseFuture::raw(self)
        }
    }
}

fn into_future(request: &Request) -> Item {
    let name = format_ident!("{}", request.type_name);
    let (answer, made) = match &request.answer {
        Answer::Json(answer) => (client_type(answer), quote!(ResponseFuture::json(self))),
        Answer::Empty | Answer::File => (parse_quote!(()), quote!(ResponseFuture::empty(self))),
    };
    parse_quote! {
        impl IntoFuture for #name {
            type Output = Result<ResponseValue<#answer>, Error>;
            type IntoFuture = ResponseFuture<ResponseValue<#answer>>;
            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                #made
            }
        }
    }
}

/// Returns the value of an optional field of a request that is set.
fn some_value(member: &Member) -> TokenStream {
    let value = field_value(member);
    quote!(Some(#value))
}
