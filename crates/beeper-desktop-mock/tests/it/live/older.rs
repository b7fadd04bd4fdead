//! Tests live events of the older dialect.

use beeper_desktop_mock::{Dialect, MockDesktop, MockMessage};
use serde_json::json;

use super::{Client, with_message};
use crate::{ok, post, request};

async fn started() -> MockDesktop {
    with_message(MockDesktop::builder().dialect(Dialect::Older).start().await.unwrap())
}

#[tokio::test]
async fn frames_end_in_a_newline() {
    let mock = started().await;
    let mut client = Client::connect(&mock).await;

    client.subscribe(&["*"]).await;
    mock.update_chat("!ana", |chat| chat);

    let frame = client.next_text().await;
    assert!(frame.starts_with('{') && frame.ends_with("}\n"), "{frame}");
}

#[tokio::test]
async fn the_state_of_the_app_cannot_be_subscribed_to() {
    let mock = started().await;
    let (mut client, greeting) = Client::greeted(&mock).await;
    assert_eq!(greeting, json!({ "type": "ready", "version": 1, "chatIDs": [] }));

    let command = json!({ "type": "subscriptions.set", "requestID": "r1", "chatIDs": ["*"], "app": { "state": true } });
    let refusal = client.command(command).await;
    assert_eq!(refusal["code"], "INVALID_PAYLOAD");

    let updated = client.subscribe(&["*"]).await;
    assert_eq!(
        updated,
        json!({ "type": "subscriptions.updated", "requestID": "r1", "chatIDs": ["*"] })
    );
}

#[tokio::test]
async fn a_message_changes_its_chat_too() {
    let mock = started().await;
    let mut client = Client::subscribed(&mock, &["*"]).await;

    ok(post(&mock, "/v1/chats/!ana/messages", json!({ "text": "Gladly" })).await);

    assert_eq!(
        client.events(&mock).await,
        ["chat.upserted !ana !ana", "message.upserted !ana mock-message-1"]
    );
}

#[tokio::test]
async fn entries_are_written_like_previews() {
    let mock = started().await;
    let mut client = Client::subscribed(&mock, &["*"]).await;
    mock.set_time("2025-03-01T00:00:00Z");

    mock.put_message(MockMessage::new("!ana", "2").sender("@ana").text("Lunch?"));

    client.next().await;
    let event = client.next().await;
    assert_eq!(
        (&event["ts"], &event["seq"]),
        (&json!(1_740_787_201_000_u64), &json!(2))
    );
    let entry = &event["entries"][0];
    assert_eq!(
        (&entry["sortKey"], &entry["attachments"], &entry["linkedMessageID"]),
        (&json!("-1"), &json!(null), &json!(""))
    );
}

#[tokio::test]
async fn a_reaction_that_is_taken_back_is_also_a_message_that_is_deleted() {
    let mock = started().await;
    let mut client = Client::subscribed(&mock, &["*"]).await;
    ok(post(
        &mock,
        "/v1/chats/!ana/messages/1/reactions",
        json!({ "reactionKey": "+" }),
    )
    .await);
    let changed = ["chat.upserted !ana !ana", "message.upserted !ana 1"];
    assert_eq!(client.events(&mock).await, changed);

    let reaction = request(&mock, "DELETE", "/v1/chats/!ana/messages/1/reactions/+");
    assert_eq!(reaction.send().await.unwrap().status(), 200);

    let mut expected = changed.to_vec();
    expected.push("message.deleted !ana mock-reaction-1");
    assert_eq!(client.events(&mock).await, expected);
}

#[tokio::test]
async fn after_a_deletion_the_newest_message_comes_again() {
    let mock = started().await;
    mock.put_message(MockMessage::new("!ana", "2"));
    let mut client = Client::subscribed(&mock, &["*"]).await;

    mock.remove_message("!ana", "2");
    assert_eq!(
        client.events(&mock).await,
        [
            "chat.upserted !ana !ana",
            "message.deleted !ana 2",
            "message.upserted !ana 1"
        ]
    );

    // After this, no message is left that the server could announce again.
    mock.remove_message("!ana", "1");
    assert_eq!(
        client.events(&mock).await,
        ["chat.upserted !ana !ana", "message.deleted !ana 1"]
    );
}
