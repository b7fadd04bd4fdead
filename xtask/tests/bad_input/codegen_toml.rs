//! Tests of the settings of the generator, `codegen.toml`: each case is the text of the file, beside the base document.

use crate::support::{BASE, STYLED, Spec, codegen_with, lint_with};

/// Defines a test for each text that stops the generator: `name { "text" } "report"`, with edits of the base after the text.
macro_rules! bad_settings {
    ($($name:ident { $text:literal $(, $from:literal => $to:literal)* $(,)? } $report:literal)*) => {$(
        #[test]
        fn $name() {
            let spec = Spec::base()$(.edit($from, $to))*;
            codegen_with($text.as_bytes(), &spec.text).assert_refused($report);
        }
    )*};
}

/// Does the same for lines that `lint` finds useless, beside the document that passes the style rules.
macro_rules! useless {
    ($($name:ident { $text:literal $(, $from:literal => $to:literal)* $(,)? } $report:literal)*) => {$(
        #[test]
        fn $name() {
            let spec = Spec::styled()$(.edit($from, $to))*;
            lint_with($text, &spec.text).assert_found(&format!("{}\n\nlint: 1 problem\n", $report));
            codegen_with($text.as_bytes(), &spec.text).assert_fine();
        }
    )*};
}

/// Every section, with valid contents.
const FINE: &str = r#"
verbs = ["list", "put"]
boxed = ["Room"]
exact = ["Visit"]

[delivery]
putRoom = "act"

[waits]
putRoom = { member = "status", value = "taken" }

[names]
seats = "places"
putRoom.roomID = "room"
RoomChange.status = "state"
NewLock.code = "word"

[arguments]
listRooms = ["status"]

[conversions]
RoomID = ["VisitKey"]
"#;

#[test]
fn valid_settings_are_accepted() {
    codegen_with(FINE.as_bytes(), BASE).assert_fine();
}

#[test]
fn all_problems_of_the_settings_are_reported_in_file_order() {
    let text = "boxed = [\"Rom\"]\nroots = [\"Cellar\"]\n[delivery]\nputRom = \"read\"\n";
    codegen_with(text.as_bytes(), &Spec::base().edit("- taken", "- Free").text).assert_failed(
        "error[unique-name]: `free` and `Free` both become the variant `Free`
           --> api.yaml:88:11 (at /components/schemas/RoomStatus/enum/1)
           help: rename one of the two

         error[setting-target]: the document has no component `Rom`
           --> codegen.toml:1:10
           help: did you mean `Room`?

         error[setting-target]: the document has no component `Cellar`
           --> codegen.toml:2:10
           help: name an item of the document, or remove it

         error[setting-target]: the document has no operation `putRom`
           --> codegen.toml:4:1
           help: did you mean `putRoom`?

         codegen: 4 problems; nothing was written
",
    );
}

#[test]
fn all_unreadable_settings_are_reported() {
    let text = "verb = [\"list\"]\nboxed = \"Room\"\n[delivery]\nputRoom = \"twice\"\n";
    codegen_with(text.as_bytes(), BASE).assert_failed(
        "error: unknown section `verb`
           --> codegen.toml:1:1
           help: did you mean `verbs`?

         error: invalid type: string \"Room\", expected a list
           --> codegen.toml:2:9
           help: write it as in `boxed = [\"Component\"]`

         error: unknown delivery class `twice`
           --> codegen.toml:4:11
           help: the classes are `read`, `idempotent`, `act`, `login`

         codegen: 3 problems; nothing was written
",
    );
}

#[test]
fn lint_does_not_check_what_it_cannot_read() {
    lint_with("verb = []", STYLED).assert_failed(
        "error: unknown section `verb`
           --> codegen.toml:1:1
           help: did you mean `verbs`?

         lint: 1 problem; nothing else was checked
",
    );
}

#[test]
fn settings_that_are_no_text() {
    codegen_with(b"verbs = [\"\xff\"]", BASE).assert_refused(
        "error: the byte FF is not UTF-8
           --> codegen.toml:1:11
           help: save the file as UTF-8",
    );
}

