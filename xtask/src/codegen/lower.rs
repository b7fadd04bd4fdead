//! Turns the document that people write into one that the generator gets right.
//!
//! Five things happen to it: operations that the generator cannot express are left out; components that extend others
//! are written out; errors are left to the runtime, which decides about them in one place; tags move out of union
//! variants, because the union itself writes them; and properties become ones that the generator documents and reads
//! leniently. Beside the lowered document stands what it no longer says: the types to replace, what extends what, and a
//! table of the operations.

use std::borrow::Borrow;
use std::collections::BTreeSet;

use openapiv3::{
    AdditionalProperties, IntegerType, NumberType, ObjectType, OpenAPI, Operation as SpecOperation, Parameter,
    ParameterSchemaOrContent, PathItem, ReferenceOr, Schema, SchemaData, SchemaKind, StatusCode, StringType, Type,
};

use crate::document::codegen_toml::settings::Settings;
use crate::document::schema;
use crate::document::schema::{TextKind, target_name};
use crate::model::clearable;
use crate::model::request;
use crate::model::request::Request;
use crate::model::rust_names;

/// The lowered document, and what was taken out of it.
pub struct Lowered {
    /// What the generator gets to see.
    pub openapi: OpenAPI,
    /// The components that are not generated but replaced, by name.
    pub replaced: Vec<Replaced>,
    /// What becomes of the operations, in the document's order.
    pub requests: Vec<Request>,
    /// The components that are the body of an operation, and nothing else.
    pub bodies: BTreeSet<String>,
    /// The components that are objects of bodies, at whatever depth.
    pub body_objects: BTreeSet<String>,
    /// The members that null clears: each with its type, and as the field that it has there.
    pub clearable: BTreeSet<(String, String)>,
    /// The components that have what others have, and more.
    pub extensions: Vec<Extension>,
    /// Those of the operations that are not generated.
    pub left_out: Vec<LeftOut>,
    /// The types that are kept on the heap where they may be absent.
    pub boxed: BTreeSet<String>,
}

/// A type that has what another has, and more.
pub struct Extension {
    /// The type with more.
    pub name: String,
    /// The type with less.
    pub base: String,
}

/// A component whose type is written by hand, as a macro of the runtime or as a type of it.
pub struct Replaced {
    /// The component's name.
    pub component: String,
    /// The Rust type's name.
    pub name: String,
    /// The component's description.
    pub doc: String,
    /// What replaces it.
    pub kind: Kind,
}

impl Replaced {
    /// The path that stands in the generated code wherever the component is meant.
    pub fn path(&self) -> String {
        self.kind.path(&self.name)
    }
}

/// What replaces a component.
pub enum Kind {
    /// A string with known values, and room for others.
    Enum {
        /// The known values.
        values: Vec<String>,
    },
    /// An ID, a key or a cursor.
    Text(TextKind),
    /// A text for people, not printed.
    ServerText,
    /// A string that is not printed.
    Secret,
    /// Any JSON value, not printed.
    OpenValue,
    /// A point in time, kept as text.
    Timestamp,
    /// An object without anything in it.
    Empty,
    /// A number with known values, and room for others.
    Integers {
        /// The known values.
        values: Vec<IntegerValue>,
    },
    /// One of several values, told apart by their shape, and room for others.
    Shapes {
        /// The known shapes.
        variants: Vec<Shape>,
    },
    /// One of several objects, told apart by a tag, and room for others.
    Union {
        /// The property that tells the variants apart.
        tag: String,
        /// The known variants.
        variants: Vec<Variant>,
    },
}

impl Kind {
    /// The path of a type of this kind, by its name.
    pub fn path(&self, name: &str) -> String {
        match self {
            Self::Secret => "crate::Secret".to_owned(),
            Self::OpenValue => "crate::OpenValue".to_owned(),
            Self::ServerText => "crate::ServerText".to_owned(),
            Self::Timestamp => "crate::Timestamp".to_owned(),
            Self::Enum { .. }
            | Self::Text(_)
            | Self::Empty
            | Self::Integers { .. }
            | Self::Shapes { .. }
            | Self::Union { .. } => format!("crate::types::{name}"),
        }
    }

