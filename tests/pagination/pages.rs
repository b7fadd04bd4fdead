//! Tests lists over all their pages, each of which is requested when an item of it is needed.

use beeper_desktop_client::types::{PageDirection, UserId};
use beeper_desktop_client::{ErrorKind, Timestamp};
use beeper_desktop_mock::{MockDesktop, Reply};
use serde_json::{Value, json};

use super::fixtures::{mock_with_pages, people as page};
use crate::support::client;

fn more(oldest: &str, newest: &str) -> Value {
    json!({ "hasMore": true, "oldestCursor": oldest, "newestCursor": newest })
}

/// Returns the query strings of all requests.
fn queries(mock: &MockDesktop) -> Vec<String> {
    let requests = mock.requests();
    requests
        .iter()
        .map(|request| request.query().unwrap_or_default().to_owned())
        .collect()
}

fn ids(users: &[beeper_desktop_client::types::User]) -> Vec<&str> {
    users.iter().map(|user| user.id.as_str()).collect()
}

#[tokio::test]
async fn pages_are_fetched_lazily() {
    let mock = mock_with_pages([
        page(&["a", "b"], more("old-1", "new-1")),
        page(&["c"], more("old-2", "new-2")),
        page(&["d"], json!({ "hasMore": false, "oldestCursor": "old-3" })),
    ])
    .await;
    let mut contacts = client(&mock).list_contacts("alice").query("x").limit(2).items();
    assert_eq!(mock.requests().len(), 0);

    let mut seen = Vec::new();
    while let Some(user) = contacts.next().await {
        seen.push((user.unwrap().id, mock.requests().len()));
    }

    let expected = [("a", 1), ("b", 1), ("c", 2), ("d", 3)];
    assert_eq!(seen, expected.map(|(id, requests)| (UserId::from(id), requests)));
    assert!(contacts.next().await.is_none(), "the list continues after its end");
    let expected = [
        "limit=2&query=x",
        "cursor=old-1&limit=2&query=x",
        "cursor=old-2&limit=2&query=x",
    ];
    assert_eq!(queries(&mock), expected);
}

#[tokio::test]
async fn paging_towards_newer_items_uses_the_newest_cursor() {
    let mock = mock_with_pages([
        page(&["a"], more("old-1", "new-1")),
        page(&["b"], json!({ "newestCursor": "new-2" })),
        page(&[], json!({ "hasMore": true, "newestCursor": "new-2" })),
    ])
    .await;
    let contacts = client(&mock).list_contacts("alice");

    let newer = contacts.starting_at("here").direction(PageDirection::After);
    let users = newer.items().up_to(10).await.unwrap();

    assert_eq!(ids(&users), ["a", "b"]);
    let expected = ["here", "new-1", "new-2"].map(|cursor| format!("cursor={cursor}&direction=after"));
    assert_eq!(queries(&mock), expected);
}

#[tokio::test]
async fn a_list_ends_however_the_server_says_so() {
    for end in [
        page(&["b"], json!({ "hasMore": false, "oldestCursor": "old-2" })),
        page(&["b"], json!({})),
        page(&["b"], json!({ "hasMore": null, "oldestCursor": null })),
        page(&["b"], json!({ "oldestCursor": "" })),
    ] {
        let mock = mock_with_pages([page(&["a"], more("old-1", "new-1")), end]).await;

        let users = client(&mock).list_contacts("alice").items().up_to(10).await.unwrap();

        assert_eq!(ids(&users), ["a", "b"]);
        assert_eq!(mock.requests().len(), 2);
    }
    let mock = mock_with_pages([page(&[], json!({ "hasMore": true }))]).await;
    assert!(client(&mock).list_contacts("alice").items().next().await.is_none());
}

#[tokio::test]
async fn a_repeated_cursor_ends_the_list_with_an_error() {
    let mock = mock_with_pages([
        page(&["a"], more("one", "new")),
        page(&["b"], more("two", "new")),
        page(&["c"], more("one", "new")),
    ])
    .await;
    let mut contacts = client(&mock).list_contacts("alice").items();
    for _ in 0..3 {
        contacts.next().await.unwrap().unwrap();
    }

    let error = contacts.next().await.unwrap().unwrap_err();

    assert_eq!(error.kind(), &ErrorKind::RepeatedCursor);
    assert_eq!(
        error.to_string(),
        "list_contacts: the list would never end: the server sent a cursor a second time"
    );
    assert!(contacts.next().await.is_none());
    assert_eq!(mock.requests().len(), 3);
}

