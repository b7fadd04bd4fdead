//! Each kind of change: an edit of a small document, and everything that is said of it.

use super::*;
use crate::{append, generate};

const BASE: &str = include_str!("../../tests/bad_input/base.yaml");

fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the document has no {from:?}");
        text.replacen(from, to, 1)
    })
}

fn side(name: &str, text: &str) -> Side {
    side_with("", name, text)
}

fn side_with(settings: &str, name: &str, text: &str) -> Side {
    let settings = Settings::parse("codegen.toml", settings);
    match settings.and_then(|settings| Side::read(name, text.as_bytes(), &settings)) {
        Ok(side) => side,
        Err(problems) => panic!("{}\n{text}", problems[0]),
    }
}

/// The client without its comments.
fn code(side: &Side) -> String {
    let file = generate::generate(&side.lowered, "a.yaml").unwrap();
    let text = append::append(
        file,
        &side.document.openapi,
        &Settings::default(),
        &side.lowered,
        "a.yaml",
    )
    .unwrap_or_else(|problem| panic!("{problem}"))
    .text;
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("///"));
    lines.collect::<Vec<_>>().join("\n")
}

/// All that is said from one document to the other, and back.
#[track_caller]
fn assert_changes(old: &str, new: &str, forth: &[&str], back: &[&str]) {
    assert_changes_with(["", ""], [old, new], forth, back);
}

/// The same for documents with settings.
#[track_caller]
fn assert_changes_with([old_settings, new_settings]: [&str; 2], [old, new]: [&str; 2], forth: &[&str], back: &[&str]) {
    let (old, new) = (
        side_with(old_settings, "old.yaml", old),
        side_with(new_settings, "new.yaml", new),
    );
    let said = |changes: &[Change]| -> Vec<String> {
        let lines = changes.iter().map(|it| format!("{}: {}", it.class.word(), it.text));
        lines.collect()
    };
    let changes = compare(&old, &new);
    assert_eq!(said(&changes), forth);
    assert_eq!(said(&compare(&new, &old)), back);
    // The classes are true: what is more than documentation shows in the code, and the rest does not.
    let changes_code = changes.iter().any(|it| it.class != Class::Documentation);
    assert_eq!(code(&old) != code(&new), changes_code, "{changes:?}");
}

const QUERY: &str = "        - name: status\n          in: query\n          description: Only rooms like this.\n          schema:\n            $ref: '#/components/schemas/RoomStatus'\n";
const BODY: &str = "      requestBody:\n        required: true\n        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/Room'\n";
const MULTIPART: &str = "      requestBody:\n        required: true\n        content:\n          multipart/form-data:\n            schema:\n              type: object\n              properties: {file: {type: string, format: binary}}\n";
const LIST: &str = "              schema:\n                type: array\n                items:\n                  $ref: '#/components/schemas/Room'\n";
const SEATS: &str =
    "        seats:\n          type: integer\n          minimum: 0\n          description: How many people fit in.\n";
const PUT: &str = "    put:\n      operationId: putRoom\n";
const MESSAGE: &str = "        message:\n          type: string\n          description: What went wrong.\n";
const DELETE: &str = "    delete:\n      operationId: removeRoom\n      summary: Removes a room.\n      responses:\n        2XX: {description: It is gone.}\n        default: {$ref: '#/components/responses/Error'}\n    put:\n";

/// One test for each change: `name { "from" => "to", ... } [what is said] back [what is said when it is taken back]`.
macro_rules! changes {
    ($($name:ident { $($from:expr => $to:expr),+ $(,)? } [$($forth:literal),* $(,)?] back [$($back:literal),* $(,)?])*) => {$(
        #[test]
        fn $name() {
            assert_changes(BASE, &edited(&[$((&$from, &$to)),+]), &[$($forth),*], &[$($back),*]);
        }
    )*};
}

