//! Tests of changes to enums, unions and IDs, and to the kind of type that a component has.

use super::*;

changes! {
    a_value_of_an_enum { "        - taken\n" => "        - taken\n        - locked\n" }
        ["compatible: `RoomStatus::Locked` is new"]
        back ["breaking: `RoomStatus::Locked` is gone"]
    a_wire_value { "        - taken\n" => "        - TAKEN\n" }
        ["compatible: `RoomStatus::Taken` is `TAKEN` on the wire, no longer `taken`"]
        back ["compatible: `RoomStatus::Taken` is `taken` on the wire, no longer `TAKEN`"]
    a_value_of_an_enum_of_numbers { "        - title: Loud\n" => "        - {title: Middling, type: integer, enum: [1], description: A.}\n        - title: Loud\n" }
        ["compatible: `Noise::Middling` is new"]
        back ["breaking: `Noise::Middling` is gone"]
    a_number_of_an_enum { "          enum: [2]\n" => "          enum: [3]\n" }
        ["breaking: `Noise::Loud` holds `3`, no longer `2`"]
        back ["breaking: `Noise::Loud` holds `2`, no longer `3`"]
    how_a_title_is_written { "        - title: Loud\n" => "        - title: LOUD\n" }
        ["documentation: `Noise::Loud` is described differently"]
        back ["documentation: `Noise::Loud` is described differently"]
    a_variant_of_a_union {
            "        - $ref: '#/components/schemas/OpenDoor'\n" => "        - $ref: '#/components/schemas/OpenDoor'\n        - $ref: '#/components/schemas/GlassDoor'\n",
            "          open: '#/components/schemas/OpenDoor'\n" => "          open: '#/components/schemas/OpenDoor'\n          glass: '#/components/schemas/GlassDoor'\n",
            "    OpenDoor:\n" => "    GlassDoor: {type: object, description: A., required: [kind], properties: {kind: {type: string, enum: [glass]}}}\n    OpenDoor:\n",
        }
        [
            "compatible: `Door::Glass` is new",
            "compatible: the type `GlassDoor` is new",
        ]
        back [
            "breaking: `Door::Glass` is gone",
            "breaking: the type `GlassDoor` is gone",
        ]
    the_type_of_a_variant { "      required: [kind]\n      properties:\n" => "      required: [kind]\n      properties:\n        wide: {type: boolean, description: A.}\n" }
        ["compatible: `OpenDoor::wide` is new"]
        back ["breaking: `OpenDoor::wide` is gone"]
    the_tag_of_a_union {
            "        propertyName: kind\n" => "        propertyName: what\n",
            "required: [kind, secret]\n      properties:\n        kind:" => "required: [what, secret]\n      properties:\n        what:",
            "required: [kind]\n      properties:\n        kind:" => "required: [what]\n      properties:\n        what:",
        }
        ["compatible: the variants of `Door` are distinguished by `what`"]
        back ["compatible: the variants of `Door` are distinguished by `kind`"]
    a_variant_without_a_tag { "        - title: Anyone\n" => "        - {title: Count, type: integer, description: A.}\n        - title: Anyone\n" }
        ["compatible: `Seen::Count` is new"]
        back ["breaking: `Seen::Count` is gone"]
    the_type_of_an_untagged_variant { "          type: boolean\n          description: Whether anybody did." => "          type: integer\n          description: Whether anybody did." }
        ["breaking: `Seen::Anyone` holds `i64`, no longer `bool`"]
        back ["breaking: `Seen::Anyone` holds `bool`, no longer `i64`"]
    a_bound_of_a_variant_without_a_tag from { "        - title: Anyone\n" => "        - {title: Count, type: integer, description: A count.}\n        - title: Anyone\n" } to { "description: A count.}" => "description: A count., minimum: 1}" }
        ["compatible: `Seen::Count` is bound by `minimum: 1`, no longer by nothing"]
        back ["compatible: `Seen::Count` is bound by nothing, no longer by `minimum: 1`"]
    the_description_of_a_variant { "description: Whether anybody did." => "description: Whether." }
        ["documentation: `Seen::Anyone` is described differently"]
        back ["documentation: `Seen::Anyone` is described differently"]
    a_rule_of_an_id { "      minLength: 1\n      description: Names a room.\n" => "      description: Names a room.\n" }
        ["compatible: the type `RoomId` is bound by nothing, no longer by `minLength: 1`"]
        back ["compatible: the type `RoomId` is bound by `minLength: 1`, no longer by nothing"]
    a_new_type { KEY => format!("    Guest: {{type: object, description: A., properties: {{name: {{type: string, description: A.}}}}}}\n{KEY}") }
        ["compatible: the type `Guest` is new"]
        back ["breaking: the type `Guest` is gone"]
    a_type_without_a_name { KEY => format!("    Birthday: {{type: string, format: date-time, description: A.}}\n{KEY}") }
        ["documentation: the component `Birthday` is new"]
        back ["documentation: the component `Birthday` is gone"]
    the_kind_of_a_type { format!("{NOTHING}      type: object\n") => format!("{NOTHING}      type: string\n      enum: [a]\n") }
        ["breaking: the type `Nothing` is an enum, no longer a struct"]
        back ["breaking: the type `Nothing` is a struct, no longer an enum"]
    a_field_of_an_empty_object { format!("{NOTHING}      type: object\n") => format!("{NOTHING}      type: object\n      properties: {{name: {{type: string, description: A.}}}}\n") }
        ["compatible: `Nothing::name` is new"]
        back ["breaking: `Nothing::name` is gone"]
    the_name_of_a_type { "schemas/Noise'" => "schemas/Loudness'", "    Noise:\n" => "    Loudness:\n" }
        ["breaking: the type `Noise` is called `Loudness`"]
        back ["breaking: the type `Loudness` is called `Noise`"]
    the_name_of_a_type_in_a_query {
            "    RoomStatus:\n" => "    RoomState:\n",
            "schemas/RoomStatus'" => "schemas/RoomState'",
            "schemas/RoomStatus'" => "schemas/RoomState'",
            "schemas/RoomStatus'" => "schemas/RoomState'",
        }
        ["breaking: the type `RoomStatus` is called `RoomState`"]
        back ["breaking: the type `RoomState` is called `RoomStatus`"]
    the_description_of_a_type { "description: How a room is." => "description: How it is." }
        ["documentation: the type `RoomStatus` is described differently"]
        back ["documentation: the type `RoomStatus` is described differently"]
}
