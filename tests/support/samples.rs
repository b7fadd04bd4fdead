//! Samples of every component of the document, and facts about the component, from `samples.json`.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::tables;

static FILE: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(include_str!("../samples.json")).unwrap());

/// Returns the version of the document.
pub fn version() -> &'static str {
    FILE["version"].as_str().unwrap()
}

/// A component of the document.
#[derive(Clone, Copy)]
pub struct Component {
    pub name: &'static str,
    facts: &'static Value,
}

/// Returns all components.
pub fn components() -> impl Iterator<Item = Component> {
    let components = FILE["components"].as_object().unwrap().iter();
    components.map(|(name, facts)| Component { name, facts })
}

/// Returns the components of a kind.
fn of_kind(kind: &str) -> impl Iterator<Item = Component> {
    components().filter(move |it| it.facts["kind"] == kind)
}

pub fn objects() -> impl Iterator<Item = Component> {
    of_kind("object")
}

/// Returns the objects that the client reads. The others are bodies, which `serialization/request_bodies.rs` tests.
pub fn readable() -> impl Iterator<Item = Component> {
    objects().filter(|it| it.facts["is a body"] != true)
}

pub fn enums() -> impl Iterator<Item = Component> {
    of_kind("enum")
}

pub fn number_enums() -> impl Iterator<Item = Component> {
    of_kind("number enum")
}

pub fn unions() -> impl Iterator<Item = Component> {
    of_kind("union")
}

pub fn unions_without_a_tag() -> impl Iterator<Item = Component> {
    of_kind("union without a tag")
}

/// Returns the component of this name.
pub fn component(name: &str) -> Component {
    let mut components = components();
    let found = components.find(|it| it.name == name);
    found.unwrap_or_else(|| panic!("tests/samples.json has no `{name}`"))
}

/// Returns the operations with a body, by the names of the client's methods, each with the component of its body.
pub fn bodies() -> impl Iterator<Item = (&'static str, Component)> {
    let operations = FILE["operations"].as_object().unwrap().iter();
    operations.filter_map(|(id, facts)| Some((id.as_str(), component(facts["body"].as_str()?))))
}

/// Returns the operations by the names of the client's methods, each with its `operationId`.
pub fn operations() -> impl Iterator<Item = (&'static str, &'static str)> {
    let operations = FILE["operations"].as_object().unwrap().iter();
    operations.map(|(id, facts)| (id.as_str(), facts["operation"].as_str().unwrap()))
}

/// Returns a component's sample with all properties.
pub fn full(name: &str) -> Value {
    component(name).full()
}

/// Returns a sample in which other samples replace the references to them.
pub fn put_together(sample: &Value) -> Value {
    match sample {
        Value::Object(members) => match referred_to(members) {
            Some(sample) => put_together(sample),
            None => {
                let members = members.iter().map(|(name, value)| (name.clone(), put_together(value)));
                Value::Object(members.collect())
            }
        },
        Value::Array(items) => items.iter().map(put_together).collect(),
        other => other.clone(),
    }
}

fn referred_to(members: &Map<String, Value>) -> Option<&'static Value> {
    let (size, name) = members.iter().next().filter(|_| members.len() == 1)?;
    let size = size.strip_prefix('$')?;
    Some(&component(name.as_str()?).facts[size])
}

impl Component {
    /// Returns the sample with all properties.
    pub fn full(self) -> Value {
        put_together(&self.facts["full"])
    }

    /// Returns the sample with only the required properties.
    pub fn small(self) -> Value {
        put_together(&self.facts["small"])
    }

    /// Returns the samples of the variants, by tag or by title.
    pub fn variants(self) -> Vec<(&'static str, Value)> {
        let variants = self.facts["variants"].as_object().unwrap().iter();
        variants
            .map(|(name, sample)| (name.as_str(), put_together(sample)))
            .collect()
    }

    /// Returns the property whose value decides the variant.
    pub fn tag(self) -> &'static str {
        self.facts["tag"].as_str().unwrap()
    }

    /// Returns the values of an enum.
    pub fn values(self) -> Vec<&'static str> {
        self.names("values")
    }

    /// Returns the values of an enum of numbers, by their titles.
    pub fn numbers(self) -> Vec<(&'static str, i64)> {
        let values = self.facts["values"].as_object().unwrap().iter();
        values
            .map(|(title, value)| (title.as_str(), value.as_i64().unwrap()))
            .collect()
    }

    /// Returns the required properties, except a union's tag.
    pub fn required(self) -> Vec<&'static str> {
        self.names("required")
    }

    /// Returns the optional properties.
    pub fn optional(self) -> Vec<&'static str> {
        self.names("optional")
    }

    /// Returns optional properties of which an object must have these or others.
    pub fn at_least(self) -> Vec<&'static str> {
        self.names("at least")
    }

    /// Returns the properties that are enums.
    pub fn enums(self) -> Vec<&'static str> {
        self.names("enums")
    }

    /// Returns `true` if absence, null and a value have three different meanings for a property.
    pub fn is_clearable(self, property: &str) -> bool {
        self.names("clearable").contains(&property)
    }

    /// Returns `true` if an empty text means that a property is absent.
    pub fn is_absent_when_empty(self, property: &str) -> bool {
        self.names("absent when empty").contains(&property)
    }

    /// Returns `true` if the component keeps unknown properties.
    pub fn is_open(self) -> bool {
        self.facts["keeps what it does not know"] == true
    }

    /// Returns `true` if the component is a text that is never empty.
    pub fn is_never_empty(self) -> bool {
        self.facts["never empty"] == true
    }

    /// Returns the type that reads it: the union of which it is a variant, or its own type.
    pub fn read_as(self) -> &'static str {
        self.facts["variant of"].as_str().unwrap_or(self.name)
    }

    /// Reads a value and writes it again.
    pub fn reencode(self, wire: Value) -> Result<Value, serde_json::Error> {
        tables::reencode(self.read_as(), wire)
    }

    fn names(self, fact: &str) -> Vec<&'static str> {
        let names = self.facts[fact].as_array().into_iter().flatten();
        names.map(|name| name.as_str().unwrap()).collect()
    }
}

/// Returns a value without one of its properties.
pub fn without(value: &Value, property: &str) -> Value {
    let mut less = value.clone();
    less.as_object_mut().unwrap().remove(property);
    less
}

/// Returns a value in which another value replaces that of a property.
pub fn with(value: &Value, property: &str, other: Value) -> Value {
    let mut changed = value.clone();
    changed[property] = other;
    changed
}

/// Returns the empty text or list for a text or list, and `None` for any other value.
pub fn emptied(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(json!("")),
        Value::Array(_) => Some(json!([])),
        _ => None,
    }
}
