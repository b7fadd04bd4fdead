//! Tests how the older dialect writes its answers.

use beeper_desktop_mock::{Dialect, MockAccount, MockChat, MockDesktop, MockMessage};
use serde_json::{Value, json};

use crate::older_dialect::{older, with_message};
use crate::{done, get, ok, post};

const MESSAGES: &str = "/v1/chats/!ana/messages";

#[tokio::test]
async fn accounts_have_no_bridge_and_no_status() {
    let builder = MockDesktop::builder().dialect(Dialect::Older).demo_chats();
    let mock = builder.start().await.unwrap();

    let accounts = ok(get(&mock, "/v1/accounts").await);

    assert_eq!(
        accounts,
        json!([{
            "accountID": "matrix_@mock-user:example.com",
            "loginID": "",
            "network": "Mock Linked Device",
            "statusText": "",
            "user": {
                "id": "@mock-user:example.com",
                "fullName": "Mock User",
                "isSelf": true,
                "email": "",
                "imgURL": "",
                "phoneNumber": "",
                "username": "",
            },
        }])
    );
    let contacts = ok(get(&mock, "/v1/accounts/matrix_@mock-user:example.com/contacts/list").await);
    assert_eq!(contacts["items"][0]["fullName"], "Ana");
    let chats = ok(get(&mock, "/v1/chats").await);
    assert_eq!(chats["items"][0]["accountID"], "matrix_@mock-user:example.com");
}

#[tokio::test]
async fn accounts_that_a_test_puts_keep_their_ids() {
    let mock = older().await;
    mock.put_account(MockAccount::new("matrix_@alice:example.org"));

    let accounts = ok(get(&mock, "/v1/accounts").await);

    assert_eq!(accounts[0]["accountID"], "matrix_@alice:example.org");
    ok(get(&mock, "/v1/accounts/matrix_@alice:example.org/contacts?query=ana").await);
}

#[tokio::test]
async fn absent_texts_are_empty_and_absent_lists_are_null() {
    let mock = with_message().await;

    let message = &ok(get(&mock, MESSAGES).await)["items"][0];
    for name in ["editedTimestamp", "linkedMessageID"] {
        assert_eq!(message[name], "", "{name}");
    }
    for name in ["attachments", "links", "mentions", "reactions"] {
        assert_eq!(message.get(name), Some(&Value::Null), "{name}");
    }
    let chats = ok(get(&mock, "/v1/chats").await);
    for chat in [&chats["items"][0], &ok(get(&mock, "/v1/chats/!ana").await)] {
        for name in ["description", "imgURL", "localChatID", "mergedIntoChatID"] {
            assert_eq!(chat[name], "", "{name}");
        }
        assert_eq!(chat["participants"]["items"][1]["phoneNumber"], "");
    }
    let found = ok(get(&mock, "/v1/search?query=dinner").await);
    let messages = &found["results"]["messages"];
    assert_eq!(found["results"]["in_groups"], Value::Null);
    assert_eq!(messages["items"][0]["linkedMessageID"], "");
    assert_eq!(messages["chats"]["!ana"]["imgURL"], "");
}

#[tokio::test]
async fn empty_lists_are_null() {
    let mock = older().await;
    mock.put_account(MockAccount::new("alice"));
    mock.put_chat(MockChat::new("!ana"));
    for path in [
        MESSAGES,
        "/v1/chats/search?query=nobody",
        "/v1/messages/search?query=nothing",
        "/v1/accounts/alice/contacts/list",
        "/v1/accounts/alice/contacts?query=nobody",
    ] {
        assert_eq!(ok(get(&mock, path).await).get("items"), Some(&Value::Null), "{path}");
    }
}

#[tokio::test]
async fn previews_of_chats_have_no_position() {
    let mock = with_message().await;

    let preview = &ok(get(&mock, "/v1/chats").await)["items"][0]["preview"];

    assert_eq!((&preview["id"], &preview["sortKey"]), (&json!("1"), &json!("-1")));
    assert_eq!(preview["attachments"], Value::Null);
}

#[tokio::test]
async fn times_have_zero_to_three_decimals() {
    let mock = older().await;
    mock.put_chat(MockChat::new("!ana"));
    for second in 0..4 {
        let message = MockMessage::new("!ana", second.to_string());
        mock.put_message(message.timestamp(&format!("2025-01-01T00:00:0{second}Z")));
    }
    mock.put_message(MockMessage::new("!ana", "4").timestamp("2025-01-01T00:00:04.25Z"));

    let page = ok(get(&mock, MESSAGES).await);

    let times: Vec<_> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["timestamp"])
        .collect();
    assert_eq!(
        times,
        [
            "2025-01-01T00:00:04.25Z",
            "2025-01-01T00:00:03.000Z",
            "2025-01-01T00:00:02.00Z",
            "2025-01-01T00:00:01.0Z",
            "2025-01-01T00:00:00Z",
        ]
    );
}

#[tokio::test]
async fn operations_that_change_chats_work() {
    let mock = with_message().await;

    done(&mock, "POST", "/v1/chats/!ana/archive", json!({})).await;
    let reminder = json!({ "reminder": { "remindAt": "2025-01-02T00:00:00Z" } });
    done(&mock, "POST", "/v1/chats/!ana/reminders", reminder).await;
    let chat = ok(get(&mock, "/v1/chats/!ana").await);
    assert_eq!(chat["isArchived"], true);
    assert_eq!(chat["reminder"]["remindAt"], "2025-01-02T00:00:00Z");

    let upload = json!({ "content": "QnV5IGhvbmV5", "fileName": "note.txt" });
    let upload = ok(post(&mock, "/v1/assets/upload/base64", upload).await);
    let attachment = json!({ "attachment": { "uploadID": upload["uploadID"] } });
    ok(post(&mock, MESSAGES, attachment).await);
    let sent = &ok(get(&mock, MESSAGES).await)["items"][0];
    assert_eq!(sent["attachments"][0]["fileName"], "note.txt");
    assert_eq!(sent["attachments"][0]["posterImg"], "");
    let download = json!({ "url": sent["attachments"][0]["srcURL"] });
    assert_eq!(ok(post(&mock, "/v1/assets/download", download).await)["error"], "");
}
