//! Tests of the differences that `drift` finds between two documents, and of what it treats as equal.

use serde_json::{Map, Value, json};

use crate::support::{OURS, THEIRS, compare, drift_of, json_of, outcome};

/// All differences of [`THEIRS`], in the words of the report.
const FOUND: &str = include_str!("found.txt");

const SPEC: &str = include_str!("../../../openapi/beeper-desktop.yaml");

/// Returns the lines that describe differences.
fn differences(report: &str) -> Vec<&str> {
    let lines = report.lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with("  ") && !line.starts_with("drift: "))
        .collect()
}

#[test]
fn all_differences_are_found_and_no_others() {
    compare("theirs.yaml", THEIRS, "").assert_found(FOUND);
}

#[test]
fn json_has_the_same_differences_without_lines() {
    let found = compare("theirs.json", json_of(THEIRS).to_string(), "");
    assert_eq!(differences(&found.stdout), differences(FOUND));
    assert!(
        found.stdout.starts_with(
            "the document lacks: operation `GET /v1/fines`\n  ours:   ours.yaml:9:1\n  theirs: /paths/~1v1~1fines/get\n"
        ),
        "{}",
        found.stdout
    );
}

#[test]
fn intended_differences_are_not_reported() {
    let allowed = differences(FOUND).join("\n# Because.\n\n");
    compare("theirs.yaml", THEIRS, &allowed).assert_found("drift: 0 differences from theirs.yaml, 40 allowed\n");
}

#[test]
fn unused_allowances_are_reported() {
    let mut allowed = format!(
        "# Old.\nthe document lacks: field `Book.isbn`\n{}",
        differences(FOUND).join("\n")
    );
    allowed.push_str("\n  the document lacks: field `Book.shelf`\n");
    compare("theirs.yaml", THEIRS, &allowed).assert_found(
        "allowed, but no difference: the document lacks: field `Book.isbn`\n  list:   allowed.txt:2:1\n\n\
         allowed, but no difference: the document lacks: field `Book.shelf`\n  list:   allowed.txt:43:1\n\n\
         drift: 0 differences from theirs.yaml, 40 allowed; 2 allowed lines match none\n",
    );
    let one = allowed.replace("the document lacks: field `Book.shelf`", "");
    compare("theirs.yaml", THEIRS, &one.replacen("# Old.\n", "", 1)).assert_found(
        "allowed, but no difference: the document lacks: field `Book.isbn`\n  list:   allowed.txt:1:1\n\n\
         drift: 0 differences from theirs.yaml, 40 allowed; 1 allowed line matches none\n",
    );
}

/// Returns how an edit of [`THEIRS`] changes the report: the removed lines, and the new ones.
fn changed_by(edit: impl FnOnce(&mut Value)) -> (Vec<String>, Vec<String>) {
    let mut theirs = json_of(THEIRS);
    edit(&mut theirs);
    let found = compare("theirs.json", theirs.to_string(), "");
    assert_eq!(found.stderr, "");
    let (before, after) = (differences(FOUND), differences(&found.stdout));
    let without = |one: &[&str], other: &[&str]| {
        let lines = one.iter().filter(|line| !other.contains(*line));
        lines.map(|line| (*line).to_owned()).collect()
    };
    (without(&before, &after), without(&after, &before))
}

/// Defines a test for each form: `name (place, value) [removed lines] [new lines]`.
macro_rules! written {
    ($($name:ident ($place:literal, $value:tt) [$($gone:literal),* $(,)?] [$($new:literal),* $(,)?])*) => {$(
        #[test]
        fn $name() {
            let (gone, new) = changed_by(|theirs| {
                let (parent, key) = $place.rsplit_once('/').unwrap();
                let key = key.replace("~1", "/");
                theirs.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(key, json!($value));
            });
            let (wanted_gone, wanted_new): (&[&str], &[&str]) = (&[$($gone),*], &[$($new),*]);
            assert_eq!(new, wanted_new);
            assert_eq!(gone, wanted_gone);
        }
    )*};
}

