//! Tests of changes to operations: their methods, routes and responses.

use super::*;

changes! {
    nothing { "  /rooms:\n" => "  # The rooms.\n  /rooms:\n" }
        []
        back []
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
        [
            "breaking: the method `put_room` is gone",
            "compatible: the method `change_room` is new",
        ]
        back [
            "breaking: the method `change_room` is gone",
            "compatible: the method `put_room` is new",
        ]
    an_operation_in_the_place_of_another { "  /rooms:\n" => "  /rooms:\n    get:\n      operationId: searchRooms\n      summary: Finds rooms.\n      responses:\n        2XX: {description: Found.}\n  /v2/rooms:\n" }
        [
            "compatible: the method `search_rooms` is new",
            "compatible: the method `list_rooms` sends `GET /v2/rooms`",
        ]
        back [
            "breaking: the method `search_rooms` is gone",
            "compatible: the method `list_rooms` sends `GET /rooms`",
        ]
    another_delivery_class { "    put:\n" => "    patch:\n" }
        [
            "compatible: the method `put_room` sends `PATCH /rooms/{roomID}`",
            "compatible: the delivery class of `put_room` is `Act`, no longer `Idempotent`",
        ]
        back [
            "compatible: the method `put_room` sends `PUT /rooms/{roomID}`",
            "compatible: the delivery class of `put_room` is `Idempotent`, no longer `Act`",
        ]
    a_path { "  /rooms:\n" => "  /v2/rooms:\n" }
        ["compatible: the method `list_rooms` sends `GET /v2/rooms`"]
        back ["compatible: the method `list_rooms` sends `GET /rooms`"]
    a_token { PUT => "    put:\n      security: [{bearer: []}]\n      operationId: putRoom\n" }
        ["breaking: the method `put_room` needs an access token"]
        back ["compatible: the method `put_room` needs no access token"]
    the_description_of_an_operation { "summary: Changes a room." => "summary: Changes a room.\n      deprecated: true" }
        ["documentation: the method `put_room` is described differently"]
        back ["documentation: the method `put_room` is described differently"]
    an_answer { "        2XX:\n          description: It was heard.\n" => "        2XX:\n          description: It was heard.\n          content: {application/json: {schema: {$ref: '#/components/schemas/Room'}}}\n" }
        ["breaking: the method `send_knock` returns `Room`, no longer nothing"]
        back ["breaking: the method `send_knock` returns nothing, no longer `Room`"]
    the_type_of_an_answer { LIST => "              schema:\n                $ref: '#/components/schemas/Room'\n" }
        ["breaking: the method `list_rooms` returns `Room`, no longer `Vec<Room>`"]
        back ["breaking: the method `list_rooms` returns `Vec<Room>`, no longer `Room`"]
    a_status { "        '200':\n" => "        '201':\n" }
        [
            "compatible: the method `list_rooms` may respond with 201",
            "compatible: the method `list_rooms` no longer responds with 200",
        ]
        back [
            "compatible: the method `list_rooms` may respond with 200",
            "compatible: the method `list_rooms` no longer responds with 201",
        ]
    a_range_of_statuses { "        '200':\n" => "        2XX:\n" }
        [
            "compatible: the method `list_rooms` may respond with 2XX",
            "compatible: the method `list_rooms` no longer responds with 200",
        ]
        back [
            "compatible: the method `list_rooms` may respond with 200",
            "compatible: the method `list_rooms` no longer responds with 2XX",
        ]
    one_more_success { LIST => format!("{LIST}        '203':\n          description: The rooms.\n          content:\n            application/json:\n{LIST}") }
        ["compatible: the method `list_rooms` may respond with 203"]
        back ["compatible: the method `list_rooms` no longer responds with 203"]
    an_error_of_its_own { LIST => format!("{LIST}        '404':\n          $ref: '#/components/responses/Error'\n") }
        ["compatible: the method `list_rooms` may respond with the error 404"]
        back ["compatible: the method `list_rooms` no longer responds with the error 404"]
    errors_of_a_kind { LIST => format!("{LIST}        5XX:\n          $ref: '#/components/responses/Error'\n") }
        ["compatible: the method `list_rooms` may respond with the error 5XX"]
        back ["compatible: the method `list_rooms` no longer responds with the error 5XX"]
    the_description_of_an_answer { "          description: The rooms." => "          description: Rooms." }
        ["documentation: the responses of `list_rooms` are described differently"]
        back ["documentation: the responses of `list_rooms` are described differently"]
    a_page {
            "      required: [items, hasMore]\n" => "      required: [items]\n",
            "        hasMore:\n          type: boolean\n          description: Whether the list goes on.\n" => "",
        }
        [
            "breaking: the method `items` of `search_visits` is gone",
            "breaking: `VisitPage::has_more` is gone",
        ]
        back [
            "compatible: the method `items` of `search_visits` is new",
            "compatible: `VisitPage::has_more` is new",
        ]
    a_kind_of_body { BODY => MULTIPART }
        [
            "breaking: the method `put_room` is gone (multipart body)",
            "breaking: the type `NewLock` has neither `new` nor setters, because no request contains it",
            "compatible: the type `RoomChange` is new",
        ]
        back [
            "breaking: the type `RoomChange` is gone",
            "compatible: the method `put_room` is new",
            "compatible: the type `NewLock` has `new` and setters, because a request contains it",
        ]
}
