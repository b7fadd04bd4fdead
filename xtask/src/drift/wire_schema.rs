//! What a schema lets over the wire, however it is written.
//!
//! `$ref`s and `allOf` are written out, `oneOf`, `anyOf` and lists of types become alternatives, a `const` is an enum of
//! one, alternatives that are values of one kind are one enum, and `null` is no alternative but a remark. Only the top of a
//! schema is looked at: what it holds stays a place, so that a schema may hold itself.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use serde_json::{Map, Value};

use super::finding::whole;
use super::source::Source;
use crate::document::problem::Problem;
use crate::document::yaml::tree::child;

/// More alternatives than any API has; a document can be written so that they double with each line.
const MOST_ALTERNATIVES: usize = 256;

/// More parts than any object has; each is merged with all before it.
const MOST_PARTS: usize = 256;

/// Further than any document refers, and shallow enough for code that recurses.
const DEEPEST: usize = 64;

/// Schemas that a value has to fit, all of them; nearly always one.
pub type Place = Vec<String>;

/// What a schema lets over the wire.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// Whether null is let through.
    pub nullable: bool,
    /// Whether it is not to be used any more.
    pub deprecated: bool,
    /// What else is let through. Empty where only null is.
    pub alternatives: Vec<Alternative>,
}

/// One kind of value.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// The place of the schema that says so.
    pub home: String,
    /// What it says.
    pub what: What,
}

/// What a value is.
#[derive(Clone, Debug)]
pub enum What {
    /// Any JSON value.
    Anything,
    /// Text, a number or a truth value.
    Scalar(Scalar),
    /// A list, and what is in it.
    Array(Place),
    /// An object.
    Object(Object),
}

/// A single value.
#[derive(Clone, Debug)]
pub struct Scalar {
    /// Its kind.
    pub kind: ScalarKind,
    /// The known values as JSON, each with its place, where they are listed.
    pub values: Option<BTreeMap<String, String>>,
    /// Whether it is a point in time.
    pub is_time: bool,
}

/// The kind of a single value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarKind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// A truth value.
    Boolean,
}

/// What is known of an object.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// Its properties.
    pub properties: BTreeMap<String, Place>,
    /// Those that have to be there.
    pub required: BTreeSet<String>,
    /// What every other property holds, where that is said.
    pub rest: Place,
}

/// Reads the shapes of one document.
pub struct Shapes<'a> {
    /// The document.
    pub source: &'a Source,
    known: RefCell<HashMap<String, Rc<Shape>>>,
    open: RefCell<HashSet<String>>,
}

impl<'a> Shapes<'a> {
    /// Nothing is read yet.
    pub fn new(source: &'a Source) -> Self {
        Self {
            source,
            known: RefCell::default(),
            open: RefCell::default(),
        }
    }

    /// The shape of what fits all schemas of a place.
    pub fn at(&self, place: &Place) -> Result<Rc<Shape>, Problem> {
        let [first, others @ ..] = place.as_slice() else {
            return Ok(Rc::new(Shape::anything("")));
        };
        let mut shape = self.of(first)?;
        for other in others {
            shape = Rc::new(self.both(Shape::clone(&shape), &*self.of(other)?, first)?);
        }
        Ok(shape)
    }

