//! The OpenAPI document, as far as tests compare the crates with it.

use std::collections::BTreeSet;
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

    /// The operations, each with the path that it is on.
    fn operations_on_paths(&self) -> impl Iterator<Item = (&Value, &Value)> {
        let paths = self.0["paths"].as_object().unwrap().values();
        paths.flat_map(|path| {
            let operations = path.as_object().unwrap().iter();
            operations
                .filter(|(method, _)| *method != "parameters")
                .map(move |(_, operation)| (path, operation))
        })
    }

    /// The IDs of the operations.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        self.operations_on_paths()
            .map(|(_, operation)| operation["operationId"].as_str().unwrap())
    }

    /// The operations whose body is JSON, each with the component that the body is.
    pub fn bodies(&self) -> impl Iterator<Item = (&str, &str)> {
        self.operations_on_paths().filter_map(|(_, operation)| {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            (!schema.is_null()).then(|| (operation["operationId"].as_str().unwrap(), component(schema)))
        })
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
        used(property).is_some_and(|name| self.schemas()[name]["nullable"] == true)
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

    /// The texts that have to hold something: IDs, keys and cursors. Times have to be times besides.
    pub fn never_empty(&self) -> BTreeSet<&str> {
        self.schemas()
            .iter()
            .filter(|(_, schema)| schema["minLength"] == 1 && schema["format"].is_null())
            .map(|(name, _)| name.as_str())
            .collect()
    }

    /// The operations and what each is given in its query or its body that is of one of these types, by its name on the
    /// wire, with dots within it; a list or a map by what is in it.
    pub fn given(&self, types: &BTreeSet<&str>) -> BTreeSet<(&str, String)> {
        let mut given = BTreeSet::new();
        for (path, operation) in self.operations_on_paths() {
            let id = operation["operationId"].as_str().unwrap();
            let parameters = [&operation["parameters"], &path["parameters"]];
            for parameter in parameters.into_iter().filter_map(Value::as_array).flatten() {
                let parameter = match parameter["$ref"].is_string() {
                    true => &self.0["components"]["parameters"][component(parameter)],
                    false => parameter,
                };
                if parameter["in"] == "query" {
                    let name = parameter["name"].as_str().unwrap();
                    self.collect_given(types, &parameter["schema"], name, &mut |name| given.insert((id, name)));
                }
            }
        }
        for (id, body) in self.bodies() {
            self.collect_members(types, body, "", &mut |name| given.insert((id, name)));
        }
        given
    }

    fn collect_members(
        &self,
        types: &BTreeSet<&str>,
        object: &str,
        place: &str,
        found: &mut dyn FnMut(String) -> bool,
    ) {
        for (name, schema) in self.schemas()[object]["properties"].as_object().into_iter().flatten() {
            self.collect_given(types, schema, &format!("{place}{name}"), found);
        }
    }

    fn collect_given(&self, types: &BTreeSet<&str>, schema: &Value, name: &str, found: &mut dyn FnMut(String) -> bool) {
        for inside in ["items", "additionalProperties"] {
            if schema[inside].is_object() {
                self.collect_given(types, &schema[inside], name, found);
            }
        }
        let Some(component) = used(schema) else { return };
        if types.contains(component) {
            found(name.to_owned());
        }
        // What can be cleared is a component that refers to the one that it is otherwise.
        self.collect_given(types, &self.schemas()[component], name, found);
        self.collect_members(types, component, &format!("{name}."), found);
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

/// The name of the component that a property or a parameter is of, if it is of one.
pub fn used(schema: &Value) -> Option<&str> {
    let used = if schema["$ref"].is_null() {
        &schema["allOf"][0]
    } else {
        schema
    };
    used["$ref"].is_string().then(|| component(used))
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