changes! {
    nothing { "  /rooms:\n" => "  # The rooms.\n  /rooms:\n" } [] back []
    an_operation { "    put:\n" => DELETE }
        ["compatible: the method `remove_room` is new"]
        back ["breaking: the method `remove_room` is gone"]
    an_operation_id { "operationId: putRoom" => "operationId: changeRoom" }
        ["breaking: the method `put_room` is called `change_room`"]
        back ["breaking: the method `change_room` is called `put_room`"]
    an_operation_by_another {
            "operationId: putRoom" => "operationId: changeRoom",
            "  /rooms/{roomID}:\n" => "  /v2/rooms/{roomID}:\n",
        }
        ["breaking: the method `put_room` is gone", "compatible: the method `change_room` is new"]
        back ["breaking: the method `change_room` is gone", "compatible: the method `put_room` is new"]
    a_method { "    put:\n" => "    patch:\n" }
        [
            "breaking: the delivery class of `put_room` is `Act`, no longer `Idempotent`",
            "compatible: the method `put_room` asks `PATCH /rooms/{roomID}`",
        ]
        back [
            "breaking: the delivery class of `put_room` is `Idempotent`, no longer `Act`",
            "compatible: the method `put_room` asks `PUT /rooms/{roomID}`",
        ]
    a_path { "  /rooms:\n" => "  /v2/rooms:\n" }
        ["compatible: the method `list_rooms` asks `GET /v2/rooms`"]
        back ["compatible: the method `list_rooms` asks `GET /rooms`"]
    a_name_in_a_path { "/rooms/{roomID}:" => "/rooms/{room}:", "      name: roomID" => "      name: room" }
        ["compatible: the argument `room` of `put_room` was called `roomID`"]
        back ["compatible: the argument `roomID` of `put_room` was called `room`"]
    a_token { PUT => "    put:\n      security: [{bearer: []}]\n      operationId: putRoom\n" }
        ["breaking: the method `put_room` needs an access token"]
        back ["compatible: the method `put_room` needs no access token"]
    an_optional_parameter { QUERY => format!("{QUERY}        - {{name: floor, in: query, description: A., schema: {{type: integer}}}}\n") }
        ["breaking: the method `list_rooms` takes `floor` as well, which is optional"]
        back ["breaking: the method `list_rooms` does not take `floor`"]
    a_required_parameter { QUERY => format!("{QUERY}        - {{name: floor, in: query, required: true, description: A., schema: {{type: integer}}}}\n") }
        ["breaking: the method `list_rooms` takes `floor` as well, which is required"]
        back ["breaking: the method `list_rooms` does not take `floor`"]
    whether_a_parameter_is_required { "          in: query\n" => "          in: query\n          required: true\n" }
        ["breaking: `status` of `list_rooms` is required"]
        back ["breaking: `status` of `list_rooms` is optional"]
    the_place_of_a_parameter { "          in: query\n" => "          in: header\n" }
        [
            "breaking: the method `list_rooms` takes `status` as well, which is optional",
            "breaking: the method `list_rooms` does not take `status`",
        ]
        back [
            "breaking: the method `list_rooms` takes `status` as well, which is optional",
            "breaking: the method `list_rooms` does not take `status`",
        ]
    the_type_of_a_parameter { "            $ref: '#/components/schemas/RoomStatus'\n      responses" => "            type: integer\n      responses" }
        ["breaking: `status` of `list_rooms` is `i64`, no longer `RoomStatus`"]
        back ["breaking: `status` of `list_rooms` is `RoomStatus`, no longer `i64`"]
    the_words_of_a_parameter { "Only rooms like this." => "None but these." }
        ["documentation: `status` of `list_rooms` is described differently"]
        back ["documentation: `status` of `list_rooms` is described differently"]
    the_words_of_a_shared_parameter { "description: The room.\n      schema" => "description: Which room.\n      schema" }
        ["documentation: the parameter `RoomID` is described differently"]
        back ["documentation: the parameter `RoomID` is described differently"]
    the_words_of_an_operation { "summary: Changes a room." => "summary: Changes a room.\n      deprecated: true" }
        ["documentation: the method `put_room` is described differently"]
        back ["documentation: the method `put_room` is described differently"]
    a_body { BODY => "" }
        [
            "breaking: the type `Room` is `#[non_exhaustive]` and has no `new`, as no request holds it",
            "breaking: the type `KeyDoor` is `#[non_exhaustive]` and has no `new`, as no request holds it",
            "breaking: the method `put_room` does not take a body",
        ]
        back [
            "breaking: the method `put_room` takes a body as well, `Room`",
            "compatible: the type `Room` has `new`, as a request holds it",
            "compatible: the type `KeyDoor` has `new`, as a request holds it",
        ]
    a_kind_of_body { BODY => MULTIPART }
        [
            "breaking: the method `put_room` is gone (multipart body)",
            "breaking: the type `Room` is `#[non_exhaustive]` and has no `new`, as no request holds it",
            "breaking: the type `KeyDoor` is `#[non_exhaustive]` and has no `new`, as no request holds it",
        ]
        back [
            "compatible: the method `put_room` is new",
            "compatible: the type `Room` has `new`, as a request holds it",
            "compatible: the type `KeyDoor` has `new`, as a request holds it",
        ]
    the_type_of_an_answer { LIST => "              schema:\n                $ref: '#/components/schemas/Room'\n" }
        ["breaking: the method `list_rooms` returns `Room`, no longer `Vec<Room>`"]
        back ["breaking: the method `list_rooms` returns `Vec<Room>`, no longer `Room`"]
    a_status { "        '200':\n" => "        '201':\n" }
        ["compatible: the method `list_rooms` is answered with 201, no longer with 200"]
        back ["compatible: the method `list_rooms` is answered with 200, no longer with 201"]
    the_words_of_an_answer { "          description: The rooms." => "          description: Rooms." }
        ["documentation: the answers of `list_rooms` are described differently"]
        back ["documentation: the answers of `list_rooms` are described differently"]
    the_words_of_an_error { "      description: What went wrong.\n      content" => "      description: It failed.\n      content" }
        ["documentation: `components` of the document is different"]
        back ["documentation: `components` of the document is different"]
    the_title { "title: Rooms" => "title: The rooms" }
        ["documentation: `info` of the document is different"]
        back ["documentation: `info` of the document is different"]
    a_field_of_an_answer { MESSAGE => format!("        code: {{type: integer, description: A.}}\n{MESSAGE}") }
        ["compatible: `ErrorBody::code` is new"]
        back ["breaking: `ErrorBody::code` is gone"]
    a_required_field_of_an_answer { MESSAGE => format!("        code: {{type: integer, description: A.}}\n{MESSAGE}"), "required: [message]" => "required: [code, message]" }
        ["compatible: `ErrorBody::code` is new"]
        back ["breaking: `ErrorBody::code` is gone"]
    whether_a_field_is_required { "      required: [message]\n" => "" }
        ["breaking: `ErrorBody::message` is `Option<String>`, no longer `String`"]
        back ["breaking: `ErrorBody::message` is `String`, no longer `Option<String>`"]
    the_type_of_a_field { "          type: integer\n          minimum: 0\n" => "          type: number\n" }
        ["breaking: `Room::seats` is `f64`, no longer `u64`"]
        back ["breaking: `Room::seats` is `u64`, no longer `f64`"]
    the_sign_of_a_field { "          minimum: 0\n" => "          minimum: -1\n" }
        ["breaking: `Room::seats` is `i64`, no longer `u64`"]
        back ["breaking: `Room::seats` is `u64`, no longer `i64`"]
    a_bound_of_a_field { "          minimum: 0\n" => "          minimum: 0\n          maximum: 9\n" }
        ["documentation: `Room::seats` is described differently"]
        back ["documentation: `Room::seats` is described differently"]
    the_words_of_a_field { "How many people fit in." => "How many." }
        ["documentation: `Room::seats` is described differently"]
        back ["documentation: `Room::seats` is described differently"]
    an_optional_field_of_a_request { SEATS => format!("        floor: {{type: integer, description: A.}}\n{SEATS}") }
        ["breaking: `Room::floor` is new, which literals without `..` lack"]
        back ["breaking: `Room::floor` is gone"]
    a_required_field_of_a_request { SEATS => format!("        floor: {{type: integer, description: A.}}\n{SEATS}"), "required: [id, seats]" => "required: [floor, id, seats]" }
        ["breaking: `Room::floor` is new, and required by `new`"]
        back ["breaking: `Room::floor` is gone"]
    a_wire_name { "        until:\n" => "        Until:\n", "until]" => "Until]" }
        ["compatible: `LongVisit::until` stands for `Until`, no longer for `until`"]
        back ["compatible: `LongVisit::until` stands for `until`, no longer for `Until`"]
    a_wire_value { "        - taken\n" => "        - TAKEN\n" }
        ["compatible: `RoomStatus::Taken` stands for `TAKEN`, no longer for `taken`"]
        back ["compatible: `RoomStatus::Taken` stands for `taken`, no longer for `TAKEN`"]
    whether_a_field_is_null { "      required: [message]\n      properties:\n        message:\n          type: string\n" => "      required: [message]\n      properties:\n        message:\n          type: string\n          nullable: true\n" }
        ["breaking: `ErrorBody::message` is `Option<String>`, no longer `String`"]
        back ["breaking: `ErrorBody::message` is `String`, no longer `Option<String>`"]
    what_null_clears {
            SEATS => format!("        floor: {{$ref: '#/components/schemas/ClearableText'}}\n{SEATS}"),
            "    VisitKey:\n" => "    ClearableText: {type: string, nullable: true, description: A.}\n    VisitKey:\n",
        }
        [
            "breaking: `Room::floor` is new, which literals without `..` lack",
            "documentation: the component `ClearableText` is new",
        ]
        back [
            "breaking: `Room::floor` is gone",
            "documentation: the component `ClearableText` is gone",
        ]
    what_a_map_holds { "            $ref: '#/components/schemas/OpenValue'\n" => "            type: array\n            items: {$ref: '#/components/schemas/OpenValue'}\n" }
        ["breaking: `Room::extras` is `Option<BTreeMap<String, Vec<OpenValue>>>`, no longer `Option<BTreeMap<String, OpenValue>>`"]
        back ["breaking: `Room::extras` is `Option<BTreeMap<String, OpenValue>>`, no longer `Option<BTreeMap<String, Vec<OpenValue>>>`"]
    what_else_an_object_holds { "      description: Somebody in a room.\n" => "      description: Somebody in a room.\n      additionalProperties: {$ref: '#/components/schemas/OpenValue'}\n" }
        ["compatible: `Visit::extra` is new"]
        back ["breaking: `Visit::extra` is gone"]
    a_value_of_an_enum { "        - taken\n" => "        - taken\n        - locked\n" }
        ["compatible: `RoomStatus::Locked` is new"]
        back ["breaking: `RoomStatus::Locked` is gone"]
    a_value_of_an_enum_of_numbers { "        - title: Loud\n" => "        - {title: Middling, type: integer, enum: [1], description: A.}\n        - title: Loud\n" }
        ["compatible: `Noise::Middling` is new"]
        back ["breaking: `Noise::Middling` is gone"]
    a_number_of_an_enum { "          enum: [2]\n" => "          enum: [3]\n" }
        ["breaking: `Noise::Loud` holds `3`, no longer `2`"]
        back ["breaking: `Noise::Loud` holds `2`, no longer `3`"]
    a_variant_of_a_union {
            "        - $ref: '#/components/schemas/OpenDoor'\n" => "        - $ref: '#/components/schemas/OpenDoor'\n        - $ref: '#/components/schemas/GlassDoor'\n",
            "          open: '#/components/schemas/OpenDoor'\n" => "          open: '#/components/schemas/OpenDoor'\n          glass: '#/components/schemas/GlassDoor'\n",
            "    OpenDoor:\n" => "    GlassDoor: {type: object, description: A., required: [kind], properties: {kind: {type: string, enum: [glass]}}}\n    OpenDoor:\n",
        }
        [
            "compatible: `Door::Glass` is new",
            "documentation: the component `GlassDoor` is new",
        ]
        back [
            "breaking: `Door::Glass` is gone",
            "documentation: the component `GlassDoor` is gone",
        ]
    what_a_variant_holds { "      required: [kind]\n      properties:\n" => "      required: [kind]\n      properties:\n        wide: {type: boolean, description: A.}\n" }
        [
            "breaking: `Door::Open` holds `OpenDoor`, no longer nothing",
            "compatible: the type `OpenDoor` is new",
        ]
        back [
            "breaking: `Door::Open` holds nothing, no longer `OpenDoor`",
            "breaking: the type `OpenDoor` is gone",
        ]
    the_tag_of_a_union {
            "        propertyName: kind\n" => "        propertyName: what\n",
            "required: [kind, secret]\n      properties:\n        kind:" => "required: [what, secret]\n      properties:\n        what:",
            "required: [kind]\n      properties:\n        kind:" => "required: [what]\n      properties:\n        what:",
        }
        ["compatible: the variants of `Door` are told apart by `what`"]
        back ["compatible: the variants of `Door` are told apart by `kind`"]
    the_words_of_a_shape { "description: Whether anybody did." => "description: Whether." }
        ["documentation: `Seen::Anyone` is described differently"]
        back ["documentation: `Seen::Anyone` is described differently"]
    the_kind_of_a_type { "    Nothing:\n      type: object\n" => "    Nothing:\n      type: string\n      enum: [a]\n" }
        ["breaking: the type `Nothing` is an enum, no longer an empty object"]
        back ["breaking: the type `Nothing` is an empty object, no longer an enum"]
    a_shape_of_a_union { "        - title: Anyone\n" => "        - {title: Count, type: integer, description: A.}\n        - title: Anyone\n" }
        ["compatible: `Seen::Count` is new"]
        back ["breaking: `Seen::Count` is gone"]
    what_a_shape_holds { "          type: boolean\n          description: Whether anybody did." => "          type: integer\n          description: Whether anybody did." }
        ["breaking: `Seen::Anyone` holds `i64`, no longer `bool`"]
        back ["breaking: `Seen::Anyone` holds `bool`, no longer `i64`"]
    a_rule_of_an_id { "      minLength: 1\n      description: Names a room.\n" => "      description: Names a room.\n", "        $ref: '#/components/schemas/RoomID'\n  responses" => "        $ref: '#/components/schemas/VisitKey'\n  responses" }
        [
            "breaking: `roomID` of `put_room` is `VisitKey`, no longer `RoomId`",
            "breaking: the type `RoomId` is an ID that is not checked, no longer an ID",
        ]
        back [
            "breaking: `roomID` of `put_room` is `RoomId`, no longer `VisitKey`",
            "breaking: the type `RoomId` is an ID, no longer an ID that is not checked",
        ]
    a_new_type { "    VisitKey:\n" => "    Guest: {type: object, description: A., properties: {name: {type: string, description: A.}}}\n    VisitKey:\n" }
        ["compatible: the type `Guest` is new"]
        back ["breaking: the type `Guest` is gone"]
    a_type_without_a_name { "    VisitKey:\n" => "    Birthday: {type: string, format: date-time, description: A.}\n    VisitKey:\n" }
        ["documentation: the component `Birthday` is new"]
        back ["documentation: the component `Birthday` is gone"]
    the_name_of_a_type { "schemas/Noise'" => "schemas/Loudness'", "    Noise:\n" => "    Loudness:\n" }
        ["breaking: the type `Noise` is called `Loudness`"]
        back ["breaking: the type `Loudness` is called `Noise`"]
    the_words_of_a_type { "description: How a room is." => "description: How it is." }
        ["documentation: the type `RoomStatus` is described differently"]
        back ["documentation: the type `RoomStatus` is described differently"]
    what_a_type_extends { "      allOf:\n        - $ref: '#/components/schemas/Visit'\n        - type: object\n          required: [until]\n          properties:\n" => "      type: object\n      required: [at, key, until]\n      properties:\n            at: {$ref: '#/components/schemas/Timestamp'}\n            key: {$ref: '#/components/schemas/VisitKey'}\n            noise: {$ref: '#/components/schemas/Noise'}\n            nothing: {$ref: '#/components/schemas/Nothing'}\n            seen: {$ref: '#/components/schemas/Seen'}\n" }
        ["breaking: the type `LongVisit` cannot be turned into `Visit`"]
        back ["compatible: the type `LongVisit` can be turned into `Visit`"]
    what_is_extended_by_what {
            "        - $ref: '#/components/schemas/Visit'\n        - type: object\n          required" => "        - $ref: '#/components/schemas/ErrorBody'\n        - type: object\n          required",
        }
        [
            "breaking: the type `LongVisit` cannot be turned into `Visit`",
            "breaking: `LongVisit::at` is gone",
            "breaking: `LongVisit::key` is gone",
            "breaking: `LongVisit::noise` is gone",
            "breaking: `LongVisit::nothing` is gone",
            "breaking: `LongVisit::seen` is gone",
            "compatible: `LongVisit::message` is new",
            "compatible: the type `LongVisit` can be turned into `ErrorBody`",
        ]
        back [
            "breaking: the type `LongVisit` cannot be turned into `ErrorBody`",
            "breaking: `LongVisit::message` is gone",
            "compatible: `LongVisit::at` is new",
            "compatible: `LongVisit::key` is new",
            "compatible: `LongVisit::noise` is new",
            "compatible: `LongVisit::nothing` is new",
            "compatible: `LongVisit::seen` is new",
            "compatible: the type `LongVisit` can be turned into `Visit`",
        ]
    an_operation_in_the_place_of_another {
            "  /rooms:\n" => "  /rooms:\n    get:\n      operationId: searchRooms\n      summary: Finds rooms.\n      responses:\n        2XX: {description: Found.}\n  /v2/rooms:\n",
        }
        ["compatible: the method `search_rooms` is new", "compatible: the method `list_rooms` asks `GET /v2/rooms`"]
        back ["breaking: the method `search_rooms` is gone", "compatible: the method `list_rooms` asks `GET /rooms`"]
    a_range_of_statuses { "        '200':\n" => "        2XX:\n" }
        ["compatible: the method `list_rooms` is answered with 2XX, no longer with 200"]
        back ["compatible: the method `list_rooms` is answered with 200, no longer with 2XX"]
    an_error_of_its_own { LIST => format!("{LIST}        '404':\n          $ref: '#/components/responses/Error'\n") }
        ["documentation: the answers of `list_rooms` are described differently"]
        back ["documentation: the answers of `list_rooms` are described differently"]
    a_text_that_is_not_printed { MESSAGE => format!("        notice: {{$ref: '#/components/schemas/Notice'}}\n{MESSAGE}"), "    VisitKey:\n" => "    Notice: {type: string, format: server-text, description: A.}\n    VisitKey:\n" }
        ["compatible: `ErrorBody::notice` is new", "documentation: the component `Notice` is new"]
        back ["breaking: `ErrorBody::notice` is gone", "documentation: the component `Notice` is gone"]
    how_a_title_is_written { "        - title: Loud\n" => "        - title: LOUD\n" }
        ["documentation: `Noise::Loud` is described differently"]
        back ["documentation: `Noise::Loud` is described differently"]
    the_name_of_a_type_in_a_query { "    RoomStatus:\n" => "    RoomState:\n", "schemas/RoomStatus'" => "schemas/RoomState'", "schemas/RoomStatus'" => "schemas/RoomState'" }
        ["breaking: the type `RoomStatus` is called `RoomState`"]
        back ["breaking: the type `RoomState` is called `RoomStatus`"]
    what_is_cleared_or_not {
            "        status:\n          $ref: '#/components/schemas/RoomStatus'\n" => "        status:\n          $ref: '#/components/schemas/ClearableText'\n",
            "    VisitKey:\n" => "    ClearableText: {type: string, nullable: true, description: A.}\n    VisitKey:\n",
        }
        [
            "breaking: `Room::status` is `Clearable<String>`, no longer `Option<RoomStatus>`",
            "documentation: the component `ClearableText` is new",
        ]
        back [
            "breaking: `Room::status` is `Option<RoomStatus>`, no longer `Clearable<String>`",
            "documentation: the component `ClearableText` is gone",
        ]
    the_order_of_what_is_required { "required: [id, seats]" => "required: [seats, id]" }
        ["documentation: the document is written differently"]
        back ["documentation: the document is written differently"]
    the_servers { "paths:\n" => "servers: [{url: 'http://localhost:1'}]\npaths:\n" }
        ["documentation: `servers` of the document is different"]
        back ["documentation: `servers` of the document is different"]
    what_else_an_extension_holds { "        - type: object\n          required: [until]\n" => "        - type: object\n          additionalProperties: {$ref: '#/components/schemas/OpenValue'}\n          required: [until]\n" }
        ["documentation: the document is written differently"]
        back ["documentation: the document is written differently"]
    a_field_of_what_others_extend { "        noise:\n" => "        mood: {type: string, description: A.}\n        noise:\n" }
        ["compatible: `Visit::mood` is new"]
        back ["breaking: `Visit::mood` is gone"]
}

