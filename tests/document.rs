//! The OpenAPI document, as far as tests compare the crates with it.

use std::path::Path;

use serde_json::{Map, Value};

pub struct Document(Value);

impl Document {
    pub fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/beeper-desktop.yaml");
        Self(serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
    }

    /// The component schemas, by name.
    pub fn schemas(&self) -> &Map<String, Value> {
        self.0["components"]["schemas"].as_object().unwrap()
    }

    /// The component schemas that are objects and not only a union's tag.
    pub fn objects(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.schemas()
            .iter()
            .filter(|(_, schema)| {
                let properties = schema["properties"].as_object();
                let only_a_tag = |names: &Map<String, Value>| names.keys().eq(["type"]);
                schema["type"] == "object" && !properties.is_some_and(only_a_tag)
            })
            .map(|(name, schema)| (name.as_str(), schema))
    }

    /// The unions, each with its kinds and the component behind each.
    pub fn unions(&self) -> impl Iterator<Item = (&str, Vec<(&str, &str)>)> {
        self.schemas().iter().filter_map(|(name, schema)| {
            let mapping = schema["discriminator"]["mapping"].as_object()?;
            let kinds = mapping.iter().map(|(kind, reference)| {
                let component = reference.as_str().unwrap().rsplit('/').next().unwrap();
                (kind.as_str(), component)
            });
            Some((name.as_str(), kinds.collect()))
        })
    }

    /// The enums of strings, each with its known values.
    pub fn enums(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.schemas().iter().filter_map(|(name, schema)| {
            let values = schema["enum"].as_array()?;
            Some((
                name.as_str(),
                values.iter().map(|value| value.as_str().unwrap()).collect(),
            ))
        })
    }

    /// The IDs.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.schemas()
            .iter()
            .filter(|(name, schema)| name.ends_with("ID") && schema["minLength"] == 1)
            .map(|(name, _)| name.as_str())
    }
}

/// The properties of an object's schema that it cannot do without, a union's tag aside.
pub fn required(schema: &Value) -> Vec<&str> {
    let names = schema["required"].as_array().into_iter().flatten();
    names
        .map(|name| name.as_str().unwrap())
        .filter(|name| !is_tag(schema, name))
        .collect()
}

/// The properties of an object's schema that may be absent.
pub fn optional(schema: &Value) -> Vec<&str> {
    let required = required(schema);
    let names = schema["properties"].as_object().unwrap().keys().map(String::as_str);
    names
        .filter(|name| !required.contains(name) && !is_tag(schema, name))
        .collect()
}

fn is_tag(schema: &Value, property: &str) -> bool {
    schema["properties"][property]["enum"]
        .as_array()
        .is_some_and(|values| values.len() == 1 && values[0].is_string())
}
