//! Tests when sent messages arrive or fail.

use beeper_desktop_mock::{Dialect, MockChat, MockDesktop, MockSending};
use serde_json::{Value, json};

use crate::{get, ok, post, refusal};

const MESSAGES: &str = "/v1/chats/!ana/messages";

async fn with(sending: MockSending) -> MockDesktop {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_chat(MockChat::new("!ana"));
    mock.set_sending(sending);
    mock
}

async fn say(mock: &MockDesktop, text: &str) -> String {
    let sent = ok(post(mock, MESSAGES, json!({ "text": text })).await);
    sent["pendingMessageID"].as_str().unwrap().to_owned()
}

/// Looks up a message, and returns its ID and its status.
async fn look(mock: &MockDesktop, pending_id: &str) -> (Value, Value) {
    let message = ok(get(mock, &format!("{MESSAGES}/{pending_id}")).await);
    (message["id"].clone(), message["sendStatus"]["status"].clone())
}

#[tokio::test]
async fn a_message_is_unknown_then_pending_then_sent() {
    let mock = with(MockSending::new().unknown_for(2).pending_for(2)).await;
    let pending_id = say(&mock, "Gladly").await;
    for _ in 0..2 {
        assert!(mock.messages("!ana").is_empty());
        assert_eq!(refusal(get(&mock, &format!("{MESSAGES}/{pending_id}")).await).0, 404);
    }
    for _ in 0..2 {
        assert_eq!(
            look(&mock, &pending_id).await,
            (json!("mock-pending-1"), json!("PENDING"))
        );
        assert_eq!(mock.messages("!ana")[0]["id"], "mock-pending-1");
    }
    for _ in 0..2 {
        assert_eq!(
            look(&mock, &pending_id).await,
            (json!("mock-message-1"), json!("SUCCESS"))
        );
    }
    let messages = mock.messages("!ana");
    assert_eq!((messages.len(), &messages[0]["text"]), (1, &json!("Gladly")));
    assert_eq!(
        refusal(get(&mock, "/v1/chats/!ana/messages/mock-pending-2").await).0,
        404
    );
}

#[tokio::test]
async fn a_message_is_in_the_list_while_it_is_on_its_way() {
    let mock = with(MockSending::new().pending_for(1)).await;
    say(&mock, "Gladly").await;
    let list = ok(get(&mock, MESSAGES).await);
    assert_eq!(list["items"][0]["sendStatus"]["status"], "PENDING");
    // Only a look-up of the message itself advances it, not a list.
    assert_eq!(ok(get(&mock, MESSAGES).await), list);
}

#[tokio::test]
async fn a_message_fails_and_keeps_its_pending_id() {
    for (code, pending_for) in [("FAIL_RETRIABLE", 1), ("FAIL_PERMANENT", 0)] {
        let mock = with(MockSending::new().pending_for(pending_for).fails(code, "BLOCKED")).await;
        let pending_id = say(&mock, "Gladly").await;
        for _ in 0..pending_for {
            assert_eq!(look(&mock, &pending_id).await.1, "PENDING");
        }
        assert_eq!(look(&mock, &pending_id).await, (json!("mock-pending-1"), json!(code)));
        let status = &mock.messages("!ana")[0]["sendStatus"];
        assert_eq!((&status["reason"], mock.messages("!ana").len()), (&json!("BLOCKED"), 1));
    }
}

#[tokio::test]
async fn a_message_may_have_no_status() {
    let mock = with(MockSending::new().pending_for(1).without_status()).await;
    let pending_id = say(&mock, "Gladly").await;
    assert_eq!(look(&mock, &pending_id).await, (json!("mock-pending-1"), Value::Null));
    assert_eq!(look(&mock, &pending_id).await, (json!("mock-message-1"), Value::Null));
}

#[tokio::test]
async fn each_message_goes_the_way_that_was_set_when_it_was_sent() {
    let mock = with(MockSending::new().unknown_for(1)).await;
    let slow = say(&mock, "slow").await;
    mock.set_sending(MockSending::new());
    let quick = say(&mock, "quick").await;
    assert_eq!(look(&mock, &quick).await.0, "mock-message-2");
    assert_eq!(refusal(get(&mock, &format!("{MESSAGES}/{slow}")).await).0, 404);
    assert_eq!(look(&mock, &slow).await.0, "mock-message-1");
}

#[tokio::test]
async fn all_that_is_on_its_way_can_arrive_at_once_also_where_nobody_can_look() {
    for &dialect in Dialect::ALL {
        let mock = MockDesktop::builder().dialect(dialect).start().await.unwrap();
        mock.put_chat(MockChat::new("!ana"));
        mock.set_sending(MockSending::new().unknown_for(9));
        say(&mock, "first").await;
        mock.set_sending(MockSending::new().pending_for(9).fails("FAIL_RETRIABLE", "OFFLINE"));
        say(&mock, "second").await;
        assert_eq!(mock.messages("!ana").len(), 1);

        mock.finish_sending();
        let messages = mock.messages("!ana");
        let ends: Vec<_> = messages
            .iter()
            .map(|it| (&it["id"], &it["sendStatus"]["status"]))
            .collect();
        assert_eq!(
            ends,
            [
                (&json!("mock-message-1"), &json!("SUCCESS")),
                (&json!("mock-pending-2"), &json!("FAIL_RETRIABLE"))
            ]
        );
    }
}
