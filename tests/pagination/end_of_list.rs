//! Where a list ends: servers that send items again, give no cursor, or say nothing of what follows.

use beeper_desktop_client::ErrorKind;
use beeper_desktop_client::types::PageDirection;
use serde_json::json;

use super::fixtures::{contacts, cursors, message, page, people, rest, serving, whole};
use crate::support::client;

#[tokio::test]
async fn the_last_item_again_with_the_same_cursor_is_the_end() {
    let edge = || people(&["b"], json!({ "hasMore": true, "newestCursor": "new" }));
    let first = people(&["a", "b"], json!({ "hasMore": true, "newestCursor": "new" }));
    let mock = serving([first, edge(), edge()]).await;
    let contacts = client(&mock).list_contacts("alice").direction(PageDirection::After);
    let mut contacts = contacts.items();

    assert_eq!(whole(&mut contacts).await, ["a", "b"]);
    assert_eq!(contacts.newest_cursor().unwrap(), "new");
    assert!(whole(&mut contacts.newer()).await.is_empty());
    assert_eq!(cursors(&mock), ["", "new", "new"]);
}

#[tokio::test]
async fn items_that_come_again_on_the_next_page_are_left_out() {
    let more = |cursor: &str| json!({ "hasMore": true, "oldestCursor": cursor });
    let mock = serving([
        people(&["a", "b", "b"], more("1")),
        people(&["b", "c"], more("2")),
        // The page before, once more.
        people(&["b", "c"], more("3")),
        people(&["c", "d"], json!({ "hasMore": false })),
    ])
    .await;

    assert_eq!(whole(&mut contacts(&mock)).await, ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn a_message_is_known_by_its_chat_and_its_id() {
    let in_chat = |chat: &str| {
        let mut message = message("1");
        message["chatID"] = json!(chat);
        message
    };
    let more = json!({ "hasMore": true, "oldestCursor": "1" });
    let mock = serving([
        page(vec![in_chat("!a:x"), in_chat("!b:x")], more),
        page(vec![in_chat("!b:x"), in_chat("!c:x")], json!({ "hasMore": false })),
    ])
    .await;

    let found = client(&mock).search_messages().items().up_to(9).await.unwrap();

    let chats: Vec<_> = found.iter().map(|message| message.chat_id.as_str()).collect();
    assert_eq!(chats, ["!a:x", "!b:x", "!c:x"]);
}

#[tokio::test]
async fn empty_pages_with_new_cursors_are_followed_ten_times() {
    let empty = |n: usize| people(&[], json!({ "hasMore": true, "oldestCursor": format!("{n}") }));
    let last = || people(&["a"], json!({ "hasMore": false }));
    let mock = serving((0..9).map(empty).chain([last()])).await;
    assert_eq!(whole(&mut contacts(&mock)).await, ["a"]);

    // Pages of what is known count too, and begin anew after something new.
    let more = |cursor: &str| json!({ "hasMore": true, "oldestCursor": cursor });
    let pages = [people(&["a"], more("a"))].into_iter().chain((0..9).map(empty));
    let pages = pages.chain([people(&["b"], more("b"))]).chain((10..19).map(empty));
    let mock = serving(pages.chain([people(&["b"], more("c")), last()])).await;
    let (ids, end) = rest(&mut contacts(&mock)).await;
    assert_eq!(ids, ["a", "b"]);
    let error = end.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::IncompleteList { .. }), "{error}");
    assert_eq!(
        error.to_string(),
        "list_contacts: the list is incomplete: the server says that there is more, and ten pages in a row had nothing new"
    );
    assert_eq!(mock.requests().len(), 21);
}

#[tokio::test]
async fn a_list_that_does_not_say_whether_there_is_more_ends_without_an_error() {
    let empty = |n: usize| people(&[], json!({ "oldestCursor": format!("{n}") }));
    let mock = serving(
        [people(&["a"], json!({ "oldestCursor": "first" }))]
            .into_iter()
            .chain((0..20).map(empty)),
    )
    .await;

    assert_eq!(whole(&mut contacts(&mock)).await, ["a"]);
    assert_eq!(mock.requests().len(), 11);
}

#[tokio::test]
async fn more_without_a_cursor_is_an_error_after_the_items() {
    for nowhere in [
        json!({ "hasMore": true }),
        json!({ "hasMore": true, "oldestCursor": null }),
        json!({ "hasMore": true, "oldestCursor": " ", "newestCursor": "new" }),
    ] {
        let mock = serving([people(&["a", "b"], nowhere)]).await;

        let (ids, end) = rest(&mut contacts(&mock)).await;

        assert_eq!(ids, ["a", "b"]);
        assert_eq!(
            end.unwrap_err().to_string(),
            "list_contacts: the list is incomplete: the server says that there is more, and gives no cursor"
        );
    }
    let mock = serving([people(&[], json!({ "hasMore": true }))]).await;
    assert!(whole(&mut contacts(&mock)).await.is_empty());
}

#[tokio::test]
async fn new_items_with_a_cursor_that_came_before_are_an_error() {
    let more = || json!({ "hasMore": true, "oldestCursor": "same" });
    let mock = serving([people(&["a"], more()), people(&["b"], more())]).await;

    let (ids, end) = rest(&mut contacts(&mock)).await;

    assert_eq!(ids, ["a", "b"]);
    assert_eq!(end.unwrap_err().kind(), &ErrorKind::RepeatedCursor);
}
