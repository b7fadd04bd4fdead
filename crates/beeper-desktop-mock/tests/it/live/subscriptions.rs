//! Tests which events a connection receives, and the commands that choose them.

use beeper_desktop_mock::{FrameKind, MockChat, MockDesktop, MockFrame};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

use super::{Client, handshake, opening, started};

/// Changes two chats.
fn change(mock: &MockDesktop) {
    mock.put_chat(MockChat::new("!ana"));
    mock.put_chat(MockChat::new("!ben"));
}

const ANA: &str = "chat.upserted !ana !ana";
const BEN: &str = "chat.upserted !ben !ben";

#[tokio::test]
async fn a_connection_begins_with_ready_and_nothing_subscribed() {
    let mock = started().await;

    let (mut client, greeting) = Client::greeted(&mock).await;

    let expected = json!({ "type": "ready", "version": 1, "chatIDs": [], "app": { "state": false } });
    assert_eq!(greeting, expected);
    change(&mock);
    assert!(client.events(&mock).await.is_empty());
    assert_eq!(mock.subscriptions(), [Vec::<String>::new()]);
}

#[tokio::test]
async fn a_subscription_replaces_the_one_before() {
    let mock = started().await;
    let mut client = Client::connect(&mock).await;
    for (chat_ids, events) in [
        (["*"].as_slice(), [ANA, BEN].as_slice()),
        (&["!ben"], &[BEN]),
        (&["!ana", "!absent"], &[ANA]),
        (&["!ana", "!ben"], &[ANA, BEN]),
        (&[], &[]),
    ] {
        let updated = client.subscribe(chat_ids).await;

        let expected = json!({
            "type": "subscriptions.updated",
            "requestID": "r1",
            "chatIDs": chat_ids,
            "app": { "state": false },
        });
        assert_eq!(updated, expected);
        assert_eq!(mock.subscriptions(), [chat_ids]);
        change(&mock);
        assert_eq!(client.events(&mock).await, events, "{chat_ids:?}");
    }
}

#[tokio::test]
async fn events_are_counted_by_connection() {
    let mock = started().await;
    let mut first = Client::subscribed(&mock, &["*"]).await;
    change(&mock);
    let mut second = Client::subscribed(&mock, &["!ben"]).await;
    change(&mock);

    for (client, expected) in [(&mut first, [1, 2, 3, 4].as_slice()), (&mut second, &[1])] {
        for seq in expected {
            assert_eq!(client.next().await["seq"], *seq);
        }
    }
}

