//! Tests of the mock's table of valid requests: the rules of schemas, parameters and bodies that it contains.

use super::module;
use crate::codegen::lower;
use crate::document::codegen_toml::settings::Settings;
use crate::document::load::{self, Document};

/// Returns a document with one operation that takes these parameters and this body, and with these component schemas.
fn document(parameters: &str, body: &str, schemas: &str) -> Document {
    let indented = |text: &str, by: usize| -> String {
        let lines = text.lines().map(|line| format!("{}{line}\n", " ".repeat(by)));
        lines.collect()
    };
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /rooms/{{roomID}}:\n    parameters:\n      - {{name: roomID, \
         in: path, required: true, schema: {{$ref: '#/components/schemas/RoomID'}}}}\n    put:\n      operationId: putRoom\n      \
         summary: Puts.\n      parameters:\n{}      requestBody:\n{}      responses: {{2XX: {{description: Done.}}}}\n\
         components:\n  schemas:\n    RoomID: {{type: string, minLength: 1}}\n{}",
        indented(parameters, 8),
        indented(body, 8),
        indented(schemas, 4)
    );
    load::parse("a.yaml", text.as_bytes()).unwrap_or_else(|problems| panic!("{}\n{text}", problems[0]))
}

const BODY: &str = "content: {application/json: {schema: {$ref: '#/components/schemas/Room'}}}";

fn written(document: &Document) -> Result<String, String> {
    let requests = lower::lower(&document.openapi, &Settings::default()).requests;
    let module = module(document, &requests).map_err(|problem| problem.message.clone())?;
    Ok(prettyplease::unparse(&syn::parse2(module).unwrap()))
}

/// Returns a component as the table has it.
fn component(schema: &str) -> String {
    let document = document("[]", BODY, &format!("Room:\n  {}", schema.replace('\n', "\n  ")));
    let text = written(&document).unwrap();
    let (_, room) = text.split_once("static SCHEMA_ROOM: Schema = ").unwrap();
    let room = room.split_once(";\n").unwrap().0;
    plain(room)
}

/// Returns code without its layout.
fn plain(code: &str) -> String {
    let code: String = code.split_whitespace().collect();
    [")", "]", "}"]
        .iter()
        .fold(code, |code, end| code.replace(&format!(",{end}"), end))
}

#[test]
fn all_rules_of_a_schema_are_in_the_table() {
    for (schema, expected) in [
        ("type: boolean", "Schema::Boolean(&[])"),
        ("type: boolean\nenum: [true]", "Schema::Boolean(&[true])"),
        ("type: integer", "Schema::Integer(Integer::ANY)"),
        (
            "type: integer\nminimum: 0\nmaximum: 20\nexclusiveMinimum: true",
            "Schema::Integer(Integer { minimum: Some(1i64), maximum: Some(20i64), ..Integer::ANY })",
        ),
        (
            "type: integer\nformat: int32\nmaximum: 7",
            "Schema::Integer(Integer { minimum: Some(-2147483648i64), maximum: Some(7i64), ..Integer::ANY })",
        ),
        (
            "type: number\nmaximum: 1.5\nexclusiveMaximum: true",
            "Schema::Number(Number { maximum: Some(1.5f64), excludes_maximum: true, ..Number::ANY })",
        ),
        (
            "type: string\nminLength: 2\nmaxLength: 9\nnullable: true",
            "Schema::Nullable( &Schema::Text(Text { min_length: 2, max_length: 9, ..Text::ANY }) )",
        ),
        (
            "type: string\nenum: [a, b]",
            "Schema::Text(Text { values: &[\"a\", \"b\"], ..Text::ANY })",
        ),
        (
            "type: string\nformat: byte",
            "Schema::Text(Text { format: Format::Base64, ..Text::ANY })",
        ),
        // No program can check this format.
        ("type: string\nformat: password", "Schema::Text(Text::ANY)"),
        (
            "type: array\nminItems: 1\nuniqueItems: true\nitems: {$ref: '#/components/schemas/RoomID'}",
            "Schema::List(List { items: &SCHEMA_ROOM_ID, min_items: 1, is_unique: true, ..List::ANY })",
        ),
        (
            "type: object\nrequired: [id]\nproperties: {id: {description: A., allOf: [{$ref: '#/components/schemas/RoomID'}]}}",
            "Schema::Object(Object { members: &[(\"id\", &SCHEMA_ROOM_ID)], required: &[\"id\"], ..Object::ANY })",
        ),
        (
            "type: object\nmaxProperties: 2\nadditionalProperties: {$ref: '#/components/schemas/Room'}",
            "Schema::Object(Object { additional_properties: AdditionalProperties::Each(&SCHEMA_ROOM), max_members: 2, ..Object::ANY })",
        ),
        (
            "type: object\nadditionalProperties: false",
            "Schema::Object(Object { additional_properties: AdditionalProperties::None, ..Object::ANY })",
        ),
        (
            "type: object\nproperties: {a: {type: boolean}, b: {}}\nanyOf: [{required: [a]}, {required: [a, b]}]",
            "Schema::Either( &Schema::Object(Object { members: &[ (\"a\", &Schema::Boolean(&[])), (\"b\", &Schema::Any) ], \
             ..Object::ANY }), &[&[\"a\"], &[\"a\", \"b\"]] )",
        ),
        (
            "oneOf: [{type: integer}, {$ref: '#/components/schemas/RoomID'}]",
            "Schema::One(&[&Schema::Integer(Integer::ANY), &SCHEMA_ROOM_ID])",
        ),
    ] {
        assert_eq!(component(schema), plain(expected), "{schema}");
    }
}

#[test]
fn parameters_and_bodies_are_in_the_table() {
    let parameters = "- {name: limit, in: query, allowEmptyValue: true, schema: {type: integer, nullable: true}}\n\
                      - {name: X-Try, in: header, required: true, schema: {type: string}}\n";
    let body = "required: true\ncontent: {multipart/form-data: {schema: {type: object, properties: {file: {type: string, format: \
                binary}}}}}";
    let text = written(&document(parameters, body, "")).unwrap();

    for expected in [
        "name: \"limit\", location: Location::Query, is_required: false, may_be_empty: true, schema: &Schema::Nullable(",
        "name: \"X-Try\", location: Location::Header, is_required: true, may_be_empty: false, schema: &Schema::Text(Text::ANY)",
        "name: \"roomID\", location: Location::Path, is_required: true, may_be_empty: false, schema: &SCHEMA_ROOM_ID",
        "body: Some(Body { kind: BodyKind::Form, is_required: true, schema: &Schema::Object(Object {",
        "members: &[(\"file\", &Schema::Text(Text { format: Format::Binary, ..Text::ANY }))]",
    ] {
        assert!(
            plain(&text).contains(&plain(expected)),
            "{expected}
{text}"
        );
    }
}

#[test]
fn steps_of_numbers_are_in_the_table() {
    assert_eq!(
        component("type: number\nmultipleOf: 0.5"),
        plain("Schema::Number(Number { multiple_of: Some(0.5f64), ..Number::ANY })")
    );
}