#[test]
fn the_name_of_a_type_with_many_uses_changes_once() {
    let renamed = BASE
        .replace("schemas/Room'", "schemas/Chamber'")
        .replace("    Room:\n", "    Chamber:\n");
    assert_changes(
        BASE,
        &renamed,
        &["breaking: the type `Room` is called `Chamber`"],
        &["breaking: the type `Chamber` is called `Room`"],
    );
}

#[test]
fn without_a_required_field_there_was_a_default() {
    let old = edited(&[("      required: [message]\n", "")]);
    let new = old.replace(
        MESSAGE,
        &format!("        code: {{type: integer, description: A.}}\n{MESSAGE}"),
    );
    let message = format!("properties:\n        code: {{type: integer, description: A.}}\n{MESSAGE}");
    let new = new.replace(&message, &format!("required: [code]\n      {message}"));
    let expected = "breaking: `ErrorBody::code` is new, and leaves the type without `Default`";
    assert_changes(&old, &new, &[expected], &["breaking: `ErrorBody::code` is gone"]);
}

/// What else there is has no default, though it may be empty.
#[test]
fn what_else_there_is_takes_the_default_away() {
    let old = edited(&[("      required: [message]\n", "")]);
    let new = old.replace(
        "      description: An error.\n",
        "      description: An error.\n      additionalProperties: {$ref: '#/components/schemas/OpenValue'}\n",
    );
    assert!(code(&side("old.yaml", &old)).contains("Default)]\n    #[non_exhaustive]\n    pub struct ErrorBody"));
    assert!(!code(&side("new.yaml", &new)).contains("Default)]\n    #[non_exhaustive]\n    pub struct ErrorBody"));
    assert_changes(
        &old,
        &new,
        &["breaking: `ErrorBody::extra` is new, and leaves the type without `Default`"],
        &["breaking: `ErrorBody::extra` is gone"],
    );
    let texts = new.replace(
        "additionalProperties: {$ref: '#/components/schemas/OpenValue'}",
        "additionalProperties: {type: string}",
    );
    assert_changes(
        &new,
        &texts,
        &["breaking: `ErrorBody::extra` is `String`, no longer `OpenValue`"],
        &["breaking: `ErrorBody::extra` is `OpenValue`, no longer `String`"],
    );
}