#[tokio::test]
async fn a_wrong_command_is_refused_and_the_connection_goes_on() {
    let mock = started().await;
    let mut client = Client::subscribed(&mock, &["!ana"]).await;
    let set = |rest: Value| {
        let mut command = json!({ "type": "subscriptions.set", "requestID": "r2", "chatIDs": ["!ben"] });
        for (name, value) in rest.as_object().unwrap() {
            command[name] = value.clone();
        }
        command
    };
    for (command, code) in [
        (
            json!({ "type": "subscriptions.add", "requestID": "r2", "chatIDs": ["!ben"] }),
            "INVALID_COMMAND",
        ),
        (json!({ "requestID": "r2" }), "INVALID_COMMAND"),
        (json!({ "type": 7, "requestID": "r2" }), "INVALID_COMMAND"),
        (
            json!({ "type": "subscriptions.set", "requestID": "r2" }),
            "INVALID_PAYLOAD",
        ),
        (set(json!({ "chatIDs": "*" })), "INVALID_PAYLOAD"),
        (set(json!({ "chatIDs": [1] })), "INVALID_PAYLOAD"),
        (set(json!({ "chatIDs": [""] })), "INVALID_PAYLOAD"),
        (set(json!({ "chatIDs": null })), "INVALID_PAYLOAD"),
        (set(json!({ "chatIDs": ["*", "!ben"] })), "INVALID_PAYLOAD"),
        (set(json!({ "chatIDs": ["!ben", "*"] })), "INVALID_PAYLOAD"),
        (set(json!({ "since": 7 })), "INVALID_PAYLOAD"),
        (set(json!({ "app": true })), "INVALID_PAYLOAD"),
        (set(json!({ "app": { "state": 1 } })), "INVALID_PAYLOAD"),
        (
            set(json!({ "app": { "state": true, "more": true } })),
            "INVALID_PAYLOAD",
        ),
    ] {
        let refusal = client.command(command.clone()).await;

        assert_eq!(
            (&refusal["type"], &refusal["code"], &refusal["requestID"]),
            (&json!("error"), &json!(code), &json!("r2")),
            "{command}"
        );
        assert!(refusal["message"].is_string());
    }
    for message in [
        Message::text("subscribe!"),
        Message::text(""),
        Message::text("[]"),
        Message::text(r#"{"type":"subscriptions.set","requestID":7,"chatIDs":[]}"#),
        Message::binary(r#"{"type":"subscriptions.set","requestID":"r2","chatIDs":[]}"#),
    ] {
        client.send(message.clone()).await;

        let refusal = client.next().await;
        assert_eq!(refusal["code"], "INVALID_PAYLOAD", "{message:?}");
        assert_eq!(refusal.get("requestID"), None, "{message:?}");
    }
    assert_eq!(mock.subscriptions(), [["!ana"]]);
    change(&mock);
    assert_eq!(client.events(&mock).await, [ANA]);
}

#[tokio::test]
async fn commands_are_ignored_or_refused_as_a_test_says() {
    let mock = started().await;
    let mut client = Client::subscribed(&mock, &["!ana"]).await;
    mock.ignore_commands(1);
    mock.refuse_commands(1, "INTERNAL_ERROR");
    let command = |id: &str| {
        Message::text(json!({ "type": "subscriptions.set", "requestID": id, "chatIDs": ["!ben"] }).to_string())
    };
    for id in ["r1", "r2", "r3"] {
        client.send(command(id)).await;
    }

    let refusal = client.next().await;
    assert_eq!(
        (&refusal["requestID"], &refusal["code"]),
        (&json!("r2"), &json!("INTERNAL_ERROR"))
    );
    let updated = client.next().await;
    assert_eq!(
        (&updated["requestID"], &updated["chatIDs"]),
        (&json!("r3"), &json!(["!ben"]))
    );
}

#[tokio::test]
async fn a_connection_can_begin_in_another_way() {
    let mock = started().await;
    let newer = json!({ "type": "ready", "version": 2, "chatIDs": [] });
    mock.set_first_frame(MockFrame::json(&newer));
    assert_eq!(Client::greeted(&mock).await.1, newer);

    mock.set_first_frame(None);
    let (socket, _) = handshake(&mock, opening(&mock)).await.unwrap();
    let mut client = Client(socket);
    assert_eq!(client.subscribe(&["*"]).await["type"], "subscriptions.updated");
}

#[tokio::test]
async fn refusals_never_repeat_what_was_sent() {
    let mock = started().await;
    let mut client = Client::connect(&mock).await;
    for command in [
        json!({ "type": "honey" }),
        json!({ "type": "subscriptions.set", "chatIDs": ["*", "honey"] }),
        json!({ "type": "subscriptions.set", "chatIDs": [], "honey": "honey" }),
    ] {
        let refusal = client.command(command).await.to_string();
        assert!(!refusal.contains("honey"), "{refusal}");
    }
}

#[tokio::test]
async fn a_command_without_a_request_id_is_answered_without_one() {
    let mock = started().await;
    let mut client = Client::connect(&mock).await;

    let updated = client
        .command(json!({ "type": "subscriptions.set", "chatIDs": ["*"] }))
        .await;

    assert_eq!(
        (&updated["type"], updated.get("requestID")),
        (&json!("subscriptions.updated"), None)
    );
}

/// The vendor's command-line client does this.
#[tokio::test]
async fn a_command_may_come_before_the_answer_to_the_handshake() {
    let mock = started().await;
    let mut stream = TcpStream::connect(mock.addr()).await.unwrap();
    let mut bytes = format!(
        "GET /v1/ws HTTP/1.1\r\nhost: mock\r\nauthorization: Bearer {}\r\nconnection: keep-alive, Upgrade\r\n\
         upgrade: WebSocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        mock.token()
    )
    .into_bytes();
    let command = br#"{"type":"subscriptions.set","chatIDs":["*"]}"#;
    bytes.extend([0x81, 0x80 | u8::try_from(command.len()).unwrap(), 0, 0, 0, 0]);
    bytes.extend(command);
    stream.write_all(&bytes).await.unwrap();

    mock.until_subscribed(1).await;

    assert_eq!(mock.subscriptions(), [["*"]]);
    let mut received = String::new();
    while !received.contains("subscriptions.updated") {
        let mut buffer = [0; 1024];
        let length = stream.read(&mut buffer).await.unwrap();
        assert!(length > 0, "{received}");
        received.push_str(&String::from_utf8_lossy(&buffer[..length]));
    }
    assert!(
        received.starts_with("HTTP/1.1 101 Switching Protocols\r\n"),
        "{received}"
    );
    assert!(
        received.contains("\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"),
        "{received}"
    );
}

#[tokio::test]
async fn what_clients_send_is_recorded() {
    let mock = started().await;
    let mut first = Client::connect(&mock).await;
    let mut second = Client::subscribed(&mock, &["*"]).await;
    first.send(Message::Ping("buzz".into())).await;
    assert!(matches!(first.message().await, Some(Ok(Message::Pong(payload))) if payload == "buzz"));
    second.0.close(None).await.unwrap();

    mock.until_received_frames(3).await;

    let frames = mock.received_frames();
    let kinds: Vec<_> = frames.iter().map(|frame| (frame.connection(), frame.kind())).collect();
    assert_eq!(
        kinds,
        [(2, FrameKind::Text), (1, FrameKind::Ping), (2, FrameKind::Close)]
    );
    assert_eq!(frames[0].json().unwrap()["chatIDs"], json!(["*"]));
    assert_eq!(frames[1].payload(), b"buzz");
    assert_eq!(frames[2].close_code(), None);
    assert!(!format!("{frames:?}").contains("chatIDs"));
}
