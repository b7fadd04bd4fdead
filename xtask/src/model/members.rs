//! Members of objects, arguments and setters, with the types that they accept.

use std::borrow::Borrow;

use openapiv3::{AdditionalProperties, ObjectType, OpenAPI, ReferenceOr, Schema, SchemaKind, Type};

use crate::document::codegen_toml::settings::Settings;
use crate::document::openapi::schema::TextKind;
use crate::document::openapi::{components, schema};
use crate::document::sampler::{Sampler, Size};
use crate::model::runtime_types::{RuntimeType, rust_type};
use crate::model::{nullability, runtime_types, rust_names};

/// The type of a value, as far as it decides what a program may pass for it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// True or false.
    Bool,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A text that is not a component.
    Text,
    /// A list.
    List(Box<Value>),
    /// A map from names to values.
    Map(Box<Value>),
    /// A value that can be set, cleared or left as it is.
    Clearable(Box<Value>),
    /// A component.
    Component {
        /// The component's name.
        name: String,
        /// The path of its type.
        path: String,
    },
}

/// A value with a name: an argument, or a member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name on the wire.
    pub wire: String,
    /// The name as an argument or a setter.
    pub name: String,
    /// The type.
    pub value: Value,
    /// Whether it is required.
    pub is_required: bool,
    /// Whether it may be null although it is required.
    pub is_nullable: bool,
    /// The description.
    pub doc: String,
    /// The least and the greatest value or length, in a sentence. Empty if there are no bounds.
    pub bounds: String,
    /// An example value.
    pub example: Option<serde_json::Value>,
    /// Whether the example is that of this place, and not the component's.
    pub has_own_example: bool,
}

impl Member {
    /// Returns `true` if an object may lack it, or have null in its place.
    pub fn may_be_absent(&self) -> bool {
        !self.is_required || self.is_nullable
    }

    /// Returns the name of its field in the generated struct.
    pub fn field(&self) -> String {
        rust_names::field_name(&self.wire)
    }
}

/// An object, including the properties of the object that it extends.
pub struct Object {
    /// The members, in the document's order.
    pub members: Vec<Member>,
}

impl Object {
    /// Returns the object that a component is, or `None` if it is something else.
    pub fn of(openapi: &OpenAPI, settings: &Settings, component: &str) -> Option<Self> {
        Self::as_part_of(openapi, settings, component, &[component])
    }

    /// Returns the same object as a part of its owners, the nearest first: the settings of a component that extends it take
    /// precedence.
    fn as_part_of(openapi: &OpenAPI, settings: &Settings, component: &str, owners: &[&str]) -> Option<Self> {
        let schema = schema(openapi, component)?;
        let mut members = Vec::new();
        match schema::extension(schema) {
            Some((base, more)) => {
                let bases = [owners, &[base]].concat();
                members = Self::as_part_of(openapi, settings, base, &bases)?.members;
                members.extend(members_of(openapi, settings, component, owners, more));
            }
            None => match &schema.schema_kind {
                SchemaKind::Type(Type::Object(object)) if !schema::is_map(object) => {
                    members.extend(members_of(openapi, settings, component, owners, object));
                }
                _ => return None,
            },
        }
        Some(Self { members })
    }
}

fn members_of(
    openapi: &OpenAPI,
    settings: &Settings,
    component: &str,
    owners: &[&str],
    object: &ObjectType,
) -> Vec<Member> {
    // The union writes the tag.
    let tag = components::tag_of(openapi, component);
    let properties = object.properties.iter().filter(|(wire, _)| Some(wire.as_str()) != tag);
    properties
        .filter_map(|(wire, property)| {
            let is_required = object.required.contains(wire);
            let mut member = member_of(openapi, settings, component, wire, property, is_required)?;
            if nullability::is_clearable(openapi, component, property, is_required) {
                member.value = Value::Clearable(Box::new(member.value));
            }
            if let Some(name) = settings.names_of(owners, wire).first() {
                name.as_str().clone_into(&mut member.name);
            }
            Some(member)
        })
        .collect()
}

