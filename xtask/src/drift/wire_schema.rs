//! A schema by the values that it allows on the wire, independently of how it is written.
//!
//! `$ref`s and `allOf` are resolved. `oneOf`, `anyOf` and lists of types become alternatives. A `const` is an enum of one value,
//! alternatives of one kind become one enum, and `null` is a flag instead of an alternative. Only the top of a schema is read:
//! inner schemas stay places, so that a schema may contain itself.

pub mod reader;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::document::problem::quoted_in_full;

/// Schemas that all apply to a value; nearly always one.
pub type SchemaPlace = Vec<String>;

/// The values that a schema allows on the wire.
#[derive(Clone, Debug, Default)]
pub struct WireSchema {
    /// Whether null is allowed.
    pub nullable: bool,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The other values that are allowed. Empty if only null is.
    pub alternatives: Vec<Alternative>,
}

/// One kind of value.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// The place of its schema.
    pub origin: String,
    /// The kind.
    pub what: ValueKind,
}

/// The kind of a value.
#[derive(Clone, Debug)]
pub enum ValueKind {
    /// Any JSON value.
    Anything,
    /// Text, a number or a boolean.
    Scalar(Scalar),
    /// A list with the schema of its items.
    Array(SchemaPlace),
    /// An object.
    Object(Object),
}

/// A single value.
#[derive(Clone, Debug)]
pub struct Scalar {
    /// Its kind.
    pub kind: ScalarKind,
    /// The known values as JSON, each with its place, if the schema lists them.
    pub values: Option<BTreeMap<String, String>>,
    /// Whether it is a point in time.
    pub is_time: bool,
}

/// The kind of a single value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarKind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// A boolean.
    Boolean,
}

/// The properties of an object.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// The known properties.
    pub properties: BTreeMap<String, SchemaPlace>,
    /// The required properties.
    pub required: BTreeSet<String>,
    /// The schema of all other properties, if there is one.
    pub rest: SchemaPlace,
}

impl WireSchema {
    fn anything(pointer: &str) -> Self {
        Self {
            nullable: true,
            deprecated: false,
            alternatives: vec![Alternative {
                origin: pointer.to_owned(),
                what: ValueKind::Anything,
            }],
        }
    }

    /// Allows what another schema allows.
    fn or(&mut self, other: &Self) {
        self.nullable |= other.nullable;
        for alternative in &other.alternatives {
            self.add(alternative.clone());
        }
    }

    fn add(&mut self, new: Alternative) {
        if matches!(new.what, ValueKind::Anything) {
            self.alternatives = vec![new];
            return;
        }
        for old in &mut self.alternatives {
            match (&mut old.what, &new.what) {
                (ValueKind::Anything, _) => return,
                (ValueKind::Scalar(old), ValueKind::Scalar(new)) if old.kind.is_like(new.kind) => return old.or(new),
                // "One of the two is required", which no type can express.
                (ValueKind::Object(old), ValueKind::Object(new))
                    if old.properties == new.properties && old.rest == new.rest =>
                {
                    old.required.retain(|name| new.required.contains(name));
                    return;
                }
                _ => {}
            }
        }
        self.alternatives.push(new);
    }
}

impl Alternative {
    /// Returns the values that both schemas allow; `pointer` is the place that combines them.
    fn and(&self, other: &Self, pointer: &str) -> Option<Self> {
        let what = match (&self.what, &other.what) {
            (ValueKind::Anything, _) => return Some(other.clone()),
            (_, ValueKind::Anything) => return Some(self.clone()),
            (ValueKind::Scalar(one), ValueKind::Scalar(other)) if one.kind.is_like(other.kind) => {
                ValueKind::Scalar(one.and(other))
            }
            (ValueKind::Array(one), ValueKind::Array(other)) => ValueKind::Array(joined(one, other)),
            (ValueKind::Object(one), ValueKind::Object(other)) => ValueKind::Object(one.and(other)),
            _ => return None,
        };
        Some(Self {
            origin: pointer.to_owned(),
            what,
        })
    }
}

impl ScalarKind {
    /// Returns `true` if values of one kind can be values of the other.
    pub fn is_like(self, other: Self) -> bool {
        let is_number = |kind| matches!(kind, Self::Integer | Self::Number);
        self == other || is_number(self) && is_number(other)
    }
}

impl Scalar {
    fn or(&mut self, other: &Self) {
        if other.kind == ScalarKind::Number {
            self.kind = ScalarKind::Number;
        }
        self.is_time &= other.is_time;
        // Known values beside any text are the known values of the text.
        match (&mut self.values, &other.values) {
            (Some(known), Some(more)) => known.extend(more.clone()),
            (none @ None, more) => none.clone_from(more),
            (Some(_), None) => {}
        }
    }

    fn and(&self, other: &Self) -> Self {
        let values = match (&self.values, &other.values) {
            (Some(one), Some(other)) => {
                let mut values = one.clone();
                values.retain(|value, _| other.contains_key(value));
                Some(values).filter(|values| !values.is_empty())
            }
            (one, other) => one.clone().or_else(|| other.clone()),
        };
        Self {
            kind: if self.kind == ScalarKind::Number {
                other.kind
            } else {
                self.kind
            },
            values,
            is_time: self.is_time || other.is_time,
        }
    }
}

impl Object {
    fn and(&self, other: &Self) -> Self {
        let mut properties = self.properties.clone();
        for (name, places) in &other.properties {
            let place = properties.entry(name.clone()).or_default();
            *place = joined(place, places);
        }
        Self {
            properties,
            required: self.required.union(&other.required).cloned().collect(),
            rest: joined(&self.rest, &other.rest),
        }
    }
}

/// Returns the name of the component at a place, or `None` for a part of one.
pub fn component(pointer: &str) -> Option<&str> {
    let name = pointer.strip_prefix("/components/schemas/")?;
    (!name.contains('/')).then_some(name)
}

fn joined(one: &SchemaPlace, other: &SchemaPlace) -> SchemaPlace {
    let new = other.iter().filter(|place| !one.contains(place));
    one.iter().chain(new).cloned().collect()
}

impl Alternative {
    /// Returns the kind of value in a few words.
    pub fn describe(&self) -> String {
        match &self.what {
            ValueKind::Anything => "any value".to_owned(),
            ValueKind::Array(_) => "a list".to_owned(),
            ValueKind::Object(object) if object.properties.is_empty() => "a map".to_owned(),
            ValueKind::Object(_) => "an object".to_owned(),
            ValueKind::Scalar(scalar) => scalar.describe(),
        }
    }
}

impl Scalar {
    /// Returns the kind of value in a few words.
    pub fn describe(&self) -> String {
        const MAX_LISTED: usize = 4;
        if let Some(values) = &self.values {
            let mut shown: Vec<_> = values.keys().take(MAX_LISTED).map(|value| value_name(value)).collect();
            if values.len() > MAX_LISTED {
                shown.push(format!("{} more", values.len() - MAX_LISTED));
            }
            return format!("one of {}", shown.join(", "));
        }
        match self.kind {
            ScalarKind::Text if self.is_time => "a point in time",
            ScalarKind::Text => "any text",
            ScalarKind::Integer => "a whole number",
            ScalarKind::Number => "any number",
            ScalarKind::Boolean => "true or false",
        }
        .to_owned()
    }
}

/// Returns a value of an enum as people write it.
pub fn value_name(json: &str) -> String {
    match serde_json::from_str(json) {
        Ok(Value::String(text)) => quoted_in_full(&text),
        _ => quoted_in_full(json),
    }
}

#[cfg(test)]
mod tests;
