//! Tests of changes to parameters: arguments and setters for the path, the query and headers.

use super::*;

changes! {
    an_optional_query_parameter { QUERY => format!("{QUERY}        - {{name: floor, in: query, description: A., schema: {{type: integer}}}}\n") }
        ["compatible: the setter `floor` of `list_rooms` is new"]
        back ["breaking: the setter `floor` of `list_rooms` is gone"]
    an_optional_header_parameter { QUERY => format!("{QUERY}        - {{name: floor, in: header, description: A., schema: {{type: integer}}}}\n") }
        ["compatible: the setter `floor` of `list_rooms` is new"]
        back ["breaking: the setter `floor` of `list_rooms` is gone"]
    a_required_parameter { QUERY => format!("{QUERY}        - {{name: floor, in: query, required: true, description: A., schema: {{type: integer}}}}\n") }
        ["breaking: the argument `floor` of `list_rooms` is new"]
        back ["breaking: the argument `floor` of `list_rooms` is gone"]
    an_optional_parameter_that_becomes_required { "          in: query\n" => "          in: query\n          required: true\n" }
        ["breaking: `status` of `list_rooms` is an argument, no longer a setter"]
        back ["breaking: `status` of `list_rooms` is a setter, no longer an argument"]
    a_name_in_a_path {
            "/rooms/{roomID}:" => "/rooms/{room}:",
            "      name: roomID" => "      name: room",
            "  /rooms/{roomID}/visits:" => "  /rooms/{room}/visits:",
            "  /rooms/{roomID}/knock:" => "  /rooms/{room}/knock:",
        }
        [
            "compatible: the argument `room` of `put_room` was called `room_id`",
            "compatible: the argument `room` of `search_visits` was called `room_id`",
            "compatible: the argument `room` of `start_visit` was called `room_id`",
            "compatible: the argument `room` of `send_knock` was called `room_id`",
        ]
        back [
            "compatible: the argument `room_id` of `put_room` was called `room`",
            "compatible: the argument `room_id` of `search_visits` was called `room`",
            "compatible: the argument `room_id` of `start_visit` was called `room`",
            "compatible: the argument `room_id` of `send_knock` was called `room`",
        ]
    a_name_on_the_wire { "        - name: status\n" => "        - name: state\n" }
        [
            "breaking: the setter `status` of `list_rooms` is gone",
            "compatible: the setter `state` of `list_rooms` is new",
        ]
        back [
            "breaking: the setter `state` of `list_rooms` is gone",
            "compatible: the setter `status` of `list_rooms` is new",
        ]
    the_place_of_a_setter { "          in: query\n" => "          in: header\n" }
        ["compatible: `status` of `list_rooms` goes into a header, no longer into the query"]
        back ["compatible: `status` of `list_rooms` goes into the query, no longer into a header"]
    the_type_of_a_parameter { "            $ref: '#/components/schemas/RoomStatus'\n      responses" => "            type: integer\n      responses" }
        ["breaking: `status` of `list_rooms` is `i64`, no longer `RoomStatus`"]
        back ["breaking: `status` of `list_rooms` is `RoomStatus`, no longer `i64`"]
    the_type_of_an_argument { format!("{REQUIRED} of the visitor's name.\n          schema:\n            type: string\n") => format!("{REQUIRED} of the visitor's name.\n          schema:\n            $ref: '#/components/schemas/VisitKey'\n") }
        ["breaking: `query` of `search_visits` is `VisitKey`, no longer `String`"]
        back ["breaking: `query` of `search_visits` is `String`, no longer `VisitKey`"]
    one_value_or_many { "          schema:\n            $ref: '#/components/schemas/RoomStatus'\n" => "          schema:\n            type: array\n            items: {$ref: '#/components/schemas/RoomStatus'}\n" }
        ["breaking: `status` of `list_rooms` is `Vec<RoomStatus>`, no longer `RoomStatus`"]
        back ["breaking: `status` of `list_rooms` is `RoomStatus`, no longer `Vec<RoomStatus>`"]
    the_order_of_setters {
            "        - $ref: '#/components/parameters/Cursor'\n" => "",
            "        - name: Floor\n" => "        - $ref: '#/components/parameters/Cursor'\n        - name: Floor\n",
        }
        ["documentation: the document is written differently"]
        back ["documentation: the document is written differently"]
    a_looser_bound { "            maximum: 50\n" => "            maximum: 100\n" }
        ["compatible: `limit` of `search_visits` is bound by `minimum: 1` and `maximum: 100`, no longer by `minimum: 1` and `maximum: 50`"]
        back ["compatible: `limit` of `search_visits` is bound by `minimum: 1` and `maximum: 50`, no longer by `minimum: 1` and `maximum: 100`"]
    a_bound { "            minimum: 1\n            maximum: 50\n" => "" }
        ["compatible: `limit` of `search_visits` is bound by nothing, no longer by `minimum: 1` and `maximum: 50`"]
        back ["compatible: `limit` of `search_visits` is bound by `minimum: 1` and `maximum: 50`, no longer by nothing"]
    a_bound_of_a_list from { "          schema:\n            $ref: '#/components/schemas/RoomStatus'\n" => "          schema:\n            type: array\n            items: {type: integer}\n" } to { "            items: {type: integer}\n" => "            maxItems: 5\n            items: {type: integer, minimum: 1}\n" }
        ["compatible: `status` of `list_rooms` is bound by `maxItems: 5` and `items.minimum: 1`, no longer by nothing"]
        back ["compatible: `status` of `list_rooms` is bound by nothing, no longer by `maxItems: 5` and `items.minimum: 1`"]
    the_format_of_a_number { "            format: int32\n" => "" }
        ["compatible: the format of `floor` of `search_visits` is none, no longer `int32`"]
        back ["compatible: the format of `floor` of `search_visits` is `int32`, no longer none"]
    the_description_of_a_parameter { "Only rooms like this." => "None but these." }
        ["documentation: `status` of `list_rooms` is described differently"]
        back ["documentation: `status` of `list_rooms` is described differently"]
    the_description_of_a_shared_parameter { "description: The room.\n      schema" => "description: Which room.\n      schema" }
        ["documentation: the parameter `RoomID` is described differently"]
        back ["documentation: the parameter `RoomID` is described differently"]
    a_rule_of_an_id_in_a_path { "        $ref: '#/components/schemas/RoomID'\n  responses" => "        $ref: '#/components/schemas/VisitKey'\n  responses" }
        [
            "breaking: `room_id` of `put_room` is `VisitKey`, no longer `RoomId`",
            "breaking: `room_id` of `search_visits` is `VisitKey`, no longer `RoomId`",
            "breaking: `room_id` of `start_visit` is `VisitKey`, no longer `RoomId`",
            "breaking: `room_id` of `send_knock` is `VisitKey`, no longer `RoomId`",
        ]
        back [
            "breaking: `room_id` of `put_room` is `RoomId`, no longer `VisitKey`",
            "breaking: `room_id` of `search_visits` is `RoomId`, no longer `VisitKey`",
            "breaking: `room_id` of `start_visit` is `RoomId`, no longer `VisitKey`",
            "breaking: `room_id` of `send_knock` is `RoomId`, no longer `VisitKey`",
        ]
}
