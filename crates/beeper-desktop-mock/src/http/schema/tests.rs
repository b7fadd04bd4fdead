//! Tests each kind of schema with values that it allows and values that it forbids.

use serde_json::json;

use crate::http::schema::formats::Format;
use crate::http::schema::samples::{invalid_values, valid_values};
use crate::http::schema::types::{AdditionalProperties, Integer, List, Number, Object, Schema, Text};
use crate::http::schema::violation::ValuePath;

static NAME: Schema = Schema::Text(Text {
    min_length: 2,
    max_length: 4,
    ..Text::ANY
});
static COUNT: Schema = Schema::Integer(Integer {
    minimum: Some(1),
    maximum: Some(20),
    ..Integer::ANY
});
static ROOM: Schema = Schema::Object(Object {
    members: &[("name", &NAME), ("seats", &COUNT)],
    required: &["name"],
    ..Object::ANY
});
static TREE: Schema = Schema::Object(Object {
    members: &[(
        "children",
        &Schema::List(List {
            items: &TREE,
            ..List::ANY
        }),
    )],
    required: &["children"],
    additional_properties: AdditionalProperties::None,
    ..Object::ANY
});

/// A schema of each kind.
static ALL: &[Schema] = &[
    Schema::Nullable(&COUNT),
    Schema::Boolean(&[]),
    Schema::Boolean(&[true]),
    Schema::Integer(Integer::ANY),
    Schema::Integer(Integer {
        minimum: Some(-1),
        ..Integer::ANY
    }),
    Schema::Integer(Integer {
        multiple_of: Some(5),
        ..Integer::ANY
    }),
    Schema::Integer(Integer {
        values: &[-2, 3],
        ..Integer::ANY
    }),
    Schema::Number(Number::ANY),
    Schema::Number(Number {
        minimum: Some(0.0),
        maximum: Some(1.0),
        excludes_minimum: true,
        ..Number::ANY
    }),
    Schema::Number(Number {
        maximum: Some(1.0),
        excludes_maximum: true,
        ..Number::ANY
    }),
    Schema::Text(Text {
        values: &["", "a"],
        ..Text::ANY
    }),
    Schema::Text(Text {
        format: Format::DateTime,
        min_length: 1,
        ..Text::ANY
    }),
    Schema::Text(Text {
        format: Format::Uri,
        ..Text::ANY
    }),
    Schema::Text(Text {
        format: Format::UriReference,
        ..Text::ANY
    }),
    Schema::Text(Text {
        format: Format::Email,
        ..Text::ANY
    }),
    Schema::Text(Text {
        format: Format::Base64,
        ..Text::ANY
    }),
    Schema::List(List {
        items: &NAME,
        min_items: 2,
        max_items: 3,
        is_unique: false,
    }),
    Schema::List(List {
        items: &COUNT,
        is_unique: true,
        ..List::ANY
    }),
    Schema::Object(Object {
        additional_properties: AdditionalProperties::Each(&ROOM),
        ..Object::ANY
    }),
    Schema::Object(Object {
        members: &[("room", &ROOM)],
        additional_properties: AdditionalProperties::None,
        ..Object::ANY
    }),
    Schema::Either(&ROOM, &[&["seats"], &["name", "seats"]]),
    Schema::All(&[
        &ROOM,
        &Schema::Object(Object {
            members: &[("floor", &COUNT)],
            required: &["floor"],
            ..Object::ANY
        }),
    ]),
    Schema::One(&[&COUNT, &NAME]),
    Schema::Tagged {
        tag: "kind",
        kinds: &[("room", &ROOM), ("other", &Schema::Object(Object::ANY))],
    },
    Schema::Number(Number {
        minimum: Some(0.25),
        multiple_of: Some(0.5),
        ..Number::ANY
    }),
];

#[test]
fn each_kind_of_schema_accepts_valid_values_alone() {
    for schema in ALL.iter().chain([&NAME, &COUNT, &ROOM]) {
        let (inside, outside) = (valid_values(schema), invalid_values(schema));
        assert!(!inside.is_empty() && !outside.is_empty());
        for value in inside {
            assert_eq!(schema.check(&value, &ValuePath::Whole), Ok(()), "{value}");
        }
        for value in outside {
            assert!(schema.check(&value, &ValuePath::Whole).is_err(), "{value}");
        }
    }
}

#[test]
fn a_schema_may_be_recursive() {
    let check = |value| {
        TREE.check(&value, &ValuePath::Whole)
            .map_err(|violation| violation.to_string())
    };

    assert_eq!(check(json!({ "children": [{ "children": [] }] })), Ok(()));
    assert_eq!(
        check(json!({ "children": [{ "children": [{}] }] })),
        Err("`children[0].children[0].children` must be given".to_owned())
    );
}

#[test]
fn a_violation_names_its_path_and_no_value() {
    let complaint = |schema: &Schema, value| schema.check(&value, &ValuePath::Whole).unwrap_err().to_string();

    for (schema, value, expected) in [
        (&ROOM, json!([]), "The body must be an object"),
        (&ROOM, json!({}), "`name` must be given"),
        (&ROOM, json!({ "name": "x" }), "`name` must have at least 2 characters"),
        (
            &ROOM,
            json!({ "name": "abcde" }),
            "`name` must have at most 4 characters",
        ),
        (
            &ROOM,
            json!({ "name": "ab", "seats": 21 }),
            "`seats` must be from 1 to 20",
        ),
        (
            &ROOM,
            json!({ "name": "ab", "seats": "secret" }),
            "`seats` must be a whole number",
        ),
        (&ALL[2], json!(false), "The body must be `true`"),
        (
            &ALL[18],
            json!({ "secret": { "name": 1 } }),
            "`*.name` must be a string",
        ),
        (&ALL[19], json!({ "secret": 1 }), "The body has an unknown member"),
        (
            &ALL[20],
            json!({ "name": "ab" }),
            "The body must have `seats` or `name` and `seats`",
        ),
        (
            &ALL[23],
            json!({ "kind": "secret" }),
            "`kind` must be one of the described values",
        ),
    ] {
        assert_eq!(complaint(schema, value.clone()), expected, "{value}");
    }
}

#[test]
fn a_parameter_is_read_as_the_type_of_its_schema() {
    for (schema, text, value) in [
        (&ALL[0], "7", json!(7)),
        (&ALL[0], "null", json!(null)),
        (&ALL[0], "", json!("")),
        (&COUNT, "007", json!(7)),
        (&COUNT, "-7", json!(-7)),
        (&COUNT, "1000000000000000000000000000000", json!(1e30)),
        (&COUNT, "+7", json!("+7")),
        (&COUNT, "7.0", json!("7.0")),
        (&COUNT, "-", json!("-")),
        (&ALL[1], "true", json!(true)),
        (&ALL[1], "TRUE", json!("TRUE")),
        (&ALL[7], "1.5", json!(1.5)),
        (&ALL[7], "a", json!("a")),
        (&NAME, "null", json!("null")),
    ] {
        assert_eq!(schema.read(text), value, "{text}");
    }
}