#[tokio::test]
async fn a_failed_page_is_fetched_again() {
    let mock = mock_with_pages([
        page(&["a"], more("old-1", "new-1")),
        Reply::error(400, "M_INVALID_PARAM", "no"),
        page(&["b"], json!({ "hasMore": false })),
    ])
    .await;
    let mut contacts = client(&mock).list_contacts("alice").items();
    contacts.next().await.unwrap().unwrap();

    contacts.next().await.unwrap().unwrap_err();
    assert_eq!(contacts.next().await.unwrap().unwrap().id.as_str(), "b");

    assert_eq!(queries(&mock), ["", "cursor=old-1", "cursor=old-1"]);
}

#[tokio::test]
async fn a_list_is_resumed_from_its_cursor_without_loss() {
    let pages = || {
        [
            page(&["a", "b"], more("old-1", "new-1")),
            page(&["c", "d"], json!({ "hasMore": false })),
        ]
    };
    let mock = mock_with_pages(pages()).await;
    let mut contacts = client(&mock).list_contacts("alice").items();
    assert_eq!(contacts.cursor(), None);
    contacts.next().await.unwrap().unwrap();
    assert_eq!(contacts.cursor(), None, "an item of the first page is left");
    contacts.next().await.unwrap().unwrap();
    assert_eq!(contacts.cursor().unwrap(), "old-1");
    contacts.next().await.unwrap().unwrap();
    assert_eq!(
        contacts.cursor().unwrap(),
        "old-1",
        "an item of the second page is left"
    );

    let again = mock_with_pages([page(&["c", "d"], json!({ "hasMore": false }))]).await;
    let cursor = contacts.cursor().unwrap().clone();
    let rest = client(&again)
        .list_contacts("alice")
        .starting_at(cursor)
        .items()
        .up_to(9)
        .await
        .unwrap();
    assert_eq!(ids(&rest), ["c", "d"]);
}

#[tokio::test]
async fn up_to_fetches_no_more_than_it_takes() {
    let mock = mock_with_pages([page(&["a", "b", "c"], more("old-1", "new-1"))]).await;

    let users = client(&mock).list_contacts("alice").items().up_to(2).await.unwrap();

    assert_eq!(ids(&users), ["a", "b"]);
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test]
async fn each_filter_is_sent_as_a_query_parameter() {
    let empty = || Reply::json(200, json!({ "items": [], "hasMore": false }));
    let mock = mock_with_pages(std::iter::repeat_with(empty).take(4)).await;
    let client = client(&mock);

    let time = |text: &str| text.parse::<Timestamp>().unwrap();
    let chats = client.list_chats().account_ids(["a", "b"]).limit(3);
    assert!(chats.items().next().await.is_none());
    let chats = client
        .search_chats()
        .account_ids(["a"])
        .inbox("archive")
        .include_muted(true)
        .label_id("label")
        .last_activity_after(time("2026-01-01T00:00:00Z"))
        .last_activity_before(time("2026-02-01T00:00:00Z"))
        .limit(4)
        .query("team")
        .scope("titles")
        .kind("group")
        .unread_only(false)
        .direction(PageDirection::Before)
        .starting_at("here");
    assert!(chats.items().next().await.is_none());
    assert!(client.list_messages("!c:x").items().next().await.is_none());
    let messages = client
        .search_messages()
        .account_ids(["a"])
        .chat_ids(["c", "d"])
        .chat_type("single")
        .date_after(time("2026-01-01T00:00:00Z"))
        .date_before(time("2026-02-01T00:00:00Z"))
        .exclude_low_priority(true)
        .include_muted(false)
        .limit(5)
        .media_types(["image"])
        .query("lunch")
        .sender("me");
    assert!(messages.items().next().await.is_none());

    let requests = mock.requests();
    let sent: Vec<_> = requests
        .iter()
        .map(|request| (request.path(), request.query().unwrap_or_default()))
        .collect();
    let expected = [
        ("/v1/chats", "accountIDs=a&accountIDs=b&limit=3"),
        (
            "/v1/chats/search",
            "accountIDs=a&cursor=here&direction=before&inbox=archive&includeMuted=true&labelID=label\
             &lastActivityAfter=2026-01-01T00%3A00%3A00Z&lastActivityBefore=2026-02-01T00%3A00%3A00Z&limit=4&query=team\
             &scope=titles&type=group&unreadOnly=false",
        ),
        ("/v1/chats/!c:x/messages", ""),
        (
            "/v1/messages/search",
            "accountIDs=a&chatIDs=c&chatIDs=d&chatType=single&dateAfter=2026-01-01T00%3A00%3A00Z\
             &dateBefore=2026-02-01T00%3A00%3A00Z&excludeLowPriority=true&includeMuted=false&limit=5&mediaTypes=image\
             &query=lunch&sender=me",
        ),
    ];
    assert_eq!(sent, expected);
}
