//! Writes the mock's table of valid requests: parameters and bodies with their schemas.

#[cfg(test)]
mod tests;

use std::borrow::Borrow;
use std::collections::BTreeMap;

use heck::ToShoutySnakeCase;
use openapiv3::{
    AdditionalProperties, ArrayType, IntegerFormat, IntegerType, NumberType, ObjectType, OpenAPI, Operation, Parameter,
    ParameterSchemaOrContent, PathItem, ReferenceOr, RequestBody, Schema, SchemaKind, StringFormat, StringType, Type,
    VariantOrUnknownOrEmpty,
};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::document::load::Document;
use crate::document::openapi::operations;
use crate::document::openapi::schema::{is_union, target_name};
use crate::document::problem::Problem;
use crate::model::request::Request;
use crate::model::rust_names;

/// Writes the table, in the order of the operations, and the schemas that it refers to.
pub fn module(document: &Document, requests: &[Request]) -> Result<TokenStream, Problem> {
    let mut table = Table {
        openapi: &document.openapi,
        either: &document.required_any_of,
        components: BTreeMap::new(),
    };
    let rows = requests.iter().map(|request| table.row(&request.operation_id));
    let rows = rows.collect::<Result<Vec<_>, _>>().and_then(|rows| {
        table.complete()?;
        Ok(rows)
    });
    let rows = rows.map_err(|Unsupported(what)| {
        let message = format!("the mock cannot check {what}");
        let help = "write the schema in another form, or add this to `crates/beeper-desktop-mock/src/http/schema.rs`";
        Problem::new(&document.file, message, help)
    })?;
    let statics = table.components.iter().map(|(name, schema)| {
        let ident = static_name(name);
        quote!(static #ident: Schema = #schema;)
    });
    Ok(quote! {
        use crate::http::schema::*;

        /// The requests that the operations accept, in the order of [`Operation::ALL`].
        pub(crate) static REQUESTS: &[Request] = &[#(#rows),*];

        #(#statics)*
    })
}

/// Something that the table cannot express.
struct Unsupported(String);

struct Table<'a> {
    openapi: &'a OpenAPI,
    either: &'a BTreeMap<String, Vec<Vec<String>>>,
    /// The components that requests refer to, with their schemas, which are empty until they are written.
    components: BTreeMap<String, TokenStream>,
}

impl<'a> Table<'a> {
    fn row(&mut self, operation_id: &str) -> Result<TokenStream, Unsupported> {
        let Some((item, operation)) = self.operation(operation_id) else {
            return Err(Unsupported(format!("`{operation_id}`, which is not in the document")));
        };
        let own = operation.parameters.iter().filter_map(|it| self.resolved(it));
        let mut parameters: Vec<&Parameter> = own.collect();
        for shared in item.parameters.iter().filter_map(|it| self.resolved(it)) {
            let is_same = |it: &&Parameter| {
                it.parameter_data_ref().name == shared.parameter_data_ref().name
                    && std::mem::discriminant(*it) == std::mem::discriminant(shared)
            };
            if !parameters.iter().any(is_same) {
                parameters.push(shared);
            }
        }
        let parameters = parameters.into_iter().map(|it| self.parameter(it));
        let parameters = parameters.collect::<Result<Vec<_>, _>>()?;
        let body = match operation.request_body.as_ref().and_then(|it| self.resolved_body(it)) {
            Some(body) => self.body(body)?,
            None => quote!(None),
        };
        Ok(quote!(Request { parameters: &[#(#parameters),*], body: #body }))
    }

    fn operation(&self, operation_id: &str) -> Option<(&'a PathItem, &'a Operation)> {
        let items = self.openapi.paths.paths.values().filter_map(ReferenceOr::as_item);
        let mut operations = items.flat_map(|item| item.iter().map(move |(_, operation)| (item, operation)));
        operations.find(|(_, operation)| operation.operation_id.as_deref() == Some(operation_id))
    }

    fn resolved(&self, parameter: &'a ReferenceOr<Parameter>) -> Option<&'a Parameter> {
        operations::resolve(self.openapi, parameter)
    }

    fn resolved_body(&self, body: &'a ReferenceOr<RequestBody>) -> Option<&'a RequestBody> {
        match body {
            ReferenceOr::Item(body) => Some(body),
            ReferenceOr::Reference { reference } => {
                let bodies = &self.openapi.components.as_ref()?.request_bodies;
                bodies.get(target_name(reference))?.as_item()
            }
        }
    }

    fn parameter(&mut self, parameter: &Parameter) -> Result<TokenStream, Unsupported> {
        let data = parameter.parameter_data_ref();
        let (name, is_required) = (&data.name, data.required);
        let mut may_be_empty = false;
        let location = match parameter {
            Parameter::Path { .. } => quote!(Path),
            Parameter::Query { allow_empty_value, .. } => {
                may_be_empty = *allow_empty_value == Some(true);
                quote!(Query)
            }
            Parameter::Header { .. } => quote!(Header),
            Parameter::Cookie { .. } => return Err(Unsupported(format!("the cookie `{name}`"))),
        };
        let ParameterSchemaOrContent::Schema(schema) = &data.format else {
            return Err(Unsupported(format!("the `content` of the parameter `{name}`")));
        };
        let schema = self.place(schema)?;
        Ok(quote! {
            Parameter {
                name: #name,
                location: Location::#location,
                is_required: #is_required,
                may_be_empty: #may_be_empty,
                schema: #schema
            }
        })
    }

    fn body(&mut self, body: &RequestBody) -> Result<TokenStream, Unsupported> {
        let is_required = body.required;
        let Some((media_type, content)) = body.content.first() else {
            return Ok(quote!(None));
        };
        let kind = match media_type.as_str() {
            "application/json" => quote!(Json),
            "multipart/form-data" => quote!(Form),
            other => return Err(Unsupported(format!("a body of `{other}`"))),
        };
        let schema = match &content.schema {
            Some(schema) => self.place(schema)?,
            None => quote!(&Schema::Any),
        };
        Ok(quote!(Some(Body { kind: BodyKind::#kind, is_required: #is_required, schema: #schema })))
    }

    /// Writes a reference to the schema of a place.
    fn place<T: Borrow<Schema>>(&mut self, schema: &ReferenceOr<T>) -> Result<TokenStream, Unsupported> {
        match schema {
            ReferenceOr::Reference { reference } => {
                let name = target_name(reference);
                self.components.entry(name.to_owned()).or_default();
                let ident = static_name(name);
                Ok(quote!(&#ident))
            }
            ReferenceOr::Item(schema) => {
                let schema = schema.borrow();
                // The `allOf` only adds a description.
                if let (false, SchemaKind::AllOf { all_of }) = (schema.schema_data.nullable, &schema.schema_kind)
                    && let [only] = all_of.as_slice()
                {
                    return self.place(only);
                }
                let schema = self.schema(schema)?;
                Ok(quote!(&#schema))
            }
        }
    }

    /// Writes the components that the rows refer to, and those that these refer to.
    fn complete(&mut self) -> Result<(), Unsupported> {
        while let Some(name) = self
            .components
            .iter()
            .find(|(_, it)| it.is_empty())
            .map(|(name, _)| name.clone())
        {
            let components = self.openapi.components.as_ref();
            let schema = components.and_then(|it| it.schemas.get(&name)?.as_item());
            let Some(schema) = schema else {
                return Err(Unsupported(format!("`{name}`, which is not a component schema")));
            };
            let mut written = self.schema(schema)?;
            if let Some(ways) = self.either.get(&name) {
                let ways = ways.iter().map(|names| quote!(&[#(#names),*]));
                written = quote!(Schema::Either(&#written, &[#(#ways),*]));
            }
            self.components.insert(name, written);
        }
        Ok(())
    }

    fn schema(&mut self, schema: &Schema) -> Result<TokenStream, Unsupported> {
        let written = match &schema.schema_kind {
            SchemaKind::Type(Type::Boolean(boolean)) => {
                let values = boolean.enumeration.iter().flatten();
                quote!(Schema::Boolean(&[#(#values),*]))
            }
            SchemaKind::Type(Type::Integer(it)) => integer(it),
            SchemaKind::Type(Type::Number(it)) => number(it),
            SchemaKind::Type(Type::String(it)) => text(it),
            SchemaKind::Type(Type::Array(it)) => self.list(it)?,
            SchemaKind::Type(Type::Object(it)) => self.object(it)?,
            SchemaKind::AllOf { all_of } => {
                let all = all_of.iter().map(|it| self.place(it)).collect::<Result<Vec<_>, _>>()?;
                quote!(Schema::All(&[#(#all),*]))
            }
            SchemaKind::OneOf { one_of } if is_union(schema) => self.tagged(schema, one_of)?,
            SchemaKind::OneOf { one_of } => {
                let one = one_of.iter().map(|it| self.place(it)).collect::<Result<Vec<_>, _>>()?;
                quote!(Schema::One(&[#(#one),*]))
            }
            SchemaKind::Any(any) if any.typ.is_none() && any.properties.is_empty() => quote!(Schema::Any),
            SchemaKind::Any(_) | SchemaKind::AnyOf { .. } | SchemaKind::Not { .. } => {
                return Err(Unsupported("a schema with keywords of several types".to_owned()));
            }
        };
        Ok(match schema.schema_data.nullable {
            true => quote!(Schema::Nullable(&#written)),
            false => written,
        })
    }

    fn tagged(&mut self, schema: &Schema, one_of: &[ReferenceOr<Schema>]) -> Result<TokenStream, Unsupported> {
        let Some(discriminator) = &schema.schema_data.discriminator else {
            return Ok(quote!(Schema::Any));
        };
        let tag = &discriminator.property_name;
        let mut kinds = Vec::new();
        for variant in one_of {
            let ReferenceOr::Reference { reference } = variant else {
                return Err(Unsupported(format!("a variant without a name, with the tag `{tag}`")));
            };
            let name = target_name(reference);
            let mut mapping = discriminator.mapping.iter();
            let kind = mapping
                .find(|(_, it)| target_name(it) == name)
                .map_or(name, |(kind, _)| kind.as_str());
            let schema = self.place(variant)?;
            kinds.push(quote!((#kind, #schema)));
        }
        Ok(quote!(Schema::Tagged { tag: #tag, kinds: &[#(#kinds),*] }))
    }

    fn list(&mut self, list: &ArrayType) -> Result<TokenStream, Unsupported> {
        let mut fields = Fields::default();
        if let Some(items) = &list.items {
            let items = self.place(items)?;
            fields.add("items", items);
        }
        fields.add_some("min_items", list.min_items.filter(|least| *least > 0));
        fields.add_some("max_items", list.max_items);
        if list.unique_items {
            fields.add("is_unique", quote!(true));
        }
        Ok(fields.of("List"))
    }

    fn object(&mut self, object: &ObjectType) -> Result<TokenStream, Unsupported> {
        let mut fields = Fields::default();
        let members = object.properties.iter().map(|(name, property)| {
            let schema = self.place(property)?;
            Ok(quote!((#name, #schema)))
        });
        let members = members.collect::<Result<Vec<_>, _>>()?;
        if !members.is_empty() {
            fields.add("members", quote!(&[#(#members),*]));
        }
        if !object.required.is_empty() {
            let required = &object.required;
            fields.add("required", quote!(&[#(#required),*]));
        }
        match &object.additional_properties {
            None | Some(AdditionalProperties::Any(true)) => {}
            Some(AdditionalProperties::Any(false)) => {
                fields.add("additional_properties", quote!(AdditionalProperties::None))
            }
            Some(AdditionalProperties::Schema(schema)) => {
                let schema = self.place(schema)?;
                fields.add("additional_properties", quote!(AdditionalProperties::Each(#schema)));
            }
        }
        fields.add_some("min_members", object.min_properties.filter(|least| *least > 0));
        fields.add_some("max_members", object.max_properties);
        Ok(fields.of("Object"))
    }
}

fn integer(integer: &IntegerType) -> TokenStream {
    // An exclusive bound becomes the next number inside it.
    let least = integer
        .minimum
        .map(|it| it.saturating_add(integer.exclusive_minimum.into()));
    let most = integer
        .maximum
        .map(|it| it.saturating_sub(integer.exclusive_maximum.into()));
    let of_format = |least: i64, most: i64| (Some(least), Some(most));
    let (lowest, highest) = match integer.format {
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => of_format(i32::MIN.into(), i32::MAX.into()),
        VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64) => of_format(i64::MIN, i64::MAX),
        _ => (None, None),
    };
    let mut fields = Fields::default();
    fields.add_option("minimum", least.or(lowest));
    fields.add_option("maximum", most.or(highest));
    fields.add_option("multiple_of", integer.multiple_of);
    let values: Vec<_> = integer.enumeration.iter().flatten().collect();
    if !values.is_empty() {
        fields.add("values", quote!(&[#(#values),*]));
    }
    fields.of("Integer")
}

fn number(number: &NumberType) -> TokenStream {
    let mut fields = Fields::default();
    fields.add_option("multiple_of", number.multiple_of);
    fields.add_option("minimum", number.minimum);
    fields.add_option("maximum", number.maximum);
    if number.exclusive_minimum {
        fields.add("excludes_minimum", quote!(true));
    }
    if number.exclusive_maximum {
        fields.add("excludes_maximum", quote!(true));
    }
    fields.of("Number")
}

fn text(text: &StringType) -> TokenStream {
    let format = match &text.format {
        VariantOrUnknownOrEmpty::Item(StringFormat::DateTime) => Some("DateTime"),
        VariantOrUnknownOrEmpty::Item(StringFormat::Byte) => Some("Base64"),
        VariantOrUnknownOrEmpty::Item(StringFormat::Binary) => Some("Binary"),
        VariantOrUnknownOrEmpty::Unknown(format) => match format.as_str() {
            "uri" => Some("Uri"),
            "uri-reference" => Some("UriReference"),
            "email" => Some("Email"),
            // Other formats are hints for people, which no program can check.
            _ => None,
        },
        _ => None,
    };
    let mut fields = Fields::default();
    fields.add_some("min_length", text.min_length.filter(|least| *least > 0));
    fields.add_some("max_length", text.max_length);
    if let Some(format) = format {
        let format = format_ident!("{format}");
        fields.add("format", quote!(Format::#format));
    }
    let values: Vec<_> = text.enumeration.iter().flatten().collect();
    if !values.is_empty() {
        fields.add("values", quote!(&[#(#values),*]));
    }
    fields.of("Text")
}

/// The fields of a struct whose values are not the defaults.
#[derive(Default)]
struct Fields(Vec<TokenStream>);

impl Fields {
    fn add(&mut self, name: &str, value: TokenStream) {
        let name = format_ident!("{name}");
        self.0.push(quote!(#name: #value));
    }

    fn add_some(&mut self, name: &str, value: Option<usize>) {
        if let Some(value) = value {
            let value = proc_macro2::Literal::usize_unsuffixed(value);
            self.add(name, quote!(#value));
        }
    }

    fn add_option<T: quote::ToTokens>(&mut self, name: &str, value: Option<T>) {
        if let Some(value) = value {
            self.add(name, quote!(Some(#value)));
        }
    }

    /// Returns the schema of this kind.
    fn of(self, kind: &str) -> TokenStream {
        let (kind, fields) = (format_ident!("{kind}"), self.0);
        match fields.is_empty() {
            true => quote!(Schema::#kind(#kind::ANY)),
            false => quote!(Schema::#kind(#kind { #(#fields,)* ..#kind::ANY })),
        }
    }
}

fn static_name(component: &str) -> proc_macro2::Ident {
    format_ident!("SCHEMA_{}", rust_names::type_name(component).to_shouty_snake_case())
}