bad_settings! {
    no_toml
    { "verbs = [list]" }
    "error: string values must be quoted, expected literal string
       --> codegen.toml:1:10
       help: write valid TOML; https://toml.io describes it"
    no_end
    { "verbs = [\"list\"" }
    "error: unclosed array, expected `]`
       --> codegen.toml:1:16
       help: write valid TOML; https://toml.io describes it"
    key_twice
    { "[delivery]\nputRoom = \"act\"\nputRoom = \"read\"" }
    "error: duplicate key
       --> codegen.toml:3:1
       help: remove one of the two"
    section_twice
    { "roots = []\nroots = []" }
    "error: duplicate key
       --> codegen.toml:2:1
       help: remove one of the two"
    misspelt_section
    { "[delivry]\nputRoom = \"act\"" }
    "error: unknown section `delivry`
       --> codegen.toml:1:2
       help: did you mean `delivery`?"
    unknown_section
    { "[houses]\nputRoom = \"act\"" }
    "error: unknown section `houses`
       --> codegen.toml:1:2
       help: the sections are `verbs`, `roots`, `boxed`, `exact`, `delivery`, `waits`, `names`, `arguments`, `conversions`, `identity`, `cursors`, `groups`"
    list_that_is_none
    { "verbs = \"list\"" }
    "error: invalid type: string \"list\", expected a list
       --> codegen.toml:1:9
       help: write it as in `verbs = [\"get\", \"list\"]`"
    list_of_numbers
    { "verbs = [\"list\", 7]" }
    "error: invalid type: integer `7`, expected a string
       --> codegen.toml:1:18
       help: write it as in `verbs = [\"get\", \"list\"]`"
    table_that_is_none
    { "delivery = [\"putRoom\"]" }
    "error: this is not a table
       --> codegen.toml:1:12
       help: write it as in `operationId = \"idempotent\"`"
    delivery_that_is_no_class
    { "[delivery]\nputRoom = \"idempotnet\"" }
    "error: unknown delivery class `idempotnet`
       --> codegen.toml:2:11
       help: did you mean `idempotent`?"
    delivery_that_is_not_like_any_class
    { "[delivery]\nputRoom = \"twice\"" }
    "error: unknown delivery class `twice`
       --> codegen.toml:2:11
       help: the classes are `read`, `idempotent`, `act`, `login`"
    delivery_that_is_no_text
    { "[delivery]\nputRoom = true" }
    "error: invalid type: boolean `true`, expected a string
       --> codegen.toml:2:11
       help: write it as in `operationId = \"idempotent\"`"
    wait_without_a_value
    { "[waits]\nputRoom = { member = \"status\" }" }
    "error: missing field `value`
       --> codegen.toml:2:11
       help: write it as in `operationId = { member = \"name\", value = \"word\" }`"
    wait_with_more
    { "[waits]\nputRoom = { member = \"status\", value = \"taken\", of = \"Room\" }" }
    "error: unknown field `of`, expected `member` or `value`
       --> codegen.toml:2:49
       help: write it as in `operationId = { member = \"name\", value = \"word\" }`"
    arguments_that_are_no_list
    { "[arguments]\nputRoom = \"status\"" }
    "error: invalid type: string \"status\", expected a list
       --> codegen.toml:2:11
       help: write it as in `operationId = [\"name\"]`"

    delivery_of_no_operation
    { "[delivery]\nputRom = \"act\"" }
    "error[setting-target]: the document has no operation `putRom`
       --> codegen.toml:2:1
       help: did you mean `putRoom`?"
    delivery_of_nothing_alike
    { "[delivery]\nknock = \"act\"" }
    "error[setting-target]: the document has no operation `knock`
       --> codegen.toml:2:1
       help: use one of `listRooms`, `putRoom`"
    wait_of_no_operation
    { "[waits]\nputRom = { member = \"status\", value = \"taken\" }" }
    "error[setting-target]: the document has no operation `putRom`
       --> codegen.toml:2:1
       help: did you mean `putRoom`?"
    wait_of_an_operation_without_a_body
    { "[waits]\nlistRooms = { member = \"status\", value = \"taken\" }" }
    "error[setting-target]: the operation `listRooms` has no body, so no member of it can make the server wait
       --> codegen.toml:2:1
       help: remove the line"
    wait_of_no_member
    { "[waits]\nputRoom = { member = \"state\", value = \"taken\" }" }
    "error[setting-target]: `RoomChange` has no member `state`
       --> codegen.toml:2:22
       help: use one of `lock`, `seats`, `status`"
    wait_of_a_member_that_is_no_text
    { "[waits]\nputRoom = { member = \"seats\", value = \"taken\" }" }
    "error[setting-target]: the member `seats` is not a text
       --> codegen.toml:2:22
       help: name a member that is a text or an enum"
    wait_of_no_value
    { "[waits]\nputRoom = { member = \"status\", value = \"full\" }" }
    "error[setting-target]: the member `status` is never `full`
       --> codegen.toml:2:40
       help: use one of `free`, `taken`"
    root_that_is_no_component
    { "roots = [\"Cellar\"]" }
    "error[setting-target]: the document has no component `Cellar`
       --> codegen.toml:1:10
       help: name an item of the document, or remove it"
    exact_that_is_no_component
    { "exact = [\"Vist\"]" }
    "error[setting-target]: the document has no component `Vist`
       --> codegen.toml:1:10
       help: did you mean `Visit`?"
    boxed_that_is_no_component
    { "boxed = [\"room\"]" }
    "error[setting-target]: the document has no component `room`
       --> codegen.toml:1:10
       help: did you mean `Room`?"
    boxed_that_is_no_object
    { "boxed = [\"RoomStatus\"]" }
    "error[setting-target]: `RoomStatus` is not an object, and needs no box
       --> codegen.toml:1:10
       help: remove it"
    conversion_to_no_component
    { "[conversions]\nRomID = [\"VisitKey\"]" }
    "error[setting-target]: the document has no component `RomID`
       --> codegen.toml:2:1
       help: did you mean `RoomID`?"
    conversion_from_what_is_no_id
    { "[conversions]\nRoomID = [\"RoomStatus\"]" }
    "error[setting-target]: `RoomStatus` is not an ID
       --> codegen.toml:2:11
       help: remove it; the client converts only between IDs"
    group_of_no_tag
    { "[groups]\nrooms = \"houses\"" }
    "error[setting-target]: the document has no tag `rooms`
       --> codegen.toml:2:1
       help: name an item of the document, or remove it"
    name_of_nothing
    { "[names]\nroomId = \"room\"" }
    "error[setting-target]: no request has an argument or a setter for `roomId`
       --> codegen.toml:2:1
       help: did you mean `roomID`?"
    name_in_quotes
    { "[names]\n\"putRoom.roomID\" = \"room\"" }
    "error[setting-target]: `putRoom.roomID` is in quotes, so TOML reads it as one name
       --> codegen.toml:2:1
       help: write `putRoom.roomID = ...` without quotes"
    name_of_no_operation
    { "[names]\nputRom.roomID = \"room\"" }
    "error[setting-target]: the document has no operation or component `putRom`
       --> codegen.toml:2:1
       help: did you mean `putRoom`?"
    name_of_no_argument
    { "[names]\nputRoom.room = \"place\"" }
    "error[setting-target]: `putRoom` has no argument or setter for `room`
       --> codegen.toml:2:9
       help: use one of `lock`, `roomID`, `seats`, `status`"
    name_in_an_answer
    { "[names]\nVisit.at = \"when\"" }
    "error[setting-target]: no request body contains the component `Visit`
       --> codegen.toml:2:1
       help: remove the line; only objects in request bodies have setters"
    name_of_what_is_written_by_hand
    { "[names]\nputRoom.roomID = \"room\"", "application/json:\n  schema:\n    $ref: '#/components/schemas/RoomChange'" => "multipart/form-data: {schema: {type: object}}" }
    "error[setting-target]: the request of `putRoom` is written by hand
       --> codegen.toml:2:1
       help: remove the line"
    argument_of_no_operation
    { "[arguments]\nputRom = [\"seats\"]" }
    "error[setting-target]: the document has no operation or component `putRom`
       --> codegen.toml:2:1
       help: did you mean `putRoom`?"
    argument_of_a_body
    { "[arguments]\nRoomChange = [\"seats\"]" }
    "error[setting-target]: `RoomChange` is the whole body of `putRoom`
       --> codegen.toml:2:1
       help: write `putRoom` instead: the members of its body are set on the request"
    argument_that_is_none
    { "[arguments]\nputRoom = [\"seat\"]" }
    "error[setting-target]: `putRoom` has no argument or setter for `seat`
       --> codegen.toml:2:12
       help: did you mean `seats`?"
    name_that_is_a_keyword
    { "[names]\nseats = \"type\"" }
    "error[setting-name]: `type` cannot be the name of an argument or a setter
       --> codegen.toml:2:9
       help: write it in lower case, with underscores between words, and use no Rust keyword"
    name_in_camel_case
    { "[names]\nseats = \"howMany\"" }
    "error[setting-name]: `howMany` cannot be the name of an argument or a setter
       --> codegen.toml:2:9
       help: write it in lower case, with underscores between words, and use no Rust keyword"
    name_that_is_empty
    { "[names]\nputRoom = { seats = \"\" }" }
    "error[setting-name]: `` cannot be the name of an argument or a setter
       --> codegen.toml:2:21
       help: write it in lower case, with underscores between words, and use no Rust keyword"
    name_that_is_taken
    { "[names]\nseats = \"status\"" }
    "error[argument-once]: the member `seats` and the member `status` both become `status`
       --> codegen.toml:2:9
       help: give it another name under `[names]` in codegen.toml, as in `putRoom.status = \"another_name\"`"
    name_that_another_becomes
    { "[names]\nputRoom.roomID = \"seats\"" }
    "error[argument-once]: the parameter `roomID` and the member `seats` both become `seats`
       --> codegen.toml:2:18
       help: give it another name under `[names]` in codegen.toml, as in `putRoom.seats = \"another_name\"`"
    name_that_every_request_has
    { "[names]\nseats = \"timeout\"" }
    "error[reserved-name]: the member `seats` becomes `timeout`, which is already a method of every request
       --> codegen.toml:2:9
       help: give it another name under `[names]` in codegen.toml, as in `putRoom.seats = \"another_name\"`"
    name_that_objects_have
    { "[names]\nNewLock.code = \"clone\"" }
    "error[reserved-name]: the member `code` becomes `clone`, which is already a method of `NewLock`
       --> codegen.toml:2:16
       help: give it another name under `[names]` in codegen.toml, as in `NewLock.code = \"another_name\"`"
}