    /// The Rust types that are part of this one.
    pub fn parts(&self) -> Vec<String> {
        match self {
            Self::Shapes { variants } => variants.iter().map(|variant| variant.holds.clone()).collect(),
            Self::Union { variants, .. } => variants
                .iter()
                .map(|variant| format!("crate::types::{}", rust_names::type_name(&variant.component)))
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// One value of an enum of integers.
pub struct IntegerValue {
    /// The variant's name, as the document writes it.
    pub title: String,
    /// Its description.
    pub doc: String,
    /// The number.
    pub value: i64,
}

/// One shape of a union without a tag.
pub struct Shape {
    /// The variant's name, as the document writes it.
    pub title: String,
    /// Its description.
    pub doc: String,
    /// The Rust type of the value.
    pub holds: String,
}

/// One object of a union.
pub struct Variant {
    /// The tag's value.
    pub value: String,
    /// The component that holds the rest of it.
    pub component: String,
}

/// How often a request may arrive, as the client's type of that name says it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Delivery {
    /// Changes nothing.
    Read,
    /// Changes something, to the same end however often.
    Idempotent,
    /// Changes something each time.
    Act,
    /// As `Act`, and talks to a chat network before it answers.
    Login,
}

impl Delivery {
    /// The class that a method has by itself.
    pub fn of_method(method: &str) -> Self {
        match method {
            "get" | "head" | "options" => Self::Read,
            "put" | "delete" => Self::Idempotent,
            _ => Self::Act,
        }
    }
}

/// What the body of an operation says when the server holds it until something happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    /// The member of the body.
    pub member: String,
    /// Its value.
    pub value: String,
}

/// An operation that is not generated.
pub struct LeftOut {
    /// The operation.
    pub operation_id: String,
    /// Why not.
    pub reason: &'static str,
}

/// Lowers a document that was found free of problems.
pub fn lower(document: &OpenAPI, settings: &Settings) -> Lowered {
    let mut openapi = document.clone();
    let requests = request::requests(document, settings);
    let clearable = clearable::find(document);
    let left_out = leave_out_operations(&mut openapi);
    let extensions = write_out_extensions(&mut openapi);
    let replaced = find_replaced(&openapi);
    let body_objects = find_body_objects(&openapi);
    let bodies = find_bodies(&openapi);
    for_each_operation(&mut openapi, |operation| {
        operation.responses.default = None;
        keep_one_success(operation);
        if let Some(ReferenceOr::Item(body)) = &mut operation.request_body {
            // The generator takes a body for required anyway.
            body.required = true;
        }
    });
    take_tags_out(&mut openapi, &replaced);
    let components = openapi.components.iter().flat_map(|it| it.schemas.keys());
    let boxed = components.filter(|component| settings.is_boxed(component));
    let boxed = boxed.map(|component| rust_names::type_name(component)).collect();
    relax_components(&mut openapi, &replaced);
    relax_and_document_properties(&mut openapi);
    relax_parameters(&mut openapi);
    Lowered {
        openapi,
        replaced,
        requests,
        bodies,
        body_objects,
        clearable,
        extensions,
        left_out,
        boxed,
    }
}

fn for_each_operation(openapi: &mut OpenAPI, mut change: impl FnMut(&mut SpecOperation)) {
    for item in openapi.paths.paths.values_mut() {
        if let ReferenceOr::Item(item) = item {
            slots(item).into_iter().flatten().for_each(&mut change);
        }
    }
}

/// Of several successes, which have the same body, one stands for all; what a failure means is decided in the runtime.
fn keep_one_success(operation: &mut SpecOperation) {
    operation.responses.default = None;
    let responses = &mut operation.responses.responses;
    responses.retain(|status, _| is_success(status));
    if responses.len() > 1 {
        responses.truncate(1);
        let first = responses.pop().map(|(_, first)| (StatusCode::Range(2), first));
        responses.extend(first);
    }
}

fn slots(item: &mut PathItem) -> [&mut Option<SpecOperation>; 8] {
    [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.delete,
        &mut item.options,
        &mut item.head,
        &mut item.patch,
        &mut item.trace,
    ]
}

pub fn is_success(status: &StatusCode) -> bool {
    match status {
        StatusCode::Code(code) => (200..300).contains(code),
        StatusCode::Range(range) => *range == 2,
    }
}

fn leave_out_operations(openapi: &mut OpenAPI) -> Vec<LeftOut> {
    let mut left_out = Vec::new();
    let mut forms = Vec::new();
    for item in openapi.paths.paths.values_mut() {
        let ReferenceOr::Item(item) = item else { continue };
        for slot in slots(item) {
            let Some(reason) = slot.as_ref().and_then(reason_to_leave_out) else {
                continue;
            };
            let operation = slot.take();
            forms.extend(operation.as_ref().and_then(form).map(str::to_owned));
            left_out.push(LeftOut {
                operation_id: operation
                    .and_then(|operation| operation.operation_id)
                    .unwrap_or_default(),
                reason,
            });
        }
    }
    if let Some(components) = &mut openapi.components {
        // Nothing would be left to make such a type for.
        components.schemas.retain(|name, _| !forms.contains(name));
    }
    left_out
}

/// The component that describes the parts of a multipart body.
fn form(operation: &SpecOperation) -> Option<&str> {
    let body = operation.request_body.as_ref()?.as_item()?;
    referenced(body.content.get("multipart/form-data")?.schema.as_ref()?)
}

/// The generator would do the same, but this way it is known what extends what.
fn write_out_extensions(openapi: &mut OpenAPI) -> Vec<Extension> {
    let Some(components) = &mut openapi.components else {
        return Vec::new();
    };
    let mut written_out = Vec::new();
    for (name, schema) in &components.schemas {
        let ReferenceOr::Item(schema) = schema else { continue };
        let Some((base, more)) = schema::extension(schema) else {
            continue;
        };
        let Some(ReferenceOr::Item(Schema {
            schema_kind: SchemaKind::Type(Type::Object(object)),
            ..
        })) = components.schemas.get(base)
        else {
            continue;
        };
        let mut object = object.clone();
        object.properties.extend(more.properties.clone());
        object.required.extend(more.required.iter().cloned());
        written_out.push((name.clone(), base.to_owned(), object));
    }
    written_out
        .into_iter()
        .map(|(name, base, object)| {
            let extension = Extension {
                name: rust_names::type_name(&name),
                base: rust_names::type_name(&base),
            };
            if let Some(ReferenceOr::Item(schema)) = components.schemas.get_mut(&name) {
                schema.schema_kind = SchemaKind::Type(Type::Object(object));
            }
            extension
        })
        .collect()
}

/// What the generated methods cannot do, and a handwritten one on the same hooks can.
pub fn reason_to_leave_out(operation: &SpecOperation) -> Option<&'static str> {
    if let Some(ReferenceOr::Item(body)) = &operation.request_body
        && body.content.contains_key("multipart/form-data")
    {
        return Some("multipart body");
    }
    let binary = operation.responses.responses.iter().any(|(status, response)| {
        let ReferenceOr::Item(response) = response else {
            return false;
        };
        is_success(status) && response.content.contains_key("application/octet-stream")
    });
    binary.then_some("binary response")
}