/// A field may be new in the same change in which a request begins to hold its type.
#[test]
fn literals_of_what_no_request_held_are_none() {
    let said = |old: &str, new: &str| {
        let changes = compare(&side("old.yaml", old), &side("new.yaml", new));
        let floor = changes.iter().find(|change| change.text.starts_with("`Room::floor`"));
        floor.map(|change| format!("{}: {}", change.class.word(), change.text))
    };
    let old = edited(&[(BODY, "")]);
    let floor = format!("        floor: {{type: integer, description: A.}}\n{SEATS}");
    let new = edited(&[(SEATS, &floor)]);
    assert_eq!(said(&old, &new).unwrap(), "compatible: `Room::floor` is new");
    let old = old.replace("      required: [id, seats]\n", "");
    let new = new.replace("required: [id, seats]", "required: [floor]");
    assert_eq!(
        said(&old, &new).unwrap(),
        "breaking: `Room::floor` is new, and leaves the type without `Default`"
    );
}

#[test]
fn a_base_may_lose_the_default_of_what_extends_it() {
    let old = edited(&[
        ("      required: [at, key]\n", ""),
        ("          required: [until]\n", ""),
    ]);
    let mood = "        mood: {type: string, description: A.}\n        noise:\n";
    let new = old.replacen("        noise:\n", mood, 1).replacen(
        "    Visit:\n      type: object\n",
        "    Visit:\n      type: object\n      required: [mood]\n",
        1,
    );
    assert_changes(
        &old,
        &new,
        &[
            "breaking: `Visit::mood` is new, and leaves the type without `Default`",
            "breaking: `LongVisit::mood` is new, and leaves the type without `Default`",
        ],
        &["breaking: `Visit::mood` is gone"],
    );
}

