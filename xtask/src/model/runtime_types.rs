//! The types that the runtime defines instead of the generator: open enums, unions, IDs, secrets and others.

use std::borrow::Borrow;

use openapiv3::{AdditionalProperties, ObjectType, OpenAPI, ReferenceOr, Schema, SchemaKind, StringType, Type};

use crate::document::openapi::components::is_nothing_but_a_tag;
use crate::document::openapi::schema::{self, TextKind, target_name};
use crate::model::rust_names;

/// A component whose type comes from a macro or a type of the runtime.
pub struct Replacement {
    /// The component's name.
    pub component: String,
    /// The Rust type's name.
    pub name: String,
    /// The component's description.
    pub doc: String,
    /// The kind of the type.
    pub kind: RuntimeType,
}

impl Replacement {
    /// Returns the path by which the generated code names the type.
    pub fn path(&self) -> String {
        self.kind.path(&self.name)
    }
}

/// The kind of a type that the runtime defines.
pub enum RuntimeType {
    /// A string with known values that also accepts others.
    Enum {
        /// The known values.
        values: Vec<String>,
    },
    /// An ID, a key or a cursor.
    Text(TextKind),
    /// A text for people, which is not printed.
    ServerText,
    /// A string that is not printed.
    Secret,
    /// Any JSON value, which is not printed.
    OpenValue,
    /// A point in time, stored as text.
    Timestamp,
    /// An object without members.
    EmptyObject,
    /// A number with known values that also accepts others.
    IntegerEnum {
        /// The known values.
        values: Vec<IntegerValue>,
    },
    /// One of several values that differ in shape; other shapes are accepted as well.
    UntaggedUnion {
        /// The known shapes.
        variants: Vec<UntaggedVariant>,
    },
    /// One of several objects that a tag distinguishes; other tags are accepted as well.
    Union {
        /// The property that is the tag.
        tag: String,
        /// The known variants.
        variants: Vec<Variant>,
    },
}

impl RuntimeType {
    /// Returns the path of a type of this kind with this name.
    pub fn path(&self, name: &str) -> String {
        match self {
            Self::Secret => "crate::Secret".to_owned(),
            Self::OpenValue => "crate::OpenValue".to_owned(),
            Self::ServerText => "crate::ServerText".to_owned(),
            Self::Timestamp => "crate::Timestamp".to_owned(),
            Self::Enum { .. }
            | Self::Text(_)
            | Self::EmptyObject
            | Self::IntegerEnum { .. }
            | Self::UntaggedUnion { .. }
            | Self::Union { .. } => format!("crate::types::{name}"),
        }
    }

    /// Returns the Rust types that this one contains.
    pub fn part_types(&self) -> Vec<String> {
        match self {
            Self::UntaggedUnion { variants } => variants.iter().map(|variant| variant.rust_type.clone()).collect(),
            Self::Union { variants, .. } => variants
                .iter()
                .map(|variant| format!("crate::types::{}", rust_names::type_name(&variant.component)))
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// A value of an enum of integers.
pub struct IntegerValue {
    /// The variant's name, as the document writes it.
    pub title: String,
    /// The description.
    pub doc: String,
    /// The number.
    pub value: i64,
}

/// A shape of a union without a tag.
pub struct UntaggedVariant {
    /// The variant's name, as the document writes it.
    pub title: String,
    /// The description.
    pub doc: String,
    /// The Rust type of the value.
    pub rust_type: String,
}

/// An object of a union.
pub struct Variant {
    /// The tag's value.
    pub value: String,
    /// The component with the other members.
    pub component: String,
}

pub fn find_replacements(openapi: &OpenAPI) -> Vec<Replacement> {
    let Some(components) = &openapi.components else {
        return Vec::new();
    };
    components
        .schemas
        .iter()
        .filter_map(|(component, schema)| {
            let ReferenceOr::Item(schema) = schema else { return None };
            Some(Replacement {
                component: component.clone(),
                name: rust_names::type_name(component),
                doc: schema.schema_data.description.clone().unwrap_or_default(),
                kind: runtime_type_of(component, schema, openapi)?,
            })
        })
        .collect()
}

pub fn runtime_type_of(component: &str, schema: &Schema, openapi: &OpenAPI) -> Option<RuntimeType> {
    if schema::is_open_value(schema) {
        return Some(RuntimeType::OpenValue);
    }
    if schema::is_secret(schema) {
        return Some(RuntimeType::Secret);
    }
    if schema::is_server_text(schema) {
        return Some(RuntimeType::ServerText);
    }
    if schema::is_timestamp(schema) {
        return Some(RuntimeType::Timestamp);
    }
    if schema::is_empty_object(schema) || is_nothing_but_a_tag(openapi, component) {
        return Some(RuntimeType::EmptyObject);
    }
    if let Some(values) = schema::integer_variants(schema) {
        let values = values.into_iter().filter_map(|(schema, integer)| {
            let data = &schema.schema_data;
            Some(IntegerValue {
                title: data.title.clone()?,
                doc: data.description.clone().unwrap_or_default(),
                value: integer.enumeration.first().copied().flatten()?,
            })
        });
        return Some(RuntimeType::IntegerEnum {
            values: values.collect(),
        });
    }
    if let Some(variants) = schema::untagged_variants(schema) {
        let variants = variants.iter().filter_map(|variant| {
            let data = &variant.as_item()?.schema_data;
            Some(UntaggedVariant {
                title: data.title.clone()?,
                doc: data.description.clone().unwrap_or_default(),
                rust_type: rust_type(openapi, variant)?,
            })
        });
        return Some(RuntimeType::UntaggedUnion {
            variants: variants.collect(),
        });
    }
    if let Some(kind) = schema::text_kind(component, schema) {
        return Some(RuntimeType::Text(kind));
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
        return Some(RuntimeType::Union { tag, variants });
    }
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(StringType { enumeration, .. })) if schema::is_enum(schema) => {
            Some(RuntimeType::Enum {
                values: enumeration.iter().flatten().cloned().collect(),
            })
        }
        _ => None,
    }
}

/// Returns the Rust type of a value, as the generator writes it.
pub fn rust_type<T: Borrow<Schema>>(openapi: &OpenAPI, schema: &ReferenceOr<T>) -> Option<String> {
    if let Some(name) = schema::referenced_component(schema) {
        let component = openapi.components.as_ref()?.schemas.get(name)?.as_item()?;
        let type_name = rust_names::type_name(name);
        return Some(match runtime_type_of(name, component, openapi) {
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
