//! Tests of changes to `codegen.toml`, and of changes to the document that its lines keep compatible.

use super::*;

changes! {
    a_delivery_class with "" => "[delivery]\nlistRooms = 'act'"
        ["compatible: the delivery class of `list_rooms` is `Act`, no longer `Read`"]
        back ["compatible: the delivery class of `list_rooms` is `Read`, no longer `Act`"]
    what_is_waited_for with "" => "[waits]\nputRoom = { member = 'status', value = 'taken' }"
        ["compatible: the method `put_room` waits where `status` is `taken`"]
        back ["compatible: the method `put_room` no longer waits for anything"]
    what_else_is_waited_for with "[waits]\nputRoom = { member = 'status', value = 'free' }" => "[waits]\nputRoom = { member = 'status', value = 'taken' }"
        ["compatible: the method `put_room` waits where `status` is `taken`"]
        back ["compatible: the method `put_room` waits where `status` is `free`"]
    what_is_boxed with "" => "boxed = ['Visit']" from { SEATS => format!("        guest:\n          $ref: '#/components/schemas/Visit'\n{SEATS}") }
        ["breaking: `Room::guest` is `Option<Box<Visit>>`, no longer `Option<Visit>`"]
        back ["breaking: `Room::guest` is `Option<Visit>`, no longer `Option<Box<Visit>>`"]
    what_is_exact with "" => "exact = ['Room']"
        ["compatible: the type `Room` is exact: the client no longer fills in what a response lacks"]
        back ["compatible: the type `Room` is no longer exact: the client fills in what a response lacks"]
    what_tells_items_apart with "" => "[identity]\nVisit = ['key']"
        ["compatible: the items of `search_visits` are identified by `key`"]
        back ["compatible: the items of `search_visits` are identified by nothing"]
    what_items_are_put_in_order_by with "[cursors]\nsearchVisits = { member = 'key' }" => "[cursors]\nsearchVisits = { member = 'key', time = 'at' }"
        ["compatible: the items of `search_visits` are sorted by `key`, `at`"]
        back ["compatible: the items of `search_visits` are sorted by `key`"]
    that_items_are_put_in_order with "" => "[cursors]\nsearchVisits = { member = 'key' }"
        ["compatible: the items of `search_visits` are sorted by `key`"]
        back ["compatible: the items of `search_visits` are sorted by nothing"]
    the_name_of_a_setter with "" => "[names]\ncursor = 'starting_at'"
        ["breaking: the setter `starting_at` of `search_visits` was called `cursor`"]
        back ["breaking: the setter `cursor` of `search_visits` was called `starting_at`"]
    the_name_of_a_setter_for_one with "" => "[names]\nputRoom.lock = 'new_lock'"
        ["breaking: the setter `new_lock` of `put_room` was called `lock`"]
        back ["breaking: the setter `lock` of `put_room` was called `new_lock`"]
    the_name_of_an_argument with "" => "[names]\nputRoom.seats = 'places'"
        ["compatible: the argument `places` of `put_room` was called `seats`"]
        back ["compatible: the argument `seats` of `put_room` was called `places`"]
    the_name_of_a_setter_inside with "" => "[names]\nNewLock.rooms = 'opens'"
        ["breaking: the setter `opens` of `NewLock` was called `rooms`"]
        back ["breaking: the setter `rooms` of `NewLock` was called `opens`"]
    the_name_of_an_argument_inside with "" => "[names]\nNewLock.code = 'secret'"
        ["compatible: the argument `secret` of `NewLock::new` was called `code`"]
        back ["compatible: the argument `code` of `NewLock::new` was called `secret`"]
    the_name_on_the_wire_behind_a_name with "" => "[names]\nlistRooms.state = 'status'" to { "        - name: status\n" => "        - name: state\n" }
        ["compatible: `status` of `list_rooms` is `state` on the wire, no longer `status`"]
        back ["compatible: `status` of `list_rooms` is `status` on the wire, no longer `state`"]
    the_name_on_the_wire_of_an_argument with "" => "[names]\nsearchVisits.q = 'query'" to { "        - name: query\n" => "        - name: q\n" }
        ["compatible: `query` of `search_visits` is `q` on the wire, no longer `query`"]
        back ["compatible: `query` of `search_visits` is `query` on the wire, no longer `q`"]
    an_argument_that_is_not_kept { REQUIRED => OPTIONAL }
        ["breaking: `query` of `search_visits` is a setter, no longer an argument"]
        back ["breaking: `query` of `search_visits` is an argument, no longer a setter"]
    an_argument_that_is_kept with "" => "[arguments]\nsearchVisits = ['query']" to { REQUIRED => OPTIONAL }
        ["compatible: `query` of `search_visits` is optional, and stays an argument"]
        back ["compatible: `query` of `search_visits` is required, and stays an argument"]
    an_argument_that_was_kept with "[arguments]\nsearchVisits = ['query']" => "" from { REQUIRED => OPTIONAL }
        ["breaking: `query` of `search_visits` is a setter, no longer an argument"]
        back ["breaking: `query` of `search_visits` is an argument, no longer a setter"]
    a_member_that_is_kept with "" => "[arguments]\nputRoom = ['seats']" to { "      required: [seats]\n" => "" }
        ["compatible: `seats` of `put_room` is optional, and stays an argument"]
        back ["compatible: `seats` of `put_room` is required, and stays an argument"]
    a_member_inside_that_is_kept with "" => "[arguments]\nNewLock = ['code']" to { "      required: [code]\n" => "" }
        ["breaking: `NewLock::code` is `Option<Secret>`, no longer `Secret`"]
        back ["breaking: `NewLock::code` is `Secret`, no longer `Option<Secret>`"]
    two_arguments_that_are_not_kept from {
            "      required: [code]\n" => "      required: [code, rooms]\n",
            "      required: [seats]\n" => "      required: [lock, seats]\n",
        } to { "      required: [code, rooms]\n" => "", "      required: [lock, seats]\n" => "" }
        [
            "breaking: `lock` of `put_room` is a setter, no longer an argument",
            "breaking: `seats` of `put_room` is a setter, no longer an argument",
            "breaking: `NewLock::code` is `Option<Secret>`, no longer `Secret`",
            "breaking: `NewLock::code` has a setter, and is no longer an argument of `new`",
            "breaking: `NewLock::rooms` is `Option<Vec<RoomId>>`, no longer `Vec<RoomId>`",
            "breaking: `NewLock::rooms` has a setter, and is no longer an argument of `new`",
        ]
        back [
            "breaking: `lock` of `put_room` is an argument, no longer a setter",
            "breaking: `seats` of `put_room` is an argument, no longer a setter",
            "breaking: `NewLock::code` is `Secret`, no longer `Option<Secret>`",
            "breaking: `NewLock::code` is an argument of `new`, and no longer has a setter",
            "breaking: `NewLock::rooms` is `Vec<RoomId>`, no longer `Option<Vec<RoomId>>`",
            "breaking: `NewLock::rooms` is an argument of `new`, and no longer has a setter",
        ]
    an_argument_that_is_not_kept_beside_one_that_is with "[arguments]\nputRoom = ['seats']" => "[arguments]\nputRoom = ['seats']" from { "      required: [seats]\n" => "      required: [lock]\n" } to { "      required: [lock]\n" => "" }
        ["breaking: `lock` of `put_room` is a setter, no longer an argument"]
        back ["breaking: `lock` of `put_room` is an argument, no longer a setter"]
    an_id_that_may_be_given_for_another with "" => "[conversions]\nRoomID = ['VisitKey']"
        ["compatible: the type `VisitKey` converts into `RoomId`"]
        back ["breaking: the type `VisitKey` no longer converts into `RoomId`"]
    a_heading with "" => "[groups]\nrooms = 'houses'" from {
            "paths:\n" => "tags: [{name: rooms, description: Rooms.}]\npaths:\n",
            "      operationId: listRooms\n" => "      operationId: listRooms\n      tags: [rooms]\n",
        }
        ["documentation: the method `list_rooms` is described differently"]
        back ["documentation: the method `list_rooms` is described differently"]
}