/// The components that a request's body is made of.
pub fn find_body_objects(openapi: &OpenAPI) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = direct_request_bodies(openapi).collect();
    while let Some(name) = open.pop() {
        let component = openapi
            .components
            .as_ref()
            .and_then(|components| components.schemas.get(name));
        if let Some(ReferenceOr::Item(schema)) = component
            && found.insert(name.to_owned())
        {
            open.extend(components_in(schema));
        }
    }
    found
}

/// The components that are bodies as a whole, and parts of nothing.
fn find_bodies(openapi: &OpenAPI) -> BTreeSet<String> {
    let schemas = openapi
        .components
        .iter()
        .flat_map(|components| components.schemas.values());
    let parts: BTreeSet<&str> = schemas
        .filter_map(ReferenceOr::as_item)
        .flat_map(components_in)
        .collect();
    let bodies = direct_request_bodies(openapi).filter(|name| !parts.contains(name));
    bodies.map(str::to_owned).collect()
}

/// The components that a place holds: the one that it refers to, or those of the schema that stands there.
pub fn components_of<T: Borrow<Schema>>(place: &ReferenceOr<T>) -> Vec<&str> {
    match place {
        ReferenceOr::Reference { reference } => vec![target_name(reference)],
        ReferenceOr::Item(schema) => components_in(schema.borrow()),
    }
}

