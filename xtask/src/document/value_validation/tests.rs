//! Tests of validation: values that conform, and those of the table that do not, with the report on each.

mod table;

use openapiv3::{OpenAPI, ReferenceOr, Schema};
use serde_json::Value;

use super::misfits;
use crate::document::load::take_required_any_of;

const COMPONENTS: &str = "
openapi: 3.0.3
info: {title: Rooms, version: 1.0.0}
paths: {}
components:
  schemas:
    RoomID: {type: string, minLength: 1}
    Status: {type: string, enum: [free, taken]}
    Timestamp: {type: string, format: date-time}
    Room:
      type: object
      required: [id]
      properties:
        id: {$ref: '#/components/schemas/RoomID'}
        seats: {type: integer, minimum: 0}
        status: {$ref: '#/components/schemas/Status'}
        parent: {nullable: true, allOf: [{$ref: '#/components/schemas/Room'}]}
    Suite:
      allOf:
        - $ref: '#/components/schemas/Room'
        - {type: object, required: [doors], properties: {doors: {type: array, items: {$ref: '#/components/schemas/Door'}}}}
    Door:
      oneOf: [{$ref: '#/components/schemas/KeyDoor'}, {$ref: '#/components/schemas/OpenDoor'}]
      discriminator:
        propertyName: kind
        mapping: {key: '#/components/schemas/KeyDoor', open: '#/components/schemas/OpenDoor'}
    KeyDoor:
      type: object
      required: [kind, code]
      properties: {kind: {type: string, enum: [key]}, code: {type: string, maxLength: 4}}
    OpenDoor: {type: object, required: [kind], properties: {kind: {type: string, enum: [open]}}}
    Seen:
      oneOf:
        - {title: Anyone, type: boolean}
        - {title: At, allOf: [{$ref: '#/components/schemas/Timestamp'}]}
        - {title: Where, allOf: [{$ref: '#/components/schemas/Room'}]}
    Found:
      oneOf:
        - {title: One, type: object, required: [a], properties: {a: {type: string}, both: {type: string}}}
        - {title: Other, type: object, required: [b], properties: {b: {type: string}, both: {type: string}}}
    Noise: {oneOf: [{title: Quiet, type: integer, enum: [-1]}, {title: Loud, type: integer, enum: [2]}]}
    Open: {type: object, additionalProperties: true, required: [id], properties: {id: {type: string}}}
    Anything: {description: Any value.}
    Nothing: {type: object}
    Loop: {allOf: [{$ref: '#/components/schemas/Loop'}, {type: object, properties: {a: {type: string}}}]}
    Chain: {$ref: '#/components/schemas/Room'}
    Circle: {$ref: '#/components/schemas/Circle'}
    ClearableText: {type: string, nullable: true}
    Note:
      type: object
      properties: {text: {type: string}, file: {type: string}, name: {type: string}}
      anyOf: [{required: [text]}, {required: [file, name]}]
    Notes: {type: array, items: {description: A., allOf: [{$ref: '#/components/schemas/Note'}]}}
    LongNote:
      allOf:
        - $ref: '#/components/schemas/Note'
        - {type: object, properties: {more: {type: string}}}
";

/// Returns the misfits, a line each: pointer, message and help.
fn misfits_of(schema: &str, value: &str) -> Vec<String> {
    let mut untyped = serde_yaml::from_str(COMPONENTS).unwrap();
    let required_any_of = take_required_any_of(&mut untyped);
    let openapi: OpenAPI = serde_yaml::from_value(untyped).unwrap();
    let schema = match schema.starts_with(|first: char| first.is_ascii_uppercase()) {
        true => ReferenceOr::Reference {
            reference: format!("#/components/schemas/{schema}"),
        },
        false => ReferenceOr::Item(serde_yaml::from_str::<Schema>(schema).unwrap()),
    };
    let value: Value = serde_yaml::from_str(value).unwrap();
    let found = misfits(&openapi, &required_any_of, &schema, &value);
    found
        .iter()
        .map(|it| format!("{}: {}; {}", it.pointer, it.message, it.help))
        .collect()
}

