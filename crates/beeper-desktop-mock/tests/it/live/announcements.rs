//! Tests that the server announces all changes.

use beeper_desktop_mock::{
    EventEntries, MockAccount, MockBridge, MockChat, MockDesktop, MockLabel, MockLogin, MockMessage, MockSetup,
};
use serde_json::{Value, json};

use super::{Client, started};
use crate::{get, ok, post, request};

#[tokio::test]
async fn calls_announce_what_they_change() {
    let mock = started().await;
    mock.put_account(MockAccount::new("mock-account"));
    let mut client = Client::subscribed(&mock, &["*"]).await;
    let chat = "chat.upserted !ana !ana";
    let message = "message.upserted !ana mock-message-1";
    for (method, path, body, announced) in [
        ("POST", "/messages", json!({ "text": "Gladly" }), vec![message]),
        (
            "PUT",
            "/messages/mock-message-1",
            json!({ "text": "Yes" }),
            vec![message],
        ),
        (
            "POST",
            "/messages/1/reactions",
            json!({ "reactionKey": "👍" }),
            vec!["message.upserted !ana 1"],
        ),
        (
            "DELETE",
            "/messages/1/reactions/%F0%9F%91%8D",
            json!({}),
            vec!["message.upserted !ana 1"],
        ),
        ("POST", "/archive", json!({ "archived": true }), vec![chat]),
        ("PATCH", "", json!({ "isMuted": true }), vec![chat]),
        ("POST", "/read", json!({}), vec![chat]),
        ("POST", "/unread", json!({ "messageID": "1" }), vec![chat]),
        (
            "POST",
            "/reminders",
            json!({ "reminder": { "remindAt": "2025-02-01T00:00:00Z" } }),
            vec![chat],
        ),
        ("DELETE", "/reminders", json!({}), vec![chat]),
        (
            "DELETE",
            "/messages/mock-message-1?forEveryone=true",
            json!({}),
            vec!["message.deleted !ana mock-message-1"],
        ),
        (
            "DELETE",
            "/messages/1?forEveryone=false",
            json!({}),
            vec!["message.deleted !ana 1"],
        ),
        ("GET", "", json!(null), vec![]),
        ("GET", "/messages", json!(null), vec![]),
    ] {
        let call = request(&mock, method, &format!("/v1/chats/!ana{path}"));
        let call = if body.is_null() { call } else { call.json(&body) };
        let answer = call.send().await.unwrap();
        assert!(answer.status().is_success(), "{method} {path}: {answer:?}");

        assert_eq!(client.events(&mock).await, announced, "{method} {path}");
    }
}

#[tokio::test]
async fn calls_beside_a_chat_announce_too() {
    let mock = started().await;
    mock.put_account(MockAccount::new("mock-account"));
    let mut client = Client::subscribed(&mock, &["*"]).await;

    let new =
        json!({ "accountID": "mock-account", "participantIDs": ["@ben"], "type": "group", "messageText": "Hello" });
    ok(post(&mock, "/v1/chats", new).await);
    assert_eq!(
        client.events(&mock).await,
        [
            "chat.upserted !mock-chat-1:beeper.local !mock-chat-1:beeper.local",
            "message.upserted !mock-chat-1:beeper.local mock-message-1",
        ]
    );

    let draft = json!({ "chatID": "!ana", "draftText": "Perhaps" });
    ok(post(&mock, "/v1/focus", draft).await);
    assert_eq!(client.events(&mock).await, ["chat.upserted !ana !ana"]);
}