/// The components that a schema holds.
pub fn components_in(schema: &Schema) -> Vec<&str> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => {
            let others = match &object.additional_properties {
                Some(AdditionalProperties::Schema(schema)) => components_of(schema),
                _ => Vec::new(),
            };
            object
                .properties
                .values()
                .flat_map(components_of)
                .chain(others)
                .collect()
        }
        SchemaKind::Type(Type::Array(array)) => array.items.iter().flat_map(components_of).collect(),
        SchemaKind::AllOf { all_of } => all_of.iter().flat_map(components_of).collect(),
        SchemaKind::OneOf { one_of } => one_of.iter().flat_map(components_of).collect(),
        _ => Vec::new(),
    }
}

fn direct_request_bodies(openapi: &OpenAPI) -> impl Iterator<Item = &str> {
    openapi
        .operations()
        .filter_map(|(_, _, operation)| match operation.request_body.as_ref()? {
            ReferenceOr::Item(body) => body.content.get("application/json")?.schema.as_ref(),
            ReferenceOr::Reference { .. } => None,
        })
        .filter_map(referenced)
}

fn find_replaced(openapi: &OpenAPI) -> Vec<Replaced> {
    let Some(components) = &openapi.components else {
        return Vec::new();
    };
    components
        .schemas
        .iter()
        .filter_map(|(component, schema)| {
            let ReferenceOr::Item(schema) = schema else { return None };
            Some(Replaced {
                component: component.clone(),
                name: rust_names::type_name(component),
                doc: schema.schema_data.description.clone().unwrap_or_default(),
                kind: kind_of(component, schema, openapi)?,
            })
        })
        .collect()
}

pub fn kind_of(component: &str, schema: &Schema, openapi: &OpenAPI) -> Option<Kind> {
    if schema::is_open_value(schema) {
        return Some(Kind::OpenValue);
    }
    if schema::is_secret(schema) {
        return Some(Kind::Secret);
    }
    if schema::is_server_text(schema) {
        return Some(Kind::ServerText);
    }
    if schema::is_timestamp(schema) {
        return Some(Kind::Timestamp);
    }
    if schema::is_empty_object(schema) || is_nothing_but_a_tag(openapi, component) {
        return Some(Kind::Empty);
    }
    if let Some(values) = schema::integers(schema) {
        let values = values.into_iter().filter_map(|(schema, integer)| {
            let data = &schema.schema_data;
            Some(IntegerValue {
                title: data.title.clone()?,
                doc: data.description.clone().unwrap_or_default(),
                value: integer.enumeration.first().copied().flatten()?,
            })
        });
        return Some(Kind::Integers {
            values: values.collect(),
        });
    }
    if let Some(variants) = schema::shapes(schema) {
        let variants = variants.iter().filter_map(|variant| {
            let data = &variant.as_item()?.schema_data;
            Some(Shape {
                title: data.title.clone()?,
                doc: data.description.clone().unwrap_or_default(),
                holds: rust_type(openapi, variant)?,
            })
        });
        return Some(Kind::Shapes {
            variants: variants.collect(),
        });
    }
    if let Some(kind) = schema::text_kind(component, schema) {
        return Some(Kind::Text(kind));
    }
    if schema::is_union(schema) {
        let discriminator = schema.schema_data.discriminator.as_ref()?;
        let tag = discriminator.property_name.clone();
        let variants = discriminator
            .mapping
            .iter()
            .map(|(value, reference)| Variant {
                value: value.clone(),
                component: target_name(reference).to_owned(),
            })
            .collect();
        return Some(Kind::Union { tag, variants });
    }
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(StringType { enumeration, .. })) if schema::is_enum(schema) => Some(Kind::Enum {
            values: enumeration.iter().flatten().cloned().collect(),
        }),
        _ => None,
    }
}