#[test]
fn what_operations_share_changes_once() {
    let old = edited(&[("    put:\n", DELETE)]);
    let new = old.replace(
        "description: The room.\n      schema",
        "description: Which room.\n      schema",
    );
    let expected = "documentation: the parameter `RoomID` is described differently";
    assert_changes(&old, &new, &[expected], &[expected]);
}

/// What is compatible for a type that a server fills in is not for one that extends it and is filled in by programs.
#[test]
fn a_field_may_break_only_what_extends_its_type() {
    let guest = "        - title: Guest\n          description: A visitor who saw it.\n          allOf:\n            - $ref: '#/components/schemas/Visit'\n";
    let old = edited(&[(BODY, &BODY.replace("Room'", "LongVisit'"))]).replacen(guest, "", 1);
    let new = old.replacen(
        "        noise:\n",
        "        mood: {type: string, description: A.}\n        noise:\n",
        1,
    );
    assert_changes(
        &old,
        &new,
        &[
            "breaking: `LongVisit::mood` is new, which literals without `..` lack",
            "compatible: `Visit::mood` is new",
        ],
        &["breaking: `Visit::mood` is gone"],
    );
}

/// The method of a file is written by hand, so what changes in its operation breaks nothing by itself.
#[test]
fn operations_without_a_generated_method_break_nothing() {
    let old = edited(&[(BODY, MULTIPART)]);
    let new = old.replace(PUT, "    put:\n      parameters: [{name: floor, in: query, description: A., schema: {type: integer}}]\n      operationId: putRoom\n");
    let without = old.replace("    put:\n", "    get:\n").replace("putRoom", "getRoom");
    let gone = compare(&side("old.yaml", &old), &side("new.yaml", &without));
    assert_eq!(
        gone[1].to_string(),
        "compatible: the method `put_room` is gone\n  --> old.yaml:30:5"
    );
    let changes = compare(&side("old.yaml", &old), &side("new.yaml", &new));
    assert_eq!(
        changes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["compatible: the method `put_room` takes `floor` as well, which is optional\n  --> new.yaml:31:20"]
    );
}

