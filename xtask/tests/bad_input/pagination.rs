//! Tests of the settings for paged lists: the identity of their items, and the members that give their position.

use crate::support::{Outcome, Spec, codegen_with, lint_with};

/// Returns the base document with a paged list of rooms.
fn paged(spec: Spec) -> Spec {
    let list = "type: array\nitems:\n  $ref: '#/components/schemas/Room'";
    let parameter = "parameters:\n  - {name: cursor, in: query, description: Where to go on., schema: {$ref: '#/components/schemas/PageCursor'}}";
    spec.edit(list, "$ref: '#/components/schemas/RoomPage'")
        .edit("parameters:", parameter)
        .edit(
            "RoomID:\n  type: string",
            "PageCursor:\n  type: string\n  minLength: 1\n  description: A place in a list.\nRoomPage:\n  type: object\n  description: A page.\n  required: [items]\n  properties:\n    items: {type: array, description: The rooms., items: {$ref: '#/components/schemas/Room'}}\n    hasMore: {type: boolean, description: Whether there is more.}\nRoomID:\n  type: string",
        )
}

fn with(settings: &str) -> Outcome {
    codegen_with(settings.as_bytes(), &paged(Spec::base()).text)
}

#[test]
fn valid_paged_lists_are_accepted() {
    with("").assert_fine();
    with("[identity]\nRoom = ['id']").assert_fine();
    with("[cursors]\nlistRooms = { member = 'status' }").assert_fine();
    with("[cursors]\nlistRooms = { member = 'id', time = 'status' }").assert_fine();
}

/// Defines a test for each text that stops the generator: `name { "text" } "report"`.
macro_rules! bad_lists {
    ($($name:ident { $text:literal } $report:literal)*) => {$(
        #[test]
        fn $name() {
            with($text).assert_refused($report);
        }
    )*};
}

bad_lists! {
    identity_that_is_no_list
    { "[identity]\nRoom = 'id'" }
    "error: invalid type: string \"id\", expected a list
       --> codegen.toml:2:8
       help: write it as in `Component = [\"member\", \"id\"]`"
    identity_of_no_component
    { "[identity]\nRom = ['id']" }
    "error[setting-target]: the document has no component `Rom`
       --> codegen.toml:2:1
       help: did you mean `Room`?"
    identity_of_what_no_list_holds
    { "[identity]\nVisit = ['key']" }
    "error[setting-target]: no paged list has items of the component `Visit`
       --> codegen.toml:2:1
       help: remove the line"
    identity_of_nothing
    { "[identity]\nRoom = []" }
    "error[setting-target]: the line has no members that identify an item of `Room`
       --> codegen.toml:2:1
       help: name at least one member"
    identity_of_no_member
    { "[identity]\nRoom = ['id', 'floor']" }
    "error[setting-target]: `Room` has no member `floor`
       --> codegen.toml:2:15
       help: use one of `door`, `extras`, `id`, `locked`, `parent`, `seats`, `status`"
    identity_of_a_number
    { "[identity]\nRoom = ['seats']" }
    "error[setting-target]: the member `seats` is not a text
       --> codegen.toml:2:9
       help: name a member that is a text, an ID or a time"
    identity_that_may_be_absent
    { "[identity]\nRoom = ['id', 'status']" }
    "error[setting-target]: the member `status` may be absent
       --> codegen.toml:2:15
       help: name only members that every item has"
    cursor_that_is_no_table
    { "[cursors]\nlistRooms = 'id'" }
    "error: invalid type: string \"id\", expected a table
       --> codegen.toml:2:13
       help: write it as in `operationId = { member = \"name\", time = \"name\" }`"
    cursor_without_a_member
    { "[cursors]\nlistRooms = { time = 'id' }" }
    "error: missing field `member`
       --> codegen.toml:2:13
       help: write it as in `operationId = { member = \"name\", time = \"name\" }`"
    cursor_with_more
    { "[cursors]\nlistRooms = { member = 'id', order = 'up' }" }
    "error: unknown field `order`, expected `member` or `time`
       --> codegen.toml:2:30
       help: write it as in `operationId = { member = \"name\", time = \"name\" }`"
    cursor_of_no_operation
    { "[cursors]\nlistRoms = { member = 'id' }" }
    "error[setting-target]: the document has no operation `listRoms`
       --> codegen.toml:2:1
       help: did you mean `listRooms`?"
    cursor_of_what_lists_nothing
    { "[cursors]\nputRoom = { member = 'id' }" }
    "error[setting-target]: `putRoom` is not a paged list of objects
       --> codegen.toml:2:1
       help: remove the line"
    cursor_that_is_no_member
    { "[cursors]\nlistRooms = { member = 'key' }" }
    "error[setting-target]: `Room` has no member `key`
       --> codegen.toml:2:24
       help: use one of `door`, `extras`, `id`, `locked`, `parent`, `seats`, `status`"
    time_that_is_no_member
    { "[cursors]\nlistRooms = { member = 'id', time = 'staus' }" }
    "error[setting-target]: `Room` has no member `staus`
       --> codegen.toml:2:37
       help: did you mean `status`?"
    cursor_that_is_no_text
    { "[cursors]\nlistRooms = { member = 'door' }" }
    "error[setting-target]: the member `door` is not a text
       --> codegen.toml:2:24
       help: name a member that is a text, an ID or a time"
}

#[test]
fn a_redundant_identity_is_a_finding() {
    let styled = paged(Spec::styled()).text;
    lint_with("[identity]\nRoom = ['id']", &styled).assert_found(
        "error[setting-effect]: `id` identifies items by default
           --> codegen.toml:2:9
           help: remove it; it changes nothing

         lint: 1 problem
",
    );
    lint_with("[identity]\nRoom = ['id', 'id']", &styled).assert_found(
        "error[setting-effect]: `id` occurs twice
           --> codegen.toml:2:15
           help: remove it; it changes nothing

         lint: 1 problem
",
    );
}
