//! Tests of `drift --adopt` with small documents: its lines, their positions, and the items that need work by hand.

use std::fs;

use serde_json::{Value, json};

use crate::support::{OURS, Outcome, THEIRS, drift, drift_of, json_of, outcome, pasted};
use crate::vendor_document::require;

/// The output for [`THEIRS`].
const ADOPTED: &str = include_str!("adopted.txt");

#[test]
fn printed_lines_can_be_pasted() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("theirs.yaml"), THEIRS).unwrap();
    let printed = outcome(drift(folder.path(), "").args(["--adopt", "theirs.yaml"]));
    assert_eq!((printed.code, printed.stderr.as_str()), (Some(1), ""));
    assert!(printed.stdout == ADOPTED, "{}", printed.stdout);
}

/// An allowed difference is not adopted, and a difference that is not a missing item is no failure.
#[test]
fn allowed_differences_are_not_adopted() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("theirs.yaml"), THEIRS).unwrap();
    let plain = outcome(drift(folder.path(), "").arg("theirs.yaml"));
    let missing: Vec<_> = plain
        .stdout
        .lines()
        .filter(|line| line.starts_with("the document lacks: "))
        .collect();
    let printed = outcome(drift(folder.path(), &missing.join("\n")).args(["--adopt", "theirs.yaml"]));
    assert_eq!(
        (printed.code, printed.stdout.as_str()),
        (
            Some(0),
            "drift: 0 blocks to paste for 0 differences, 0 by hand, from theirs.yaml\n\
             drift: 26 other differences cannot be pasted; `drift` without `--adopt` shows them\n"
        )
    );
}

/// Returns the blocks that are printed for an edit of [`THEIRS`] alone, and the result with the items that need work by hand.
pub fn printed_for(ours: &str, edit: impl FnOnce(&mut Value)) -> (Vec<String>, Outcome) {
    let folder = tempfile::tempdir().unwrap();
    let mut theirs = json_of(ours);
    edit(&mut theirs);
    theirs["openapi"] = json!("3.1.0");
    fs::write(folder.path().join("spec.yaml"), ours).unwrap();
    fs::write(folder.path().join("theirs.json"), theirs.to_string()).unwrap();
    let mut command = drift_of(folder.path(), "spec.yaml", "");
    let printed = outcome(command.args(["--adopt", "theirs.json"]));
    assert_eq!(
        (printed.code, printed.stderr.as_str()),
        (Some(1), ""),
        "{}",
        printed.stdout
    );
    let document = pasted(ours, &printed.stdout);
    fs::write(folder.path().join("spec.yaml"), document).unwrap();
    let again = outcome(drift_of(folder.path(), "spec.yaml", "").arg("theirs.json"));
    let blocks = printed
        .stdout
        .split("\n\n")
        .filter(|block| !block.starts_with("drift: "));
    (blocks.map(str::to_owned).collect(), again)
}

/// Defines a test for each form of our document: `name { ours => ours } (place there, value) [blocks]`.
macro_rules! pasted {
    ($($name:ident { $from:literal => $to:literal } ($place:literal, $value:tt) [$($block:literal),* $(,)?])*) => {$(
        #[test]
        fn $name() {
            assert!(OURS.contains($from));
            let ours = OURS.replacen($from, $to, 1);
            let (blocks, again) = printed_for(&ours, |theirs| {
                let (parent, key) = $place.rsplit_once('/').unwrap();
                match theirs.pointer_mut(parent).unwrap() {
                    Value::Array(list) => list.push(json!($value)),
                    object => object[key.replace("~1", "/")] = json!($value),
                }
            });
            let expected: &[&str] = &[$($block),*];
            assert_eq!(blocks, expected);
            again.assert_found("drift: 0 differences from theirs.json, 0 allowed\n");
        }
    )*};
}

