//! The document's examples, read and written by the types that their schemas became.

use serde_json::{Value, json};

use crate::bodies::{Bodies, components};
use crate::document::{Document, Example, used};
use crate::wire::{TYPES, debug, reencode};

#[test]
fn every_kind_of_a_union_has_an_example() {
    let document = Document::read();
    for (_, kinds) in document.unions() {
        for (kind, component) in kinds {
            assert_eq!(document.schemas()[component]["example"]["type"], kind, "{component}");
        }
    }
    for (union, variants) in document.shapes() {
        for variant in variants {
            let (title, example) = (variant["title"].as_str().unwrap(), &variant["example"]);
            assert!(!example.is_null(), "{union}.{title} has no example");
            assert!(debug(union, example.clone()).starts_with(title), "{union}.{title}");
        }
    }
}

#[tokio::test]
async fn every_example_is_what_its_schema_says() {
    let (document, bodies) = (Document::read(), Bodies::start().await);
    let examples = document.examples();
    assert!(!examples.is_empty());
    for Example { place, schema, value } in examples {
        let operations = operations_with(&document, &schema);
        if operations.is_empty() {
            assert_eq!(complaint(&document, &schema, &value), None, "the example of {place}");
        }
        for id in operations {
            let complaint = complaint_of_body(&bodies, id, &value).await;
            assert_eq!(complaint, None, "the example of {place}");
        }
    }
}

/// The operations that send what a schema describes as their body.
fn operations_with(document: &Document, schema: &Value) -> Vec<&'static str> {
    let name = used(schema);
    let bodies = components(document).filter(|(_, body)| name == Some(body));
    bodies.map(|(id, _)| id).collect()
}

/// Why a value is no body of an operation: nothing reads bodies, so it is one if a request that is given it sends it.
async fn complaint_of_body(bodies: &Bodies, id: &str, value: &Value) -> Option<String> {
    match bodies.sent(id, value).await {
        Err(error) => Some(format!("{id}: {error}")),
        Ok(sent) if sent != *value => Some(format!("{id} sends {sent}")),
        Ok(_) => None,
    }
}

/// Why a value is no example of a schema.
fn complaint(document: &Document, schema: &Value, value: &Value) -> Option<String> {
    if let Some(component) = used(schema) {
        return complaint_of_type(document, component, value);
    }
    let fits = match schema["type"].as_str() {
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("string") => value.is_string(),
        Some("array") => match value.as_array() {
            Some(items) => {
                return items
                    .iter()
                    .find_map(|item| complaint(document, &schema["items"], item));
            }
            None => false,
        },
        Some("object") if schema["additionalProperties"].is_object() => match value.as_object() {
            Some(map) => {
                let values = &schema["additionalProperties"];
                return map.values().find_map(|value| complaint(document, values, value));
            }
            None => false,
        },
        _ => return Some(format!("nothing can read {schema}")),
    };
    (!fits).then(|| format!("{value} is not {}", schema["type"]))
}

fn complaint_of_type(document: &Document, component: &str, value: &Value) -> Option<String> {
    // A union writes the tags of its variants.
    let union = document
        .unions()
        .find(|(_, kinds)| kinds.iter().any(|(_, variant)| *variant == component));
    let name = union.map_or(component, |(union, _)| union);
    if !TYPES.contains(&name) {
        return Some(format!("`{name}` has no line in the table of types"));
    }
    match reencode(name, value.clone()) {
        Err(error) => Some(format!("{name}: {error}")),
        Ok(written) if written != *value => Some(format!("{name} writes {written}")),
        Ok(_) if debug(name, value.clone()).starts_with("Unknown") => Some(format!("{name} does not know {value}")),
        Ok(_) => None,
    }
}

const PLACES: &str = "
paths:
  /v1/example:
    get:
      parameters:
        - {name: a, schema: {type: integer}, example: 7}
        - {name: b, schema: {$ref: '#/components/schemas/BridgeID'}, examples: {one: {value: b}, two: {$ref: '#/components/examples/Two'}}}
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/BridgeList'}, example: {items: []}}
      responses:
        '200':
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/BridgeID'}}
              examples: {example: {value: [a, b]}}
components:
  examples:
    Two: {value: two}
  parameters:
    example: {name: example, schema: {type: boolean}, example: true}
  schemas:
    Account:
      type: object
      properties:
        example: {type: string, example: text}
        examples: {allOf: [{$ref: '#/components/schemas/AccountStatus'}], example: connected}
        properties: {type: object, additionalProperties: {type: boolean}, example: {a: true}}
    BridgeID: {type: string, example: whatsapp}
