//! Functions for JSON properties, in which the types of the model store most of their data.

use std::fmt;

use serde_json::{Map, Value};

pub(crate) fn object<const N: usize>(properties: [(&str, Value); N]) -> Map<String, Value> {
    properties
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

pub(crate) fn text<'a>(properties: &'a Map<String, Value>, name: &str) -> &'a str {
    properties.get(name).and_then(Value::as_str).unwrap_or_default()
}

pub(crate) fn overlaid(mut derived: Value, properties: &Map<String, Value>) -> Value {
    for (name, value) in properties {
        derived[name] = value.clone();
    }
    derived
}

/// Writes the names of properties without their values, which may be messages, phone numbers or keys.
pub(crate) fn debug_names(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    ids: &[(&str, &str)],
    properties: &Map<String, Value>,
) -> fmt::Result {
    let mut debug = f.debug_struct(name);
    for (name, id) in ids {
        debug.field(name, id);
    }
    let names: Vec<_> = properties.keys().collect();
    debug.field("properties", &names).finish_non_exhaustive()
}
