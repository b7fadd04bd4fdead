//! Tests messages that arrive by themselves.

use std::time::Duration;

use beeper_desktop_mock::{Dialect, MockChat, MockDesktop};

use tokio::net::TcpStream;
use tokio_tungstenite::client_async;

use super::{Client, opening_at};
use crate::binary::started;
use crate::{get, ok};

#[tokio::test]
async fn messages_arrive_in_each_chat_in_turn() {
    for &dialect in Dialect::ALL {
        let mock = MockDesktop::builder()
            .dialect(dialect)
            .demo_chats()
            .start()
            .await
            .unwrap();
        let mut client = Client::subscribed(&mock, &["*"]).await;

        mock.receive_messages_every(Duration::from_millis(1));

        let mut arrived = Vec::new();
        while arrived.len() < 3 {
            let event = client.next().await;
            if event["type"] == "message.upserted" {
                let entry = &event["entries"][0];
                assert_eq!((&entry["isSender"], &entry["isUnread"]), (&false.into(), &true.into()));
                arrived.push((event["chatID"].as_str().unwrap().to_owned(), event["ids"][0].clone()));
            }
        }
        let expected = ["!ana:beeper.local", "!hive:beeper.local", "!ana:beeper.local"];
        for (number, ((chat, id), expected)) in arrived.into_iter().zip(expected).enumerate() {
            assert_eq!(
                (chat.as_str(), id),
                (expected, format!("mock-incoming-{}", number + 1).into())
            );
        }
    }
}

#[tokio::test]
async fn where_nobody_could_send_one_no_message_arrives() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_chat(MockChat::new("!alone"));
    let mut client = Client::subscribed(&mock, &["*"]).await;

    mock.receive_messages_every(Duration::from_nanos(1));
    // The loop waits until the timer has fired at least once.
    for _ in 0..20 {
        ok(get(&mock, "/v1/info").await);
    }

    assert!(client.events(&mock).await.is_empty());
}

#[tokio::test]
async fn the_program_lets_messages_arrive() {
    let (_running, printed, base_url) = started(&["--port", "0", "--incoming", "1"]);
    assert!(printed.contains("A message arrives every second."), "{printed}");
    let addr = base_url.strip_prefix("http://").unwrap();
    let stream = TcpStream::connect(addr).await.unwrap();
    let (socket, _) = client_async(opening_at(addr, "mock-token"), stream).await.unwrap();
    let mut client = Client(socket);
    client.next().await;
    client.subscribe(&["*"]).await;

    let event = client.next().await;

    assert_eq!(event["type"], "message.upserted");
    assert!(
        event["ids"][0].as_str().unwrap().starts_with("mock-incoming-"),
        "{event}"
    );
    // A bot that ignores old messages answers this one.
    let time: jiff::Timestamp = event["entries"][0]["timestamp"].as_str().unwrap().parse().unwrap();
    let age = jiff::Timestamp::now().duration_since(time);
    assert!(age.abs() < jiff::SignedDuration::from_mins(1), "{event}");

    let (_running, printed, _) = started(&["--port", "0"]);
    assert!(!printed.contains("A message arrives"), "{printed}");
}