";

#[test]
fn examples_are_found_wherever_they_are() {
    let document = Document::parse(PLACES);
    let found: Vec<_> = document
        .examples()
        .into_iter()
        .map(|example| {
            assert_eq!(
                complaint(&document, &example.schema, &example.value),
                None,
                "{}",
                example.place
            );
            (example.place, example.value.to_string())
        })
        .collect();
    let operation = "/paths/~1v1~1example/get";
    let expected = [
        ("/components/parameters/example".to_owned(), "true"),
        ("/components/schemas/Account/properties/example".to_owned(), r#""text""#),
        (
            "/components/schemas/Account/properties/examples".to_owned(),
            r#""connected""#,
        ),
        (
            "/components/schemas/Account/properties/properties".to_owned(),
            r#"{"a":true}"#,
        ),
        ("/components/schemas/BridgeID".to_owned(), r#""whatsapp""#),
        (format!("{operation}/parameters/0"), "7"),
        (format!("{operation}/parameters/1"), r#""b""#),
        (format!("{operation}/parameters/1"), r#""two""#),
        (
            format!("{operation}/requestBody/content/application~1json"),
            r#"{"items":[]}"#,
        ),
        (
            format!("{operation}/responses/200/content/application~1json"),
            r#"["a","b"]"#,
        ),
    ];
    assert_eq!(found, expected.map(|(place, value)| (place, value.to_owned())));
}

#[test]
fn an_example_that_does_not_fit_is_complained_about() {
    let document = Document::read();
    for (schema, value, expected) in [
        ("{type: integer}", "7.5", "7.5 is not \"integer\""),
        ("{type: array, items: {type: string}}", "[a, 1]", "1 is not \"string\""),
        ("{type: array, items: {type: string}}", "a", "\"a\" is not \"array\""),
        (
            "{$ref: '#/components/schemas/Brigde'}",
            "{}",
            "`Brigde` has no line in the table of types",
        ),
        (
            "{$ref: '#/components/schemas/Timestamp'}",
            "now",
            "`Timestamp` has no line in the table of types",
        ),
        (
            "{$ref: '#/components/schemas/BridgeList'}",
            "{}",
            "BridgeList: missing field `items`",
        ),
        (
            "{$ref: '#/components/schemas/BridgeList'}",
            "{items: [], more: 1}",
            "BridgeList writes {\"items\":[]}",
        ),
        (
            "{$ref: '#/components/schemas/AccountStatus'}",
            "odd",
            "AccountStatus does not know \"odd\"",
        ),
        (
            "{allOf: [{$ref: '#/components/schemas/QrDisplay'}]}",
            "{type: qr}",
            "LoginDisplay: missing field `data`",
        ),
        ("{oneOf: []}", "1", "nothing can read {\"oneOf\":[]}"),
    ] {
        let [schema, value]: [Value; 2] = [schema, value].map(|text| serde_yaml::from_str(text).unwrap());
        assert_eq!(
            complaint(&document, &schema, &value).as_deref(),
            Some(expected),
            "{schema}"
        );
    }
}

#[tokio::test]
async fn an_example_of_a_body_that_cannot_be_sent_is_complained_about() {
    let bodies = Bodies::start().await;
    for (id, value, expected) in [
        ("send_message", json!("Hi"), "send_message: \"Hi\" is no object"),
        ("send_message", json!({"txt": "Hi"}), "send_message: nothing sets `txt`"),
        (
            "send_message",
            json!({"text": 1}),
            "send_message: `text`: invalid type: integer `1`, expected a string",
        ),
        ("update_message", json!({}), "update_message: missing field `text`"),
        (
            "send_message",
            json!({"attachment": {"uploadID": "u", "odd": 1}}),
            "send_message sends {\"attachment\":{\"uploadID\":\"u\"}}",
        ),
        (
            "send_message",
            json!({"replyToMessageID": ""}),
            "send_message: `replyToMessageID`: a `MessageId` is never empty",
        ),
        (
            "archive_chat",
            json!({"archived": null}),
            "archive_chat: `archived`: invalid type: null, expected a boolean",
        ),
    ] {
        let complaint = complaint_of_body(&bodies, id, &value).await;
        assert_eq!(complaint.as_deref(), Some(expected), "{value}");
    }
}
