//! Writes constructors and setters of the objects in request bodies.

use std::collections::BTreeSet;

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, Fields, Item, ItemStruct, Meta, parse_quote};

use crate::codegen::append::requests::documentation as docs;
use crate::codegen::lower::Lowered;
use crate::document::codegen_toml::settings::Settings;
use crate::model::members::{Member, Object, Value};
use crate::model::rust_names;
use crate::model::rust_paths::path_in_client;

/// Completes the objects of bodies.
///
/// A body as a whole is not public; the setters of its request fill it in.
///
/// Returns which members are boxed.
pub fn add_constructors_and_setters(
    document: &OpenAPI,
    settings: &Settings,
    lowered: &Lowered,
    items: &mut Vec<Item>,
) -> Boxed {
    let whole: BTreeSet<&str> = lowered.bodies.iter().map(String::as_str).collect();
    let mut added = Vec::new();
    let mut boxed = Boxed::default();
    for item in items.iter_mut() {
        let Item::Struct(item) = item else { continue };
        // A component that is not an object becomes a struct around its value, and the generator writes all of it.
        if matches!(item.fields, Fields::Unnamed(_)) {
            continue;
        }
        let name = item.ident.to_string();
        let Some(component) = lowered.body_objects.iter().find(|it| rust_names::type_name(it) == name) else {
            continue;
        };
        let Some(object) = Object::of(document, settings, component) else {
            continue;
        };
        let is_public = !whole.contains(component.as_str());
        if !is_public {
            hide(item);
        }
        let fields = item.fields.iter().filter(|field| is_boxed(&field.ty));
        let fields = fields.filter_map(|field| Some((name.clone(), field.ident.as_ref()?.to_string())));
        boxed.0.extend(fields);
        added.push(implementation(
            item,
            &object,
            &boxed,
            &|it| it.is_required || is_public && settings.keeps_argument(component, &it.wire),
            is_public,
        ));
        added.push(argument_impl(document, item, &object));
    }
    items.extend(added);
    boxed
}

/// Members that are boxed: the type of each, and the name of its field there.
#[derive(Default)]
pub struct Boxed(BTreeSet<(String, String)>);

impl Boxed {
    fn has(&self, type_name: &str, member: &Member) -> bool {
        self.0.contains(&(type_name.to_owned(), member.field()))
    }
}

