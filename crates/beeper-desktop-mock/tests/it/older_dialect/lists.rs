//! Tests the older dialect's pages of messages, and the reactions among them.

use beeper_desktop_mock::{MockChat, MockDesktop, MockMessage};
use serde_json::{Value, json};

use crate::older_dialect::{older, with_message};
use crate::{each, escaped, get, ok, post, request, send};

const MESSAGES: &str = "/v1/chats/!ana/messages";

/// Starts an older server whose chat `!ana` has this number of messages, beginning with `1`.
async fn with_messages(count: u32) -> MockDesktop {
    let mock = older().await;
    mock.put_chat(MockChat::new("!ana"));
    for number in 1..=count {
        mock.put_message(MockMessage::new("!ana", number.to_string()).text("word"));
    }
    mock
}

async fn page(mock: &MockDesktop, query: &str) -> Value {
    ok(get(mock, &format!("{MESSAGES}?{query}")).await)
}

/// Returns the sort keys of the first and the last item.
fn ends(page: &Value) -> (&str, &str) {
    let items = page["items"].as_array().unwrap();
    let key = |item: &'static str, at: usize| items[at][item].as_str().unwrap();
    (key("sortKey", 0), key("sortKey", items.len() - 1))
}

/// Returns all sort keys, in the order in which a client reads them page by page.
async fn all_keys(mock: &MockDesktop) -> Vec<i64> {
    let mut keys: Vec<i64> = Vec::new();
    loop {
        let query = keys.last().map(|key| format!("cursor={key}")).unwrap_or_default();
        let page = page(mock, &query).await;
        keys.extend(each(&page, "sortKey").iter().map(|key| key.parse::<i64>().unwrap()));
        if page["hasMore"] == false {
            return keys;
        }
    }
}

#[tokio::test]
async fn messages_come_twenty_at_a_time_without_cursors_whatever_the_limit() {
    let mock = with_messages(143).await;

    for query in ["", "limit=5", "limit=200"] {
        let first = page(&mock, query).await;

        assert_eq!(first["items"].as_array().unwrap().len(), 20);
        assert_eq!(ends(&first), ("143", "124"));
        let members: Vec<_> = first.as_object().unwrap().keys().collect();
        assert_eq!(members, ["hasMore", "items"]);
        assert_eq!(first["hasMore"], true);
    }
}

