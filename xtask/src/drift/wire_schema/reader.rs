//! Reads wire schemas from a document: resolves references and combinations.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use serde_json::{Map, Value};

use crate::document::json_pointer::child;
use crate::document::problem::Problem;
use crate::drift::source::Source;
use crate::drift::wire_schema::{
    Alternative, Object, Scalar, ScalarKind, SchemaPlace, ValueKind, WireSchema, component,
};

/// More alternatives than any API has; a document can make them double with each line.
pub const MAX_ALTERNATIVES: usize = 256;

/// More parts than any object has; each part is merged with all parts before it.
pub const MAX_PARTS: usize = 256;

/// More levels of references than any document has, and shallow enough for recursive code.
pub const MAX_REFERENCE_DEPTH: usize = 64;

/// Reads the wire schemas of a document.
pub struct WireSchemas<'a> {
    /// The document.
    pub source: &'a Source,
    known: RefCell<HashMap<String, Rc<WireSchema>>>,
    open: RefCell<HashSet<String>>,
}

impl<'a> WireSchemas<'a> {
    /// Begins with nothing read.
    pub fn new(source: &'a Source) -> Self {
        Self {
            source,
            known: RefCell::default(),
            open: RefCell::default(),
        }
    }

    /// Returns the values that all schemas of a place allow.
    pub fn at(&self, place: &SchemaPlace) -> Result<Rc<WireSchema>, Problem> {
        let [first, others @ ..] = place.as_slice() else {
            return Ok(Rc::new(WireSchema::anything("")));
        };
        let mut wire_schema = self.of(first)?;
        for other in others {
            wire_schema = Rc::new(self.both(WireSchema::clone(&wire_schema), &*self.of(other)?, first)?);
        }
        Ok(wire_schema)
    }

    /// Returns the component that a place is or refers to, even if it adds a description or null.
    pub fn component(&self, pointer: &str) -> Option<String> {
        let mut place = pointer.to_owned();
        for _ in 0..MAX_REFERENCE_DEPTH {
            place = self.source.resolve(&place).ok()?;
            if component(&place).is_some() {
                return Some(place);
            }
            let unions = ["allOf", "oneOf", "anyOf"].map(|key| child(&place, key));
            let parts = unions.iter().flat_map(|union| self.source.items(union));
            let parts: Vec<_> = parts.filter(|part| !self.is_null(part)).collect();
            let [only] = parts.as_slice() else { return None };
            place.clone_from(only);
        }
        None
    }

    /// Returns `true` if a part of a schema only adds null. OpenAPI 3.1 has a type for that; for 3.0, which has none, some tools
    /// write `nullable` alone.
    fn is_null(&self, pointer: &str) -> bool {
        let kind = self.source.get(pointer, "type");
        let is_alone = || self.source.below(pointer).all(|(key, _)| key == "nullable");
        kind.is_some_and(|kind| kind == "null") || self.source.flag(pointer, "nullable") && is_alone()
    }

    fn of(&self, pointer: &str) -> Result<Rc<WireSchema>, Problem> {
        if let Some(wire_schema) = self.known.borrow().get(pointer) {
            return Ok(Rc::clone(wire_schema));
        }
        if !self.open.borrow_mut().insert(pointer.to_owned()) {
            return Err(self.source.reference_cycle(pointer));
        }
        if self.open.borrow().len() > MAX_REFERENCE_DEPTH {
            let message = format!("this schema combines others more than {MAX_REFERENCE_DEPTH} levels deep");
            return Err(self.source.problem(pointer, message, "correct the document"));
        }
        let wire_schema = Rc::new(self.read(pointer)?);
        self.open.borrow_mut().remove(pointer);
        self.known
            .borrow_mut()
            .insert(pointer.to_owned(), Rc::clone(&wire_schema));
        Ok(wire_schema)
    }

    fn read(&self, pointer: &str) -> Result<WireSchema, Problem> {
        let Some(Value::Object(schema)) = self.source.at(pointer) else {
            return Ok(WireSchema::anything(pointer));
        };
        let target = self.source.reference(pointer)?;
        let mut wire_schema = match &target {
            Some(_) if !self.source.reads_beside_references() => WireSchema::anything(pointer),
            _ => own(schema, pointer),
        };
        let mut says_null = target.is_none() && self.source.flag(pointer, "nullable");
        if let Some(target) = target {
            wire_schema = self.both(wire_schema, &*self.of(&target)?, pointer)?;
        }
        let parts: Vec<_> = self.source.items(&child(pointer, "allOf")).collect();
        if parts.len() > MAX_PARTS {
            let message = format!("this schema combines more than {MAX_PARTS} others");
            return Err(self.source.problem(pointer, message, "correct the document"));
        }
        for part in &parts {
            if self.is_null(part) {
                says_null = true;
                continue;
            }
            wire_schema = self.both(wire_schema, &*self.of(part)?, pointer)?;
        }
        for union in ["oneOf", "anyOf"] {
            let variants: Vec<_> = self.source.items(&child(pointer, union)).collect();
            if !variants.is_empty() {
                let mut either = WireSchema::default();
                for variant in &variants {
                    if variants.len() > 1 && self.is_null(variant) {
                        either.nullable = true;
                        continue;
                    }
                    either.or(&*self.of(variant)?);
                    self.check_size(&either, pointer)?;
                }
                wire_schema = self.both(wire_schema, &either, pointer)?;
            }
        }
        wire_schema.nullable |= says_null;
        Ok(wire_schema)
    }