    /// The component that a place is or refers to, also where it only adds a description or null.
    pub fn component(&self, pointer: &str) -> Option<String> {
        let mut place = pointer.to_owned();
        for _ in 0..DEEPEST {
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

    /// Whether a part of a schema says no more than that it may be null: in 3.1 with a type, and in 3.0, which has no such
    /// type, some tools write `nullable` alone.
    fn is_null(&self, pointer: &str) -> bool {
        let kind = self.source.get(pointer, "type");
        let is_alone = || self.source.below(pointer).all(|(key, _)| key == "nullable");
        kind.is_some_and(|kind| kind == "null") || self.source.flag(pointer, "nullable") && is_alone()
    }

    fn of(&self, pointer: &str) -> Result<Rc<Shape>, Problem> {
        if let Some(shape) = self.known.borrow().get(pointer) {
            return Ok(Rc::clone(shape));
        }
        if !self.open.borrow_mut().insert(pointer.to_owned()) {
            return Err(self.source.circle(pointer));
        }
        if self.open.borrow().len() > DEEPEST {
            let message = format!("this schema is made of others, more than {DEEPEST} levels deep");
            return Err(self.source.problem(pointer, message, "correct the document"));
        }
        let shape = Rc::new(self.read(pointer)?);
        self.open.borrow_mut().remove(pointer);
        self.known.borrow_mut().insert(pointer.to_owned(), Rc::clone(&shape));
        Ok(shape)
    }

    fn read(&self, pointer: &str) -> Result<Shape, Problem> {
        let Some(Value::Object(schema)) = self.source.at(pointer) else {
            return Ok(Shape::anything(pointer));
        };
        let target = self.source.reference(pointer)?;
        let mut shape = match &target {
            Some(_) if !self.source.reads_beside_references() => Shape::anything(pointer),
            _ => own(schema, pointer),
        };
        let mut says_null = target.is_none() && self.source.flag(pointer, "nullable");
        if let Some(target) = target {
            shape = self.both(shape, &*self.of(&target)?, pointer)?;
        }
        let parts: Vec<_> = self.source.items(&child(pointer, "allOf")).collect();
        if parts.len() > MOST_PARTS {
            let message = format!("this schema is made of more than {MOST_PARTS} others");
            return Err(self.source.problem(pointer, message, "correct the document"));
        }
        for part in &parts {
            if self.is_null(part) {
                says_null = true;
                continue;
            }
            shape = self.both(shape, &*self.of(part)?, pointer)?;
        }
        for union in ["oneOf", "anyOf"] {
            let variants: Vec<_> = self.source.items(&child(pointer, union)).collect();
            if !variants.is_empty() {
                let mut either = Shape::default();
                for variant in &variants {
                    if variants.len() > 1 && self.is_null(variant) {
                        either.nullable = true;
                        continue;
                    }
                    either.or(&*self.of(variant)?);
                    self.check_size(&either, pointer)?;
                }
                shape = self.both(shape, &either, pointer)?;
            }
        }
        shape.nullable |= says_null;
        Ok(shape)
    }

    /// What fits two schemas.
    fn both(&self, one: Shape, other: &Shape, pointer: &str) -> Result<Shape, Problem> {
        let mut alternatives = Vec::new();
        for left in &one.alternatives {
            for right in &other.alternatives {
                alternatives.extend(left.and(right, pointer));
                if alternatives.len() > MOST_ALTERNATIVES {
                    return Err(self.too_many(pointer));
                }
            }
        }
        // Nothing fits a contradiction; the first part says at least something.
        if alternatives.is_empty() && !other.alternatives.is_empty() {
            alternatives = one.alternatives;
        }
        let shape = Shape {
            nullable: one.nullable && other.nullable,
            deprecated: one.deprecated || other.deprecated,
            alternatives,
        };
        Ok(shape)
    }

    fn check_size(&self, shape: &Shape, pointer: &str) -> Result<(), Problem> {
        match shape.alternatives.len() > MOST_ALTERNATIVES {
            true => Err(self.too_many(pointer)),
            false => Ok(()),
        }
    }

    fn too_many(&self, pointer: &str) -> Problem {
        let message = format!("this schema has more than {MOST_ALTERNATIVES} alternatives");
        self.source.problem(pointer, message, "correct the document")
    }
}

/// What a schema says itself, apart from what it is made of.
fn own(schema: &Map<String, Value>, pointer: &str) -> Shape {
    let types = match schema.get("type") {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => implied_types(schema),
    };
    let mut shape = match types.is_empty() {
        true => Shape::anything(pointer),
        false => Shape::default(),
    };
    shape.nullable |= types.contains(&"null");
    shape.deprecated = schema.get("deprecated") == Some(&Value::Bool(true));
    for kind in types {
        let what = match kind {
            "string" => scalar(ScalarKind::Text, schema, pointer),
            "integer" => scalar(ScalarKind::Integer, schema, pointer),
            "number" => scalar(ScalarKind::Number, schema, pointer),
            "boolean" => scalar(ScalarKind::Boolean, schema, pointer),
            "array" => What::Array(places(schema, pointer, "items")),
            "object" => What::Object(object(schema, pointer)),
            _ => continue,
        };
        shape.add(Alternative {
            home: pointer.to_owned(),
            what,
        });
    }
    shape
}

/// Some documents leave out the type where the other keywords tell it.
fn implied_types(schema: &Map<String, Value>) -> Vec<&'static str> {
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

/// The values of an `enum` or a `const`, with their places.
fn listed_values<'a>(schema: &'a Map<String, Value>, pointer: &str) -> Option<Vec<(&'a Value, String)>> {
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

/// What is always `true` is read as a truth value all the same, so the values of those are no news.
fn scalar(kind: ScalarKind, schema: &Map<String, Value>, pointer: &str) -> What {
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
    What::Scalar(Scalar {
        kind,
        values: values.filter(|values| !values.is_empty()),
        is_time: schema.get("format").is_some_and(|format| format == "date-time"),
    })
}

fn object(schema: &Map<String, Value>, pointer: &str) -> Object {
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

/// What other properties hold. Some tools write a map as an object with one pattern for its keys.
fn rest(schema: &Map<String, Value>, pointer: &str) -> Place {
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

/// Where a schema stands under a key; `true` and `false` say nothing of values.
fn places(schema: &Map<String, Value>, pointer: &str, key: &str) -> Place {
    let is_schema = schema.get(key).is_some_and(Value::is_object);
    is_schema.then(|| child(pointer, key)).into_iter().collect()
}

impl Shape {
    fn anything(pointer: &str) -> Self {
        Self {
            nullable: true,
            deprecated: false,
            alternatives: vec![Alternative {
                home: pointer.to_owned(),
                what: What::Anything,
            }],
        }
    }

    /// Lets through what another one does.
    fn or(&mut self, other: &Self) {
        self.nullable |= other.nullable;
        for alternative in &other.alternatives {
            self.add(alternative.clone());
        }
    }

    fn add(&mut self, new: Alternative) {
        if matches!(new.what, What::Anything) {
            self.alternatives = vec![new];
            return;
        }
        for old in &mut self.alternatives {
            match (&mut old.what, &new.what) {
                (What::Anything, _) => return,
                (What::Scalar(old), What::Scalar(new)) if old.kind.is_like(new.kind) => return old.or(new),
                // "One of the two has to be there", which no type can say.
                (What::Object(old), What::Object(new)) if old.properties == new.properties && old.rest == new.rest => {
                    old.required.retain(|name| new.required.contains(name));
                    return;
                }
                _ => {}
            }
        }
        self.alternatives.push(new);
    }
}

impl Alternative {
    /// What fits this and another one; `pointer` is where the two meet.
    fn and(&self, other: &Self, pointer: &str) -> Option<Self> {
        let what = match (&self.what, &other.what) {
            (What::Anything, _) => return Some(other.clone()),
            (_, What::Anything) => return Some(self.clone()),
            (What::Scalar(one), What::Scalar(other)) if one.kind.is_like(other.kind) => What::Scalar(one.and(other)),
            (What::Array(one), What::Array(other)) => What::Array(joined(one, other)),
            (What::Object(one), What::Object(other)) => What::Object(one.and(other)),
            _ => return None,
        };
        Some(Self {
            home: pointer.to_owned(),
            what,
        })
    }
}

impl ScalarKind {
    /// Whether values of the one can be values of the other.
    pub fn is_like(self, other: Self) -> bool {
        let is_number = |kind| matches!(kind, Self::Integer | Self::Number);
        self == other || is_number(self) && is_number(other)
    }
}

impl Scalar {
    fn or(&mut self, other: &Self) {
        if other.kind == ScalarKind::Number {
            self.kind = ScalarKind::Number;
        }
        self.is_time &= other.is_time;
        // Known values beside any text are what is known of the text.
        match (&mut self.values, &other.values) {
            (Some(known), Some(more)) => known.extend(more.clone()),
            (none @ None, more) => none.clone_from(more),
            (Some(_), None) => {}
        }
    }

    fn and(&self, other: &Self) -> Self {
        let values = match (&self.values, &other.values) {
            (Some(one), Some(other)) => {
                let mut values = one.clone();
                values.retain(|value, _| other.contains_key(value));
                Some(values).filter(|values| !values.is_empty())
            }
            (one, other) => one.clone().or_else(|| other.clone()),
        };
        Self {
            kind: if self.kind == ScalarKind::Number {
                other.kind
            } else {
                self.kind
            },
            values,
            is_time: self.is_time || other.is_time,
        }
    }
}

impl Object {
    fn and(&self, other: &Self) -> Self {
        let mut properties = self.properties.clone();
        for (name, places) in &other.properties {
            let place = properties.entry(name.clone()).or_default();
            *place = joined(place, places);
        }
        Self {
            properties,
            required: self.required.union(&other.required).cloned().collect(),
            rest: joined(&self.rest, &other.rest),
        }
    }
}

/// The name of the component that a place is, rather than a part of one.
pub fn component(pointer: &str) -> Option<&str> {
    let name = pointer.strip_prefix("/components/schemas/")?;
    (!name.contains('/')).then_some(name)
}

fn joined(one: &Place, other: &Place) -> Place {
    let new = other.iter().filter(|place| !one.contains(place));
    one.iter().chain(new).cloned().collect()
}

impl Alternative {
    /// The kind of value in a few words.
    pub fn describe(&self) -> String {
        match &self.what {
            What::Anything => "any value".to_owned(),
            What::Array(_) => "a list".to_owned(),
            What::Object(object) if object.properties.is_empty() => "a map".to_owned(),
            What::Object(_) => "an object".to_owned(),
            What::Scalar(scalar) => scalar.describe(),
        }
    }
}

impl Scalar {
    /// The kind of value in a few words.
    pub fn describe(&self) -> String {
        const SHOWN: usize = 4;
        if let Some(values) = &self.values {
            let mut shown: Vec<_> = values.keys().take(SHOWN).map(|value| value_name(value)).collect();
            if values.len() > SHOWN {
                shown.push(format!("{} more", values.len() - SHOWN));
            }
            return format!("one of {}", shown.join(", "));
        }
        match self.kind {
            ScalarKind::Text if self.is_time => "a point in time",
            ScalarKind::Text => "any text",
            ScalarKind::Integer => "a whole number",
            ScalarKind::Number => "any number",
            ScalarKind::Boolean => "true or false",
        }
        .to_owned()
    }
}

/// A value of an enum as people write it.
pub fn value_name(json: &str) -> String {
    match serde_json::from_str(json) {
        Ok(Value::String(text)) => whole(&text),
        _ => whole(json),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn describe(version: &str, schema: &str) -> Result<String, Problem> {
        let rest = r##""X": {"type": "object", "properties": {"a": {}}, "required": ["a"]}, "T": {"type": "string"}, "N": {"anyOf": [{"$ref": "#/components/schemas/X"}, {"type": "null"}]}"##;
        let text = format!(
            r#"{{"openapi": "{version}", "paths": {{}}, "components": {{"schemas": {{"It": {schema}, {rest}}}}}}}"#
        );
        let source = Source::read("a.json", text.as_bytes()).unwrap();
        let shape = Shapes::new(&source).at(&vec!["/components/schemas/It".to_owned()])?;
        let alternatives = shape.alternatives.iter().map(|it| match &it.what {
            What::Object(object) => {
                let rest = if object.rest.is_empty() { "" } else { " and more" };
                format!("{:?} of {:?}{rest}", object.required, object.properties.keys())
            }
            _ => it.describe(),
        });
        let mut words: Vec<_> = alternatives.collect();
        words.extend(shape.nullable.then(|| "null".to_owned()));
        Ok(words.join(" | "))
    }

    #[test]
    fn one_thing_can_be_written_in_many_ways() {
        let x = r##"{"a"} of ["a"]"##;
        for (version, schema, expected) in [
            ("3.0.3", r##"{"type": "string", "nullable": true}"##, "any text | null"),
            ("3.1.0", r##"{"type": ["string", "null"]}"##, "any text | null"),
            (
                "3.1.0",
                r##"{"anyOf": [{"type": "string"}, {"type": "null"}]}"##,
                "any text | null",
            ),
            ("3.1.0", r##"{"type": "null"}"##, "null"),
            (
                "3.1.0",
                r##"{"type": ["string", "integer"]}"##,
                "any text | a whole number",
            ),
            (
                "3.0.3",
                r##"{"oneOf": [{"type": "string"}, {"type": "integer"}]}"##,
                "any text | a whole number",
            ),
            ("3.1.0", r##"{"const": "a"}"##, "one of `a`"),
            ("3.0.3", r##"{"type": "string", "enum": ["a"]}"##, "one of `a`"),
            (
                "3.1.0",
                r##"{"enum": ["a", 1, null]}"##,
                "one of `1` | one of `a` | null",
            ),
            (
                "3.1.0",
                r##"{"oneOf": [{"const": "a"}, {"const": "b"}]}"##,
                "one of `a`, `b`",
            ),
            (
                "3.0.3",
                r##"{"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "string"}]}"##,
                "one of `a`",
            ),
            (
                "3.1.0",
                r##"{"type": "string", "oneOf": [{"const": "a"}, {"const": "b"}]}"##,
                "one of `a`, `b`",
            ),
            ("3.1.0", r##"{"type": "boolean", "const": true}"##, "true or false"),
            (
                "3.0.3",
                r##"{"anyOf": [{"type": "integer"}, {"type": "number"}]}"##,
                "any number",
            ),
            ("3.0.3", r##"{"anyOf": [{"type": "string"}, {}]}"##, "any value | null"),
            ("3.0.3", r##"{"oneOf": [{"$ref": "#/components/schemas/X"}]}"##, x),
            ("3.0.3", r##"{"allOf": [{"$ref": "#/components/schemas/X"}]}"##, x),
            (
                "3.0.3",
                r##"{"nullable": true, "allOf": [{"$ref": "#/components/schemas/X"}]}"##,
                r##"{"a"} of ["a"] | null"##,
            ),
            (
                "3.1.0",
                r##"{"$ref": "#/components/schemas/N"}"##,
                r##"{"a"} of ["a"] | null"##,
            ),
            (
                "3.1.0",
                r##"{"$ref": "#/components/schemas/X", "required": ["b"], "properties": {"b": {}}}"##,
                r##"{"a", "b"} of ["a", "b"]"##,
            ),
            (
                "3.0.3",
                r##"{"$ref": "#/components/schemas/X", "required": ["b"], "properties": {"b": {}}}"##,
                x,
            ),
            (
                "3.0.3",
                r##"{"allOf": [{"$ref": "#/components/schemas/X"}, {"properties": {"b": {}}}]}"##,
                r##"{"a"} of ["a", "b"]"##,
            ),
            (
                "3.0.3",
                r##"{"type": "object", "properties": {"a": {}}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}"##,
                r##"{} of ["a"]"##,
            ),
            (
                "3.0.3",
                r##"{"allOf": [{"$ref": "#/components/schemas/X"}, {"oneOf": [{"properties": {"b": {}}}, {"properties": {"c": {}}}]}]}"##,
                r##"{"a"} of ["a", "b"] | {"a"} of ["a", "c"]"##,
            ),
            // What zod-to-openapi writes in 3.0 for what may be null.
            (
                "3.0.3",
                r##"{"anyOf": [{"type": "string"}, {"nullable": true}]}"##,
                "any text | null",
            ),
            (
                "3.0.3",
                r##"{"allOf": [{"$ref": "#/components/schemas/X"}, {"nullable": true}]}"##,
                r##"{"a"} of ["a"] | null"##,
            ),
            (
                "3.0.3",
                r##"{"type": "string", "allOf": [{"nullable": true}]}"##,
                "any text | null",
            ),
            (
                "3.0.3",
                r##"{"anyOf": [{"type": "integer", "nullable": true}, {"type": "string"}]}"##,
                "a whole number | any text | null",
            ),
            ("3.0.3", r##"{"nullable": true}"##, "any value | null"),
            (
                "3.0.3",
                r##"{"$ref": "#/components/schemas/T", "nullable": true}"##,
                "any text",
            ),
            // A map of TypeBox.
            (
                "3.1.0",
                r##"{"type": "object", "patternProperties": {"^(.*)$": {"type": "string"}}}"##,
                "{} of [] and more",
            ),
            (
                "3.1.0",
                r##"{"anyOf": [{"type": "object", "additionalProperties": {}}, {"type": "object", "additionalProperties": true}]}"##,
                "{} of [] and more | {} of []",
            ),
            (
                "3.1.0",
                r##"{"allOf": [{"type": "object"}, {"additionalProperties": {"type": "string"}}]}"##,
                "{} of [] and more",
            ),
            (
                "3.1.0",
                r##"{"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string"}]}"##,
                "any text",
            ),
            (
                "3.1.0",
                r##"{"allOf": [{"type": "string"}, {"type": "string", "format": "date-time"}]}"##,
                "a point in time",
            ),
            (
                "3.1.0",
                r##"{"allOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]}"##,
                "one of `b`",
            ),
            (
                "3.1.0",
                r##"{"allOf": [{"type": "number"}, {"type": "integer"}]}"##,
                "a whole number",
            ),
            (
                "3.1.0",
                r##"{"allOf": [{"type": "string"}, {"type": "integer"}]}"##,
                "any text",
            ),
            ("3.1.0", r##"{"items": {"type": "string"}}"##, "a list"),
        ] {
            assert_eq!(describe(version, schema).unwrap(), expected, "{version} {schema}");
        }
    }

    #[test]
    fn what_holds_only_itself_is_a_problem() {
        for schema in [
            r##"{"allOf": [{"$ref": "#/components/schemas/It"}]}"##,
            r##"{"oneOf": [{"$ref": "#/components/schemas/X"}, {"$ref": "#/components/schemas/It"}]}"##,
        ] {
            let problem = describe("3.1.0", schema).unwrap_err();
            assert_eq!(problem.message, "the `$ref`s from here lead in a circle");
        }
    }

    #[test]
    fn what_doubles_with_each_line_is_a_problem() {
        let level = |n: usize, keyword: &str| {
            let part = |it: &str| {
                format!(
                    r##"{{"properties": {{"{it}{n}": {{}}}}, "allOf": [{{"$ref": "#/components/schemas/L{}"}}]}}"##,
                    n + 1
                )
            };
            format!(r#""L{n}": {{"{keyword}": [{}, {}]}}"#, part("a"), part("b"))
        };
        let levels = |keyword: &str, count: usize| {
            let levels: Vec<_> = (0..count).map(|n| level(n, keyword)).collect();
            format!(
                r##"{{"$ref": "#/components/schemas/L0"}}, {}, "L{count}": {{}}"##,
                levels.join(", ")
            )
        };
        assert_eq!(
            describe("3.1.0", &levels("oneOf", 20)).unwrap_err().message,
            "this schema has more than 256 alternatives"
        );
        assert!(describe("3.1.0", &levels("allOf", 20)).is_ok());
        assert_eq!(
            describe("3.1.0", &levels("allOf", 200)).unwrap_err().message,
            "this schema is made of others, more than 64 levels deep"
        );
        let parts = vec!["{}"; 257].join(", ");
        assert_eq!(
            describe("3.1.0", &format!(r#"{{"allOf": [{parts}]}}"#))
                .unwrap_err()
                .message,
            "this schema is made of more than 256 others"
        );
    }
}
