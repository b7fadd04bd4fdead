//! The OpenAPI document, as far as tests compare the crates with it.

use std::path::Path;

use serde_json::{Map, Value};

pub struct Document(Value);

/// An example of the document.
pub struct Example {
    /// A JSON pointer to what it stands in.
    pub place: String,
    /// The schema that it is an example of.
    pub schema: Value,
    pub value: Value,
}

/// What holds names, which may be any word, `example` too.
const MAPS: [&str; 7] = [
    "headers",
    "parameters",
    "paths",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
];

impl Document {
    /// Reads it, and writes out the components that extend others.
    pub fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/beeper-desktop.yaml");
        Self::parse(&std::fs::read_to_string(path).unwrap())
    }

    /// The same for a document that is not in a file.
    pub fn parse(text: &str) -> Self {
        let mut document = Self(serde_yaml::from_str(text).unwrap());
        let extended = document.schemas().iter().filter_map(|(name, schema)| {
            let [base, more] = schema["allOf"].as_array()?.as_slice() else {
                return None;
            };
            let mut whole = document.schemas()[component(base)].clone();
            whole["properties"]
                .as_object_mut()
                .unwrap()
                .extend(more["properties"].as_object().unwrap().clone());
            let required = more["required"].as_array().cloned().unwrap_or_default();
            let all = whole["required"].as_array().cloned().unwrap_or_default();
            whole["required"] = all.into_iter().chain(required).collect();
            // One of the base is none of this.
            whole["example"] = schema["example"].clone();
            Some((name.clone(), whole))
        });
        let extended: Vec<_> = extended.collect();
        for (name, whole) in extended {
            document.0["components"]["schemas"][name] = whole;
        }
        document
    }

    /// The IDs of the operations.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        let items = self.0["paths"]
            .as_object()
            .unwrap()
            .values()
            .flat_map(|path| path.as_object().unwrap());
        let operations = items.filter(|(method, _)| *method != "parameters");
        operations.map(|(_, operation)| operation["operationId"].as_str().unwrap())
    }

    /// All examples, wherever the document has them.
    pub fn examples(&self) -> Vec<Example> {
        let mut found = Vec::new();
        self.collect_examples("", &self.0, false, &mut found);
        found
    }

    fn collect_examples(&self, place: &str, node: &Value, has_names: bool, found: &mut Vec<Example>) {
        if let Some(items) = node.as_array() {
            for (index, item) in items.iter().enumerate() {
                self.collect_examples(&format!("{place}/{index}"), item, false, found);
            }
        }
        for (key, value) in node.as_object().into_iter().flatten() {
            let mut add = |value: &Value| {
                found.push(Example {
                    place: place.to_owned(),
                    schema: schema_of_example(place, node),
                    value: value.clone(),
                });
            };
            match key.as_str() {
                "example" if !has_names && !value.is_null() => add(value),
                // Those among the components are met where they are used.
                "examples" if !has_names && place == "/components" => {}
                "examples" if !has_names => {
                    for example in value.as_object().unwrap().values() {
                        let name = example["$ref"].as_str().map(|_| component(example));
                        add(&name.map_or(example, |name| &self.0["components"]["examples"][name])["value"]);
                    }
                }
                _ => {
                    let child = format!("{place}/{}", key.replace('~', "~0").replace('/', "~1"));
                    self.collect_examples(&child, value, !has_names && MAPS.contains(&key.as_str()), found);
                }
            }
        }
    }

    /// The version that it gives itself.
    pub fn version(&self) -> &str {
        self.0["info"]["version"].as_str().unwrap()
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
                let is_form = schema["properties"]["file"]["format"] == "binary";
                schema["type"] == "object" && !properties.is_some_and(only_a_tag) && !is_form
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

    /// The unions without a tag, each with its variants.
    pub fn shapes(&self) -> impl Iterator<Item = (&str, &Vec<Value>)> {
        let unions = self
            .schemas()
            .iter()
            .filter(|(_, schema)| schema["discriminator"].is_null());
        unions.filter_map(|(name, schema)| Some((name.as_str(), schema["oneOf"].as_array()?)))
    }

    /// Whether absence, null and a value are three things for a property.
    pub fn is_clearable(&self, property: &Value) -> bool {
        let used = if property["$ref"].is_null() {
            &property["allOf"][0]
        } else {
            property
        };
        used["$ref"].is_string() && self.schemas()[component(used)]["nullable"] == true
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

/// Parameters and bodies hold their schemas. The variants of a union are read through it, its titled ones too.
fn schema_of_example(place: &str, node: &Value) -> Value {
    if node["schema"].is_object() {
        return node["schema"].clone();
    }
    match place.split('/').collect::<Vec<_>>().as_slice() {
        ["", "components", "schemas", name] | ["", "components", "schemas", name, "oneOf", _] => {
            serde_json::json!({"$ref": format!("#/components/schemas/{name}")})
        }
        _ => node.clone(),
    }
}

/// The name of the component that a `$ref` leads to.
pub fn component(reference: &Value) -> &str {
    reference["$ref"].as_str().unwrap().rsplit('/').next().unwrap()
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
    let names = schema["properties"]
        .as_object()
        .into_iter()
        .flat_map(|names| names.keys().map(String::as_str));
    names
        .filter(|name| !required.contains(name) && !is_tag(schema, name))
        .collect()
}

fn is_tag(schema: &Value, property: &str) -> bool {
    schema["properties"][property]["enum"]
        .as_array()
        .is_some_and(|values| values.len() == 1 && values[0].is_string())
}