pasted! {
    a_value_for_an_enum_on_one_line { "enum: [new, old]" => "enum: [new, old]" }
    ("/components/schemas/Age/enum/-", "No")
    ["spec.yaml:319: replace by `enum`, with 'No'\n# theirs: /components/schemas/Age/enum/2\n      enum: [new, old, 'No']"]
    a_value_for_an_enum_below_its_key { "        - forever\n" => "        - forever\n      # The end.\n" }
    ("/components/schemas/LoanKind/enum/-", "weekend")
    ["spec.yaml:421: insert value `weekend` of `LoanKind`\n# theirs: /components/schemas/LoanKind/enum/2\n        - weekend"]
    a_value_for_an_enum_right_below_its_key { "        - day\n        - forever\n" => "      - day\n      - forever\n" }
    ("/components/schemas/LoanKind/enum/-", "weekend")
    ["spec.yaml:421: insert value `weekend` of `LoanKind`\n# theirs: /components/schemas/LoanKind/enum/2\n      - weekend"]
    a_property_after_the_last { "    OpenValue:\n" => "    OpenValue:\n" }
    ("/components/schemas/Member/properties/name", {"type": "string"})
    ["spec.yaml:503: insert field `Member.name`\n# theirs: /components/schemas/Member/properties/name\n        name:\n          type: string\n          description: TODO. Absent when TODO."]
    what_is_there_since_a_version { "    OpenValue:\n" => "    OpenValue:\n" }
    ("/components/schemas/Member/properties/fee", {"type": "number", "x-available-since": "1.2"})
    ["spec.yaml:503: insert field `Member.fee`\n# theirs: /components/schemas/Member/properties/fee, since 1.2\n        fee:\n          type: number\n          description: TODO. Absent when TODO."]
}

#[test]
fn required_members_are_added_to_any_style_of_list() {
    for (from, to, block) in [
        (
            "required: [title]",
            "required: [title]",
            "replace by `required` of `NewBook`, with shelf\n      required: [shelf, title]",
        ),
        (
            "required: [title]",
            "required:\n        - title",
            "insert `required` of `NewBook`, with shelf\n        - shelf",
        ),
        (
            "      required: [title]\n",
            "",
            "insert `required` of `NewBook`, with shelf\n      required: [shelf]",
        ),
    ] {
        let ours = OURS.replacen(from, to, 1);
        assert!(OURS.contains(from));
        let (blocks, again) = printed_for(&ours, |theirs| {
            theirs["components"]["schemas"]["NewBook"]["properties"]["shelf"] = json!({ "type": "string" });
            require(&mut theirs["components"]["schemas"]["NewBook"], "shelf");
        });
        assert!(blocks.iter().any(|it| it.ends_with(block)), "{blocks:#?}");
        again.assert_found("drift: 0 differences from theirs.json, 0 allowed\n");
    }
}

/// Defines a test for each item that cannot be written: `name (place there, value) [what, place, reason]`.
macro_rules! by_hand {
    ($($name:ident ($place:literal, $value:tt) [$($text:literal),+ $(,)?])*) => {$(
        #[test]
        fn $name() {
            let (blocks, _) = printed_for(OURS, |theirs| {
                let (parent, key) = $place.rsplit_once('/').unwrap();
                let parent = theirs.pointer_mut(parent).unwrap();
                match parent {
                    Value::Array(list) => list.push(json!($value)),
                    object => object[key.replace("~1", "/")] = json!($value),
                }
            });
            assert_eq!(blocks, [[$($text),+].join("\n  ")]);
        }
    )*};
}

