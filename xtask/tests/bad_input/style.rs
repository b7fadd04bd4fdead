//! Tests of the house rules, which only `lint` applies: an edit of [`STYLED`](crate::support::STYLED), and the report.

use crate::support::{Spec, codegen, lint};

macro_rules! found {
    ($($name:ident { $($from:literal => $to:literal),+ $(,)? } $report:literal)*) => {$(
        #[test]
        fn $name() {
            let spec = Spec::styled()$(.edit($from, $to))+;
            lint(&spec.text).assert_found(&format!("{}\n\nlint: 1 problem\n", $report));
            // A change can be tried before it has the right style.
            codegen(&spec.text).assert_fine();
        }
    )*};
}

#[test]
fn the_styled_document_keeps_all_house_rules() {
    let outcome = lint(&Spec::styled().text);
    outcome.assert_fine();
    assert_eq!(outcome.stdout, "lint: api.yaml passes all 55 rules\n");
}

/// It is an ordinary word, and examples are data of the API.
#[test]
fn the_word_todo_is_allowed_in_sentences_and_examples() {
    for (from, to) in [
        (
            "description: In words.",
            "description: In words, as in a todo list or TODOS.",
        ),
        ("description: In words.", "description: In words.\nexample: TODO"),
    ] {
        lint(&Spec::styled().edit(from, to).text).assert_fine();
    }
}

#[test]
fn findings_of_both_kinds_are_reported_in_file_order() {
    let spec = Spec::styled()
        .edit("description: In words.", "")
        .edit("operationId: getWholeHouse", "operationId: wholeHouse")
        .edit("required: [message]", "required: [massage]");
    lint(&spec.text).assert_found(
        "error[operation-id]: the operationId `wholeHouse` does not start with a known verb
           --> api.yaml:54:7 (at /paths/~1v1~1whole-house/get/operationId)
           help: start it with one of `add`, `get`, `list`, or add its verb to `verbs` in codegen.toml

         error[required-property]: `massage` is required, but is not a property
           --> api.yaml:97:18 (at /components/schemas/ErrorBody/required/0)
           help: did you mean `message`?

         error[variant-description]: the variant `Words` has no description
           --> api.yaml:169:11 (at /components/schemas/Heat/oneOf/0)
           help: add a `description`; it becomes the documentation of the variant

         lint: 3 problems
",
    );
}

#[test]
fn read_errors_are_reported_instead_of_findings() {
    let spec = Spec::styled()
        .edit("limit\n  in: query", "limit\n  im: query")
        .edit("minLength: 1", "minLenght: 1");
    lint(&spec.text).assert_failed(
        "error: a parameter needs `in`
           --> api.yaml:17:11 (at /paths/~1v1~1rooms/get/parameters/0)
           help: add `in: ...` here

         error: a parameter has no key `im`
           --> api.yaml:18:11 (at /paths/~1v1~1rooms/get/parameters/0/im)
           help: remove it; if the document needs it, add it to `xtask/src/document/grammar`

         error: a schema has no key `minLenght`
           --> api.yaml:104:7 (at /components/schemas/RoomID/minLenght)
           help: did you mean `minLength`?

         lint: 3 problems; nothing else was checked
",
    );
}