/// Makes the type of a whole body private, and removes what nothing calls.
fn hide(item: &mut ItemStruct) {
    item.vis = parse_quote!(pub(crate));
    item.attrs.retain(|attribute| !attribute.path().is_ident("derive"));
    item.attrs.push(parse_quote!(#[derive(::serde::Serialize, Clone)]));
}

fn implementation(
    item: &ItemStruct,
    object: &Object,
    boxed: &Boxed,
    is_argument: &dyn Fn(&Member) -> bool,
    is_public: bool,
) -> Item {
    let ident = &item.ident;
    let type_name = ident.to_string();
    let required: Vec<&Member> = object.members.iter().filter(|it| is_argument(it)).collect();
    let arguments = required.iter().map(|it| argument(it, Scope::Types));
    let values = fields_of(&item.fields).filter_map(|(field, attributes)| {
        let name = field.to_string();
        if let Some(member) = required.iter().find(|it| it.field() == name) {
            let value = body_field_value(member, &type_name, boxed);
            return Some(quote!(#field: #value));
        }
        let member = object.members.iter().find(|it| it.field() == name);
        match member.map(|it| &it.value) {
            Some(Value::Clearable(_)) => Some(quote!(#field: crate::Clearable::Keep)),
            Some(_) => Some(quote!(#field: None)),
            None if is_flattened(attributes) => Some(quote!(#field: Default::default())),
            None => None,
        }
    });
    let (visibility, setters): (syn::Visibility, Vec<_>) = if is_public {
        let optional = object.members.iter().filter(|it| !is_argument(it));
        let setters = optional.map(|it| {
            let field = format_ident!("{}", it.field());
            setter(
                it,
                &quote!(self.#field),
                &body_field_value(it, &type_name, boxed),
                Scope::Types,
            )
        });
        (parse_quote!(pub), setters.collect())
    } else {
        (parse_quote!(pub(crate)), Vec::new())
    };
    let doc = if required.is_empty() {
        " Creates a value with nothing set."
    } else {
        " Creates a value with its required members, and nothing else set."
    };
    parse_quote! {
        impl #ident {
            #[doc = #doc]
            #visibility fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }
            #(#setters)*
        }
    }
}

fn fields_of(fields: &Fields) -> impl Iterator<Item = (&syn::Ident, &[Attribute])> {
    fields
        .iter()
        .filter_map(|field| Some((field.ident.as_ref()?, field.attrs.as_slice())))
}

/// Returns `true` if an optional field is boxed.
fn is_boxed(kind: &syn::Type) -> bool {
    let is_box = |inside: &syn::Type| match inside {
        syn::Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "Box"),
        _ => false,
    };
    crate::codegen::append::field_types::inside_of(kind, &["Option", "Clearable"]).is_some_and(is_box)
}

fn is_flattened(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| matches!(&attribute.meta, Meta::List(list) if list.tokens.to_string().contains("flatten")))
}

/// Writes the code that finds a value in an object that cannot be sent.
pub fn argument_impl(document: &OpenAPI, item: &ItemStruct, object: &Object) -> Item {
    let ident = &item.ident;
    let members = object.members.iter();
    let mut refusals = members.filter(|it| it.value.may_be_refused(document)).map(|it| {
        let (name, field) = (&it.name, format_ident!("{}", it.field()));
        quote!(crate::runtime::invalid_member(#name, &self.#field))
    });
    let Some(first) = refusals.next() else {
        return parse_quote!(impl crate::runtime::Argument for #ident {});
    };
    parse_quote! {
        impl crate::runtime::Argument for #ident {
            fn invalid_part(&self) -> Option<crate::runtime::InvalidPart> {
                #first #(.or_else(|| #refusals))*
            }
        }
    }
}

/// The module of code that names types of the document.
#[derive(Clone, Copy)]
pub enum Scope {
    /// The module of these types.
    Types,
    /// The module of the requests.
    Requests,
}

/// Writes an argument of a method.
pub fn argument(member: &Member, scope: Scope) -> TokenStream {
    let name = format_ident!("{}", member.name);
    let accepted = parameter_type(member, scope);
    quote!(#name: #accepted)
}

/// Returns the value of an object's field when its member is set.
pub fn body_field_value(member: &Member, type_name: &str, boxed: &Boxed) -> TokenStream {
    let value = field_value(member);
    match member.value {
        _ if member.is_required => value,
        Value::Clearable(_) if boxed.has(type_name, member) => {
            let kind: TokenStream = member.value.rust_type().parse().unwrap_or_default();
            quote! {
                match ::std::convert::Into::<#kind>::into(#value) {
                    crate::Clearable::Set(value) => crate::Clearable::Set(::std::boxed::Box::new(value)),
                    crate::Clearable::Clear => crate::Clearable::Clear,
                    crate::Clearable::Keep => crate::Clearable::Keep,
                }
            }
        }
        Value::Clearable(_) => value,
        _ if boxed.has(type_name, member) => quote!(Some(::std::boxed::Box::new(#value))),
        _ => quote!(Some(#value)),
    }
}

/// Returns the value that is stored of an argument.
pub fn field_value(member: &Member) -> TokenStream {
    let text = match member.is_nullable {
        true => format!("{}.into()", member.name),
        false => member.value.converted(&member.name),
    };
    text.parse().unwrap_or_default()
}

fn parameter_type(member: &Member, scope: Scope) -> TokenStream {
    let module = match scope {
        Scope::Types => "",
        Scope::Requests => "types::",
    };
    let text = match member.is_nullable {
        true => format!("impl Into<Option<{}>>", member.value.rust_type()),
        false => member.value.accepted_type(),
    };
    path_in_client(&text, module).parse().unwrap_or_default()
}

/// Writes a method that sets something optional.
pub fn setter(member: &Member, place: &TokenStream, value: &TokenStream, scope: Scope) -> TokenStream {
    let name = format_ident!("{}", member.name);
    let documentation = docs::attributes(&docs::of_setter(member));
    let accepted = parameter_type(member, scope);
    quote! {
        #(#documentation)*
        pub fn #name(mut self, #name: #accepted) -> Self {
            #place = #value;
            self
        }
    }
}