useless! {
    word_twice
    { "verbs = [\"add\", \"get\", \"list\", \"add\"]" }
    "error[setting-effect]: `add` occurs twice
       --> codegen.toml:1:32
       help: remove it; it changes nothing"
    argument_twice
    { "[arguments]\naddGuests = [\"count\", \"count\"]" }
    "error[setting-effect]: `count` occurs twice
       --> codegen.toml:2:23
       help: remove it; it changes nothing"
    verb_of_no_operation
    { "verbs = [\"add\", \"get\", \"list\", \"paint\"]" }
    "error[setting-effect]: no operationId starts with `paint`
       --> codegen.toml:1:32
       help: remove it; it changes nothing"
    root_that_an_operation_leads_to
    { "roots = [\"Room\"]" }
    "error[setting-effect]: an operation already uses `Room`
       --> codegen.toml:1:10
       help: remove it; it changes nothing"
    boxed_that_is_always_there
    { "boxed = [\"BigRoom\"]" }
    "error[setting-effect]: `BigRoom` is not an optional property of any object, so nothing is boxed
       --> codegen.toml:1:10
       help: remove it; it changes nothing"
    exact_that_no_answer_has
    { "exact = [\"AddGuestsRequest\"]" }
    "error[setting-effect]: no response contains an object of `AddGuestsRequest`
       --> codegen.toml:1:10
       help: remove it; it changes nothing"
    exact_that_is_no_object
    { "exact = [\"RoomID\"]" }
    "error[setting-effect]: no response contains an object of `RoomID`
       --> codegen.toml:1:10
       help: remove it; it changes nothing"
    delivery_of_the_method
    { "[delivery]\naddGuests = \"idempotent\"" }
    "error[setting-effect]: `addGuests` has this class already, because it is a PUT
       --> codegen.toml:2:1
       help: remove it; it changes nothing"
    name_of_the_rule
    { "[names]\nroomID = \"room_id\"" }
    "error[setting-effect]: `roomID` has this name already
       --> codegen.toml:2:10
       help: remove it; it changes nothing"
    name_that_all_have
    { "[names]\nlimit = \"most\"\naddGuests.limit = \"most\"", "requestBody:" => "parameters:\n  - {name: limit, in: query, description: How many., schema: {type: integer}}\nrequestBody:" }
    "error[setting-effect]: `limit` has this name already
       --> codegen.toml:3:19
       help: remove it; it changes nothing"
    name_that_none_has
    { "[names]\nroomID = \"room\"\naddGuests.roomID = \"place\"" }
    "error[setting-effect]: `roomID` has a more specific name everywhere, so this one is never used
       --> codegen.toml:2:1
       help: remove it; it changes nothing"
    conversion_from_itself
    { "[conversions]\nRoomID = [\"RoomID\"]" }
    "error[setting-effect]: `RoomID` is converted to itself
       --> codegen.toml:2:11
       help: remove it; it changes nothing"
    group_of_its_tag
    { "[groups]\nrooms = \"rooms\"" }
    "error[setting-effect]: `rooms` is the heading already, because it is the tag
       --> codegen.toml:2:9
       help: remove it; it changes nothing"
}

#[test]
fn a_root_is_used() {
    let cellar = "RoomID:\n  type: string";
    let cellar = Spec::styled().edit(cellar, &format!("Cellar:\n  type: object\n  description: Below.\n  properties:\n    door:\n      $ref: '#/components/schemas/Trapdoor'\nTrapdoor:\n  type: object\n  description: Above.\n  properties:\n    colour:\n      type: string\n      description: A word.\n{cellar}"));
    lint_with("roots = [\"Cellar\"]", &cellar.text).assert_fine();
}
