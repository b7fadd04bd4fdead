//! Tests lists that begin with the newest item, and reading items that were added since.

use beeper_desktop_client::paging::Items;
use beeper_desktop_client::types::{PageDirection, User};
use beeper_desktop_mock::{MockChat, MockDesktop, MockMessage, Operation, Reply};
use serde_json::json;

use super::fixtures::{
    CHAT, collect_all, collect_rest, contacts, messages, mock_with_pages, newer_than, people, requested_cursors,
};
use crate::support::client;

#[tokio::test]
async fn the_item_at_a_saved_cursor_is_not_new() {
    for (answer, expected) in [
        // The sort key of the message identifies it.
        (messages(&["7"], json!({ "hasMore": true })), &[][..]),
        (messages(&["7", "8", "9"], json!({ "hasMore": false })), &["8", "9"]),
        (messages(&["9", "8", "7"], json!({ "hasMore": false })), &["8", "9"]),
        // The server sends the whole last page again.
        (
            messages(&["7", "6", "5"], json!({ "hasMore": true, "newestCursor": "7" })),
            &[],
        ),
        // The cursors of the page identify it.
        (
            messages(
                &["b"],
                json!({ "hasMore": true, "newestCursor": "7", "oldestCursor": "7" }),
            ),
            &[],
        ),
        (
            messages(&["12", "11"], json!({ "hasMore": false, "oldestCursor": "7" })),
            &["12"],
        ),
        // None of these items is the one at the cursor.
        (
            messages(&["8"], json!({ "hasMore": false, "newestCursor": "8" })),
            &["8"],
        ),
        (messages(&["07", "8"], json!({ "hasMore": false })), &["07", "8"]),
    ] {
        let shown = format!("{answer:?}");
        let mock = mock_with_pages([answer]).await;
        assert_eq!(
            collect_all(&mut newer_than(&client(&mock), "7")).await,
            expected,
            "{shown}"
        );
    }
    let again = people(&["a"], json!({ "hasMore": true, "newestCursor": "7" }));
    let mock = mock_with_pages([again]).await;
    let contacts = client(&mock).list_contacts("alice").direction(PageDirection::After);
    assert!(collect_all(&mut contacts.starting_at("7").items()).await.is_empty());
}

#[tokio::test]
async fn both_end_cursors_are_known_from_the_first_page_on() {
    let page = |ids: &[&str], n: u8| {
        let cursors =
            json!({ "hasMore": true, "newestCursor": format!("new-{n}"), "oldestCursor": format!("old-{n}") });
        people(ids, cursors)
    };
    let ends = |items: &Items<User>| {
        [items.newest_cursor(), items.oldest_cursor(), items.cursor()]
            .map(|cursor| cursor.map_or_else(String::new, |cursor| cursor.to_string()))
    };
    let mock = mock_with_pages([
        page(&["a", "b"], 1),
        page(&["c"], 2),
        people(&[], json!({ "hasMore": false })),
    ])
    .await;
    let mut back = contacts(&mock);
    assert_eq!(ends(&back), ["", "", ""]);
    back.next().await.unwrap().unwrap();
    assert_eq!(ends(&back), ["new-1", "old-1", ""], "an item of the first page is left");
    back.next().await.unwrap().unwrap();
    assert_eq!(ends(&back), ["new-1", "old-1", "old-1"]);
    back.next().await.unwrap().unwrap();
    assert_eq!(ends(&back), ["new-1", "old-2", "old-2"]);
    assert!(back.next().await.is_none());
    assert_eq!(ends(&back), ["new-1", "old-2", "old-2"]);

    let mock = mock_with_pages([
        page(&["a"], 1),
        page(&["b"], 2),
        people(&[], json!({ "hasMore": false })),
    ])
    .await;
    let contacts = client(&mock).list_contacts("alice").direction(PageDirection::After);
    let mut forth = contacts.starting_at("here").items();
    assert_eq!(ends(&forth), ["here", "here", "here"]);
    forth.next().await.unwrap().unwrap();
    assert_eq!(ends(&forth), ["new-1", "old-1", "new-1"]);
    assert_eq!(collect_all(&mut forth).await, ["b"]);
    assert_eq!(ends(&forth), ["new-2", "old-1", "new-2"]);
}