#[tokio::test]
async fn methods_of_the_server_announce_what_they_change() {
    let mock = started().await;
    let mut client = Client::subscribed(&mock, &["*"]).await;

    mock.put_message(MockMessage::new("!ana", "2"));
    mock.update_message("!ana", "1", |message| message.text("Lunch?"));
    mock.update_message("!ana", "absent", |message| message);
    assert_eq!(
        client.events(&mock).await,
        ["message.upserted !ana 2", "message.upserted !ana 1"]
    );

    assert!(mock.remove_message("!ana", "2"));
    assert!(!mock.remove_message("!ana", "2"));
    assert_eq!(client.events(&mock).await, ["message.deleted !ana 2"]);

    mock.put_label(MockLabel::new("bees"));
    mock.put_chat(MockChat::new("!ben").label("bees"));
    mock.update_chat("!ben", |chat| chat.title("Ben"));
    mock.put_label(MockLabel::new("bees").name("Bees"));
    mock.remove_label("bees");
    assert_eq!(client.events(&mock).await, ["chat.upserted !ben !ben"; 4]);

    assert!(mock.remove_chat("!ben"));
    assert!(!mock.remove_chat("!ben"));
    assert_eq!(client.events(&mock).await, ["chat.deleted !ben !ben"]);
}

#[tokio::test]
async fn a_message_that_dismisses_a_reminder_announces_both() {
    let mock = started().await;
    let reminder = json!({ "remindAt": "2025-02-01T00:00:00.000Z", "dismissOnIncomingMessage": true });
    mock.update_chat("!ana", |chat| chat.property("reminder", reminder));
    let mut client = Client::subscribed(&mock, &["*"]).await;

    mock.put_message(MockMessage::new("!ana", "2").sender("@ana"));

    assert_eq!(
        client.events(&mock).await,
        ["chat.upserted !ana !ana", "message.upserted !ana 2"]
    );
}

#[tokio::test]
async fn a_login_that_is_removed_announces_its_chats() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_bridge(MockBridge::new("local-chat"));
    mock.put_login(MockLogin::new("bee").bridge("local-chat"));
    mock.put_account(MockAccount::new("bee-account").bridge("local-chat").login("bee"));
    mock.put_chat(MockChat::new("!hive").account("bee-account"));
    let mut client = Client::subscribed(&mock, &["*"]).await;

    let body = json!({ "scope": "all-devices" });
    ok(post(&mock, "/v1/bridges/local-chat/logins/bee/remove", body).await);

    assert_eq!(client.events(&mock).await, ["chat.deleted !hive !hive"]);
}

#[tokio::test]
async fn an_event_brings_the_message_as_the_api_answers_it() {
    let mock = started().await;
    let mut client = Client::subscribed(&mock, &["!ana"]).await;

    mock.set_time("2025-03-01T00:00:00Z");
    mock.put_message(
        MockMessage::new("!ana", "2")
            .sender("@ana")
            .text("Lunch?")
            .timestamp("2025-01-05T12:00:00Z"),
    );

    let event = client.next().await;
    let message = ok(get(&mock, "/v1/chats/!ana/messages/2").await);
    assert_eq!(
        event,
        json!({
            "type": "message.upserted",
            "seq": 1,
            "ts": "2025-03-01T00:00:00.000Z",
            "chatID": "!ana",
            "ids": ["2"],
            "entries": [message],
        })
    );
}

#[tokio::test]
async fn times_can_be_numbers() {
    let mock = started().await;
    let mut client = Client::subscribed(&mock, &["*"]).await;
    mock.set_numeric_event_times(true);
    mock.set_time("2025-03-01T00:00:00Z");

    mock.update_chat("!ana", |chat| chat);

    assert_eq!(client.next().await["ts"], 1_740_787_200_000_u64);
}

#[tokio::test]
async fn entries_can_hold_less() {
    let mock = started().await;
    let mut client = Client::subscribed(&mock, &["*"]).await;
    for (entries, expected) in [
        (EventEntries::Parts, Some(json!([{ "id": "1", "reactions": [] }]))),
        (EventEntries::Null, Some(json!([null]))),
        (EventEntries::Missing, None),
    ] {
        mock.set_event_entries(entries);
        mock.update_message("!ana", "1", |message| message);

        let event = client.next().await;
        assert_eq!(
            (event.get("entries"), &event["ids"]),
            (expected.as_ref(), &json!(["1"]))
        );
    }
}

