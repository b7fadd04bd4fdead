//! A sample of every component of the document, and facts about the component, from `samples.json`.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::tables;

static FILE: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(include_str!("../samples.json")).unwrap());

/// The version that the document gives itself.
pub fn version() -> &'static str {
    FILE["version"].as_str().unwrap()
}

/// A component of the document.
#[derive(Clone, Copy)]
pub struct Component {
    pub name: &'static str,
    facts: &'static Value,
}

/// All components.
pub fn components() -> impl Iterator<Item = Component> {
    let components = FILE["components"].as_object().unwrap().iter();
    components.map(|(name, facts)| Component { name, facts })
}

/// Those of a kind.
fn of_kind(kind: &str) -> impl Iterator<Item = Component> {
    components().filter(move |it| it.facts["kind"] == kind)
}

pub fn objects() -> impl Iterator<Item = Component> {
    of_kind("object")
}

/// The objects that are read. Others are bodies, of which `serialization/request_bodies.rs` looks at what is sent.
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

/// The component of this name.
pub fn component(name: &str) -> Component {
    let mut components = components();
    let found = components.find(|it| it.name == name);
    found.unwrap_or_else(|| panic!("tests/samples.json has no `{name}`"))
}

/// The operations with a body, as the client calls them, each with the component that the body is.
pub fn bodies() -> impl Iterator<Item = (&'static str, Component)> {
    let operations = FILE["operations"].as_object().unwrap().iter();
    operations.filter_map(|(id, facts)| Some((id.as_str(), component(facts["body"].as_str()?))))
}

/// The operations as the client calls them, each with its `operationId`.
pub fn operations() -> impl Iterator<Item = (&'static str, &'static str)> {
    let operations = FILE["operations"].as_object().unwrap().iter();
    operations.map(|(id, facts)| (id.as_str(), facts["operation"].as_str().unwrap()))
}

/// A sample with everything in it.
pub fn full(name: &str) -> Value {
    component(name).full()
}

/// A sample with those that it refers to in their places.
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
    /// A sample with everything in it.
    pub fn full(self) -> Value {
        put_together(&self.facts["full"])
    }

    /// A sample with what it requires.
    pub fn small(self) -> Value {
        put_together(&self.facts["small"])
    }

    /// The samples of its variants, by tag or by title.
    pub fn variants(self) -> Vec<(&'static str, Value)> {
        let variants = self.facts["variants"].as_object().unwrap().iter();
        variants
            .map(|(name, sample)| (name.as_str(), put_together(sample)))
            .collect()
    }

    /// The property that tells its variants apart.
    pub fn tag(self) -> &'static str {
        self.facts["tag"].as_str().unwrap()
    }

    /// The values of an enum.
    pub fn values(self) -> Vec<&'static str> {
        self.names("values")
    }

    /// The values of an enum of numbers, by their titles.
    pub fn numbers(self) -> Vec<(&'static str, i64)> {
        let values = self.facts["values"].as_object().unwrap().iter();
        values
            .map(|(title, value)| (title.as_str(), value.as_i64().unwrap()))
            .collect()
    }

    /// The properties that it requires, a union's tag aside.
    pub fn required(self) -> Vec<&'static str> {
        self.names("required")
    }

    /// The properties that may be absent.
    pub fn optional(self) -> Vec<&'static str> {
        self.names("optional")
    }

    /// Optional properties of which it has to have these, or others in their place.
    pub fn at_least(self) -> Vec<&'static str> {
        self.names("at least")
    }

    /// The properties that are enums.
    pub fn enums(self) -> Vec<&'static str> {
        self.names("enums")
    }

    /// Whether absence, null and a value are three things for a property.
    pub fn is_clearable(self, property: &str) -> bool {
        self.names("clearable").contains(&property)
    }

    /// Whether an empty text means that a property is absent.
    pub fn is_absent_when_empty(self, property: &str) -> bool {
        self.names("absent when empty").contains(&property)
    }

    /// Whether it keeps properties that nobody knows.
    pub fn is_open(self) -> bool {
        self.facts["keeps what it does not know"] == true
    }

    /// Whether it is never empty, as a text.
    pub fn is_never_empty(self) -> bool {
        self.facts["never empty"] == true
    }

    /// What reads it: the union that it is a variant of, or its own type.
    pub fn read_as(self) -> &'static str {
        self.facts["variant of"].as_str().unwrap_or(self.name)
    }

    /// A value as it is written after it was read.
    pub fn reencode(self, wire: Value) -> Result<Value, serde_json::Error> {
        tables::reencode(self.read_as(), wire)
    }

    fn names(self, fact: &str) -> Vec<&'static str> {
        let names = self.facts[fact].as_array().into_iter().flatten();
        names.map(|name| name.as_str().unwrap()).collect()
    }
}

/// A value without one of its properties.
pub fn without(value: &Value, property: &str) -> Value {
    let mut less = value.clone();
    less.as_object_mut().unwrap().remove(property);
    less
}

/// A value with another one for one of its properties.
pub fn with(value: &Value, property: &str, other: Value) -> Value {
    let mut changed = value.clone();
    changed[property] = other;
    changed
}

/// Nothing of the kind that a value is: an empty text, list or map. None of what is never empty, and of objects, which may
/// require something.
pub fn emptied(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(json!("")),
        Value::Array(_) => Some(json!([])),
        _ => None,
    }
}