#[tokio::test]
async fn newer_items_come_oldest_first_each_time() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_chat(MockChat::new(CHAT).title("Ana"));
    mock.set_page_size(2);
    let put = |ids: &[&str]| ids.iter().for_each(|id| mock.put_message(MockMessage::new(CHAT, *id)));
    put(&["1", "2", "3"]);
    let client = client(&mock);

    let mut latest = client.list_messages(CHAT).items();
    assert_eq!(latest.next().await.unwrap().unwrap().id, "3");
    let mut kept = latest.newest_cursor().unwrap().to_string();
    let mut newer = latest.newer();
    for new in [&[][..], &["4", "5"], &[], &["6"], &["7", "8", "9", "10", "11"], &[]] {
        put(new);
        assert_eq!(collect_all(&mut newer).await, new);
        newer = newer.newer();

        // A program that was restarted gets the same items.
        let mut again = newer_than(&client, &kept);
        assert_eq!(collect_all(&mut again).await, new);
        kept = again.newest_cursor().unwrap().to_string();
    }
    // A page further back does not change which items are new.
    assert_eq!(collect_all(&mut latest).await, ["2", "1"]);
    assert_eq!(
        collect_all(&mut latest.newer()).await,
        ["4", "5", "6", "7", "8", "9", "10", "11"]
    );
}

#[tokio::test]
async fn everything_is_newer_than_an_empty_chat() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_chat(MockChat::new(CHAT).title("Ana"));
    mock.set_page_size(2);
    let client = client(&mock);
    let mut none = client.list_messages(CHAT).items();
    assert!(collect_all(&mut none).await.is_empty());
    assert_eq!(none.newest_cursor(), None);
    for id in ["1", "2", "3", "4", "5"] {
        mock.put_message(MockMessage::new(CHAT, id));
    }

    let mut first = none.newer();
    mock.on(Operation::ListMessages)
        .nth(2)
        .reply(Reply::error(400, "M_UNKNOWN", "no"));
    first.next().await.unwrap().unwrap_err();
    assert_eq!(first.cursor(), None, "the list returned no item");
    assert_eq!(collect_all(&mut first).await, ["1", "2", "3", "4", "5"]);
    assert_eq!(first.cursor(), first.newest_cursor());

    let mut second = first.newer();
    assert!(collect_all(&mut second).await.is_empty());
    mock.put_message(MockMessage::new(CHAT, "6"));
    assert_eq!(collect_all(&mut second.newer()).await, ["6"]);
}

#[tokio::test]
async fn an_inclusive_cursor_yields_each_item_once() {
    // The cursors cannot be compared, and the server sends the last two items each time.
    let edge = |ids: &[&str]| people(ids, json!({ "hasMore": true, "newestCursor": "same" }));
    let mock = mock_with_pages([
        people(
            &["b", "a"],
            json!({ "hasMore": true, "newestCursor": "same", "oldestCursor": "old" }),
        ),
        edge(&["b", "a"]),
        edge(&["b", "a"]),
        people(
            &["c", "b"],
            json!({ "hasMore": true, "newestCursor": "next", "oldestCursor": "same" }),
        ),
        people(&["c"], json!({ "hasMore": true, "newestCursor": "next" })),
        people(&["c"], json!({ "hasMore": true, "newestCursor": "next" })),
    ])
    .await;
    let mut latest = contacts(&mock);
    latest.next().await.unwrap().unwrap();
    let mut newer = latest.newer();
    for expected in [&[][..], &[], &["c"], &[]] {
        assert_eq!(collect_all(&mut newer).await, expected);
        newer = newer.newer();
    }
    assert_eq!(requested_cursors(&mock), ["", "same", "same", "same", "next", "next"]);
}

#[tokio::test]
async fn an_item_that_moved_up_is_newer() {
    // Chats move up in this way when something happens in them.
    let top = |ids: &[&str], newest: &str, oldest: &str| {
        people(
            ids,
            json!({ "hasMore": false, "newestCursor": newest, "oldestCursor": oldest }),
        )
    };
    let mock = mock_with_pages([
        top(&["a", "b", "c"], "1", "old"),
        top(&["c", "b"], "3", "2"),
        // The page contains the item at the cursor, but the client cannot know which of the two it is.
        top(&["a", "b", "c"], "5", "3"),
        top(&["d", "a"], "6", "5"),
    ])
    .await;
    let mut newer = contacts(&mock);
    for expected in [&["a", "b", "c"][..], &["c", "b"], &["a", "b", "c"], &["d"]] {
        assert_eq!(collect_all(&mut newer).await, expected);
        newer = newer.newer();
    }
}

#[tokio::test]
async fn newer_items_need_a_cursor() {
    let mock = mock_with_pages([people(&["a"], json!({ "hasMore": false }))]).await;
    let mut all = contacts(&mock);
    assert_eq!(collect_all(&mut all).await, ["a"]);

    let (ids, end) = collect_rest(&mut all.newer()).await;

    assert!(ids.is_empty());
    assert_eq!(
        end.unwrap_err().to_string(),
        "list_contacts: the list is incomplete: the server sent no cursor for the newest item"
    );
}
