//! Tests of requests for paged lists.

use crate::codegen::append::tests::requests::{assert_has, generated};

/// A paged list.
pub const PAGED: [(&str, &str); 3] = [
    (
        "        - name: status\n",
        "        - {name: cursor, in: query, description: Where to go on., schema: {$ref: '#/components/schemas/PageCursor'}}\n        - {name: direction, in: query, description: Which way., schema: {type: string}}\n        - name: status\n",
    ),
    (
        "                type: array\n                items:\n                  $ref: '#/components/schemas/Room'\n",
        "                $ref: '#/components/schemas/RoomPage'\n",
    ),
    (
        "    Nothing:\n",
        "    PageCursor:\n      type: string\n      minLength: 1\n      description: A place in a list.\n    RoomPage:\n      type: object\n      description: A page.\n      required: [items]\n      properties:\n        items: {type: array, description: The rooms., items: {$ref: '#/components/schemas/Room'}}\n        hasMore: {type: boolean, description: Whether there is more.}\n        oldestCursor: {description: A., allOf: [{$ref: '#/components/schemas/PageCursor'}]}\n    Nothing:\n",
    ),
];

#[test]
pub fn paged_lists_are_streams() {
    assert_has(
        &generated(&PAGED, "[names]\ncursor = 'starting_at'"),
        &[
            "#[must_use = \"a request is sent when you await it or its `items`\"]",
            "pub fn items(self) -> Items<types::Room> { Items::of(self) }",
            "impl Paged for ListRooms { type Page = types::RoomPage;",
            "fn start_at(&mut self, cursor: types::PageCursor) { self.starting_at = Some(cursor); }",
            "has_more: self.has_more, oldest_cursor: self.oldest_cursor, newest_cursor: None",
            "let mut items = client.list_rooms().items();",
        ],
    );
    let code = generated(&[], "");
    assert!(!code.contains("impl Paged"), "{code}");
}

#[test]
pub fn items_of_a_paged_list_are_identified_by_id_or_setting() {
    let told_apart =
        |members: &str| format!("fn identity(item: &types::Room) -> impl IntoIterator<Item = &str> {{ [{members}] }}");
    assert_has(&generated(&PAGED, ""), &[&told_apart("item.id.as_str()")]);
    let floors = [
        &PAGED[..],
        &[(
            "      required: [id, seats]\n      properties:\n",
            "      required: [id, seats, floor]\n      properties:\n        floor: {type: string, description: Which one.}\n",
        )],
    ]
    .concat();
    assert_has(
        &generated(&floors, "[identity]\nRoom = ['floor', 'id']"),
        &[&told_apart("item.floor.as_str(), item.id.as_str()")],
    );
    let without = [
        &PAGED[..],
        &[("      required: [id, seats]\n", "      required: [seats]\n")],
    ]
    .concat();
    assert_has(
        &generated(&without, ""),
        &["fn identity(_item: &types::Room) -> impl IntoIterator<Item = &str> { [] as [&str; 0] }"],
    );
}

#[test]
pub fn items_of_a_paged_list_give_the_cursor_that_settings_name() {
    let code = generated(&PAGED, "");
    assert!(!code.contains("POSITION") && !code.contains("ItemPosition"), "{code}");
    assert_has(
        &generated(&PAGED, "[cursors]\nlistRooms = { member = 'id', time = 'status' }"),
        &[
            "PositionMembers { cursor: \"id\", time: Some(\"status\"), });",
            "ItemPosition::new( Some(item.id.as_str()), item.status.as_ref().map(|text| text.as_str()), )",
        ],
    );
    assert_has(
        &generated(&PAGED, "[cursors]\nlistRooms = { member = 'id' }"),
        &[
            "PositionMembers { cursor: \"id\", time: None, });",
            "ItemPosition::new(Some(item.id.as_str()), None)",
        ],
    );
}

#[test]
pub fn paged_lists_with_a_direction_can_be_reversed() {
    assert_has(
        &generated(&PAGED, ""),
        &["self.direction = Some(direction.into()); true"],
    );
    let one_way = PAGED.map(|(from, to)| {
        let direction = "        - {name: direction, in: query, description: Which way., schema: {type: string}}\n";
        (from, to.replace(direction, ""))
    });
    let one_way: Vec<_> = one_way.iter().map(|(from, to)| (*from, to.as_str())).collect();
    assert_has(
        &generated(&one_way, ""),
        &["fn set_direction(&mut self, _after: bool) -> bool { false }"],
    );
}