/// The Rust type of a value, as the generator would write it.
pub fn rust_type<T: Borrow<Schema>>(openapi: &OpenAPI, schema: &ReferenceOr<T>) -> Option<String> {
    if let Some(name) = schema::used_component(schema) {
        let component = openapi.components.as_ref()?.schemas.get(name)?.as_item()?;
        let type_name = rust_names::type_name(name);
        return Some(match kind_of(name, component, openapi) {
            Some(kind) => kind.path(&type_name),
            None => format!("crate::types::{type_name}"),
        });
    }
    match &schema.as_item()?.borrow().schema_kind {
        SchemaKind::Type(Type::Boolean(_)) => Some("bool".to_owned()),
        SchemaKind::Type(Type::Integer(_)) => Some("i64".to_owned()),
        SchemaKind::Type(Type::Number(_)) => Some("f64".to_owned()),
        SchemaKind::Type(Type::String(_)) => Some("String".to_owned()),
        SchemaKind::Type(Type::Array(array)) => Some(format!("Vec<{}>", rust_type(openapi, array.items.as_ref()?)?)),
        SchemaKind::Type(Type::Object(ObjectType {
            additional_properties: Some(AdditionalProperties::Schema(values)),
            ..
        })) => {
            let values = rust_type(openapi, values)?;
            Some(format!("::std::collections::BTreeMap<String, {values}>"))
        }
        _ => None,
    }
}

/// Whether a component is a variant of a union, of which nothing is left without the tag.
pub fn is_nothing_but_a_tag(openapi: &OpenAPI, component: &str) -> bool {
    let tag = tag_of(openapi, component);
    tag.is_some_and(|tag| object(openapi, component).is_some_and(|object| has_only(object, tag)))
}

/// The property that tells a component from the other variants of its union, if it is one.
pub fn tag_of<'a>(openapi: &'a OpenAPI, component: &str) -> Option<&'a str> {
    let schemas = openapi.components.as_ref()?.schemas.values();
    let mut discriminators = schemas.filter_map(|schema| schema.as_item()?.schema_data.discriminator.as_ref());
    let discriminator =
        discriminators.find(|it| it.mapping.values().any(|variant| target_name(variant) == component))?;
    Some(&discriminator.property_name)
}

fn has_only(object: &ObjectType, tag: &str) -> bool {
    object.additional_properties.is_none() && object.properties.keys().all(|name| name == tag)
}

pub fn object<'a>(openapi: &'a OpenAPI, component: &str) -> Option<&'a ObjectType> {
    match openapi.components.as_ref()?.schemas.get(component)? {
        ReferenceOr::Item(Schema {
            schema_kind: SchemaKind::Type(Type::Object(object)),
            ..
        }) => Some(object),
        _ => None,
    }
}

/// The union's macro reads and writes the tag, so a variant must not do it again.
fn take_tags_out(openapi: &mut OpenAPI, replaced: &[Replaced]) {
    let Some(components) = &mut openapi.components else {
        return;
    };
    for union in replaced {
        let Kind::Union { tag, variants } = &union.kind else {
            continue;
        };
        for variant in variants {
            if let Some(ReferenceOr::Item(Schema {
                schema_kind: SchemaKind::Type(Type::Object(object)),
                ..
            })) = components.schemas.get_mut(&variant.component)
            {
                object.properties.shift_remove(tag);
                object.required.retain(|name| name != tag);
            }
        }
    }
}

/// The generator makes a type that checks its length of a text with one, and another type of a number with bounds. What is
/// replaced says with its length which type it is.
fn relax_components(openapi: &mut OpenAPI, replaced: &[Replaced]) {
    let components = openapi.components.iter_mut().flat_map(|it| &mut it.schemas);
    for (name, schema) in components {
        if let ReferenceOr::Item(schema) = schema
            && replaced.iter().all(|it| it.component != *name)
        {
            drop_bounds(schema);
        }
    }
}

fn relax_and_document_properties(openapi: &mut OpenAPI) {
    let Some(components) = &mut openapi.components else {
        return;
    };
    let descriptions: Vec<(String, String)> = components
        .schemas
        .iter()
        .filter_map(|(name, schema)| match schema {
            ReferenceOr::Item(schema) => Some((name.clone(), schema.schema_data.description.clone()?)),
            ReferenceOr::Reference { .. } => None,
        })
        .collect();
    for schema in components.schemas.values_mut() {
        for_each_object(schema, &mut |object| {
            for (name, property) in &mut object.properties {
                let optional = !object.required.contains(name);
                if let ReferenceOr::Item(schema) = property {
                    drop_bounds(schema);
                    if optional && is_collection(schema) {
                        schema.schema_data.nullable = true;
                    }
                }
                if let ReferenceOr::Reference { reference } = property {
                    let target = target_name(reference);
                    let description = descriptions.iter().find(|(name, _)| name == target);
                    *property = documented(reference, description.map(|(_, text)| text.clone()));
                }
            }
        });
    }
}

