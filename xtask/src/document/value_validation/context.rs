//! The place in a value that is being validated, and the report on it.

use std::borrow::Borrow;

use openapiv3::{OpenAPI, ReferenceOr, Schema};
use serde_json::Value;

use crate::document::json_pointer::child;
use crate::document::load::RequiredAnyOf;
use crate::document::openapi::schema::target_name;
use crate::document::problem::quoted;

/// A place of a value that does not conform to its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// A JSON pointer into the value.
    pub pointer: String,
    /// What is wrong: one line, in lower case, without a full stop.
    pub message: String,
    /// What to do about it: one line, in lower case, without a full stop.
    pub help: String,
}

/// A schema, or a reference to one.
pub type SchemaRef<'a> = ReferenceOr<&'a Schema>;

pub fn borrowed<T: Borrow<Schema>>(schema: &ReferenceOr<T>) -> SchemaRef<'_> {
    match schema {
        ReferenceOr::Item(schema) => ReferenceOr::Item(schema.borrow()),
        ReferenceOr::Reference { reference } => ReferenceOr::Reference {
            reference: reference.clone(),
        },
    }
}

/// The current place in the value.
#[derive(Clone)]
pub struct Place<'a> {
    pub pointer: String,
    /// The component that describes this value.
    pub component: Option<&'a str>,
    /// The components that led to the schema without going deeper into the value; a cycle returns to one of these.
    pub passed: Vec<&'a str>,
}

impl<'a> Place<'a> {
    pub fn child(&self, key: &str) -> Self {
        Self {
            pointer: child(&self.pointer, key),
            component: None,
            passed: Vec::new(),
        }
    }

    pub fn through(&self, component: &'a str) -> Self {
        let mut place = self.clone();
        place.component = Some(component);
        place.passed.push(component);
        place
    }

    pub fn misfit(&self, message: impl Into<String>, help: impl Into<String>) -> Misfit {
        Misfit {
            pointer: self.pointer.clone(),
            message: message.into(),
            help: help.into(),
        }
    }

    /// Returns the value's name for a sentence about its members.
    pub fn owner(&self) -> String {
        self.component.map_or_else(|| "this object".to_owned(), quoted)
    }
}

/// The target of a reference.
pub enum Target<'a> {
    Schema(&'a Schema, Place<'a>),
    /// A schema whose check has not ended.
    Cycle,
    Nowhere,
}

/// A document, against whose components values are checked.
pub struct Validator<'a> {
    pub openapi: &'a OpenAPI,
    pub required_any_of: &'a RequiredAnyOf,
}

impl<'a> Validator<'a> {
    /// Follows a reference, or returns the schema itself if it is not one.
    pub fn target(&self, schema: &SchemaRef<'a>, place: &Place<'a>) -> Target<'a> {
        let mut place = place.clone();
        let mut reference = match schema {
            ReferenceOr::Item(schema) => return Target::Schema(schema, place),
            ReferenceOr::Reference { reference } => reference.as_str(),
        };
        loop {
            let components = self.openapi.components.as_ref();
            let entry = components.and_then(|components| components.schemas.get_key_value(target_name(reference)));
            let Some((name, target)) = entry.filter(|_| reference.starts_with("#/components/schemas/")) else {
                return Target::Nowhere;
            };
            if place.passed.contains(&name.as_str()) {
                return Target::Cycle;
            }
            place = place.through(name);
            match target {
                ReferenceOr::Item(schema) => return Target::Schema(schema, place),
                ReferenceOr::Reference { reference: next } => reference = next,
            }
        }
    }
}

/// Returns a value for a sentence.
pub fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        other => quoted(&other.to_string()),
    }
}
