//! Tests of changes to the objects in responses, and to their fields.

use super::*;

changes! {
    an_optional_field { MESSAGE => format!("        code: {{type: integer, description: A.}}\n{MESSAGE}") }
        ["compatible: `ErrorBody::code` is new"]
        back ["breaking: `ErrorBody::code` is gone"]
    a_required_field {
            MESSAGE => format!("        code: {{type: integer, description: A.}}\n{MESSAGE}"),
            "required: [message]" => "required: [code, message]",
        }
        ["compatible: `ErrorBody::code` is new"]
        back ["breaking: `ErrorBody::code` is gone"]
    the_first_required_field from { "      required: [message]\n" => "" } to { format!("properties:\n{MESSAGE}") => format!("required: [code]\n      properties:\n        code: {{type: integer, description: A.}}\n{MESSAGE}") }
        ["compatible: `ErrorBody::code` is new"]
        back ["breaking: `ErrorBody::code` is gone"]
    whether_a_field_is_required { "      required: [message]\n" => "" }
        ["breaking: `ErrorBody::message` is `Option<String>`, no longer `String`"]
        back ["breaking: `ErrorBody::message` is `String`, no longer `Option<String>`"]
    whether_a_field_is_null { "      required: [message]\n      properties:\n        message:\n          type: string\n" => "      required: [message]\n      properties:\n        message:\n          type: string\n          nullable: true\n" }
        ["breaking: `ErrorBody::message` is `Option<String>`, no longer `String`"]
        back ["breaking: `ErrorBody::message` is `String`, no longer `Option<String>`"]
    whether_an_optional_field_is_null from { "required: [id, seats]" => "required: [id]" } to { "        seats:\n          type: integer\n" => "        seats:\n          nullable: true\n          type: integer\n" }
        ["documentation: `Room::seats` is described differently"]
        back ["documentation: `Room::seats` is described differently"]
    the_type_of_a_field { "          type: integer\n          minimum: 0\n" => "          type: number\n" }
        ["breaking: `Room::seats` is `f64`, no longer `i64`"]
        back ["breaking: `Room::seats` is `i64`, no longer `f64`"]
    a_bound_that_was_a_sign { "          minimum: 0\n" => "          minimum: -1\n" }
        ["compatible: `Room::seats` is bound by `minimum: -1`, no longer by `minimum: 0`"]
        back ["compatible: `Room::seats` is bound by `minimum: 0`, no longer by `minimum: -1`"]
    a_tighter_bound { "          minimum: 0\n" => "          minimum: 0\n          maximum: 9\n" }
        ["compatible: `Room::seats` is bound by `minimum: 0` and `maximum: 9`, no longer by `minimum: 0`"]
        back ["compatible: `Room::seats` is bound by `minimum: 0`, no longer by `minimum: 0` and `maximum: 9`"]
    an_excluded_bound { "          minimum: 0\n" => "          minimum: 0\n          exclusiveMinimum: true\n" }
        ["compatible: `Room::seats` is bound by `minimum: 0` and `exclusiveMinimum: true`, no longer by `minimum: 0`"]
        back ["compatible: `Room::seats` is bound by `minimum: 0`, no longer by `minimum: 0` and `exclusiveMinimum: true`"]
    the_format_of_a_field { "          type: integer\n          minimum: 0\n" => "          type: integer\n          format: int64\n          minimum: 0\n" }
        ["compatible: the format of `Room::seats` is `int64`, no longer none"]
        back ["compatible: the format of `Room::seats` is none, no longer `int64`"]
    the_description_of_a_field { "How many people fit in." => "How many." }
        ["documentation: `Room::seats` is described differently"]
        back ["documentation: `Room::seats` is described differently"]
    a_wire_name { "        until:\n" => "        Until:\n", "until]" => "Until]" }
        ["compatible: `LongVisit::until` is `Until` on the wire, no longer `until`"]
        back ["compatible: `LongVisit::until` is `until` on the wire, no longer `Until`"]
    the_values_of_a_map { "            $ref: '#/components/schemas/OpenValue'\n" => "            type: array\n            items: {$ref: '#/components/schemas/OpenValue'}\n" }
        ["breaking: `Room::extras` is `Option<BTreeMap<String, Vec<OpenValue>>>`, no longer `Option<BTreeMap<String, OpenValue>>`"]
        back ["breaking: `Room::extras` is `Option<BTreeMap<String, OpenValue>>`, no longer `Option<BTreeMap<String, Vec<OpenValue>>>`"]
    the_number_of_values_of_a_map { "        extras:\n          type: object\n" => "        extras:\n          type: object\n          maxProperties: 5\n" }
        ["compatible: `Room::extras` is bound by `maxProperties: 5`, no longer by nothing"]
        back ["compatible: `Room::extras` is bound by nothing, no longer by `maxProperties: 5`"]
    additional_properties_of_an_object { "      description: Somebody in a room.\n" => "      description: Somebody in a room.\n      additionalProperties: {$ref: '#/components/schemas/OpenValue'}\n" }
        ["compatible: `Visit::extra` is new"]
        back ["breaking: `Visit::extra` is gone"]
    the_type_of_what_else_an_object_holds from { "      description: Somebody in a room.\n" => "      description: Somebody in a room.\n      additionalProperties: {$ref: '#/components/schemas/OpenValue'}\n" } to { "additionalProperties: {$ref: '#/components/schemas/OpenValue'}" => "additionalProperties: {type: string}" }
        ["breaking: `Visit::extra` is `String`, no longer `OpenValue`"]
        back ["breaking: `Visit::extra` is `OpenValue`, no longer `String`"]
    additional_properties_of_an_extension { "        - type: object\n          required: [until]\n" => "        - type: object\n          additionalProperties: {$ref: '#/components/schemas/OpenValue'}\n          required: [until]\n" }
        ["documentation: the document is written differently"]
        back ["documentation: the document is written differently"]
    a_field_of_a_base { "        noise:\n" => "        mood: {type: string, description: A.}\n        noise:\n" }
        ["compatible: `Visit::mood` is new"]
        back ["breaking: `Visit::mood` is gone"]
    the_base_of_an_extension { "      allOf:\n        - $ref: '#/components/schemas/Visit'\n        - type: object\n          required: [until]\n          properties:\n" => "      type: object\n      required: [at, key, until]\n      properties:\n            at: {$ref: '#/components/schemas/Timestamp'}\n            key: {$ref: '#/components/schemas/VisitKey'}\n            noise: {$ref: '#/components/schemas/Noise'}\n            nothing: {$ref: '#/components/schemas/Nothing'}\n            seen: {$ref: '#/components/schemas/Seen'}\n" }
        [
            "breaking: the type `LongVisit` no longer converts into `Visit`",
            "breaking: `LongVisit::seen` is `Option<Seen>`, no longer `Option<Box<Seen>>`",
        ]
        back [
            "breaking: `LongVisit::seen` is `Option<Box<Seen>>`, no longer `Option<Seen>`",
            "compatible: the type `LongVisit` converts into `Visit`",
        ]
    what_is_extended_by_what { "        - $ref: '#/components/schemas/Visit'\n        - type: object\n          required" => "        - $ref: '#/components/schemas/ErrorBody'\n        - type: object\n          required" }
        [
            "breaking: the type `LongVisit` no longer converts into `Visit`",
            "breaking: `LongVisit::at` is gone",
            "breaking: `LongVisit::key` is gone",
            "breaking: `LongVisit::noise` is gone",
            "breaking: `LongVisit::nothing` is gone",
            "breaking: `LongVisit::seen` is gone",
            "compatible: `LongVisit::message` is new",
            "compatible: the type `LongVisit` converts into `ErrorBody`",
        ]
        back [
            "breaking: the type `LongVisit` no longer converts into `ErrorBody`",
            "breaking: `LongVisit::message` is gone",
            "compatible: `LongVisit::at` is new",
            "compatible: `LongVisit::key` is new",
            "compatible: `LongVisit::noise` is new",
            "compatible: `LongVisit::nothing` is new",
            "compatible: `LongVisit::seen` is new",
            "compatible: the type `LongVisit` converts into `Visit`",
        ]
    a_text_that_is_not_printed {
            MESSAGE => format!("        notice: {{$ref: '#/components/schemas/Notice'}}\n{MESSAGE}"),
            KEY => format!("    Notice: {{type: string, format: server-text, description: A.}}\n{KEY}"),
        }
        [
            "compatible: `ErrorBody::notice` is new",
            "documentation: the component `Notice` is new",
        ]
        back [
            "breaking: `ErrorBody::notice` is gone",
            "documentation: the component `Notice` is gone",
        ]
    what_an_object_would_hold_of_itself from { KEY => format!("    Beta: {{type: object, description: A., properties: {{x: {{type: integer, description: A.}}}}}}\n    Alpha: {{type: object, description: A., properties: {{next: {{$ref: '#/components/schemas/Beta'}}}}}}\n{KEY}") } to { "properties: {x: {type" => "properties: {next: {$ref: '#/components/schemas/Alpha'}, x: {type" }
        [
            "breaking: `Alpha::next` is `Option<Box<Beta>>`, no longer `Option<Beta>`",
            "compatible: `Beta::next` is new",
        ]
        back [
            "breaking: `Alpha::next` is `Option<Beta>`, no longer `Option<Box<Beta>>`",
            "breaking: `Beta::next` is gone",
        ]
}