by_hand! {
    a_parameter_that_is_an_object (
        "/paths/~1v1~1books/get/parameters/-",
        {"name": "filter", "in": "query", "style": "deepObject", "schema": {"type": "object"}}
    ) [
        "by hand: optional parameter `GET /v1/books query filter`",
        "theirs: /paths/~1v1~1books/get/parameters/6",
        "reason: it has the style `style: deepObject, explode: false`, which the generator does not support",
    ]
    a_parameter_that_is_one_or_many (
        "/paths/~1v1~1books/get/parameters/-",
        {"name": "ids", "in": "query", "schema": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}}
    ) [
        "by hand: optional parameter `GET /v1/books query ids`",
        "theirs: /paths/~1v1~1books/get/parameters/6",
        "reason: it is neither a plain value nor a list of them",
    ]
    a_cookie ("/paths/~1v1~1books/get/parameters/-", {"name": "session", "in": "cookie", "schema": {"type": "string"}}) [
        "by hand: optional parameter `GET /v1/books cookie session`",
        "theirs: /paths/~1v1~1books/get/parameters/6",
        "reason: the generator supports only parameters in paths, queries and headers",
    ]
    another_method ("/paths/~1v1~1books/options", {"responses": {}}) [
        "by hand: operation `OPTIONS /v1/books`",
        "theirs: /paths/~1v1~1books/options",
        "reason: the generator does not support the method OPTIONS",
    ]
    a_number_in_a_path (
        "/paths/~1v1~1rooms~1{number}",
        {"get": {"parameters": [{"name": "number", "in": "path", "required": true, "schema": {"type": "integer"}}], "responses": {}}}
    ) [
        "by hand: operation `GET /v1/rooms/{number}`",
        "theirs: /paths/~1v1~1rooms~1{number}/get/parameters/0",
        "reason: in our document, a path parameter is an ID or a key, which is a text",
    ]
    a_body_of_another_kind ("/paths/~1v1~1members/get/requestBody", {"content": {"text/csv": {"schema": {}}}}) [
        "by hand: body of `GET /v1/members`",
        "theirs: /paths/~1v1~1members/get/requestBody",
        "reason: the generator does not support bodies of the type text/csv",
    ]
    a_second_kind_of_body ("/paths/~1v1~1books/post/requestBody/content/text~1csv", {"schema": {}}) [
        "by hand: `POST /v1/books body` as `text/csv`",
        "theirs: /paths/~1v1~1books/post/requestBody/content/text~1csv/schema",
        "reason: a request has only one kind of body in our document",
    ]
    a_value_with_white_space ("/components/schemas/Genre/enum/-", "true crime") [
        "by hand: value `true crime` of `Genre`",
        "theirs: /components/schemas/Genre/enum/3",
        "reason: the value \"true crime\" of the enum contains white space",
    ]
    values_that_become_one_name ("/components/schemas/Member/properties/rank", {"enum": ["a-b", "a_b"]}) [
        "by hand: field `Member.rank`",
        "theirs: /components/schemas/Member/properties/rank/enum/1",
        "reason: two values of the enum become one name: \"a_b\"",
    ]
    an_enum_of_fractions ("/components/schemas/Member/properties/share", {"enum": [0.5, 1.5]}) [
        "by hand: field `Member.share`",
        "theirs: /components/schemas/Member/properties/share",
        "reason: the values of an enum of fractions have no names",
    ]
    objects_that_nothing_tells_apart (
        "/components/schemas/Member/properties/home",
        {"anyOf": [{"type": "object", "properties": {"a": {}}}, {"type": "object", "properties": {"b": {}}}]}
    ) [
        "by hand: field `Member.home`",
        "theirs: /components/schemas/Member/properties/home",
        "reason: the variants of this union differ neither in kind, nor by a tag, nor in what they require",
    ]
    null_and_nothing_else ("/components/schemas/Member/properties/gone", {"type": "null"}) [
        "by hand: field `Member.gone`",
        "theirs: /components/schemas/Member/properties/gone",
        "reason: it is only null, or of no known type",
    ]
    another_kind_of_a_plain_value ("/components/schemas/Member/properties/id", {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}) [
        "by hand: variant `a list` of `Member.id`",
        "theirs: /components/schemas/Member/properties/id/anyOf/1",
        "reason: ours is a value of one kind, not a component",
    ]
    a_variant_without_the_tag ("/components/schemas/State/oneOf/-", {"type": "object", "properties": {"gone": {"type": "boolean"}}}) [
        "by hand: variant with `gone` of `State`",
        "theirs: /components/schemas/State/oneOf/2",
        "reason: our variants have a tag, which it lacks",
    ]
}

/// These names have no letters that components may have.
#[test]
fn components_without_a_usable_name_are_called_unnamed() {
    let (blocks, again) = printed_for(OURS, |theirs| {
        theirs["paths"]["/本"] = json!({ "put": {
            "parameters": [{ "name": "本", "in": "query", "schema": { "enum": ["a", "b"] } }],
            "responses": { "204": {} },
        } });
    });
    let component = "insert component `Unnamed`\n    Unnamed:\n      type: string\n";
    assert!(blocks.iter().any(|block| block.contains(component)), "{blocks:#?}");
    again.assert_found("drift: 0 differences from theirs.json, 0 allowed\n");
}

#[test]
fn recursive_objects_become_one_component() {
    let (blocks, again) = printed_for(OURS, |theirs| {
        theirs["components"]["schemas"]["Note"] = json!({
            "type": "object",
            "properties": { "answers": { "type": "array", "items": { "$ref": "#/components/schemas/Note" } } },
        });
        theirs["components"]["schemas"]["Member"]["properties"]["note"] = json!({
            "anyOf": [{ "$ref": "#/components/schemas/Note" }, { "type": "null" }],
        });
    });
    assert_eq!(blocks.len(), 2, "{blocks:#?}");
    assert!(blocks[0].contains("    Note:\n      type: object\n"), "{blocks:#?}");
    again.assert_found("drift: 0 differences from theirs.json, 0 allowed\n");
}