#[test]
fn valid_values_have_no_misfits() {
    for (schema, values) in [
        ("{type: string}", &["''", "a", "'1'"][..]),
        ("{type: string, minLength: 2, maxLength: 3}", &["ab", "äöü", "'👍👍👍'"]),
        ("{type: string, pattern: '^[a-z]+$'}", &["abc"]),
        ("{type: string, pattern: b}", &["abc"]),
        ("{type: string, nullable: true, enum: [a]}", &["a", "null"]),
        ("{type: integer}", &["7", "-1", "9223372036854775807"]),
        ("{type: integer, format: int32}", &["-2147483648", "2147483647"]),
        ("{type: integer, format: uint64}", &["18446744073709551615"]),
        ("{type: integer, minimum: 1, maximum: 3, multipleOf: 3}", &["3"]),
        ("{type: number}", &["7", "7.5", "1e300"]),
        (
            "{type: number, minimum: 0, exclusiveMinimum: true, maximum: 1, multipleOf: 0.1}",
            &["0.1", "0.3", "0.7", "1"],
        ),
        ("{type: number, enum: [1, 2.5]}", &["1", "1.0", "2.5"]),
        ("{type: boolean, enum: [true]}", &["true"]),
        (
            "{type: array, items: {type: integer}, minItems: 1, maxItems: 2, uniqueItems: true}",
            &["[1]", "[1, 2]"],
        ),
        (
            "{type: array, items: {type: string, nullable: true}}",
            &["[]", "[a, null, a]"],
        ),
        (
            "{type: object, additionalProperties: {type: integer}, minProperties: 1, maxProperties: 2}",
            &["{a: 1, b: 2}"],
        ),
        (
            "{type: object, properties: {a: {type: string}}, additionalProperties: {type: integer}}",
            &["{a: a, b: 2}"],
        ),
        ("{anyOf: [{type: string}, {type: integer}]}", &["a", "1"]),
        (
            "{anyOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: {b: {type: string}}}]}",
            &["{a: a, b: b}"],
        ),
        ("{not: {type: string}}", &["1", "{a: 1}"]),
        (
            "{type: object, nullable: true, allOf: [{$ref: '#/components/schemas/Room'}]}",
            &["null", "{id: a}"],
        ),
        (
            "{properties: {a: {type: string}}, minimum: 3}",
            &["{a: a}", "4", "text"],
        ),
        (
            "{oneOf: [{$ref: '#/components/schemas/Room'}, {type: object, nullable: true}]}",
            &["null", "{id: a}"],
        ),
        (
            "Room",
            &[
                "{id: a}",
                "{id: a, seats: 0, status: free, parent: {id: b, parent: null}}",
            ],
        ),
        (
            "Suite",
            &[
                "{id: a, doors: []}",
                "{id: a, seats: 1, doors: [{kind: open}, {kind: key, code: '1234'}]}",
            ],
        ),
        ("Seen", &["true", "'2026-01-31T09:30:00Z'", "{id: a}"]),
        ("Found", &["{a: a}", "{b: b, both: c}"]),
        ("Noise", &["-1", "2"]),
        ("Open", &["{id: a, more: [1]}"]),
        ("Anything", &["1", "null", "{a: [b]}"]),
        ("Nothing", &["{}"]),
        ("Loop", &["{a: a}"]),
        ("Chain", &["{id: a}"]),
        ("Circle", &["{id: a}"]),
        ("ClearableText", &["null", "a"]),
    ] {
        for value in values {
            assert_eq!(misfits_of(schema, value), [""; 0], "{schema}: {value}");
        }
    }
}

#[test]
fn misfits_have_places() {
    let mut wrong = String::new();
    for (schema, value, expected) in table::MISFITS {
        let found = misfits_of(schema, value);
        if found != *expected {
            wrong.push_str(&format!("{schema}: {value}\n  {found:#?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Tests the generator's formats for numbers at their bounds and beyond.
#[test]
fn whole_numbers_keep_to_their_format() {
    for (format, least, most) in [
        ("int8", -128, 127),
        ("uint8", 0, 255),
        ("int16", -32768, 32767),
        ("uint16", 0, 65535),
        ("int32", i64::from(i32::MIN), i64::from(i32::MAX)),
        ("uint32", 0, i64::from(u32::MAX)),
    ] {
        let schema = format!("{{type: integer, format: {format}}}");
        for (value, fits) in [(least, true), (most, true), (least - 1, false), (most + 1, false)] {
            assert_eq!(
                misfits_of(&schema, &value.to_string()).is_empty(),
                fits,
                "{format}: {value}"
            );
        }
    }
}

/// An object needs at least one of several members, in any place.
#[test]
fn required_alternatives_are_checked() {
    for (schema, fitting) in [
        ("Note", "{text: a}"),
        ("Note", "{file: a, name: b}"),
        ("Note", "{text: a, file: b}"),
        ("Notes", "[]"),
        ("LongNote", "{text: a, more: b}"),
        ("{nullable: true, allOf: [{$ref: '#/components/schemas/Note'}]}", "null"),
    ] {
        assert_eq!(misfits_of(schema, fitting), [""; 0], "{schema}: {fitting}");
    }
    let message = "`Note` needs `text` or `file` and `name`; add what is missing for one of these";
    for (schema, value, pointer) in [
        ("Note", "{}", ""),
        ("Note", "{file: a}", ""),
        ("Notes", "[{text: a}, {name: a}]", "/1"),
        ("LongNote", "{more: a}", ""),
    ] {
        assert_eq!(
            misfits_of(schema, value),
            [format!("{pointer}: {message}")],
            "{schema}: {value}"
        );
    }
}

#[test]
fn deep_values_are_validated_quickly() {
    let depth = 60;
    let value = format!("{}{{id: ''}}{}", "{id: a, parent: ".repeat(depth), "}".repeat(depth));
    let found = misfits_of("Room", &value);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with(&"/parent".repeat(depth)));
}