written! {
    a_union_with_what_its_objects_share (
        "/components/schemas/BookEntry/properties/state",
        {"allOf": [
            {"type": "object", "required": ["kind"], "properties": {"since": {"type": "string"}}},
            {"oneOf": [
                {"type": "object", "properties": {"kind": {"const": "good"}}},
                {"type": "object", "required": ["pages"], "properties": {"kind": {"const": "torn"}, "pages": {"type": "integer"}}},
            ]},
        ]}
    ) ["the document lacks: field `State.since`"] ["the document lacks: field `GoodState.since`", "the document lacks: field `TornState.since`"]
    a_list_written_as_several (
        "/components/schemas/BookEntry/properties/authors",
        {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "array", "items": {"type": "integer"}}]}
    ) ["differs: `Book.authors[]` is any text in ours, an object in theirs"] ["differs: `Book.authors[]` is any text in ours, a whole number in theirs"]
    a_kind_that_does_not_exist ("/components/schemas/BookEntry/properties/id", {"type": "File"})
    [] ["differs: `Book.id` is any text in ours, of no known type in theirs"]
    a_version_without_its_last_number ("/openapi", "3.1") [] []
    the_path_of_a_server_of_its_own ("/paths/~1v1~1shelves/servers", [{"url": "http://localhost/v2"}])
    ["the document lacks: variant `a list` of `Holder`", "the document lacks: value `3` of `Level`"]
    ["the document lacks: operation `GET /v2/v1/shelves`", "the server lacks: operation `GET /v1/shelves`"]
    a_path_without_its_parameter ("/paths/~1v1~1books~1{id}~1cover/parameters", []) [] []
    a_path_parameter_that_is_not_called_required (
        "/paths/~1v1~1books~1{id}~1cover/parameters",
        [{"name": "id", "in": "path", "schema": {"type": "string"}}]
    ) [] []
    a_parameter_of_the_operation_and_of_its_path (
        "/paths/~1v1~1books/parameters",
        [{"name": "genre", "in": "query", "required": true, "schema": {"type": "integer"}}]
    ) [] ["the document lacks: required parameter `POST /v1/books query genre`"]
    headers_that_mean_nothing (
        "/paths/~1v1~1shelves/parameters",
        [{"name": "Accept", "in": "header", "schema": {}}, {"name": "Content-Type", "in": "header", "schema": {}}]
    ) [] []
    how_a_single_value_is_written_out ("/paths/~1v1~1books/get/parameters/1/explode", false) [] []
    one_of_many_fine_statuses (
        "/paths/~1v1~1books~1{id}/delete/responses",
        {"200": {"content": {"application/json": {"schema": {}}}}, "204": {}}
    ) [] ["differs: `DELETE /v1/books/{bookID} response` is nothing in ours, JSON in theirs"]
    an_error_by_default (
        "/paths/~1v1~1shelves/get/responses/default",
        {"content": {"application/json": {"schema": {"type": "string"}}}}
    ) [] ["differs: `GET /v1/shelves error` is an object in ours, any text in theirs"]
    no_status ("/paths/~1v1~1shelves/get/responses", {})
    ["the document lacks: variant `a list` of `Holder`", "the document lacks: value `3` of `Level`"]
    ["differs: response of `GET /v1/shelves` is 200 in ours, without a status in theirs"]
}

#[test]
fn a_body_by_reference() {
    let (gone, new) = changed_by(|theirs| {
        let body = theirs.pointer_mut("/paths/~1v1~1books/post/requestBody").unwrap();
        let reference = json!({ "$ref": "#/components/requestBodies/New" });
        let body = std::mem::replace(body, reference);
        theirs["components"]["requestBodies"] = json!({ "New": body });
    });
    assert!(gone.is_empty() && new.is_empty(), "{gone:?} {new:?}");
}

#[test]
fn a_body_required_only_by_theirs_is_a_difference() {
    let demanded = "        required: true\n        content:\n          multipart/form-data:";
    assert!(OURS.contains(demanded));
    let ours = OURS.replace(demanded, demanded.trim_start_matches("        required: true\n"));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("other.yaml"), ours).unwrap();
    std::fs::write(folder.path().join("theirs.yaml"), THEIRS).unwrap();
    let found = outcome(drift_of(folder.path(), "other.yaml", "").arg("theirs.yaml"));
    let line = "differs: `PUT /v1/books/{bookID}/cover body` is optional in ours, required in theirs\n";
    assert!(found.stdout.contains(line), "{}{}", found.stdout, found.stderr);
}