found! {
    point_in_time_that_may_be_empty
    { "Heat:\n  description" => "Noon:\n  type: string\n  format: date-time\n  description: A time.\nHeat:\n  description",
      "heat:\n  $ref" => "noon:\n  $ref: '#/components/schemas/Noon'\nheat:\n  $ref" }
    "error[never-empty]: the component `Noon` is a point in time or a URL, but may be empty
       --> api.yaml:168:5 (at /components/schemas/Noon)
       help: write `minLength: 1`"
    address_that_may_be_empty
    { "message:\n  type: string" => "message:\n  type: string\n  format: uri" }
    "error[never-empty]: the property `message` is a point in time or a URL, but may be empty
       --> api.yaml:99:9 (at /components/schemas/ErrorBody/properties/message)
       help: write `minLength: 1`"
    parameter_that_may_be_empty
    { "schema:\n  type: integer" => "schema:\n  type: string\n  format: uri-reference" }
    "error[never-empty]: the parameter `limit` is a point in time or a URL, but may be empty
       --> api.yaml:17:11 (at /paths/~1v1~1rooms/get/parameters/0)
       help: write `minLength: 1`"
    summary_that_says_nothing
    { "summary: Lists the rooms." => "summary: ' '" }
    "error[operation-summary]: the operation `listRooms` has an empty summary
       --> api.yaml:15:7 (at /paths/~1v1~1rooms/get/summary)
       help: write a sentence about what it does; the documentation of the generated method starts with it"
    operation_without_a_source
    { "operationId: listRooms" => "operationId: listRooms\nexternalDocs: {url: 'https://a.example', description: A page.}",
      "operationId: addGuests" => "operationId: addGuests\nexternalDocs: {url: 'https://a.example'}",
      "operationId: getWholeHouse" => "operationId: getWholeHouse\nexternalDocs: {url: 'https://a.example', description: A page.}" }
    "error[operation-source]: the operation `addGuests` does not name its source
       --> api.yaml:40:7 (at /paths/~1v1~1rooms~1{roomID}~1guests/put/externalDocs)
       help: add `externalDocs` with the `url` of the source, and the place in it as the `description`"
    operation_id_with_a_hyphen
    { "operationId: addGuests" => "operationId: add-guests" }
    "error[operation-id]: the operationId `add-guests` is not in lowerCamelCase
       --> api.yaml:38:7 (at /paths/~1v1~1rooms~1{roomID}~1guests/put/operationId)
       help: write it as in `listRooms`"
    operation_id_in_upper_case
    { "operationId: addGuests" => "operationId: AddGuests" }
    "error[operation-id]: the operationId `AddGuests` is not in lowerCamelCase
       --> api.yaml:38:7 (at /paths/~1v1~1rooms~1{roomID}~1guests/put/operationId)
       help: write it as in `listRooms`"
    operation_id_without_a_verb
    { "operationId: addGuests" => "operationId: newGuests" }
    "error[operation-id]: the operationId `newGuests` does not start with a known verb
       --> api.yaml:38:7 (at /paths/~1v1~1rooms~1{roomID}~1guests/put/operationId)
       help: start it with one of `add`, `get`, `list`, or add its verb to `verbs` in codegen.toml"
    operation_id_with_a_misspelt_verb
    { "operationId: listRooms" => "operationId: lisRooms" }
    "error[operation-id]: the operationId `lisRooms` does not start with a known verb
       --> api.yaml:14:7 (at /paths/~1v1~1rooms/get/operationId)
       help: did you mean `list`?"
    no_tag
    { "tags: [guests]" => "", "- name: guests\n  description: Who is there." => "" }
    "error[operation-tag]: this operation has 0 tags
       --> api.yaml:35:5 (at /paths/~1v1~1rooms~1{roomID}~1guests/put/tags)
       help: give it one of `rooms`"
    two_tags
    { "tags: [rooms]" => "tags: [rooms, guests]" }
    "error[operation-tag]: this operation has 2 tags
       --> api.yaml:13:7 (at /paths/~1v1~1rooms/get/tags)
       help: give it one of `guests`, `rooms`"
    misspelt_tag
    { "tags: [rooms]" => "tags: [roms]" }
    "error[operation-tag]: the tag `roms` is not declared
       --> api.yaml:13:14 (at /paths/~1v1~1rooms/get/tags/0)
       help: did you mean `rooms`?"
    undeclared_tag
    { "tags: [rooms]\noperationId: getWholeHouse" => "tags: [houses]\noperationId: getWholeHouse" }
    "error[operation-tag]: the tag `houses` is not declared
       --> api.yaml:53:14 (at /paths/~1v1~1whole-house/get/tags/0)
       help: add it to `tags` at the top of the document, with a description"
    tag_of_another_path
    { "tags: [rooms]" => "tags: [guests]" }
    "error[operation-tag]: the tag is `guests`, but the path contains `rooms`
       --> api.yaml:13:14 (at /paths/~1v1~1rooms/get/tags/0)
       help: tag it `rooms`"
    tag_declared_twice
    { "- name: rooms" => "- name: guests\n  description: Again.\n- name: rooms" }
    "error[operation-tag]: the tag `guests` is declared twice
       --> api.yaml:8:5 (at /tags/1)
       help: remove one of the two"
    tag_of_nothing
    { "- name: rooms" => "- name: cellars\n  description: Below.\n- name: rooms" }
    "error[operation-tag]: no operation has the tag `cellars`
       --> api.yaml:8:5 (at /tags/1)
       help: remove it"
    tag_without_a_description
    { "description: Who is there." => "" }
    "error[description]: the tag `guests` has no description
       --> api.yaml:6:5 (at /tags/0)
       help: add a `description`"
    response_without_a_description
    { "description: They are in." => "description: ''" }
    "error[description]: this response has no description
       --> api.yaml:47:9 (at /paths/~1v1~1rooms~1{roomID}~1guests/put/responses/200)
       help: add a `description`"
    tag_of_a_variant_without_a_description
    { "enum: [big]\ndescription: Tells this door from others." => "enum: [big]" }
    "error[description]: the property `kind` has no description
       --> api.yaml:151:9 (at /components/schemas/BigDoor/properties/kind)
       help: add a `description`"
    parameter_without_a_unit
    { "description: How many rooms to list at most." => "description: The limit." }
    "error[number-unit]: the parameter `limit` is a number, but its description names no unit
       --> api.yaml:17:11 (at /paths/~1v1~1rooms/get/parameters/0)
       help: name one of the units `bytes`, `characters`, `milliseconds`, `pixels`, `seconds`, `unit`, or write `how many` or `number of`; add other units to `xtask/src/lint/rules/style.rs`"
    component_without_a_unit
    { "description: A number. Its unit is said where it is used." => "description: A number." }
    "error[number-unit]: the component `SomeNumber` is a number, but its description names no unit
       --> api.yaml:90:5 (at /components/schemas/SomeNumber)
       help: name one of the units `bytes`, `characters`, `milliseconds`, `pixels`, `seconds`, `unit`, or write `how many` or `number of`; add other units to `xtask/src/lint/rules/style.rs`"
    use_of_a_component_without_a_unit
    { "description: How many there are." => "description: All the guests." }
    "error[number-unit]: the property `count` is a number, but its description names no unit
       --> api.yaml:86:9 (at /components/schemas/AddGuestsRequest/properties/count)
       help: name one of the units `bytes`, `characters`, `milliseconds`, `pixels`, `seconds`, `unit`, or write `how many` or `number of`; add other units to `xtask/src/lint/rules/style.rs`"
    variant_without_a_unit
    { "description: How many seconds ice lasts." => "description: How long ice lasts." }
    "error[number-unit]: this variant is a number, but its description names no unit
       --> api.yaml:172:11 (at /components/schemas/Heat/oneOf/1)
       help: name one of the units `bytes`, `characters`, `milliseconds`, `pixels`, `seconds`, `unit`, or write `how many` or `number of`; add other units to `xtask/src/lint/rules/style.rs`"
    list_without_a_unit
    { "description: The heights of its steps, in pixels." => "description: The heights of its steps." }
    "error[number-unit]: the property `steps` is a number, but its description names no unit
       --> api.yaml:117:9 (at /components/schemas/Room/properties/steps)
       help: name one of the units `bytes`, `characters`, `milliseconds`, `pixels`, `seconds`, `unit`, or write `how many` or `number of`; add other units to `xtask/src/lint/rules/style.rs`"
    map_without_a_unit
    { "description: The number of windows of each wall." => "description: The numbers of each wall." }
    "error[number-unit]: the property `walls` is a number, but its description names no unit
       --> api.yaml:122:9 (at /components/schemas/Room/properties/walls)
       help: name one of the units `bytes`, `characters`, `milliseconds`, `pixels`, `seconds`, `unit`, or write `how many` or `number of`; add other units to `xtask/src/lint/rules/style.rs`"
    more_without_a_unit
    { "description: How long it echoes, in milliseconds." => "description: How long it echoes." }
    "error[number-unit]: the property `echo` is a number, but its description names no unit
       --> api.yaml:133:13 (at /components/schemas/BigRoom/allOf/1/properties/echo)
       help: name one of the units `bytes`, `characters`, `milliseconds`, `pixels`, `seconds`, `unit`, or write `how many` or `number of`; add other units to `xtask/src/lint/rules/style.rs`"
    description_that_is_to_be_written
    { "description: In words." => "description: TODO. Absent when there is none." }
    "error[todo]: this description contains `TODO`
       --> api.yaml:171:11 (at /components/schemas/Heat/oneOf/0/description)
       help: write the text; `drift --adopt` leaves `TODO` where it knows none"
    description_that_is_half_written
    { "description: In words." => "description: In words, or in TODO." }
    "error[todo]: this description contains `TODO`
       --> api.yaml:171:11 (at /components/schemas/Heat/oneOf/0/description)
       help: write the text; `drift --adopt` leaves `TODO` where it knows none"
    summary_that_is_to_be_written
    { "summary: Lists the rooms." => "summary: TODO" }
    "error[todo]: this summary contains `TODO`
       --> api.yaml:15:7 (at /paths/~1v1~1rooms/get/summary)
       help: write the text; `drift --adopt` leaves `TODO` where it knows none"
    description_of_a_tag_that_is_to_be_written
    { "description: Who is there." => "description: TODO" }
    "error[todo]: this description contains `TODO`
       --> api.yaml:7:5 (at /tags/0/description)
       help: write the text; `drift --adopt` leaves `TODO` where it knows none"
    unused_schema
    { "RoomID:\n  type: string" => "Cellar:\n  type: object\n  description: Below.\n  properties:\n    below:\n      $ref: '#/components/schemas/Cellar'\nRoomID:\n  type: string" }
    "error[unused-component]: the component `Cellar` is used by no operation
       --> api.yaml:102:5 (at /components/schemas/Cellar)
       help: refer to it, remove it, or name it under `roots` in codegen.toml"
    unused_parameter
    { "parameters:\n  RoomID:" => "parameters:\n  Colour:\n    name: colour\n    in: query\n    description: The colour.\n    schema:\n      type: string\n  RoomID:" }
    "error[unused-component]: the component `Colour` is used by no operation
       --> api.yaml:67:5 (at /components/parameters/Colour)
       help: refer to it, or remove it"
    unused_response
    { "responses:\n  Error:" => "responses:\n  Nothing:\n    description: Nothing.\n  Error:" }
    "error[unused-component]: the component `Nothing` is used by no operation
       --> api.yaml:75:5 (at /components/responses/Nothing)
       help: refer to it, or remove it"
}