/// What bounds a parameter is said in its description, too, and decided by the server.
fn relax_parameters(openapi: &mut OpenAPI) {
    let named = openapi
        .components
        .iter_mut()
        .flat_map(|components| components.parameters.values_mut());
    named.for_each(relax_parameter);
    for item in openapi.paths.paths.values_mut() {
        let ReferenceOr::Item(item) = item else { continue };
        item.parameters.iter_mut().for_each(relax_parameter);
        for operation in slots(item).into_iter().flatten() {
            operation.parameters.iter_mut().for_each(relax_parameter);
        }
    }
}

fn relax_parameter(parameter: &mut ReferenceOr<Parameter>) {
    let ReferenceOr::Item(parameter) = parameter else {
        return;
    };
    let data = match parameter {
        Parameter::Query { parameter_data, .. }
        | Parameter::Header { parameter_data, .. }
        | Parameter::Path { parameter_data, .. }
        | Parameter::Cookie { parameter_data, .. } => parameter_data,
    };
    if let ParameterSchemaOrContent::Schema(ReferenceOr::Item(schema)) = &mut data.format {
        drop_bounds(schema);
        // Absence says the same.
        schema.schema_data.nullable = false;
    }
}

/// Bounds, lengths, defaults and formats of numbers are for people. In types they would make an answer fail that is a little off,
/// demand and send what is optional, or make a type another one as soon as a bound moves.
fn drop_bounds(schema: &mut Schema) {
    schema.schema_data.default = None;
    match &mut schema.schema_kind {
        SchemaKind::Type(Type::Integer(integer)) => {
            *integer = IntegerType {
                enumeration: std::mem::take(&mut integer.enumeration),
                ..IntegerType::default()
            }
        }
        SchemaKind::Type(Type::Number(number)) => *number = NumberType::default(),
        SchemaKind::Type(Type::String(string)) => {
            string.min_length = None;
            string.max_length = None;
        }
        SchemaKind::Type(Type::Array(array)) => {
            array.min_items = None;
            array.max_items = None;
            array.unique_items = false;
            if let Some(ReferenceOr::Item(items)) = &mut array.items {
                drop_bounds(items);
            }
        }
        SchemaKind::Type(Type::Object(object)) => {
            object.min_properties = None;
            object.max_properties = None;
            if let Some(AdditionalProperties::Schema(values)) = &mut object.additional_properties
                && let ReferenceOr::Item(values) = values.as_mut()
            {
                drop_bounds(values);
            }
        }
        _ => {}
    }
}

fn for_each_object(schema: &mut ReferenceOr<Schema>, change: &mut impl FnMut(&mut ObjectType)) {
    let ReferenceOr::Item(schema) = schema else { return };
    match &mut schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => change(object),
        SchemaKind::AllOf { all_of } => all_of.iter_mut().for_each(|part| for_each_object(part, change)),
        _ => {}
    }
}

/// Missing, such a property would be read as empty, an explicit null refused, and an empty one never sent.
fn is_collection(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Array(_)) => true,
        SchemaKind::Type(Type::Object(object)) => {
            object.properties.is_empty() && object.additional_properties != Some(AdditionalProperties::Any(false))
        }
        _ => false,
    }
}

/// A bare reference would lose its target's description; wrapped in `allOf` it is the same type, with one.
fn documented(reference: &str, description: Option<String>) -> ReferenceOr<Box<Schema>> {
    ReferenceOr::Item(Box::new(Schema {
        schema_data: SchemaData {
            description,
            ..SchemaData::default()
        },
        schema_kind: SchemaKind::AllOf {
            all_of: vec![ReferenceOr::Reference {
                reference: reference.to_owned(),
            }],
        },
    }))
}

fn referenced<T>(schema: &ReferenceOr<T>) -> Option<&str> {
    match schema {
        ReferenceOr::Reference { reference } => Some(target_name(reference)),
        ReferenceOr::Item(_) => None,
    }
}

#[cfg(test)]
mod tests;