#[tokio::test]
async fn accounts_without_events_stay_silent() {
    let mock = started().await;
    mock.put_account(MockAccount::new("silent").without_events());
    mock.put_chat(MockChat::new("!quiet").account("silent"));
    let mut client = Client::subscribed(&mock, &["*"]).await;

    mock.put_message(MockMessage::new("!quiet", "1"));
    mock.update_chat("!quiet", |chat| chat.title("Quiet"));
    ok(post(&mock, "/v1/chats/!quiet/messages", json!({ "text": "Hello?" })).await);
    mock.remove_message("!quiet", "1");
    mock.remove_chat("!quiet");

    assert!(client.events(&mock).await.is_empty());
}

#[tokio::test]
async fn a_message_without_its_chat_is_announced_with_that_alone() {
    let mock = MockDesktop::start().await.unwrap();
    let mut client = Client::subscribed(&mock, &["*"]).await;

    mock.put_message(MockMessage::new("!ana", "1"));
    mock.put_chat(MockChat::new("!ana"));

    assert_eq!(client.events(&mock).await, ["chat.upserted !ana !ana"]);
}

#[tokio::test]
async fn events_of_a_test_are_numbered_like_the_others() {
    let mock = started().await;
    let mut client = Client::subscribed(&mock, &["!ana"]).await;

    mock.update_chat("!ana", |chat| chat);
    mock.push_event(json!({ "type": "message.upserted", "chatID": "!ana", "ids": ["1", "2"] }));
    mock.push_event(json!({ "type": "message.upserted", "chatID": "!ben", "ids": ["1"] }));
    mock.push_event(json!({ "type": "weather.changed", "ts": 0 }));

    let events = [client.next().await, client.next().await, client.next().await];
    let numbers = events.each_ref().map(|event| event["seq"].as_u64().unwrap());
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(
        (&events[1]["ids"], events[1]["ts"].is_string()),
        (&json!(["1", "2"]), true)
    );
    assert_eq!(
        (&events[2]["type"], &events[2]["ts"]),
        (&json!("weather.changed"), &json!(0))
    );
}

#[tokio::test]
async fn the_state_of_the_app_is_announced_to_those_that_want_it() {
    let mock = MockDesktop::builder()
        .setup(MockSetup::unverified())
        .start()
        .await
        .unwrap();
    let mut other = Client::subscribed(&mock, &["*"]).await;
    let mut client = Client::connect(&mock).await;
    let command = json!({ "type": "subscriptions.set", "chatIDs": [], "app": { "state": true } });
    let updated = client.command(command).await;
    assert_eq!(
        updated,
        json!({ "type": "subscriptions.updated", "chatIDs": [], "app": { "state": true } })
    );

    ok(get(&mock, "/v1/info").await);
    let verification = ok(post(&mock, "/v1/app/setup/verifications", json!({})).await);
    let event = client.next().await;
    assert_eq!(
        (&event["type"], &event["seq"]),
        (&json!("app.state.updated"), &json!(1))
    );
    assert_eq!(event["state"], mock.setup_state());
    assert_eq!(event["state"]["verification"]["id"], verification["verification"]["id"]);

    mock.put_setup(MockSetup::ready());
    assert_eq!(client.next().await["state"]["state"], "ready");
    assert_eq!(other.events(&mock).await, Vec::<String>::new());
}

/// A client may send the same subscription again and again.
#[tokio::test]
async fn a_subscription_to_the_state_of_the_app_announces_nothing_old() {
    let mock = MockDesktop::start().await.unwrap();
    let mut client = Client::connect(&mock).await;
    let command = || json!({ "type": "subscriptions.set", "chatIDs": [], "app": { "state": true } });
    client.command(command()).await;
    client.subscribe(&[]).await;
    mock.put_setup(MockSetup::signed_out());

    assert_eq!(client.command(command()).await["type"], "subscriptions.updated");
    ok(get(&mock, "/v1/info").await);

    mock.push_frame(json!({ "type": "end of the test" }));
    assert_eq!(client.next().await["type"], Value::from("end of the test"));
}
