//! A document of any origin, with the positions of its parts and its references resolved.

use std::collections::HashSet;

use serde_json::Value;

use crate::document::json_pointer::child;
use crate::document::load::Positions;
use crate::document::problem::{Location, Problem, quoted};
use crate::document::yaml::{parse, tree};
use crate::document::{load, problem};

/// A document as it was written.
#[derive(Debug)]
pub struct Source {
    /// Its name: a file or a URL.
    pub name: String,
    root: Value,
    /// Empty for JSON, whose parser reports no positions.
    positions: Positions,
}

impl Source {
    /// Reads JSON or YAML, and checks that it is OpenAPI 3.0 or 3.1.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Vec<Problem>> {
        let text = load::decode(name, bytes).map_err(|problem| vec![problem])?;
        let (root, positions) = match text.trim_start().chars().next() {
            Some('{' | '[') => (json(name, text).map_err(|problem| vec![problem])?, Positions::new()),
            Some('<') => {
                let help = "name the URL or the file of the document itself";
                return Err(vec![Problem::new(
                    name,
                    "this is a web page, not an OpenAPI document",
                    help,
                )]);
            }
            _ => {
                let root = parse::read(name, text)?;
                let value = serde_json::to_value(tree::untyped(&root)).map_err(|error| {
                    let help = "convert the document to JSON";
                    vec![Problem::new(
                        name,
                        format!("this cannot be read as JSON: {error}"),
                        help,
                    )]
                })?;
                (value, tree::positions(&root))
            }
        };
        let source = Self {
            name: name.to_owned(),
            root,
            positions,
        };
        source.check_version().map_err(|problem| vec![problem])?;
        Ok(source)
    }

    fn check_version(&self) -> Result<(), Problem> {
        let help = "convert it to OpenAPI 3.0 or 3.1";
        let text = |key: &str| self.root.get(key).and_then(Value::as_str);
        match (text("openapi"), text("swagger")) {
            (Some(version), _) if ["3.0", "3.1"].iter().any(|known| is_version(version, known)) => {}
            (Some(version), _) => {
                let message = format!("this is OpenAPI {}, which cannot be compared", quoted(version));
                return Err(self.problem("/openapi", message, help));
            }
            (None, Some(version)) => {
                let message = format!("this is Swagger {}, which cannot be compared", quoted(version));
                return Err(self.problem("/swagger", message, help));
            }
            (None, None) => {
                return Err(self.problem("", "this is not an OpenAPI document: it has no `openapi` key", help));
            }
        }
        if self.root.get("paths").is_some_and(Value::is_object) {
            return Ok(());
        }
        Err(self.problem(
            "",
            "the document has no `paths`",
            "name a document that describes an API",
        ))
    }

    /// Returns the value at a place.
    pub fn at(&self, pointer: &str) -> Option<&Value> {
        self.root.pointer(pointer)
    }

    /// Returns the value under a key of a place.
    pub fn get(&self, pointer: &str, key: &str) -> Option<&Value> {
        self.at(pointer)?.get(key)
    }

    /// Returns `true` if a key of a place is `true`.
    pub fn flag(&self, pointer: &str, key: &str) -> bool {
        self.get(pointer, key) == Some(&Value::Bool(true))
    }

    /// Returns the title of a nullable inline schema, which is the name of its type.
    pub fn title_beside_null(&self, pointer: &str) -> Option<&str> {
        title_beside_null(self.at(pointer)?)
    }

    /// Returns all these titles.
    pub fn titles_beside_null(&self) -> Vec<&str> {
        let mut open = vec![&self.root];
        let mut found = Vec::new();
        while let Some(value) = open.pop() {
            found.extend(title_beside_null(value));
            match value {
                Value::Object(object) => open.extend(object.values()),
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
        found
    }

    /// Returns the keys of an object at a place, each with its place.
    pub fn below(&self, pointer: &str) -> impl Iterator<Item = (&str, String)> {
        let entries = self.at(pointer).and_then(Value::as_object);
        entries
            .into_iter()
            .flatten()
            .map(move |(key, _)| (key.as_str(), child(pointer, key)))
    }

    /// Returns the places of the items of a list.
    pub fn items(&self, pointer: &str) -> impl Iterator<Item = String> + use<> {
        let length = self.at(pointer).and_then(Value::as_array).map_or(0, Vec::len);
        let pointer = pointer.to_owned();
        (0..length).map(move |index| format!("{pointer}/{index}"))
    }

    /// Returns `true` if keys beside a `$ref` have an effect, as in OpenAPI 3.1.
    pub fn reads_beside_references(&self) -> bool {
        let version = self.root.get("openapi").and_then(Value::as_str);
        version.is_some_and(|version| is_version(version, "3.1"))
    }

    /// Returns the target of the `$ref` at a place, if there is one.
    pub fn reference(&self, pointer: &str) -> Result<Option<String>, Problem> {
        let Some(reference) = self.get(pointer, "$ref").and_then(Value::as_str) else {
            return Ok(None);
        };
        let at = child(pointer, "$ref");
        let Some(fragment) = reference.strip_prefix('#') else {
            let message = format!("the `$ref` to {} leads out of the document", quoted(reference));
            return Err(self.problem(
                &at,
                message,
                "resolve the reference, so that everything is in one document",
            ));
        };
        let target = unescaped(fragment);
        if self.at(&target).is_none() || !(target.is_empty() || target.starts_with('/')) {
            let message = format!("the `$ref` to {} leads nowhere", quoted(reference));
            return Err(self.problem(&at, message, "correct the document"));
        }
        Ok(Some(target))
    }

    /// Returns the place to which a place refers, after all references.
    pub fn resolve(&self, pointer: &str) -> Result<String, Problem> {
        let mut place = pointer.to_owned();
        let mut seen = HashSet::new();
        while let Some(target) = self.reference(&place)? {
            if !seen.insert(place) {
                return Err(self.reference_cycle(pointer));
            }
            place = target;
        }
        Ok(place)
    }

    /// Returns the problem of a reference that leads back to itself.
    pub fn reference_cycle(&self, pointer: &str) -> Problem {
        let message = "the `$ref`s from here lead in a circle";
        self.problem(pointer, message, "correct the document")
    }

    /// Returns a problem with a place.
    pub fn problem(&self, pointer: &str, message: impl Into<String>, help: impl Into<String>) -> Problem {
        let problem = Problem::new(&self.name, message, help).within(pointer);
        match self.location(pointer).position {
            Some(position) => problem.at(position),
            None => problem,
        }
    }

    /// Returns the location of a place.
    pub fn location(&self, pointer: &str) -> Location {
        Location {
            file: self.name.as_str().into(),
            position: self.positions.get(pointer).copied(),
            pointer: Some(pointer.into()),
        }
    }
}

fn title_beside_null(schema: &Value) -> Option<&str> {
    let is_nullable = schema.get("nullable") == Some(&Value::Bool(true));
    schema.get("title").filter(|_| is_nullable)?.as_str()
}

fn json(name: &str, text: &str) -> Result<Value, Problem> {
    serde_json::from_str(text).map_err(|error| {
        let whole = error.to_string();
        let message = whole.split(" at line ").next().unwrap_or(&whole);
        let problem = Problem::new(
            name,
            format!("this is not JSON: {message}"),
            "download the document again; it may be truncated",
        );
        problem.at(problem::Position {
            line: error.line(),
            column: error.column(),
        })
    })
}

/// Returns `true` for a known version. Some documents omit its last number.
fn is_version(version: &str, known: &str) -> bool {
    let rest = version.strip_prefix(known);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Decodes a `$ref`, which is a URL, so that braces and other characters may be written as `%7B`.
fn unescaped(fragment: &str) -> String {
    let bytes = fragment.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let escaped = fragment
            .get(index + 1..index + 3)
            .filter(|_| bytes[index] == b'%')
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        plain.push(escaped.unwrap_or(bytes[index]));
        index += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(components: &str) -> Source {
        let text = format!(r#"{{"openapi": "3.1.0", "paths": {{}}, "components": {components}}}"#);
        Source::read("a.json", text.as_bytes()).unwrap()
    }

    #[test]
    fn references_are_followed_to_their_end() {
        let source =
            document(r##"{"a": {"$ref": "#/components/b~1%7Bc%7D"}, "b/{c}": {"$ref": "#/components/d"}, "d": {}}"##);
        assert_eq!(source.resolve("/components/a").unwrap(), "/components/d");
    }

    #[test]
    fn references_without_an_end_are_problems() {
        for (components, message) in [
            (
                r##"{"a": {"$ref": "#/components/b"}, "b": {"$ref": "#/components/a"}}"##,
                "the `$ref`s from here lead in a circle",
            ),
            (
                r##"{"a": {"$ref": "#/nowhere"}}"##,
                "the `$ref` to `#/nowhere` leads nowhere",
            ),
            (
                r##"{"a": {"$ref": "#anchor"}}"##,
                "the `$ref` to `#anchor` leads nowhere",
            ),
            (
                r##"{"a": {"$ref": "other.yaml#/b"}}"##,
                "the `$ref` to `other.yaml#/b` leads out of the document",
            ),
        ] {
            let source = document(components);
            assert_eq!(source.resolve("/components/a").unwrap_err().message, message);
        }
    }
}
