//! Tests of the files that a small document becomes.

use serde_json::{Value, json};

use super::*;
use crate::codegen::pipeline::client_of;

const BASE: &str = include_str!("../../../tests/bad_input/base.yaml");

/// Returns the files of the document after some edits: the mock's module, the samples and the tables for the tests.
fn files(edits: &[(&str, &str)]) -> [String; 3] {
    let text = edits.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the document has no {from:?}");
        text.replacen(from, to, 1)
    });
    let settings = Settings::default();
    let generated =
        client_of("api.yaml", text.as_bytes(), &settings).unwrap_or_else(|problems| panic!("{}", problems[0]));
    let outputs = all(&generated, &settings).unwrap_or_else(|problem| panic!("{problem}"));
    [MOCK, SAMPLES, TESTS].map(|file| {
        let path = workspace_path(file);
        outputs.iter().find(|it| it.path == path).unwrap().text.clone()
    })
}

/// Returns code without its layout.
fn plain(code: &str) -> String {
    let code: String = code.split_whitespace().collect();
    [")", "]", "}"]
        .iter()
        .fold(code, |code, end| code.replace(&format!(",{end}"), end))
}

#[track_caller]
fn assert_has(code: &str, expected: &[&str]) {
    for expected in expected {
        assert!(plain(code).contains(&plain(expected)), "{expected}\n{code}");
    }
}

const PUT: &str = "      operationId: putRoom\n";

#[test]
fn the_mock_has_a_row_for_each_operation() {
    let [mock, ..] = files(&[]);

    assert_has(
        &mock,
        &[
            "pub const ALL: &[Self] = &[Self::ListRooms, Self::PutRoom];",
            "operation_id: \"listRooms\", method: \"GET\", path: \"/rooms\", needs_token: false, status: 200u16, answer: Documented::Json(",
            "operation_id: \"putRoom\", method: \"PUT\", path: \"/rooms/{roomID}\", needs_token: false, status: 200u16, answer: Documented::Json(",
        ],
    );
    assert!(mock.contains("/// `GET /rooms`, without a token"), "{mock}");
}

#[test]
fn the_mock_answers_with_a_file_or_with_nothing() {
    let json = "          description: The room.\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/Room'\n";
    let file = "          description: The room.\n          content:\n            application/octet-stream:\n              schema: {type: string, format: binary}\n";
    for (status, answer, expected) in [
        ("'200'", file, "status: 200u16, answer: Documented::File"),
        (
            "2XX",
            "          description: Done.\n",
            "status: 204u16, answer: Documented::Nothing",
        ),
        (
            "'202'",
            "          description: Done.\n",
            "status: 202u16, answer: Documented::Nothing",
        ),
    ] {
        let [mock, ..] = files(&[(
            &format!("        '200':\n{json}"),
            &format!("        {status}:\n{answer}"),
        )]);
        assert_has(&mock, &[expected]);
    }
}

#[test]
fn a_row_says_whether_a_token_is_needed() {
    let secured = format!("{PUT}      security: [{{bearer: []}}]\n");
    let scheme = "components:\n  securitySchemes:\n    bearer: {type: http, scheme: bearer, description: A.}\n";
    let [mock, ..] = files(&[(PUT, &secured), ("components:\n", scheme)]);

    assert_has(&mock, &["path: \"/rooms/{roomID}\", needs_token: true,"]);
    assert!(mock.contains("/// `PUT /rooms/{roomID}`\n"), "{mock}");
}