/// A method that is written by hand is repeated as the table of operations says.
#[test]
fn operations_without_a_generated_method_are_repeated_like_others() {
    let old = edited(&[(BODY, MULTIPART)]);
    let new = old.replace("    put:\n", "    post:\n      security: [{bearer: []}]\n");
    assert_changes(
        &old,
        &new,
        &[
            "breaking: the delivery class of `put_room` is `Act`, no longer `Idempotent`",
            "breaking: the method `put_room` needs an access token",
            "compatible: the method `put_room` asks `POST /rooms/{roomID}`",
        ],
        &[
            "breaking: the delivery class of `put_room` is `Idempotent`, no longer `Act`",
            "compatible: the method `put_room` asks `PUT /rooms/{roomID}`",
            "compatible: the method `put_room` needs no access token",
        ],
    );
}

#[test]
fn changes_have_their_lines() {
    let new = edited(&[
        ("        - taken\n", "        - locked\n"),
        ("How many people fit in.", "How many."),
    ]);
    let changes = compare(&side("old.yaml", BASE), &side("new.yaml", &new));
    let changes: Vec<_> = changes.iter().map(ToString::to_string).collect();
    assert_eq!(
        changes,
        [
            "breaking: `RoomStatus::Taken` is gone\n  --> old.yaml:88:11",
            "compatible: `RoomStatus::Locked` is new\n  --> new.yaml:88:11",
            "documentation: `Room::seats` is described differently\n  --> new.yaml:112:9",
        ]
    );
}

