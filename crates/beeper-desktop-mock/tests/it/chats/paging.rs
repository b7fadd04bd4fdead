//! Tests pages of messages, chats and contacts: cursors, directions and sizes.

use beeper_desktop_mock::{MockAccount, MockChat, MockDesktop, MockMessage, MockUser};
use serde_json::Value;

use crate::{each, escaped, get, ok, refusal};

/// Follows `oldestCursor` to the end, as clients do.
async fn all_pages(mock: &MockDesktop, path: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = ok(get(mock, &format!("{path}{cursor}")).await);
        pages.push(each(&page, "id"));
        if page["hasMore"] == false {
            return pages;
        }
        let sign = if path.contains('?') { '&' } else { '?' };
        cursor = format!("{sign}cursor={}", escaped(page["oldestCursor"].as_str().unwrap()));
    }
}

async fn with_messages(count: usize) -> MockDesktop {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_chat(MockChat::new("!ana"));
    for number in 1..=count {
        mock.put_message(MockMessage::new("!ana", number.to_string()).text("word"));
    }
    mock
}

fn next(page: &Value, cursor: &str, direction: &str) -> String {
    let cursor = escaped(page[cursor].as_str().unwrap());
    format!("/v1/chats/!ana/messages?cursor={cursor}&direction={direction}")
}

#[tokio::test]
async fn messages_are_paged_from_newest_to_oldest() {
    let mock = with_messages(5).await;
    mock.set_page_size(2);

    for path in ["/v1/chats/!ana/messages", "/v1/messages/search?query=word&limit=20"] {
        let pages = all_pages(&mock, path).await;
        assert_eq!(pages, [vec!["5", "4"], vec!["3", "2"], vec!["1"]], "{path}");
    }
}

#[tokio::test]
async fn paging_towards_newer_includes_messages_that_arrived_since() {
    let mock = with_messages(5).await;
    mock.set_page_size(2);
    let newest = ok(get(&mock, "/v1/chats/!ana/messages").await);
    let older = ok(get(&mock, &next(&newest, "oldestCursor", "before")).await);
    assert_eq!(each(&older, "id"), ["3", "2"]);

    let back = ok(get(&mock, &next(&older, "newestCursor", "after")).await);
    assert_eq!(back, {
        let mut same = newest.clone();
        same["hasMore"] = false.into();
        same
    });
    let nothing = ok(get(&mock, &next(&back, "newestCursor", "after")).await);
    assert_eq!(
        (&nothing["items"], &nothing["hasMore"]),
        (&Value::Array(vec![]), &Value::Bool(false))
    );
    assert_eq!((nothing.get("newestCursor"), nothing.get("oldestCursor")), (None, None));

    for number in 6..=8 {
        mock.put_message(MockMessage::new("!ana", number.to_string()));
    }
    let new = ok(get(&mock, &next(&back, "newestCursor", "after")).await);
    assert_eq!(
        (each(&new, "id"), &new["hasMore"]),
        (vec!["7".to_owned(), "6".to_owned()], &Value::Bool(true))
    );
    let newer = ok(get(&mock, &next(&new, "newestCursor", "after")).await);
    assert_eq!(each(&newer, "id"), ["8"]);
}

#[tokio::test]
async fn a_cursor_is_stable_when_messages_are_added_and_removed() {
    let mock = with_messages(5).await;
    mock.set_page_size(2);
    let first = ok(get(&mock, "/v1/chats/!ana/messages").await);

    mock.put_message(MockMessage::new("!ana", "6"));
    assert!(mock.remove_message("!ana", "4"));

    let second = ok(get(&mock, &next(&first, "oldestCursor", "before")).await);
    assert_eq!(each(&second, "id"), ["3", "2"]);
}

#[tokio::test]
async fn an_inclusive_newest_cursor_repeats_the_newest_message() {
    let mock = with_messages(3).await;
    mock.set_inclusive_newest_cursor(true);
    let first = ok(get(&mock, "/v1/chats/!ana/messages").await);

    let again = ok(get(&mock, &next(&first, "newestCursor", "after")).await);
    assert_eq!(each(&again, "id"), ["3"]);
    assert_eq!(again["newestCursor"], first["newestCursor"]);
    assert_eq!(again["hasMore"], true);

    mock.put_message(MockMessage::new("!ana", "4"));
    let new = ok(get(&mock, &next(&first, "newestCursor", "after")).await);
    assert_eq!(
        (each(&new, "id"), &new["hasMore"]),
        (vec!["4".to_owned()], &Value::Bool(false))
    );
}

#[tokio::test]
async fn messages_with_equal_timestamps_are_all_paged() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_chat(MockChat::new("!ana"));
    for id in ["1", "2", "3", "4"] {
        mock.put_message(MockMessage::new("!ana", id).timestamp("2025-01-01T00:00:00Z"));
    }
    mock.set_page_size(1);

    let pages = all_pages(&mock, "/v1/chats/!ana/messages").await;

    assert_eq!(pages.concat(), ["4", "3", "2", "1"]);
}

#[tokio::test]
async fn chats_and_contacts_are_paged() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_account(MockAccount::new("alice"));
    for id in ["a", "b", "c", "d", "e"] {
        mock.put_chat(MockChat::new(id));
        mock.put_contact("alice", MockUser::new(format!("@{id}")).name(id));
    }

    for path in ["/v1/chats?limit=2", "/v1/chats/search?limit=2"] {
        let pages = all_pages(&mock, path).await;
        assert_eq!(pages, [vec!["e", "d"], vec!["c", "b"], vec!["a"]], "{path}");
    }
    let contacts = all_pages(&mock, "/v1/accounts/alice/contacts/list?limit=2").await;
    assert_eq!(contacts, [vec!["@a", "@b"], vec!["@c", "@d"], vec!["@e"]]);
}

#[tokio::test]
async fn each_list_has_a_default_page_size() {
    let mock = with_messages(26).await;
    for number in 0..51 {
        mock.put_chat(MockChat::new(format!("!{number}")));
    }
    for (path, size) in [
        ("/v1/chats", 25),
        ("/v1/chats?limit=200", 52),
        ("/v1/chats/search", 50),
        ("/v1/chats/!ana/messages", 25),
        ("/v1/messages/search", 20),
    ] {
        let page = ok(get(&mock, path).await);
        assert_eq!(each(&page, "id").len(), size, "{path}");
    }
}

#[tokio::test]
async fn invalid_page_parameters_are_refused() {
    let mock = with_messages(1).await;
    let cursor = escaped(
        ok(get(&mock, "/v1/chats/!ana/messages").await)["oldestCursor"]
            .as_str()
            .unwrap(),
    );
    for path in [
        "/v1/chats?limit=-1",
        "/v1/chats/search?limit=0",
        "/v1/chats/search?limit=201",
        "/v1/chats?limit=many",
        "/v1/chats?direction=sideways",
        "/v1/chats?cursor=nonsense",
        "/v1/chats?cursor=",
        "/v1/chats?cursor=%FF",
        &format!("/v1/chats?cursor={cursor}"),
        "/v1/chats/!ana/messages?direction=up",
        "/v1/messages/search?limit=0",
        "/v1/messages/search?limit=21",
    ] {
        let refused = refusal(get(&mock, path).await);
        assert_eq!(refused, (400, "M_INVALID_PARAM".to_owned()), "{path}");
    }
}