/// The delimiters are long enough for any text in the literal.
#[test]
fn answers_with_raw_string_delimiters_are_quoted() {
    let message = "          description: What went wrong.\n";
    let odd = format!("{message}          example: 'a \"## b'\n");
    let [mock, samples, _] = files(&[
        (message, &odd),
        (
            "                $ref: '#/components/schemas/Room'\n        default",
            "                $ref: '#/components/schemas/ErrorBody'\n        default",
        ),
    ]);

    assert!(mock.contains(r####"r###"{"message":"a \"## b"}"###"####), "{mock}");
    assert!(samples.contains(r###""message": "a \"## b""###), "{samples}");
}

#[test]
fn samples_describe_their_components() {
    let [_, samples, _] = files(&[]);
    let samples: Value = serde_json::from_str(&samples).unwrap();
    let fact = |component: &str, fact: &str| samples["components"][component][fact].clone();

    assert_eq!(
        samples["operations"]["put_room"],
        json!({"operation": "putRoom", "body": "RoomChange"})
    );
    assert_eq!(fact("Room", "required"), json!(["id", "seats"]));
    assert_eq!(
        fact("Room", "optional"),
        json!(["door", "extras", "locked", "parent", "status"])
    );
    assert_eq!(fact("Room", "enums"), json!(["status"]));
    assert_eq!(fact("RoomStatus", "values"), json!(["free", "taken"]));
    assert_eq!(fact("RoomID", "never empty"), json!(true));
    assert_eq!(fact("Door", "tag"), json!("kind"));
    assert_eq!(fact("KeyDoor", "variant of"), json!("Door"));
    assert_eq!(fact("KeyDoor", "required"), json!(["secret"]));
    assert_eq!(fact("LongVisit", "extends"), json!("Visit"));
    assert_eq!(fact("Noise", "values"), json!({"Quiet": -1, "Loud": 2}));
    assert_eq!(fact("RoomChange", "is a body"), json!(true));
    assert_eq!(fact("Nothing", "kind"), json!("empty object"));
}

#[test]
fn samples_describe_clearable_and_never_empty_members() {
    let status = "        status:\n          $ref: '#/components/schemas/RoomStatus'\n    NewLock";
    let more = "        status: {type: string, nullable: true, description: A.}\n        room: {$ref: '#/components/schemas/RoomID'}\n    NewLock";
    let [_, samples, _] = files(&[(status, more)]);
    let samples: Value = serde_json::from_str(&samples).unwrap();

    let change = &samples["components"]["RoomChange"];
    assert_eq!(change["clearable"], json!(["status"]));
    assert_eq!(change["absent when empty"], json!(["room"]));
}

/// Checks that a call passes everything that an operation takes, and one what it requires.
#[test]
fn calls_name_the_requests_that_they_send() {
    let [_, _, tests] = files(&[]);

    assert_has(
        &tests,
        &[
            "operation: \"list_rooms\", path: &[], query: &[(\"status\", \"free\")], headers: &[], body: None,",
            "send: |client| decoded(client.list_rooms().status(RoomStatus::Free))",
            "operation: \"put_room\", path: &[(\"roomID\", \"roomID\")], query: &[], headers: &[],",
            "body: Some(r#\"{\"lock\":{\"code\":\"SECRET-1\",\"rooms\":[\"rooms\"]},\"seats\":7,\"status\":\"free\"}\"#)",
            "client.put_room(\"roomID\", 7).lock(NewLock::new(\"SECRET-1\").rooms([\"rooms\"])).status(RoomStatus::Free)",
            "body: Some(r#\"{\"seats\":7}\"#), answer: Some(r#\"{\"$small\":\"Room\"}\"#), send: |client| decoded(client.put_room(\"roomID\", 7))",
            "[(\"put_room\", &[\"room_id\"])]",
            "(\"put_room\", [room_id]) => client.put_room(*room_id, 7).raw(),",
            "client.put_room(\"roomID\", body.required::<i64>(\"seats\")?)",
            "if let Some(value) = body.optional::<NewLock>(\"lock\")? { request = request.lock(value); }",
        ],
    );
}

#[test]
fn lists_and_headers_are_sent_one_by_one() {
    let query = "          schema:\n            $ref: '#/components/schemas/RoomStatus'\n";
    let more = "          schema: {type: array, items: {$ref: '#/components/schemas/RoomStatus'}}\n        - {name: X-Try, in: header, description: A try., schema: {type: integer, example: 3}}\n";
    let [_, _, tests] = files(&[(query, more)]);

    assert_has(
        &tests,
        &["query: &[(\"status\", \"free\")], headers: &[(\"X-Try\", \"3\")],"],
    );
}

#[test]
fn places_of_texts_have_the_names_of_arguments() {
    let rooms = "        rooms:\n          type: array\n          description: The other rooms that it opens. Absent for none.\n";
    let map = "        mainRooms: {type: object, description: A., additionalProperties: {$ref: '#/components/schemas/RoomID'}}\n";
    let [_, _, tests] = files(&[(rooms, &format!("{map}{rooms}"))]);

    assert_has(
        &tests,
        &[
            "operation: \"put_room\", place: \"lock.rooms\", argument: \"lock.rooms[0]\",",
            "operation: \"put_room\", place: \"lock.mainRooms\", argument: \"lock.main_rooms[..]\",",
        ],
    );
}

/// Values that are printed anyway stay; everything else becomes the text that a test passes, even the keys of maps.
#[test]
fn texts_are_planted_where_they_may_be_secret() {
    let rooms = "        rooms:\n          type: array\n          description: The other rooms that it opens. Absent for none.\n";
    let more = "        notes: {type: object, description: A., additionalProperties: {type: string}}\n";
    let [_, _, tests] = files(&[(rooms, &format!("{more}{rooms}"))]);
    let planted = plain(tests.split_once("pub const PLANTED").unwrap().1);

    assert!(planted.contains("NewLock::new(text)"), "{planted}");
    assert!(planted.contains(".notes([(text,text)])"), "{planted}");
    assert!(planted.contains("put_room(\"roomID\",7)"), "{planted}");
    assert!(planted.contains(".rooms([\"rooms\"])"), "{planted}");
    assert!(
        planted.contains("operation:\"list_rooms\",request:|client,_|"),
        "{planted}"
    );
}
