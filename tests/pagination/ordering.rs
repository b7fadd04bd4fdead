//! Tests the order of messages, and how a list continues by their sort keys.

use beeper_desktop_client::ErrorKind;
use beeper_desktop_client::types::PageDirection;
use beeper_desktop_mock::{Dialect, MockChat, MockDesktop, MockMessage};
use serde_json::{Value, json};

use super::fixtures::{
    CHAT, collect_all, collect_rest, message, messages, mock_with_pages, newer_than, older_messages, page, people,
    requested_cursors,
};
use crate::support::client;

#[tokio::test]
async fn messages_are_paged_by_sort_keys_without_cursors() {
    let more = || json!({ "hasMore": true });
    let mock = mock_with_pages([
        messages(&["143", "125", "124"], more()),
        messages(&["123", "0", "-20"], more()),
        messages(&["-21"], json!({ "hasMore": false })),
    ])
    .await;
    let mut back = older_messages(&mock);

    assert_eq!(
        collect_all(&mut back).await,
        ["143", "125", "124", "123", "0", "-20", "-21"]
    );

    assert_eq!(requested_cursors(&mock), ["", "124", "-20"]);
    let ends = [back.newest_cursor(), back.oldest_cursor(), back.cursor()];
    assert_eq!(ends.map(|cursor| cursor.unwrap().as_str()), ["143", "-21", "-21"]);
}

#[tokio::test]
async fn newer_messages_come_oldest_first_however_a_page_is_ordered() {
    let more = || json!({ "hasMore": true });
    let mock = mock_with_pages([
        messages(&["3", "2", "-1"], more()),
        messages(&["9", "10"], more()),
        // If nothing follows, an older server sends the last message again.
        messages(&["10"], more()),
    ])
    .await;
    let client = client(&mock);
    let mut new = newer_than(&client, "-20");

    assert_eq!(collect_all(&mut new).await, ["-1", "2", "3", "9", "10"]);

    assert_eq!(requested_cursors(&mock), ["-20", "3", "10"]);
    let ends = [new.newest_cursor(), new.oldest_cursor(), new.cursor()];
    assert_eq!(ends.map(|cursor| cursor.unwrap().as_str()), ["10", "-1", "10"]);
}

#[tokio::test]
async fn older_messages_come_newest_first_however_a_page_is_ordered() {
    let mock = mock_with_pages([
        messages(&["8", "9", "10"], json!({ "hasMore": true })),
        messages(&["5", "7"], json!({ "hasMore": true, "oldestCursor": "theirs" })),
        messages(&[], json!({ "hasMore": false })),
    ])
    .await;

    assert_eq!(
        collect_all(&mut older_messages(&mock)).await,
        ["10", "9", "8", "7", "5"]
    );
    assert_eq!(requested_cursors(&mock), ["", "8", "theirs"]);
}

#[tokio::test]
async fn messages_without_numeric_sort_keys_are_ordered_by_time() {
    let at = |key: &str, time: &str| {
        let mut message = message(key);
        message["timestamp"] = json!(time);
        message
    };
    let late_first = vec![at("a", "2026-01-31T10:30:00+01:00"), at("b", "2026-01-31T09:00:00Z")];
    let mock = mock_with_pages([page(late_first, json!({ "hasMore": false }))]).await;
    assert_eq!(collect_all(&mut newer_than(&client(&mock), "x")).await, ["b", "a"]);

    // Nothing reveals the order, so the messages keep the server's.
    let same = messages(&["c", "a", "b"], json!({ "hasMore": false }));
    let mock = mock_with_pages([same]).await;
    assert_eq!(collect_all(&mut newer_than(&client(&mock), "x")).await, ["c", "a", "b"]);
}

#[tokio::test]
async fn other_lists_keep_the_order_of_the_server() {
    let mock = mock_with_pages([people(&["3", "1", "2"], json!({ "hasMore": false }))]).await;
    let contacts = client(&mock).list_contacts("alice").direction(PageDirection::After);
    assert_eq!(collect_all(&mut contacts.items()).await, ["3", "1", "2"]);
}

#[tokio::test]
async fn undecodable_items_still_say_where_a_page_ends() {
    // A message that cannot be decoded, but has a sort key.
    let odd = |key: &str| json!({ "sortKey": key, "id": 7 });
    let more = || json!({ "hasMore": true });
    let mock = mock_with_pages([
        page(vec![odd("9"), message("10"), odd("11")], more()),
        page(vec![odd("8"), odd("7")], more()),
        // The last item has no sort key, so the list continues from the item before.
        page(vec![message("6"), message("5"), Value::Null], more()),
        // No item can be decoded or has a sort key, so the list cannot continue.
        page(vec![Value::Null], more()),
    ])
    .await;
    let mut back = older_messages(&mock);

    let (ids, end) = collect_rest(&mut back).await;

    assert_eq!(ids, ["10", "6", "5"]);
    assert!(matches!(end.unwrap_err().kind(), ErrorKind::IncompleteList { .. }));
    assert_eq!(requested_cursors(&mock), ["", "9", "7", "5"]);
    assert_eq!(back.newest_cursor().unwrap(), "11");
    assert_eq!(back.misfits().len(), 6);

    // The list ends when the server sends the same newest item again.
    let edge = || page(vec![odd("12")], more());
    let mock = mock_with_pages([edge(), edge()]).await;
    let mut new = newer_than(&client(&mock), "11");
    assert!(collect_all(&mut new).await.is_empty());
    assert_eq!(requested_cursors(&mock), ["11", "12"]);
}

#[tokio::test]
async fn an_older_server_is_paged_by_sort_keys_both_ways() {
    let mock = MockDesktop::builder().dialect(Dialect::Older).start().await.unwrap();
    mock.put_chat(MockChat::new(CHAT).title("Ana"));
    let ids: Vec<_> = (100..221).map(|id: u32| id.to_string()).collect();
    let put = |ids: &[String]| {
        ids.iter()
            .for_each(|id| mock.put_message(MockMessage::new(CHAT, id.as_str())));
    };
    put(&ids[..121]);
    let client = client(&mock);

    let mut back = client.list_messages(CHAT).items();
    let mut all = collect_all(&mut back).await;
    all.reverse();
    assert_eq!(all, ids);

    let newest = back.newest_cursor().unwrap().to_string();
    let newer: Vec<_> = (300..345).map(|id: u32| id.to_string()).collect();
    put(&newer);
    assert_eq!(collect_all(&mut back.newer()).await, newer);
    let mut again = newer_than(&client, &newest);
    assert_eq!(collect_all(&mut again).await, newer);
    assert!(collect_all(&mut again.newer()).await.is_empty());
}
