//! Writes the request types: their setters, the options of a call, and how they are sent.

use std::collections::BTreeMap;

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{ImplItemFn, Item, Type, parse_quote};

use super::bodies::{Boxed, Scope, given, kept, setter, stored};
use super::documentation as docs;
use super::heads::{head, operation_name};
use crate::lower::{Lowered, Wait};
use crate::requests::{Answer, ItemPlace, Member, Page, Parameter, Place, Request, Value};
use crate::settings::Settings;

/// The module of all requests, and the table of the operations. `methods` are progenitor's, by name.
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
                "the generator made no method for the operation `{}`",
                request.operation_id
            )
        })?;
        let head = head(request, method).map_err(|did| {
            format!(
                "the generator made `{}` in a way that is not known: {did}",
                request.name
            )
        })?;
        requests.extend(context.request(request, &head));
    }
    requests.extend(pages(&lowered.requests));
    requests.extend(client(document, &lowered.requests, boxed));
    let rows = lowered.requests.iter().map(operation);
    let names = lowered.requests.iter().map(operation_name);
    Ok(vec![
        parse_quote! {
            #[doc = " Requests: what the methods of [`Client`](crate::Client) return, one type for each operation."]
            #[doc = ""]
            #[doc = " A request holds what the operation requires, and has a setter for each thing that is optional. Awaiting it sends it:"]
            #[doc = " before that, nothing is sent. It owns what it needs, so it can be kept, cloned to be sent again, and sent from another task."]
            #[doc = ""]
            #[doc = " Every request has the options of a single call: `timeout`, `retries` and `header`. `raw()` makes the same request, to be"]
            #[doc = " awaited for the answer as it came; `items()`, where the answer is a page of a list, makes a stream of the whole list."]
            #[doc = ""]
            #[doc = " A request is no future itself. `tokio::time::timeout`, `join!` and `select!` take it as it is; what takes a future alone,"]
            #[doc = " such as `tokio::spawn`, is given its [`into_future()`](std::future::IntoFuture::into_future)."]
            #[doc = ""]
            #[doc = " What is dropped before its answer was there may have had its effect all the same. In a loop around `select!`, a request that is"]
            #[doc = " written into the branch is made and sent anew in each round, a message too: take its future once, before the loop, and poll"]
            #[doc = " that with `&mut`. [`Items::next`](crate::paging::Items::next) loses nothing when it is dropped."]
            pub mod requests {
                #(#requests)*
            }
        },
        parse_quote! {
            #[doc = " The operations, one by one."]
            pub(crate) mod operations {
                use crate::{DeliveryClass, Operation};
                #(#rows)*
            }
        },
        parse_quote! {
            #[doc = " Every operation of the API. Each has a method on [`Client`](crate::Client)."]
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

/// A type, as the module of the requests writes it.
pub fn short(text: &str) -> Type {
    let text = text.replace("crate::types::", "types::");
    // What the generator itself made of the document can be read.
    syn::parse_str(&text).unwrap_or_else(|_| parse_quote!(()))
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
            Some(_) => "a request is sent when it is awaited, or when its `items` are asked for",
            None => "a request is sent when it is awaited",
        };
        let fields = in_head(request).map(|it| {
            let (field, kind) = (format_ident!("{}", it.member.name), field_type(it));
            quote!(#field: #kind)
        });
        let body = request.body.as_ref().map(|body| {
            let kind = match whole(request) {
                // It may be a type of the runtime.
                Some(whole) => short(&whole.member.value.rust_type()),
                None => short(&format!("crate::types::{}", body.type_name)),
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
            Place::WholeBody => setter(&it.member, &quote!(self.body), &some(&it.member), Scope::Requests),
            Place::BodyMember => {
                let field = format_ident!("{}", it.member.field());
                setter(
                    &it.member,
                    &quote!(self.body.#field),
                    &stored(&it.member, &body_type, self.boxed),
                    Scope::Requests,
                )
            }
            _ => {
                let field = format_ident!("{}", it.member.name);
                setter(&it.member, &quote!(self.#field), &some(&it.member), Scope::Requests)
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
            let field = format_ident!("{}", crate::names::field_name(member));
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
        let fields: Vec<_> = in_head(request).map(|it| format_ident!("{}", it.member.name)).collect();
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

    /// Prints what a program may show of a request: IDs, numbers and truth values, never texts.
    fn debug(&self, request: &Request) -> Item {
        let name = format_ident!("{}", request.type_name);
        let shown = in_head(request).filter(|it| it.member.value.is_printable(self.document));
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

/// What of a request is a field of its own, and no member of its body.
fn in_head(request: &Request) -> impl Iterator<Item = &Parameter> {
    request
        .parameters()
        .filter(|it| matches!(it.place, Place::Path | Place::Query | Place::Header))
}

fn field_type(parameter: &Parameter) -> TokenStream {
    let kind = short(&parameter.member.value.rust_type());
    if parameter.member.is_required {
        quote!(#kind)
    } else {
        quote!(Option<#kind>)
    }
}

/// The options that every call has.
fn options() -> TokenStream {
    quote! {
        #[doc = " Limits how long each try may take; by default by its [delivery class](DeliveryClass)."]
        #[inline]
        pub fn timeout(mut self, limit: Duration) -> Self {
            self.call.timeout(limit);
            self
        }
        #[doc = " Limits how often the call is repeated; see [`CallOptions::retries`](crate::CallOptions::retries)."]
        #[inline]
        pub fn retries(mut self, retries: u32) -> Self {
            self.call.retries(retries);
            self
        }
        #[doc = " Adds a header, in place of one that the client sets; one that is added again is repeated. When it is sent,"]
        #[doc = " the call refuses `Authorization`, `Host`, `Transfer-Encoding` and all that begin with `Content-`."]
        pub fn header(mut self, name: impl TryInto<HeaderName>, value: impl TryInto<HeaderValue>) -> Self {
            self.call.header(name, value);
            self
        }
        #[doc = " Makes the same request, to be awaited for the answer as it comes: any status of success, headers and bytes."]
        #[inline]
        pub fn raw(self) -> ResponseFuture<RawResponse> {
            ResponseFuture::raw(self)
        }
    }
}

fn items(page: &Page) -> TokenStream {
    let item = short(&page.item);
    quote! {
        #[doc = " Makes a stream of what is in the list, over all its pages. Nothing is sent before it is asked for an item."]
        #[inline]
        pub fn items(self) -> Items<#item> {
            Items::of(self)
        }
    }
}

fn paged(name: &syn::Ident, page: &Page) -> Item {
    let (component, cursor) = (
        format_ident!("{}", crate::names::type_name(&page.component)),
        format_ident!("{}", page.cursor),
    );
    let cursor_type = short(&page.cursor_type);
    let goes_after = match &page.direction {
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
            fn goes_after(&self) -> bool {
                #goes_after
            }
            fn start_at(&mut self, cursor: #cursor_type) {
                self.#cursor = Some(cursor);
            }
            #turn
            #position
        }
    }
}

/// How the items of a list say where they stand in it: which members tell, and what they say.
fn placed(page: &Page, place: &ItemPlace) -> (TokenStream, TokenStream) {
    let item = short(&page.item);
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

/// How pages are taken apart, each kind of page once.
fn pages(requests: &[Request]) -> Vec<Item> {
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
            let component = format_ident!("{}", crate::names::type_name(&page.component));
            let item = short(&page.item);
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

fn into_future(request: &Request) -> Item {
    let name = format_ident!("{}", request.type_name);
    let (answer, made) = match &request.answer {
        Answer::Json(answer) => (short(answer), quote!(ResponseFuture::json(self))),
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

/// The methods of the client, in groups, in the order in which the document declares its tags.
fn client(document: &OpenAPI, requests: &[Request], boxed: &Boxed) -> Vec<Item> {
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

fn method(request: &Request, boxed: &Boxed) -> TokenStream {
    let (method, name) = (
        format_ident!("{}", request.name),
        format_ident!("{}", request.type_name),
    );
    let documentation = docs::attributes(&docs::of_method(request));
    let arguments = request.arguments.iter().map(|it| given(&it.member, Scope::Requests));
    let fields = in_head(request).map(|it| {
        let field = format_ident!("{}", it.member.name);
        match (is_argument(request, it), it.member.is_required) {
            (true, true) => {
                let value = kept(&it.member);
                quote!(#field: #value)
            }
            (true, false) => {
                let value = kept(&it.member);
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
            let value = kept(&whole.member);
            return quote!(body: #value,);
        }
        let required = arguments.iter().filter(|it| it.member.is_required).map(|it| {
            let name = format_ident!("{}", it.member.name);
            quote!(#name)
        });
        let optional = arguments.iter().filter(|it| !it.member.is_required).map(|it| {
            let field = format_ident!("{}", it.member.field());
            let value = stored(&it.member, &body.type_name, boxed);
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

/// What a field of a request itself is set to, where it may be absent.
fn some(member: &Member) -> TokenStream {
    let value = kept(member);
    quote!(Some(#value))
}

/// The body where it is one value.
fn whole(request: &Request) -> Option<&Parameter> {
    let mut given = request.arguments.iter().chain(&request.setters);
    given.find(|it| it.place == Place::WholeBody)
}

/// Whether the body is one value, and need not be sent.
fn is_optional_whole(request: &Request) -> bool {
    request.setters.iter().any(|it| it.place == Place::WholeBody)
}

fn is_argument(request: &Request, parameter: &Parameter) -> bool {
    request.arguments.iter().any(|it| std::ptr::eq(it, parameter))
}