    /// Returns the values that both schemas allow.
    fn both(&self, one: WireSchema, other: &WireSchema, pointer: &str) -> Result<WireSchema, Problem> {
        let mut alternatives = Vec::new();
        for left in &one.alternatives {
            for right in &other.alternatives {
                alternatives.extend(left.and(right, pointer));
                if alternatives.len() > MAX_ALTERNATIVES {
                    return Err(self.too_many(pointer));
                }
            }
        }
        // A contradiction allows no value; the first part alone is more useful.
        if alternatives.is_empty() && !other.alternatives.is_empty() {
            alternatives = one.alternatives;
        }
        let wire_schema = WireSchema {
            nullable: one.nullable && other.nullable,
            deprecated: one.deprecated || other.deprecated,
            alternatives,
        };
        Ok(wire_schema)
    }

    fn check_size(&self, wire_schema: &WireSchema, pointer: &str) -> Result<(), Problem> {
        match wire_schema.alternatives.len() > MAX_ALTERNATIVES {
            true => Err(self.too_many(pointer)),
            false => Ok(()),
        }
    }

    fn too_many(&self, pointer: &str) -> Problem {
        let message = format!("this schema has more than {MAX_ALTERNATIVES} alternatives");
        self.source.problem(pointer, message, "correct the document")
    }
}

/// Returns the values that a schema allows by itself, without the schemas that it combines.
pub fn own(schema: &Map<String, Value>, pointer: &str) -> WireSchema {
    let types = match schema.get("type") {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => implied_types(schema),
    };
    let mut wire_schema = match types.is_empty() {
        true => WireSchema::anything(pointer),
        false => WireSchema::default(),
    };
    wire_schema.nullable |= types.contains(&"null");
    wire_schema.deprecated = schema.get("deprecated") == Some(&Value::Bool(true));
    for kind in types {
        let what = match kind {
            "string" => scalar(ScalarKind::Text, schema, pointer),
            "integer" => scalar(ScalarKind::Integer, schema, pointer),
            "number" => scalar(ScalarKind::Number, schema, pointer),
            "boolean" => scalar(ScalarKind::Boolean, schema, pointer),
            "array" => ValueKind::Array(places(schema, pointer, "items")),
            "object" => ValueKind::Object(object(schema, pointer)),
            _ => continue,
        };
        wire_schema.add(Alternative {
            origin: pointer.to_owned(),
            what,
        });
    }
    wire_schema
}

/// Returns the types that the other keywords imply, since some documents omit the type.
pub fn implied_types(schema: &Map<String, Value>) -> Vec<&'static str> {
    let mut types: Vec<_> = listed_values(schema, "")
        .unwrap_or_default()
        .iter()
        .map(|(value, _)| match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        })
        .collect();
    types.sort_unstable();
    types.dedup();
    let any = |keys: &[&str]| keys.iter().any(|key| schema.contains_key(*key));
    match types.is_empty() {
        true if any(&["properties", "required", "additionalProperties", "patternProperties"]) => vec!["object"],
        true if any(&["items", "prefixItems"]) => vec!["array"],
        _ => types,
    }
}

/// Returns the values of an `enum` or a `const`, with their places.
pub fn listed_values<'a>(schema: &'a Map<String, Value>, pointer: &str) -> Option<Vec<(&'a Value, String)>> {
    if let Some(value) = schema.get("const") {
        return Some(vec![(value, child(pointer, "const"))]);
    }
    let values = schema.get("enum")?.as_array()?.iter().enumerate();
    Some(
        values
            .map(|(index, value)| (value, format!("{pointer}/enum/{index}")))
            .collect(),
    )
}

/// Returns a single value.
///
/// A client reads a value that is always `true` as a boolean, so that the values of booleans are no difference.
pub fn scalar(kind: ScalarKind, schema: &Map<String, Value>, pointer: &str) -> ValueKind {
    let is_kind = |value: &Value| match kind {
        ScalarKind::Text => value.is_string(),
        ScalarKind::Integer | ScalarKind::Number => value.is_number(),
        ScalarKind::Boolean => false,
    };
    let values = listed_values(schema, pointer).map(|values| {
        let fitting = values.into_iter().filter(|(value, _)| is_kind(value));
        fitting
            .map(|(value, place)| (value.to_string(), place))
            .collect::<BTreeMap<_, _>>()
    });
    ValueKind::Scalar(Scalar {
        kind,
        values: values.filter(|values| !values.is_empty()),
        is_time: schema.get("format").is_some_and(|format| format == "date-time"),
    })
}

pub fn object(schema: &Map<String, Value>, pointer: &str) -> Object {
    let below = child(pointer, "properties");
    let properties = schema.get("properties").and_then(Value::as_object);
    let required = schema.get("required").and_then(Value::as_array);
    Object {
        properties: properties
            .into_iter()
            .flatten()
            .map(|(name, _)| (name.clone(), vec![child(&below, name)]))
            .collect(),
        required: required
            .into_iter()
            .flatten()
            .filter_map(|name| Some(name.as_str()?.to_owned()))
            .collect(),
        rest: rest(schema, pointer),
    }
}

/// Returns the schema of other properties.
///
/// Some tools write a map as an object with one pattern for its keys.
pub fn rest(schema: &Map<String, Value>, pointer: &str) -> SchemaPlace {
    let place = places(schema, pointer, "additionalProperties");
    let patterns = schema.get("patternProperties").and_then(Value::as_object);
    let mut patterns = patterns.into_iter().flatten();
    match (patterns.next(), patterns.next()) {
        (Some((pattern, _)), None) if place.is_empty() => {
            vec![child(&child(pointer, "patternProperties"), pattern)]
        }
        _ => place,
    }
}

/// Returns the place of the schema under a key; `true` and `false` do not restrict values.
pub fn places(schema: &Map<String, Value>, pointer: &str, key: &str) -> SchemaPlace {
    let is_schema = schema.get(key).is_some_and(Value::is_object);
    is_schema.then(|| child(pointer, key)).into_iter().collect()
}