/// A field of a component that a thousand places use is one difference.
#[test]
fn a_difference_of_a_shared_component_is_reported_once() {
    let mut theirs = json_of(THEIRS);
    let entry = theirs["components"]["schemas"]["BookEntry"].clone();
    let place = "/paths/~1v1~1books~1{id}/get/responses/200/content/application~1json/schema";
    *theirs.pointer_mut(place).unwrap() = entry;
    let found = compare("theirs.json", theirs.to_string(), "");
    assert_eq!(differences(&found.stdout), differences(FOUND));
    let writer = "the document lacks: field `Book.writer`\n  ours:   ours.yaml:240:5\n  theirs: /components/schemas/BookEntry/properties/writer and 1 more\n";
    assert!(found.stdout.contains(writer), "{}", found.stdout);
}

#[test]
fn the_committed_document_equals_itself_in_openapi_3_1() {
    let json = json_of(SPEC);
    let newer = json!(turned(&json)).to_string();
    for written in [
        r##""anyOf":[{"$ref":"#/components/schemas/The"##,
        r#"["string","null"]"#,
        r#""const":"qr""#,
    ] {
        assert!(newer.contains(written), "{written}");
    }
    for (name, text) in [
        ("theirs.yaml", SPEC.to_owned()),
        ("theirs.json", json.to_string()),
        ("newer.json", newer),
    ] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(name), text).unwrap();
        std::fs::write(folder.path().join("spec.yaml"), SPEC).unwrap();
        let found = outcome(drift_of(folder.path(), "spec.yaml", "").arg(name));
        found.assert_found(&format!("drift: 0 differences from {name}, 0 allowed\n"));
    }
}

/// Returns the same document as another tool writes it: in OpenAPI 3.1, with other names for what has no name on the wire,
/// and without everything that does not affect the wire.
fn turned(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(turned).collect(),
        Value::Object(object) => turned_object(object),
        Value::String(text) if text.starts_with("3.0.") => json!("3.1.0"),
        Value::String(text) => json!(text.replace("#/components/schemas/", "#/components/schemas/The")),
        other => other.clone(),
    }
}

fn turned_object(object: &Map<String, Value>) -> Value {
    const SAYS_NOTHING: [&str; 8] = [
        "description",
        "summary",
        "operationId",
        "tags",
        "security",
        "discriminator",
        "minLength",
        "example",
    ];
    let mut turned_object: Map<String, Value> = object
        .iter()
        .filter(|(key, value)| !SAYS_NOTHING.contains(&key.as_str()) || value.is_object() && *key != "discriminator")
        .map(|(key, value)| (turned_key(key, value), turned(value)))
        .collect();
    if let Some(union) = turned_object.remove("oneOf") {
        turned_object.insert("anyOf".to_owned(), union);
    }
    if let Some([value]) = turned_object.get("enum").and_then(Value::as_array).map(Vec::as_slice) {
        let value = value.clone();
        turned_object.remove("enum");
        turned_object.insert("const".to_owned(), value);
    }
    if turned_object.get("in") == Some(&json!("path")) {
        turned_object["name"] = json!(format!("the{}", turned_object["name"].as_str().unwrap()));
    }
    if turned_object.remove("nullable") == Some(json!(true)) {
        if let Some(kind) = turned_object.get_mut("type") {
            *kind = json!([kind.clone(), "null"]);
        } else if let Some(parts) = turned_object.remove("allOf") {
            turned_object.insert("anyOf".to_owned(), json!([parts[0], { "type": "null" }]));
        }
    }
    Value::Object(turned_object)
}

/// Components and path parameters have different names.
fn turned_key(key: &str, value: &Value) -> String {
    if key.starts_with('/') {
        return key.replace('{', "{the");
    }
    let is_component = key.starts_with(|c: char| c.is_ascii_uppercase()) && value.is_object();
    let is_parameter_or_response = value.get("in").is_some() || value.get("content").is_some();
    match is_component && !is_parameter_or_response {
        true => format!("The{key}"),
        false => key.to_owned(),
    }
}