#[test]
fn the_changelog_gets_an_entry_by_class() {
    let new = edited(&[
        ("        - taken\n", "        - locked\n        - away\n"),
        ("How many people fit in.", "How many."),
    ]);
    let changes = compare(&side("old.yaml", BASE), &side("new.yaml", &new));
    assert_eq!(
        markdown(&changes),
        "### Breaking\n\n* `RoomStatus::Taken` is gone.\n\n\
         ### Compatible\n\n* `RoomStatus::Away` is new.\n* `RoomStatus::Locked` is new.\n\n\
         ### Documentation\n\n* `Room::seats` is described differently.\n"
    );
}

#[test]
fn what_the_settings_change() {
    let guest = format!("        guest:\n          $ref: '#/components/schemas/Visit'\n{SEATS}");
    let text = edited(&[(SEATS, &guest)]);
    for (settings, forth, back) in [
        (
            "[delivery]\nlistRooms = 'act'",
            "breaking: the delivery class of `list_rooms` is `Act`, no longer `Read`",
            "breaking: the delivery class of `list_rooms` is `Read`, no longer `Act`",
        ),
        (
            "[waits]\nputRoom = { member = 'status', value = 'taken' }",
            "breaking: the method `put_room` waits where `status` is `taken`",
            "breaking: the method `put_room` no longer waits for anything",
        ),
        (
            "boxed = ['Visit']",
            "breaking: `Room::guest` is `Option<Box<Visit>>`, no longer `Option<Visit>`",
            "breaking: `Room::guest` is `Option<Visit>`, no longer `Option<Box<Visit>>`",
        ),
    ] {
        assert_changes_with(["", settings], [&text, &text], &[forth], &[back]);
    }
}