/// Returns a value with a name.
///
/// `owner` is the operation or the component that it belongs to.
pub fn member_of<T: Borrow<Schema>>(
    openapi: &OpenAPI,
    settings: &Settings,
    owner: &str,
    wire: &str,
    place: &ReferenceOr<T>,
    is_required: bool,
) -> Option<Member> {
    let used = schema::referenced_component(place).and_then(|name| schema(openapi, name));
    let own = match place {
        ReferenceOr::Item(schema) => Some(schema.borrow()),
        ReferenceOr::Reference { .. } => None,
    };
    let first_of = |of: fn(&Schema) -> Option<String>| own.and_then(of).or_else(|| used.and_then(of));
    let own_example = own.and_then(|schema| schema.schema_data.example.clone());
    let has_own_example = own_example.is_some();
    let example = own_example.or_else(|| used.and_then(|schema| schema.schema_data.example.clone()));
    let name = settings.name(owner, wire).map(str::to_owned);
    Some(Member {
        wire: wire.to_owned(),
        name: name.unwrap_or_else(|| rust_names::field_name(wire)),
        value: Value::of(openapi, place)?,
        is_required,
        is_nullable: is_required && schema::is_nullable(place),
        doc: first_of(|schema| schema.schema_data.description.clone()).unwrap_or_default(),
        bounds: first_of(bounds).unwrap_or_default(),
        has_own_example,
        example: example.or_else(|| list_of_several(openapi, place, own.or(used)?, wire)),
    })
}

/// Returns a sample of a list that needs more than one entry, for which no example is written.
fn list_of_several<T: Borrow<Schema>>(
    openapi: &OpenAPI,
    place: &ReferenceOr<T>,
    schema: &Schema,
    wire: &str,
) -> Option<serde_json::Value> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Array(array)) if array.min_items > Some(1) => {
            let sampler = Sampler::of(openapi);
            sampler.resolved(sampler.value(place, Size::Full, wire, None)?)
        }
        _ => None,
    }
}

/// Returns the bounds of a value as a sentence. A minimum of 0 is not mentioned.
fn bounds(schema: &Schema) -> Option<String> {
    fn between<T: std::fmt::Display>(least: Option<T>, most: Option<T>, what: &str) -> Option<String> {
        match (least, most) {
            (Some(least), Some(most)) => Some(format!("From {least} to {most}{what}.")),
            (Some(least), None) => Some(format!("At least {least}{what}.")),
            (None, Some(most)) => Some(format!("At most {most}{what}.")),
            (None, None) => None,
        }
    }
    match &schema.schema_kind {
        SchemaKind::Type(Type::Integer(integer)) => {
            let least = integer.minimum.filter(|least| *least != 0 || integer.maximum.is_some());
            between(least, integer.maximum, "")
        }
        SchemaKind::Type(Type::Number(number)) => {
            let least = number.minimum.filter(|least| *least != 0.0 || number.maximum.is_some());
            between(least, number.maximum, "")
        }
        SchemaKind::Type(Type::String(string)) => {
            let least = string.min_length.filter(|least| *least > 1);
            between(least, string.max_length, " characters")
        }
        SchemaKind::Type(Type::Array(array)) => match (array.min_items, array.max_items) {
            (Some(1), None) => Some("At least one entry.".to_owned()),
            (least, most) => between(least, most, " entries"),
        },
        _ => None,
    }
}

impl Value {
    /// Returns the value that a schema describes, or `None` for a schema that lint refuses.
    pub fn of<T: Borrow<Schema>>(openapi: &OpenAPI, place: &ReferenceOr<T>) -> Option<Self> {
        if let Some(name) = schema::referenced_component(place) {
            return Self::of_component(openapi, name);
        }
        Self::plain(openapi, place.as_item()?.borrow())
    }

    fn of_component(openapi: &OpenAPI, name: &str) -> Option<Self> {
        let reference: ReferenceOr<Schema> = ReferenceOr::Reference {
            reference: format!("#/components/schemas/{name}"),
        };
        Some(Self::Component {
            name: name.to_owned(),
            path: rust_type(openapi, &reference)?,
        })
    }

    fn plain(openapi: &OpenAPI, schema: &Schema) -> Option<Self> {
        Some(match &schema.schema_kind {
            SchemaKind::Type(Type::Boolean(_)) => Self::Bool,
            SchemaKind::Type(Type::Integer(_)) => Self::Integer,
            SchemaKind::Type(Type::Number(_)) => Self::Number,
            SchemaKind::Type(Type::String(_)) => Self::Text,
            SchemaKind::Type(Type::Array(array)) => Self::List(Box::new(Self::of(openapi, array.items.as_ref()?)?)),
            SchemaKind::Type(Type::Object(ObjectType {
                additional_properties: Some(AdditionalProperties::Schema(values)),
                ..
            })) => Self::Map(Box::new(Self::of(openapi, values)?)),
            _ => return None,
        })
    }

