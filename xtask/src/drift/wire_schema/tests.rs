//! Tests of wire schemas: schemas that are written differently and allow the same values are equal.

use super::reader::WireSchemas;
use super::*;
use crate::document::problem::Problem;
use crate::drift::source::Source;

fn describe(version: &str, schema: &str) -> Result<String, Problem> {
    let rest = r##""X": {"type": "object", "properties": {"a": {}}, "required": ["a"]}, "T": {"type": "string"}, "N": {"anyOf": [{"$ref": "#/components/schemas/X"}, {"type": "null"}]}"##;
    let text = format!(
        r#"{{"openapi": "{version}", "paths": {{}}, "components": {{"schemas": {{"It": {schema}, {rest}}}}}}}"#
    );
    let source = Source::read("a.json", text.as_bytes()).unwrap();
    let wire_schema = WireSchemas::new(&source).at(&vec!["/components/schemas/It".to_owned()])?;
    let alternatives = wire_schema.alternatives.iter().map(|it| match &it.what {
        ValueKind::Object(object) => {
            let rest = if object.rest.is_empty() { "" } else { " and more" };
            format!("{:?} of {:?}{rest}", object.required, object.properties.keys())
        }
        _ => it.describe(),
    });
    let mut words: Vec<_> = alternatives.collect();
    words.extend(wire_schema.nullable.then(|| "null".to_owned()));
    Ok(words.join(" | "))
}

#[test]
fn equivalent_schemas_have_the_same_wire_schema() {
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
        // The form in which zod-to-openapi writes nullable values in 3.0.
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
        // The form in which TypeBox writes a map.
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
fn schemas_of_nothing_but_themselves_are_problems() {
    for schema in [
        r##"{"allOf": [{"$ref": "#/components/schemas/It"}]}"##,
        r##"{"oneOf": [{"$ref": "#/components/schemas/X"}, {"$ref": "#/components/schemas/It"}]}"##,
    ] {
        let problem = describe("3.1.0", schema).unwrap_err();
        assert_eq!(problem.message, "the `$ref`s from here lead in a circle");
    }
}

#[test]
fn exponential_schemas_are_problems() {
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
        "this schema combines others more than 64 levels deep"
    );
    let parts = vec!["{}"; 257].join(", ");
    assert_eq!(
        describe("3.1.0", &format!(r#"{{"allOf": [{parts}]}}"#))
            .unwrap_err()
            .message,
        "this schema combines more than 256 others"
    );
}
