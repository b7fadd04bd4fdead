//! Tests of examples and defaults that do not conform to their schemas.
//!
//! A table in `xtask/src/document/value_validation` has the kinds of misfits; these tests check where values are found, and the
//! reported positions.

bad_specs! {
    example_of_a_component
    { "description: How a room is." => "description: How a room is.\nexample: fre" }
    "error[example]: `fre` is not one of the values of `RoomStatus`
       --> api.yaml:86:7 (at /components/schemas/RoomStatus/example)
       help: did you mean `free`?"
    example_of_a_property
    { "minimum: 0" => "minimum: 0\nexample: '4'" }
    "error[example]: the text `4` is not a whole number
       --> api.yaml:115:11 (at /components/schemas/Room/properties/seats/example)
       help: remove the quotes"
    part_of_an_example
    { "description: A room.\n" => "description: A room.\nexample:\n  id: attic\n  seats: 2\n  door:\n    kind: key\n    secret: 1234\n" }
    "error[example]: `1234` is not text
       --> api.yaml:97:11 (at /components/schemas/Room/example/door/secret)
       help: put it in quotes"
    member_that_the_object_does_not_have
    { "description: A room.\n" => "description: A room.\nexample:\n  id: attic\n  seats: 2\n  staus: free\n" }
    "error[example]: `Room` has no member `staus`
       --> api.yaml:95:9 (at /components/schemas/Room/example/staus)
       help: did you mean `status`?"
    member_that_is_missing
    { "description: A room.\n" => "description: A room.\nexample: {id: attic}\n" }
    "error[example]: `Room` needs `seats`
       --> api.yaml:92:7 (at /components/schemas/Room/example)
       help: add `seats: ...` here"
    example_with_none_of_several_members
    { "required: [seats]" => "anyOf: [{required: [lock]}, {required: [seats, status]}]\nexample: {status: free}" }
    "error[example]: `RoomChange` needs `lock` or `seats` and `status`
       --> api.yaml:209:7 (at /components/schemas/RoomChange/example)
       help: add what is missing for one of these"
    part_of_an_example_with_none_of_several_members
    { "required: [code]" => "anyOf: [{required: [code]}, {required: [rooms]}]", "description: What to change of a room." => "description: What to change of a room.\nexample: {seats: 1, lock: {}}" }
    "error[example]: `NewLock` needs `code` or `rooms`
       --> api.yaml:208:27 (at /components/schemas/RoomChange/example/lock)
       help: add what is missing for one of these"
    example_of_a_body_with_none_of_several_members
    { "required: [seats]" => "anyOf: [{required: [lock]}, {required: [seats]}]", "schema:\n  $ref: '#/components/schemas/RoomChange'" => "example: {status: free}\nschema:\n  $ref: '#/components/schemas/RoomChange'" }
    "error[example]: `RoomChange` needs `lock` or `seats`
       --> api.yaml:37:13 (at /paths/~1rooms~1{roomID}/put/requestBody/content/application~1json/example)
       help: add what is missing for one of these"
    example_that_is_not_there
    { "description: A room.\n" => "description: A room.\nexample:\n" }
    "error[example]: null is not a mapping
       --> api.yaml:92:7 (at /components/schemas/Room/example)
       help: write a value, or leave it out"
    example_of_what_extends_another
    { "description: Somebody in a room for long.\n" => "description: Somebody in a room for long.\nexample: {at: '2026-01-31T09:30:00Z', key: a, until: tomorrow}\n" }
    "error[example]: `tomorrow` is not a point in time of RFC 3339
       --> api.yaml:163:53 (at /components/schemas/LongVisit/example/until)
       help: write it as in `2026-01-31T09:30:00.000Z`"
    example_beside_all_of
    { "description: The room around this one." => "description: The room around this one.\nexample: {id: '', seats: 3}" }
    "error[example]: this value is empty, but the schema requires at least 1 character
       --> api.yaml:109:21 (at /components/schemas/Room/properties/parent/example/id)
       help: write more"
    example_of_a_variant
    { "- title: At" => "- title: At\n  example: soon" }
    "error[example]: `soon` is not a point in time of RFC 3339
       --> api.yaml:198:11 (at /components/schemas/Seen/oneOf/1/example)
       help: write it as in `2026-01-31T09:30:00.000Z`"
    example_of_the_items_of_a_list
    { "items:\n  $ref: '#/components/schemas/RoomID'" => "items:\n  example: 7\n  allOf: [{$ref: '#/components/schemas/RoomID'}]" }
    "error[example]: `7` is not text
       --> api.yaml:231:13 (at /components/schemas/NewLock/properties/rooms/items/example)
       help: put it in quotes"
    example_of_the_values_of_a_map
    { "additionalProperties:\n  $ref: '#/components/schemas/OpenValue'" => "additionalProperties: {type: boolean, example: none}" }
    "error[example]: the text `none` is not true or false
       --> api.yaml:100:49 (at /components/schemas/Room/properties/extras/additionalProperties/example)
       help: write `true` or `false`"
    example_of_a_parameter
    { "description: Only rooms like this." => "description: Only rooms like this.\nexample: let" }
    "error[example]: `let` is not one of the values of `RoomStatus`
       --> api.yaml:14:11 (at /paths/~1rooms/get/parameters/0/example)
       help: write one of `free`, `taken`"
    example_of_a_parameter_that_is_a_component
    { "in: path\n" => "in: path\nexamples: {one: {value: attic}, two: {value: ''}}\n" }
    "error[example]: this value is empty, but the schema requires at least 1 character
       --> api.yaml:53:45 (at /components/parameters/RoomID/examples/two/value)
       help: write more"
    example_of_a_body
    { "schema:\n  $ref: '#/components/schemas/RoomChange'" => "schema:\n  $ref: '#/components/schemas/RoomChange'\nexample:\n  seats: -1" }
    "error[example]: -1 is less than 0
       --> api.yaml:40:15 (at /paths/~1rooms~1{roomID}/put/requestBody/content/application~1json/example/seats)
       help: write 0 or more"
    example_of_an_answer
    { "schema:\n  type: array\n  items:\n    $ref: '#/components/schemas/Room'" => "schema:\n  type: array\n  items:\n    $ref: '#/components/schemas/Room'\nexamples:\n  house:\n    value:\n      - id: attic\n        seats: 2\n      - id: cellar\n        seats: many" }
    "error[example]: the text `many` is not a whole number
       --> api.yaml:31:23 (at /paths/~1rooms/get/responses/200/content/application~1json/examples/house/value/1/seats)
       help: write a whole number, or correct the `type` of the schema"
    example_among_the_components
    { "schema:\n  $ref: '#/components/schemas/ErrorBody'" => "schema:\n  $ref: '#/components/schemas/ErrorBody'\nexamples:\n  full:\n    $ref: '#/components/examples/Full'", "components:\n" => "components:\n  examples:\n    Full:\n      summary: It is full.\n      value: {message: 507}\n" }
    "error[example]: `507` is not text
       --> api.yaml:52:15 (at /components/examples/Full/value/message)
       help: put it in quotes"
    example_of_a_header
    { "description: The rooms." => "description: The rooms.\nheaders:\n  Rooms:\n    description: How many there are.\n    schema: {type: integer}\n    example: few" }
    "error[example]: the text `few` is not a whole number
       --> api.yaml:23:15 (at /paths/~1rooms/get/responses/200/headers/Rooms/example)
       help: write a whole number, or correct the `type` of the schema"
    default_of_a_property
    { "minimum: 0" => "minimum: 0\ndefault: -4" }
    "error[default]: -4 is less than 0
       --> api.yaml:115:11 (at /components/schemas/Room/properties/seats/default)
       help: write 0 or more"
}

/// Names may be any word, even `example`, and values may be of any kind.
#[test]
fn conforming_examples_are_accepted() {
    let spec = crate::support::Spec::base()
        .edit(
            "properties:\n  message:\n    type: string",
            "properties:\n  example:\n    type: boolean\n    description: Whether it is one.\n    example: true\n  default:\n    type: integer\n    description: A number.\n    default: 3\n  message:\n    type: string\n    example: It broke.",
        )
        .edit(
            "description: A room.\n",
            "description: A room.\nexample: {id: attic, seats: 2, extras: {example: 1, default: [a]}, door: {kind: open}, parent: {id: house, seats: 9}}\n",
        );
    crate::support::codegen(&spec.text).assert_fine();
}