    /// Returns the type of the field that stores it.
    pub fn rust_type(&self) -> String {
        match self {
            Self::Bool => "bool".to_owned(),
            Self::Integer => "i64".to_owned(),
            Self::Number => "f64".to_owned(),
            Self::Text => "String".to_owned(),
            Self::List(item) => format!("Vec<{}>", item.rust_type()),
            Self::Map(value) => format!("::std::collections::BTreeMap<String, {}>", value.rust_type()),
            Self::Clearable(held) => format!("crate::Clearable<{}>", held.rust_type()),
            Self::Component { path, .. } => path.clone(),
        }
    }

    /// Returns the type that a method accepts for it.
    pub fn accepted_type(&self) -> String {
        match self {
            Self::Bool => "bool".to_owned(),
            Self::List(item) => format!("impl IntoIterator<Item: Into<{}>>", item.rust_type()),
            Self::Map(value) => {
                let value = value.rust_type();
                format!("impl IntoIterator<Item = (impl Into<String>, impl Into<{value}>)>")
            }
            other => format!("impl Into<{}>", other.rust_type()),
        }
    }

    /// Returns the expression that converts a method's argument to the stored value.
    pub fn converted(&self, given: &str) -> String {
        match self {
            Self::Bool => given.to_owned(),
            Self::List(_) => format!("{given}.into_iter().map(Into::into).collect()"),
            Self::Map(_) => format!("{given}.into_iter().map(|(name, value)| (name.into(), value.into())).collect()"),
            _ => format!("{given}.into()"),
        }
    }

    /// Returns the component that it is, or that is the item of its list.
    pub fn component(&self) -> Option<&str> {
        match self {
            Self::Component { name, .. } => Some(name),
            Self::List(item) => item.component(),
            _ => None,
        }
    }

    /// Returns `true` if its type dereferences to a text.
    pub fn is_text(&self, openapi: &OpenAPI) -> bool {
        match self {
            Self::Text => true,
            Self::Component { name, .. } => {
                let kind =
                    schema(openapi, name).and_then(|schema| runtime_types::runtime_type_of(name, schema, openapi));
                matches!(
                    kind,
                    Some(RuntimeType::Text(_) | RuntimeType::Timestamp | RuntimeType::Enum { .. })
                )
            }
            _ => false,
        }
    }

    /// Returns `true` if it may be printed: numbers, booleans and IDs may, texts may not.
    pub fn is_printable(&self, openapi: &OpenAPI) -> bool {
        match self {
            Self::Bool | Self::Integer | Self::Number => true,
            Self::List(item) => item.is_printable(openapi),
            Self::Component { name, .. } => {
                name.ends_with("ID") && schema(openapi, name).is_some_and(|it| schema::text_kind(name, it).is_some())
            }
            Self::Text | Self::Map(_) | Self::Clearable(_) => false,
        }
    }

    /// Returns `true` if the client refuses to send some values of the type.
    pub fn may_be_refused(&self, openapi: &OpenAPI) -> bool {
        self.may_be_refused_beside(openapi, &mut Vec::new())
    }

    /// Does the same without the components whose check has not ended.
    fn may_be_refused_beside(&self, openapi: &OpenAPI, seen: &mut Vec<String>) -> bool {
        match self {
            Self::Number => true,
            Self::Bool | Self::Integer | Self::Text => false,
            Self::List(inner) | Self::Map(inner) | Self::Clearable(inner) => inner.may_be_refused_beside(openapi, seen),
            Self::Component { name, .. } => {
                match schema(openapi, name).and_then(|schema| runtime_types::runtime_type_of(name, schema, openapi)) {
                    Some(RuntimeType::Text(kind)) => kind != TextKind::Any,
                    Some(RuntimeType::Timestamp) => true,
                    Some(_) => false,
                    None if seen.contains(name) => false,
                    None => {
                        seen.push(name.clone());
                        let object = Object::of(openapi, &Settings::default(), name);
                        let mut members = object.into_iter().flat_map(|object| object.members);
                        members.any(|it| it.value.may_be_refused_beside(openapi, seen))
                    }
                }
            }
        }
    }
}

fn schema<'a>(openapi: &'a OpenAPI, component: &str) -> Option<&'a Schema> {
    openapi.components.as_ref()?.schemas.get(component)?.as_item()
}