#[tokio::test]
async fn the_cursor_is_the_last_items_sort_key_and_exclusive() {
    let mock = with_messages(45).await;

    assert_eq!(ends(&page(&mock, "cursor=26").await), ("25", "6"));
    let last = page(&mock, "cursor=6&direction=before").await;
    assert_eq!((ends(&last), &last["hasMore"]), (("5", "1"), &json!(false)));
    let nothing = page(&mock, "cursor=1").await;
    assert_eq!(nothing, json!({ "items": null, "hasMore": false }));
    assert_eq!(all_keys(&mock).await, (1..=45).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn pages_after_a_cursor_ascend_and_their_items_descend() {
    let mock = with_messages(45).await;

    let first = page(&mock, "cursor=3&direction=after").await;
    assert_eq!((ends(&first), &first["hasMore"]), (("23", "4"), &json!(true)));
    let second = page(&mock, "cursor=23&direction=after").await;
    assert_eq!((ends(&second), &second["hasMore"]), (("43", "24"), &json!(true)));
    let last = page(&mock, "cursor=43&direction=after").await;
    assert_eq!((ends(&last), &last["hasMore"]), (("45", "44"), &json!(false)));
    let nothing = page(&mock, "cursor=45&direction=after").await;
    assert_eq!(nothing, json!({ "items": null, "hasMore": false }));
}

#[tokio::test]
async fn history_that_arrives_later_has_sort_keys_below_zero() {
    let mock = with_messages(3).await;
    for number in 1..=43 {
        let second = 60 - number;
        let message = MockMessage::new("!ana", format!("old-{number}"));
        mock.put_message(message.timestamp(&format!("2024-12-31T23:59:{second}Z")));
    }

    assert_eq!(ends(&page(&mock, "").await), ("3", "-16"));
    assert_eq!(ends(&page(&mock, "cursor=-20").await), ("-21", "-40"));
    assert_eq!(ends(&page(&mock, "cursor=-20&direction=after").await), ("0", "-19"));
    assert_eq!(all_keys(&mock).await, (-42..=3).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn a_message_keeps_its_sort_key_when_others_come_and_go() {
    let mock = with_messages(3).await;

    assert!(mock.remove_message("!ana", "2"));
    mock.put_message(MockMessage::new("!ana", "4"));
    mock.update_message("!ana", "1", |message| message.text("changed"));

    assert_eq!(each(&page(&mock, "").await, "sortKey"), ["4", "3", "1"]);
    assert_eq!(each(&page(&mock, "cursor=2").await, "sortKey"), ["1"]);
}

#[tokio::test]
async fn messages_in_any_order_of_arrival_are_numbered_by_their_times() {
    let mock = older().await;
    mock.put_chat(MockChat::new("!ana"));
    for second in [5, 1, 3, 2, 4, 0] {
        let message = MockMessage::new("!ana", second.to_string());
        mock.put_message(message.timestamp(&format!("2025-01-01T00:00:0{second}Z")));
    }

    let page = page(&mock, "").await;

    assert_eq!(each(&page, "id"), ["5", "4", "3", "2", "1", "0"]);
    let keys = each(&page, "sortKey");
    let keys: Vec<i64> = keys.iter().map(|key| key.parse().unwrap()).collect();
    assert!(keys.is_sorted_by(|one, other| one > other), "{keys:?}");
}

#[tokio::test]
async fn a_sort_key_that_a_test_sets_orders_too() {
    let mock = older().await;
    mock.put_chat(MockChat::new("!ana"));
    for key in ["9", "10", "-20"] {
        mock.put_message(MockMessage::new("!ana", key).property("sortKey", json!(key)));
    }

    assert_eq!(each(&page(&mock, "").await, "sortKey"), ["10", "9", "-20"]);
    assert_eq!(each(&page(&mock, "cursor=9").await, "sortKey"), ["-20"]);
}

#[tokio::test]
async fn chats_and_searches_have_cursors() {
    let mock = with_messages(3).await;
    mock.put_chat(MockChat::new("!ben"));
    mock.set_page_size(1);
    for path in ["/v1/chats", "/v1/chats/search", "/v1/messages/search"] {
        let first = ok(get(&mock, path).await);
        let cursor = escaped(first["oldestCursor"].as_str().unwrap());

        let second = ok(get(&mock, &format!("{path}?cursor={cursor}")).await);

        assert_ne!(each(&second, "id"), each(&first, "id"), "{path}");
    }
}

#[tokio::test]
async fn a_cursor_of_another_server_is_refused() {
    let mock = with_messages(3).await;
    for path in [
        "/v1/chats?cursor=1790000000000",
        "/v1/chats/search?cursor=other",
        "/v1/messages/search?cursor=3",
        "/v1/chats/!ana/messages?cursor=messages%2B33%26%3D",
    ] {
        let (status, body) = get(&mock, path).await;

        assert_eq!((status, &body["code"]), (400, &json!("VALIDATION_ERROR")), "{path}");
        assert!(body["details"]["cursor"].is_string(), "{path}: {body}");
    }
}

#[tokio::test]
async fn reactions_are_messages_of_their_own_beside_those_of_their_target() {
    let mock = with_message().await;
    ok(post(
        &mock,
        &format!("{MESSAGES}/1/reactions"),
        json!({ "reactionKey": "👍" }),
    )
    .await);
    ok(post(&mock, MESSAGES, json!({ "text": "Gladly" })).await);

    let list = page(&mock, "").await;

    assert_eq!(each(&list, "type"), ["TEXT", "REACTION", "TEXT"]);
    assert_eq!(each(&list, "sortKey"), ["3", "2", "1"]);
    let reaction = &list["items"][1];
    assert_eq!(reaction["linkedMessageID"], "1");
    assert_eq!(reaction["senderID"], "@mock-user:example.com");
    assert_eq!(reaction["isSender"], true);
    assert_eq!(reaction["reactions"], Value::Null);
    assert_eq!(list["items"][2]["reactions"][0]["reactionKey"], "👍");
    assert_eq!(ends(&page(&mock, "cursor=2").await), ("1", "1"));
    // Only lists contain reactions as messages, searches do not.
    let found = ok(get(&mock, "/v1/messages/search").await);
    assert_eq!(each(&found, "type"), ["TEXT", "TEXT"]);
    assert_eq!(mock.messages("!ana").len(), 2);
}

#[tokio::test]
async fn a_reaction_that_is_taken_back_leaves_the_list() {
    let mock = with_message().await;
    let path = format!("{MESSAGES}/1/reactions");
    for key in ["👍", "smile"] {
        ok(post(&mock, &path, json!({ "reactionKey": key })).await);
    }
    assert_eq!(
        each(&page(&mock, "").await, "id"),
        ["mock-reaction-2", "mock-reaction-1", "1"]
    );

    ok(send(request(&mock, "DELETE", &format!("{path}/smile"))).await);
    assert_eq!(each(&page(&mock, "").await, "id"), ["mock-reaction-1", "1"]);

    assert!(mock.remove_message("!ana", "1"));
    assert_eq!(page(&mock, "").await["items"], Value::Null);
}

#[tokio::test]
async fn reactions_of_a_put_message_directly_follow_it() {
    let mock = older().await;
    mock.put_chat(MockChat::new("!ana"));
    mock.put_message(
        MockMessage::new("!ana", "1")
            .reaction("❤️", "@ben")
            .reaction("👍", "@ana"),
    );
    mock.put_message(MockMessage::new("!ana", "2"));

    let list = page(&mock, "").await;

    assert_eq!(each(&list, "senderID")[1..3], ["@ana", "@ben"]);
    assert_eq!(each(&list, "sortKey"), ["4", "3", "2", "1"]);
}

#[tokio::test]
async fn a_message_whose_time_changes_gets_another_number() {
    let mock = with_messages(3).await;

    mock.update_message("!ana", "1", |message| message.timestamp("2025-01-02T00:00:00Z"));
    mock.put_message(MockMessage::new("!ana", "4"));

    let list = page(&mock, "").await;
    assert_eq!(each(&list, "id"), ["1", "4", "3", "2"]);
    assert_eq!(each(&list, "sortKey"), ["5", "4", "3", "2"]);
}
