//! Tests where a list ends if a server repeats items, sends no cursor, or does not report whether more follows.

use beeper_desktop_client::ErrorKind;
use beeper_desktop_client::types::PageDirection;
use serde_json::json;

use super::fixtures::{collect_all, collect_rest, contacts, message, mock_with_pages, page, people, requested_cursors};
use crate::support::client;

#[tokio::test]
async fn the_last_item_again_with_the_same_cursor_is_the_end() {
    let edge = || people(&["b"], json!({ "hasMore": true, "newestCursor": "new" }));
    let first = people(&["a", "b"], json!({ "hasMore": true, "newestCursor": "new" }));
    let mock = mock_with_pages([first, edge(), edge()]).await;
    let contacts = client(&mock).list_contacts("alice").direction(PageDirection::After);
    let mut contacts = contacts.items();

    assert_eq!(collect_all(&mut contacts).await, ["a", "b"]);
    assert_eq!(contacts.newest_cursor().unwrap(), "new");
    assert!(collect_all(&mut contacts.newer()).await.is_empty());
    assert_eq!(requested_cursors(&mock), ["", "new", "new"]);
}

#[tokio::test]
async fn repeated_items_are_left_out() {
    let more = |cursor: &str| json!({ "hasMore": true, "oldestCursor": cursor });
    let mock = mock_with_pages([
        people(&["a", "b", "b"], more("1")),
        people(&["b", "c"], more("2")),
        // The server sends the previous page again.
        people(&["b", "c"], more("3")),
        people(&["c", "d"], json!({ "hasMore": false })),
    ])
    .await;

    assert_eq!(collect_all(&mut contacts(&mock)).await, ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn messages_are_deduplicated_by_chat_and_id() {
    let in_chat = |chat: &str| {
        let mut message = message("1");
        message["chatID"] = json!(chat);
        message
    };
    let more = json!({ "hasMore": true, "oldestCursor": "1" });
    let mock = mock_with_pages([
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
    let mock = mock_with_pages((0..9).map(empty).chain([last()])).await;
    assert_eq!(collect_all(&mut contacts(&mock)).await, ["a"]);

    // Pages with known items count as empty, and a new item restarts the count.
    let more = |cursor: &str| json!({ "hasMore": true, "oldestCursor": cursor });
    let pages = [people(&["a"], more("a"))].into_iter().chain((0..9).map(empty));
    let pages = pages.chain([people(&["b"], more("b"))]).chain((10..19).map(empty));
    let mock = mock_with_pages(pages.chain([people(&["b"], more("c")), last()])).await;
    let (ids, end) = collect_rest(&mut contacts(&mock)).await;
    assert_eq!(ids, ["a", "b"]);
    let error = end.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::IncompleteList { .. }), "{error}");
    assert_eq!(
        error.to_string(),
        "list_contacts: the list is incomplete: the server says that there is more, but ten pages in a row had nothing new"
    );
    assert_eq!(mock.requests().len(), 21);
}

#[tokio::test]
async fn a_list_without_has_more_ends_after_ten_empty_pages() {
    let empty = |n: usize| people(&[], json!({ "oldestCursor": format!("{n}") }));
    let mock = mock_with_pages(
        [people(&["a"], json!({ "oldestCursor": "first" }))]
            .into_iter()
            .chain((0..20).map(empty)),
    )
    .await;

    assert_eq!(collect_all(&mut contacts(&mock)).await, ["a"]);
    assert_eq!(mock.requests().len(), 11);
}

#[tokio::test]
async fn has_more_without_a_cursor_is_an_error_after_the_items() {
    for nowhere in [
        json!({ "hasMore": true }),
        json!({ "hasMore": true, "oldestCursor": null }),
        json!({ "hasMore": true, "oldestCursor": " ", "newestCursor": "new" }),
    ] {
        let mock = mock_with_pages([people(&["a", "b"], nowhere)]).await;

        let (ids, end) = collect_rest(&mut contacts(&mock)).await;

        assert_eq!(ids, ["a", "b"]);
        assert_eq!(
            end.unwrap_err().to_string(),
            "list_contacts: the list is incomplete: the server says that there is more, but sent no cursor for it"
        );
    }
    let mock = mock_with_pages([people(&[], json!({ "hasMore": true }))]).await;
    assert!(collect_all(&mut contacts(&mock)).await.is_empty());
}

#[tokio::test]
async fn new_items_with_a_repeated_cursor_are_an_error() {
    let more = || json!({ "hasMore": true, "oldestCursor": "same" });
    let mock = mock_with_pages([people(&["a"], more()), people(&["b"], more())]).await;

    let (ids, end) = collect_rest(&mut contacts(&mock)).await;

    assert_eq!(ids, ["a", "b"]);
    assert_eq!(end.unwrap_err().kind(), &ErrorKind::RepeatedCursor);
}
