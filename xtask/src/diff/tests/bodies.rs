//! Tests of changes to request bodies: their members, and the objects in them.

use super::*;

changes! {
    at_least_one_of_several_members { "      required: [seats]\n" => "      required: [seats]\n      anyOf: [{required: [lock]}, {required: [status, seats]}]\n" }
        ["compatible: the component `RoomChange` needs `lock` or `status` and `seats`"]
        back ["compatible: the component `RoomChange` no longer needs `lock` or `status` and `seats`"]
    a_way_of_having_at_least_one from { "      required: [code]\n" => "      required: [code]\n      anyOf: [{required: [code]}]\n" }
        to { "anyOf: [{required: [code]}]" => "anyOf: [{required: [code]}, {required: [rooms]}]" }
        ["compatible: the type `NewLock` needs `code` or `rooms`, no longer `code`"]
        back ["compatible: the type `NewLock` needs `code`, no longer `code` or `rooms`"]
    the_order_of_ways from { "      required: [code]\n" => "      required: [code]\n      anyOf: [{required: [code]}, {required: [rooms]}]\n" }
        to { "anyOf: [{required: [code]}, {required: [rooms]}]" => "anyOf: [{required: [rooms]}, {required: [code]}]" }
        []
        back []
    an_optional_body {
            KNOCK => format!("{KNOCK}      requestBody:\n        required: false\n        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Knock'}}}}}}\n"),
            NOTHING => format!("{WAY}{NOTHING}"),
        }
        [
            "compatible: the method `send_knock` sends a body if something in it is set",
            "compatible: the setter `loud` of `send_knock` is new",
            "documentation: the component `Knock` is new",
        ]
        back [
            "breaking: the setter `loud` of `send_knock` is gone",
            "compatible: the method `send_knock` sends no body",
            "documentation: the component `Knock` is gone",
        ]
    a_body_that_is_always_sent {
            KNOCK => format!("{KNOCK}      requestBody:\n        required: true\n        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Knock'}}}}}}\n"),
            NOTHING => format!("{WAY}{NOTHING}"),
        }
        [
            "compatible: the method `send_knock` sends a body",
            "compatible: the setter `loud` of `send_knock` is new",
            "documentation: the component `Knock` is new",
        ]
        back [
            "breaking: the setter `loud` of `send_knock` is gone",
            "compatible: the method `send_knock` sends no body",
            "documentation: the component `Knock` is gone",
        ]
    a_body_without_members {
            KNOCK => format!("{KNOCK}      requestBody:\n        required: true\n        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Knock'}}}}}}\n"),
            NOTHING => format!("    Knock: {{type: object, description: A way of knocking.}}\n{NOTHING}"),
        }
        [
            "compatible: the method `send_knock` sends a body",
            "documentation: the component `Knock` is new",
        ]
        back [
            "compatible: the method `send_knock` sends no body",
            "documentation: the component `Knock` is gone",
        ]
    whether_a_body_is_required from {
            KNOCK => format!("{KNOCK}      requestBody:\n        required: true\n        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Knock'}}}}}}\n"),
            NOTHING => format!("{WAY}{NOTHING}"),
        } to { "        required: true\n        content: {app" => "        required: false\n        content: {app" }
        ["compatible: the method `send_knock` sends its body only if something in it is set"]
        back ["compatible: the method `send_knock` always sends its body"]
    a_body { BODY => "" }
        [
            "breaking: the type `NewLock` has neither `new` nor setters, because no request contains it",
            "breaking: the setter `lock` of `put_room` is gone",
            "breaking: the argument `seats` of `put_room` is gone",
            "breaking: the setter `status` of `put_room` is gone",
            "compatible: the type `RoomChange` is new",
            "compatible: the method `put_room` sends no body",
        ]
        back [
            "breaking: the type `RoomChange` is gone",
            "breaking: the argument `seats` of `put_room` is new",
            "compatible: the method `put_room` sends a body",
            "compatible: the setter `lock` of `put_room` is new",
            "compatible: the setter `status` of `put_room` is new",
            "compatible: the type `NewLock` has `new` and setters, because a request contains it",
        ]
    an_optional_member { PLACES => format!("        floor: {{type: integer, description: A.}}\n{PLACES}") }
        ["compatible: the setter `floor` of `put_room` is new"]
        back ["breaking: the setter `floor` of `put_room` is gone"]
    a_required_member {
            PLACES => format!("        floor: {{type: integer, description: A.}}\n{PLACES}"),
            "required: [seats]" => "required: [floor, seats]",
        }
        ["breaking: the argument `floor` of `put_room` is new"]
        back ["breaking: the argument `floor` of `put_room` is gone"]
    a_required_member_that_becomes_optional { "      required: [seats]\n" => "" }
        ["breaking: `seats` of `put_room` is a setter, no longer an argument"]
        back ["breaking: `seats` of `put_room` is an argument, no longer a setter"]
    the_order_of_members from { "required: [seats]" => "required: [lock, seats]" } to { PLACES => "", "        lock:\n" => format!("{PLACES}        lock:\n") }
        ["breaking: the arguments of `put_room` are in another order: `room_id`, `seats`, `lock`"]
        back ["breaking: the arguments of `put_room` are in another order: `room_id`, `lock`, `seats`"]
    the_order_of_what_is_required from { "required: [seats]" => "required: [lock, seats]" } to { "required: [lock, seats]" => "required: [seats, lock]" }
        ["documentation: the document is written differently"]
        back ["documentation: the document is written differently"]
    the_type_of_a_member { PLACES => "        seats:\n          type: number\n          minimum: 0\n          description: How many people are to fit in.\n" }
        ["breaking: `seats` of `put_room` is `f64`, no longer `i64`"]
        back ["breaking: `seats` of `put_room` is `i64`, no longer `f64`"]
    a_bound_of_a_member { PLACES => "        seats:\n          type: integer\n          minimum: 1\n          description: How many people are to fit in.\n" }
        ["compatible: `seats` of `put_room` is bound by `minimum: 1`, no longer by `minimum: 0`"]
        back ["compatible: `seats` of `put_room` is bound by `minimum: 0`, no longer by `minimum: 1`"]
    the_description_of_a_member { "How many people are to fit in." => "How many." }
        ["documentation: `seats` of `put_room` is described differently"]
        back ["documentation: `seats` of `put_room` is described differently"]
    a_member_that_null_clears {
            PLACES => format!("        note: {{type: string, nullable: true, description: A.}}\n{PLACES}"),
        }
        ["compatible: the setter `note` of `put_room` is new"]
        back ["breaking: the setter `note` of `put_room` is gone"]
    an_object_that_null_clears {
            PLACES => format!("        note: {{title: Note, type: object, nullable: true, description: A., properties: {{x: {{type: boolean, description: A.}}}}}}\n{PLACES}"),
        }
        [
            "compatible: the setter `note` of `put_room` is new",
            "compatible: the type `Note` is new",
        ]
        back [
            "breaking: the setter `note` of `put_room` is gone",
            "breaking: the type `Note` is gone",
        ]
    whether_null_clears from { PLACES => format!("        note: {{type: string, description: A.}}\n{PLACES}") } to { "note: {type: string," => "note: {type: string, nullable: true," }
        ["breaking: `note` of `put_room` is `Clearable<String>`, no longer `String`"]
        back ["breaking: `note` of `put_room` is `String`, no longer `Clearable<String>`"]
    whether_null_clears_inside from { CODE => format!("        note: {{type: string, description: A.}}\n{CODE}") } to { "note: {type: string," => "note: {type: string, nullable: true," }
        ["breaking: `NewLock::note` is `Clearable<String>`, no longer `Option<String>`"]
        back ["breaking: `NewLock::note` is `Option<String>`, no longer `Clearable<String>`"]
    the_description_of_a_body { BODY => "      requestBody:\n        description: The change.\n        required: true\n        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/RoomChange'\n" }
        ["documentation: the body of `put_room` is described differently"]
        back ["documentation: the body of `put_room` is described differently"]
    the_description_of_a_component_without_a_type { "description: What to change of a room." => "description: A change." }
        ["documentation: the component `RoomChange` is described differently"]
        back ["documentation: the component `RoomChange` is described differently"]
    the_name_of_a_component_without_a_type { "schemas/RoomChange'" => "schemas/ChangeOfRoom'", "    RoomChange:\n" => "    ChangeOfRoom:\n" }
        ["documentation: the component `RoomChange` is called `ChangeOfRoom`"]
        back ["documentation: the component `ChangeOfRoom` is called `RoomChange`"]
    a_body_that_is_a_union { BODY => "      requestBody:\n        required: true\n        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/Entry'\n" }
        [
            "breaking: the argument `body` of `put_room` is new",
            "breaking: the type `NewLock` has neither `new` nor setters, because no request contains it",
            "breaking: the setter `lock` of `put_room` is gone",
            "breaking: the argument `seats` of `put_room` is gone",
            "breaking: the setter `status` of `put_room` is gone",
            "compatible: the type `RoomChange` is new",
        ]
        back [
            "breaking: the type `RoomChange` is gone",
            "breaking: the argument `seats` of `put_room` is new",
            "breaking: the argument `body` of `put_room` is gone",
            "compatible: the setter `lock` of `put_room` is new",
            "compatible: the setter `status` of `put_room` is new",
            "compatible: the type `NewLock` has `new` and setters, because a request contains it",
        ]
    an_optional_member_inside { "      required: [code]\n      properties:\n" => "      required: [code]\n      properties:\n        weight: {type: integer, description: A.}\n" }
        ["compatible: `NewLock::weight` is new"]
        back ["breaking: `NewLock::weight` is gone"]
    a_required_member_inside { "      required: [code]\n      properties:\n" => "      required: [code, weight]\n      properties:\n        weight: {type: integer, description: A.}\n" }
        ["breaking: `NewLock::weight` is new, and an argument of `new`"]
        back ["breaking: `NewLock::weight` is gone"]
    a_required_member_inside_that_becomes_optional { "      required: [code]\n" => "" }
        [
            "breaking: `NewLock::code` is `Option<Secret>`, no longer `Secret`",
            "breaking: `NewLock::code` has a setter, and is no longer an argument of `new`",
        ]
        back [
            "breaking: `NewLock::code` is `Secret`, no longer `Option<Secret>`",
            "breaking: `NewLock::code` is an argument of `new`, and no longer has a setter",
        ]
    the_order_of_members_inside from { "      required: [code]\n" => "      required: [code, rooms]\n" } to {
            "      required: [code, rooms]\n      properties:\n" => format!("      required: [code, rooms]\n      properties:\n{ROOMS}"),
            format!("{CODE}{ROOMS}") => CODE,
        }
        ["breaking: the arguments of `NewLock::new` are in another order: `rooms`, `code`"]
        back ["breaking: the arguments of `NewLock::new` are in another order: `code`, `rooms`"]
    the_type_of_a_member_inside { "          items:\n            $ref: '#/components/schemas/RoomID'\n    Cursor" => "          items:\n            type: string\n    Cursor" }
        ["breaking: `NewLock::rooms` is `Option<Vec<String>>`, no longer `Option<Vec<RoomId>>`"]
        back ["breaking: `NewLock::rooms` is `Option<Vec<RoomId>>`, no longer `Option<Vec<String>>`"]
    a_bound_of_a_member_inside { ROOMS => "        rooms:\n          type: array\n          maxItems: 3\n          description: The other rooms that it opens. Absent for none.\n          items:\n            $ref: '#/components/schemas/RoomID'\n" }
        ["compatible: `NewLock::rooms` is bound by `maxItems: 3`, no longer by nothing"]
        back ["compatible: `NewLock::rooms` is bound by nothing, no longer by `maxItems: 3`"]
    a_variant_of_a_body {
            "        - $ref: '#/components/schemas/WalkInEntry'\n" => "        - $ref: '#/components/schemas/WalkInEntry'\n        - $ref: '#/components/schemas/LateEntry'\n",
            "          walk_in:" => "          late: '#/components/schemas/LateEntry'\n          walk_in:",
            "    InvitedEntry:\n      type" => "    LateEntry:\n      type: object\n      description: Late.\n      required: [type, words]\n      properties:\n        type: {type: string, enum: [late]}\n        words: {type: string, description: A.}\n    InvitedEntry:\n      type",
        }
        [
            "compatible: `Entry::Late` is new",
            "compatible: the type `LateEntry` is new",
        ]
        back [
            "breaking: `Entry::Late` is gone",
            "breaking: the type `LateEntry` is gone",
        ]
    an_object_that_begins_to_be_sent from { KEY => format!("{MARK}{KEY}") } to { CODE => format!("{CODE}        visit: {{$ref: '#/components/schemas/Mark'}}\n") }
        [
            "compatible: the type `Mark` has `new` and setters, because a request contains it",
            "compatible: `NewLock::visit` is new",
        ]
        back [
            "breaking: the type `Mark` has neither `new` nor setters, because no request contains it",
            "breaking: `NewLock::visit` is gone",
        ]
    an_object_that_becomes_a_body from { KEY => format!("{MARK}{KEY}") } to { BODY => "      requestBody:\n        required: true\n        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/Mark'\n" }
        [
            "breaking: the type `Mark` is gone",
            "breaking: the argument `x` of `put_room` is new",
            "breaking: the type `NewLock` has neither `new` nor setters, because no request contains it",
            "breaking: the setter `lock` of `put_room` is gone",
            "breaking: the argument `seats` of `put_room` is gone",
            "breaking: the setter `status` of `put_room` is gone",
            "compatible: the type `RoomChange` is new",
        ]
        back [
            "breaking: the type `RoomChange` is gone",
            "breaking: the argument `seats` of `put_room` is new",
            "breaking: the argument `x` of `put_room` is gone",
            "compatible: the type `Mark` is new",
            "compatible: the setter `lock` of `put_room` is new",
            "compatible: the setter `status` of `put_room` is new",
            "compatible: the type `NewLock` has `new` and setters, because a request contains it",
        ]
    what_may_be_null_inside_and_was_required from { CODE => "        code:\n          {title: LockCode, type: string, format: password, description: A code., nullable: true}\n" } to { "      required: [code]\n" => "" }
        [
            "breaking: `NewLock::code` is `Clearable<Secret>`, no longer `Option<Secret>`",
            "breaking: `NewLock::code` has a setter, and is no longer an argument of `new`",
        ]
        back [
            "breaking: `NewLock::code` is `Option<Secret>`, no longer `Clearable<Secret>`",
            "breaking: `NewLock::code` is an argument of `new`, and no longer has a setter",
        ]
    an_optional_member_of_what_is_extended_inside from {
            KEY => format!("    Mark: {{type: object, description: A., properties: {{x: {{type: integer, description: A.}}}}}}\n    BigMark:\n      description: A.\n      allOf:\n        - $ref: '#/components/schemas/Mark'\n        - {{type: object, properties: {{y: {{type: integer, description: A.}}}}}}\n{KEY}"),
            "      required: [code]\n      properties:\n" => "      required: [code]\n      properties:\n        mark: {$ref: '#/components/schemas/BigMark'}\n",
        } to { "properties: {x:" => "properties: {z: {type: boolean, description: A.}, x:" }
        ["compatible: `Mark::z` is new"]
        back ["breaking: `Mark::z` is gone"]
    a_required_member_of_what_is_extended_inside from {
            KEY => format!("    Mark: {{type: object, description: A., properties: {{x: {{type: integer, description: A.}}}}}}\n    BigMark:\n      description: A.\n      allOf:\n        - $ref: '#/components/schemas/Mark'\n        - {{type: object, properties: {{y: {{type: integer, description: A.}}}}}}\n{KEY}"),
            "      required: [code]\n      properties:\n" => "      required: [code]\n      properties:\n        mark: {$ref: '#/components/schemas/BigMark'}\n",
        } to { "properties: {x:" => "required: [z], properties: {z: {type: boolean, description: A.}, x:" }
        [
            "breaking: `BigMark::z` is new, and an argument of `new`",
            "compatible: `Mark::z` is new",
        ]
        back ["breaking: `Mark::z` is gone"]
    whether_a_body_that_is_a_union_is_required { "      summary: Lets somebody in.\n      requestBody:\n        required: true\n" => "      summary: Lets somebody in.\n      requestBody:\n        required: false\n" }
        [
            "breaking: `body` of `start_visit` is a setter, no longer an argument",
            "compatible: the method `start_visit` sends its body only if something in it is set",
        ]
        back [
            "breaking: `body` of `start_visit` is an argument, no longer a setter",
            "compatible: the method `start_visit` always sends its body",
        ]
}
