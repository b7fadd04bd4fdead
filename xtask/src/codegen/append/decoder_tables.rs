//! Writes the tables of the client's decoder: one for each component in a response.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{
    AdditionalProperties, OpenAPI, ReferenceOr, Schema, SchemaKind, StringFormat, StringType, Type,
    VariantOrUnknownOrEmpty,
};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use crate::codegen::append::field_types::client_type;
use crate::document::codegen_toml::settings::Settings;
use crate::document::openapi::components::{Members, members};
use crate::document::openapi::schema::TextKind;
use crate::document::openapi::{components, operations, schema};
use crate::model::nullability::has_never_empty_variant;
use crate::model::runtime_types::RuntimeType;
use crate::model::{runtime_types, rust_names};

/// The largest number of members of an object that the decoder can track.
const MAX_MEMBERS: usize = 64;

/// Writes the module of the tables, which describe the type of each response and the components in it.
///
/// Returns an error if a component has too many members.
pub fn module(document: &OpenAPI, settings: &Settings) -> Result<Item, String> {
    let (writer, answers) = written(document, settings);
    for component in writer.components.keys() {
        let count = members(document, component).map_or(0, |members| members.properties.len());
        if count > MAX_MEMBERS {
            return Err(format!(
                "`{component}` has {count} members, but the client's decoder can track only {MAX_MEMBERS}"
            ));
        }
    }
    // The runtime has a table for arbitrary values.
    let answers = answers.iter().filter(|(answer, _)| *answer != "crate::OpenValue");
    let answers = answers.map(|(answer, kind)| {
        let answer = client_type(answer);
        quote! {
            impl Answer for #answer {
                fn schema() -> Kind {
                    static SCHEMA: Kind = #kind;
                    SCHEMA
                }
            }
        }
    });
    let types = writer.components.keys().map(|component| {
        let (name, table) = (
            format_ident!("{}", rust_names::type_name(component)),
            table_name(component),
        );
        quote! {
            (TypeId::of::<types::#name>, Of(&#table)),
            (TypeId::of::<Vec<types::#name>>, List(&Of(&#table)))
        }
    });
    let tried = writer.components.keys().map(|component| {
        let (name, table) = (
            format_ident!("{}", rust_names::type_name(component)),
            table_name(component),
        );
        quote!((#component, Of(&#table), cross_check::<types::#name>))
    });
    let tables = writer.components.iter().map(|(component, table)| {
        let name = table_name(component);
        quote!(static #name: Component = #table;)
    });
    Ok(parse_quote! {
        #[doc = " The schemas of responses, by which the decoder repairs those that are not as documented."]
        pub(crate) mod schemas {
            use std::any::TypeId;
            use super::types;
            use crate::runtime::Answer;
            #[cfg(any(test, fuzzing))]
            use crate::runtime::cross_check::{CrossCheck, cross_check};
            use crate::runtime::schema::Component;
            use crate::runtime::schema::Kind::{self, *};
            use crate::runtime::schema::Member::{Optional, Required};
            use crate::runtime::schema::Shape::{Object, OpenObject, Tagged};
            #(#answers)*
            #[doc = " The schemas of components and of lists of them, by their types."]
            pub(crate) static TYPES: &[(fn() -> TypeId, Kind)] = &[#(#types),*];
            #[doc = " A function that decodes each component, for tests of all components."]
            #[cfg(any(test, fuzzing))]
            pub(crate) static CROSS_CHECKS: &[(&str, Kind, CrossCheck)] = &[#(#tried),*];
            #(#tables)*
        }
    })
}

/// Returns the components that the decoder has tables for.
pub fn components(document: &OpenAPI, settings: &Settings) -> BTreeSet<String> {
    written(document, settings).0.components.into_keys().collect()
}

/// Returns all tables, and the kind of each response, by its type.
fn written<'a>(document: &'a OpenAPI, settings: &'a Settings) -> (Writer<'a>, BTreeMap<String, TokenStream>) {
    let mut writer = Writer {
        document,
        settings,
        components: BTreeMap::new(),
    };
    let mut answers = BTreeMap::new();
    for (_, _, operation) in document.operations() {
        let responses = &operation.responses;
        let refusals = responses.default.iter().chain(responses.responses.values());
        for schema in refusals.filter_map(|response| operations::json_schema(document, response)) {
            writer.kind(schema);
        }
        if let Some(schema) = operations::success_schema(document, operation)
            && let Some(answer) = runtime_types::rust_type(document, schema)
        {
            let kind = writer.kind(schema);
            answers.insert(answer, kind);
        }
    }
    for root in settings.roots() {
        writer.component(root);
    }
    (writer, answers)
}

fn table_name(component: &str) -> Ident {
    format_ident!(
        "{}",
        rust_names::field_name(component)
            .trim_start_matches("r#")
            .trim_end_matches('_')
            .to_uppercase()
    )
}

struct Writer<'a> {
    document: &'a OpenAPI,
    settings: &'a Settings,
    /// The tables, by component.
    components: BTreeMap<String, TokenStream>,
}

impl Writer<'_> {
    /// Returns the kind of a value, and writes the tables of the components in it.
    fn kind<T: Borrow<Schema>>(&mut self, place: &ReferenceOr<T>) -> TokenStream {
        if let Some(name) = schema::referenced_component(place) {
            return self.component(name);
        }
        match place {
            ReferenceOr::Item(schema) => self.kind_of_type(schema.borrow()),
            ReferenceOr::Reference { .. } => quote!(Any),
        }
    }

    fn kind_of_type(&mut self, schema: &Schema) -> TokenStream {
        match &schema.schema_kind {
            SchemaKind::Type(Type::Boolean(boolean)) if boolean.enumeration == [Some(true)] => quote!(True),
            SchemaKind::Type(Type::Boolean(_)) => quote!(Bool),
            SchemaKind::Type(Type::Integer(_)) => quote!(Integer),
            SchemaKind::Type(Type::Number(_)) => quote!(Number),
            SchemaKind::Type(Type::String(string)) => kind_of_text(string),
            SchemaKind::Type(Type::Array(array)) => {
                let items = array
                    .items
                    .as_ref()
                    .map_or_else(|| quote!(Any), |items| self.kind(items));
                quote!(List(&#items))
            }
            SchemaKind::Type(Type::Object(object)) => match &object.additional_properties {
                Some(AdditionalProperties::Schema(values)) => {
                    let values = self.kind(values.as_ref());
                    quote!(Map(&#values))
                }
                _ => quote!(Map(&Any)),
            },
            _ => quote!(Any),
        }
    }

    fn component(&mut self, name: &str) -> TokenStream {
        let component = self.document.components.as_ref().and_then(|it| it.schemas.get(name));
        let Some(ReferenceOr::Item(schema)) = component else {
            return quote!(Any);
        };
        match runtime_types::runtime_type_of(name, schema, self.document) {
            Some(RuntimeType::Secret) => quote!(Secret),
            Some(RuntimeType::OpenValue) => quote!(Any),
            Some(RuntimeType::Text(TextKind::Id)) => quote!(Id),
            Some(RuntimeType::Text(TextKind::Any)) if name.ends_with("ID") => quote!(AnyId),
            Some(RuntimeType::IntegerEnum { .. }) => quote!(IntegerEnum),
            Some(RuntimeType::UntaggedUnion { .. }) => {
                if has_never_empty_variant(self.document, name) {
                    quote!(UntaggedNeverEmpty)
                } else {
                    quote!(Untagged)
                }
            }
            Some(RuntimeType::Union { tag, variants }) => {
                let table = table_name(name);
                if self.begin(name) {
                    let variants: Vec<_> = variants
                        .iter()
                        .map(|variant| {
                            self.component(&variant.component);
                            let (value, table) = (&variant.value, table_name(&variant.component));
                            quote!((#value, &#table))
                        })
                        .collect();
                    self.write(name, &quote!(Tagged(#tag, &[#(#variants),*])));
                }
                quote!(Of(&#table))
            }
            Some(
                RuntimeType::Enum { .. } | RuntimeType::Text(_) | RuntimeType::ServerText | RuntimeType::Timestamp,
            ) => match &schema.schema_kind {
                SchemaKind::Type(Type::String(string)) => kind_of_text(string),
                _ => quote!(Text),
            },
            Some(RuntimeType::EmptyObject) | None => match members(self.document, name) {
                Some(object) => {
                    let table = table_name(name);
                    if self.begin(name) {
                        self.object(name, &object);
                    }
                    quote!(Of(&#table))
                }
                None => self.kind_of_type(schema),
            },
        }
    }

    /// Returns `true` if the table of a component has to be written. The table of a component that contains itself is begun once.
    fn begin(&mut self, name: &str) -> bool {
        let is_new = !self.components.contains_key(name);
        if is_new {
            self.components.insert(name.to_owned(), TokenStream::new());
        }
        is_new
    }

    fn write(&mut self, name: &str, shape: &TokenStream) {
        let is_exact = self.settings.is_exact(name);
        self.components.insert(
            name.to_owned(),
            quote!(Component { is_exact: #is_exact, shape: #shape }),
        );
    }

    fn object(&mut self, name: &str, object: &Members<'_>) {
        // The union reads the tag.
        let tag = components::tag_of(self.document, name);
        let members = object.properties.iter().filter(|(name, _)| Some(**name) != tag);
        let members: Vec<_> = members
            .map(|(name, property)| {
                let kind = self.kind(*property);
                if object.required.contains(name) {
                    quote!(Required(#name, #kind))
                } else {
                    quote!(Optional(#name, #kind))
                }
            })
            .collect();
        let shape = if object.is_open {
            quote!(OpenObject(&[#(#members),*]))
        } else {
            quote!(Object(&[#(#members),*]))
        };
        self.write(name, &shape);
    }
}

fn kind_of_text(string: &StringType) -> TokenStream {
    match string.enumeration.as_slice() {
        [Some(only)] => quote!(Only(#only)),
        [] if string.min_length == Some(1) && is_date_time(string) => quote!(Timestamp),
        [] if string.min_length == Some(1) => quote!(NeverEmpty),
        _ => quote!(Text),
    }
}

fn is_date_time(string: &StringType) -> bool {
    string.format == VariantOrUnknownOrEmpty::Item(StringFormat::DateTime)
}
