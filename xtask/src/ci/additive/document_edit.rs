//! A document as a tree of YAML values that can be edited.

use serde_yaml::{Mapping, Value};

use crate::document::problem::Problem;

/// The HTTP methods that a path may have.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A document as a tree.
#[derive(Clone)]
pub struct Edit(pub Value);

/// An operation in the tree.
pub struct OperationAt<'a> {
    /// The HTTP method, as the document writes it.
    pub method: &'a str,
    /// The operation's value.
    pub operation: &'a mut Value,
}

impl Edit {
    /// Reads the text of a document that was checked before.
    pub fn of(file: &str, text: &[u8]) -> Result<Self, Problem> {
        let read = serde_yaml::from_slice(text).map(Self);
        read.map_err(|error| Problem::new(file, error.to_string(), "correct the document"))
    }

    /// Returns the text of the document as it is now.
    pub fn text(&self) -> String {
        // JSON is YAML as well, and quotes every text. What was read from a document can always be written as JSON.
        serde_json::to_string_pretty(&self.0).unwrap_or_default()
    }

    /// Returns all operations.
    pub fn operations(&mut self) -> impl Iterator<Item = OperationAt<'_>> {
        let paths = members(&mut self.0, &["paths"]);
        paths
            .flat_map(|(_, item)| members(item, &[]))
            .filter_map(|(method, operation)| {
                let method = method.as_str().filter(|method| METHODS.contains(method))?;
                Some(OperationAt { method, operation })
            })
    }

    /// Returns the schema of a component, or the inline schema with this title.
    pub fn schema(&mut self, component: &str) -> Option<&mut Value> {
        if self.has_component(component) {
            return at(&mut self.0, &["components", "schemas", component]);
        }
        titled(at(&mut self.0, &["components", "schemas"])?, component)
    }

    /// Returns `true` if there is a component with this name, so that a schema can refer to it.
    pub fn has_component(&mut self, component: &str) -> bool {
        at(&mut self.0, &["components", "schemas", component]).is_some()
    }

    /// Adds a component, given as YAML.
    pub fn add_schema(&mut self, component: &str, yaml: &str) {
        put(&mut self.0, &["components", "schemas"], component, value(yaml));
    }

    /// Removes the examples of schemas, parameters and bodies.
    ///
    /// In maps whose keys are names, `example` is a name and stays.
    pub fn drop_examples(&mut self) {
        self.for_each_mapping(&mut |mapping| {
            let has = |key: &str, is: fn(&Value) -> bool| mapping.get(key).is_some_and(is);
            let is_list = |key: &str| has(key, Value::is_sequence);
            if has("type", Value::is_string) || is_list("oneOf") || is_list("allOf") || has("schema", Value::is_mapping)
            {
                mapping.shift_remove("example");
                mapping.shift_remove("examples");
            }
        });
    }

    /// Calls a function with every mapping of the tree, the outer ones first.
    pub fn for_each_mapping(&mut self, change: &mut impl FnMut(&mut Mapping)) {
        each_mapping(&mut self.0, change);
    }
}

/// Finds a nullable schema with this title.
fn titled<'a>(place: &'a mut Value, title: &str) -> Option<&'a mut Value> {
    let says = |key: &str, value: Value| place.get(key) == Some(&value);
    if says("nullable", true.into()) && says("title", title.into()) {
        return Some(place);
    }
    let inner = place.as_mapping_mut()?.values_mut();
    inner.filter_map(|inner| titled(inner, title)).next()
}

fn each_mapping(place: &mut Value, change: &mut impl FnMut(&mut Mapping)) {
    match place {
        Value::Mapping(mapping) => {
            change(mapping);
            mapping.values_mut().for_each(|inner| each_mapping(inner, change));
        }
        Value::Sequence(items) => items.iter_mut().for_each(|inner| each_mapping(inner, change)),
        _ => {}
    }
}

/// Parses YAML that is written in this program.
pub fn value(yaml: &str) -> Value {
    serde_yaml::from_str(yaml).unwrap_or_default()
}

/// Returns the value at a path, if there is one.
pub fn at<'a>(place: &'a mut Value, path: &[&str]) -> Option<&'a mut Value> {
    path.iter().try_fold(place, |place, name| place.get_mut(*name))
}

fn members<'a>(place: &'a mut Value, path: &[&str]) -> impl Iterator<Item = (&'a Value, &'a mut Value)> {
    let mapping = at(place, path).and_then(Value::as_mapping_mut);
    mapping.into_iter().flatten()
}

/// Inserts a value under a name, and creates the mappings on the way that do not exist.
pub fn put(place: &mut Value, path: &[&str], name: &str, value: Value) {
    if let Some(mapping) = mapping_at(place, path) {
        mapping.insert(name.into(), value);
    }
}

/// Appends a value to a list, and creates the list if it does not exist.
pub fn push(place: &mut Value, path: &[&str], value: Value) {
    let Some((name, path)) = path.split_last() else {
        return;
    };
    if let Some(mapping) = mapping_at(place, path) {
        let list = mapping.entry((*name).into()).or_insert(Value::Sequence(Vec::new()));
        if let Value::Sequence(list) = list {
            list.push(value);
        }
    }
}

fn mapping_at<'a>(place: &'a mut Value, path: &[&str]) -> Option<&'a mut Mapping> {
    let mut mapping = place.as_mapping_mut()?;
    for name in path {
        let inner = mapping.entry((*name).into()).or_insert(Value::Mapping(Mapping::new()));
        mapping = inner.as_mapping_mut()?;
    }
    Some(mapping)
}
