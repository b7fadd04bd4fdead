//! Finds types that only have a new name.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::diff::snapshot::Snapshot;
use crate::model::rust_names;

/// Components by their old names, with their new names.
pub struct Renames {
    components: BTreeMap<String, String>,
}

impl Renames {
    /// Finds components that are gone while a new one has the same schema.
    ///
    /// That is reported as one change instead of two, and not again at each place that uses it.
    pub fn find(old: &Snapshot, new: &Snapshot) -> Self {
        let (before, after) = (components(old), components(new));
        let mut components = BTreeMap::new();
        let mut taken = BTreeSet::new();
        for (name, schema) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
            let mut candidates = after.iter().filter(|(name, _)| !before.contains_key(*name));
            let says_the_same = |other: &str, value: &Value| renamed(schema, name, other) == *value;
            let found = candidates.find(|(other, value)| !taken.contains(*other) && says_the_same(other, value));
            if let Some((other, _)) = found {
                taken.insert(other.clone());
                components.insert(name.clone(), other.clone());
            }
        }
        Self { components }
    }

    /// Returns the pairs of names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.components.iter().map(|(old, new)| (old.as_str(), new.as_str()))
    }

    /// Returns the new name of an old component.
    pub fn of<'a>(&'a self, component: &'a str) -> &'a str {
        self.components.get(component).map_or(component, String::as_str)
    }

    /// Returns a Rust type of the old client under its new name.
    pub fn apply(&self, kind: &str) -> String {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let mut words = String::new();
        for word in kind.split_inclusive(|c| !is_name(c)) {
            let end = word.find(|c| !is_name(c)).unwrap_or(word.len());
            let (name, rest) = word.split_at(end);
            let new = self.iter().find(|(old, _)| rust_names::type_name(old) == name);
            words.push_str(&new.map_or(name.to_owned(), |(_, new)| rust_names::type_name(new)));
            words.push_str(rest);
        }
        words
    }

    /// Returns `true` if two parts of the documents differ only in these names.
    pub fn is_all<T: Serialize>(&self, old: &T, new: &T) -> bool {
        let (Ok(mut old), Ok(new)) = (serde_json::to_value(old), serde_json::to_value(new)) else {
            return false;
        };
        for (from, to) in self.iter() {
            old = renamed(&old, from, to);
        }
        old == new
    }
}

fn components(snapshot: &Snapshot) -> BTreeMap<String, Value> {
    let components = snapshot.document.openapi.components.iter();
    let schemas = components.flat_map(|components| &components.schemas);
    schemas
        .filter_map(|(name, schema)| Some((name.clone(), serde_json::to_value(schema).ok()?)))
        .collect()
}

/// Returns the same value with renamed references.
fn renamed(value: &Value, from: &str, to: &str) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| renamed(item, from, to)).collect(),
        Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (key.clone(), renamed(value, from, to)));
            Value::Object(entries.collect())
        }
        Value::String(text) if text.strip_prefix("#/components/schemas/") == Some(from) => {
            format!("#/components/schemas/{to}").into()
        }
        other => other.clone(),
    }
}
