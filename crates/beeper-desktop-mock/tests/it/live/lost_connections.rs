//! Tests lost events and lost connections.

use beeper_desktop_mock::{FrameKind, MockFrame, MockMessage};
use tokio_tungstenite::tungstenite::Message;

use super::{Client, started};
use crate::{get, ok};

#[tokio::test]
async fn lost_events_leave_a_jump_in_the_numbers() {
    let mock = started().await;
    let mut client = Client::subscribed(&mock, &["!ana"]).await;
    let put = |id: &str| mock.put_message(MockMessage::new("!ana", id));

    put("2");
    mock.drop_events(2);
    // No connection is subscribed to this chat, so the event does not count.
    mock.push_event(serde_json::json!({ "type": "chat.upserted", "chatID": "!ben" }));
    put("3");
    put("4");
    put("5");

    let (first, second) = (client.next().await, client.next().await);
    assert_eq!((&first["ids"][0], &first["seq"]), (&"2".into(), &1.into()));
    assert_eq!((&second["ids"][0], &second["seq"]), (&"5".into(), &4.into()));
    assert_eq!(mock.messages("!ana").len(), 5);
}

#[tokio::test]
async fn a_restart_closes_and_counts_anew() {
    let mock = started().await;
    let mut client = Client::subscribed(&mock, &["*"]).await;
    mock.update_chat("!ana", |chat| chat);
    client.next().await;

    mock.restart_live();
    assert_eq!(mock.live_connections(), 0);
    mock.update_chat("!ana", |chat| chat);

    assert_eq!(client.closed().await, (1012, "service restart".to_owned()));
    assert!(client.message().await.is_none());
    mock.until_all_closed().await;
    let frames = mock.received_frames();
    assert_eq!(frames.last().unwrap().close_code(), Some(1012));

    let mut again = Client::subscribed(&mock, &["*"]).await;
    mock.update_chat("!ana", |chat| chat);
    assert_eq!(again.next().await["seq"], 1);
    assert_eq!(ok(get(&mock, "/v1/chats/!ana").await)["id"], "!ana");
}

#[tokio::test]
async fn a_connection_is_closed_with_any_code() {
    let mock = started().await;
    for (code, reason) in [
        (1000, ""),
        (1008, "policy violation"),
        (1013, "try again later"),
        (4001, "token expired"),
    ] {
        let mut client = Client::connect(&mock).await;

        mock.push_frame(MockFrame::close(code, reason));

        assert_eq!(client.closed().await, (code, reason.to_owned()));
    }
    mock.until_all_closed().await;
}

#[tokio::test]
async fn a_close_frame_may_be_one_that_must_not_be_sent() {
    let mock = started().await;
    for (code, reason) in [(1005, ""), (0, ""), (65_535, ""), (1000, "x".repeat(124).as_str())] {
        let mut client = Client::connect(&mock).await;

        mock.push_frame(MockFrame::close(code, reason));

        let end = client.message().await.unwrap();
        let is_usual = matches!(&end, Ok(Message::Close(Some(frame))) if u16::from(frame.code) == code);
        assert!(!is_usual, "{code}: {end:?}");
    }
}

#[tokio::test]
async fn going_offline_ends_live_connections_without_a_word() {
    let mock = started().await;
    let mut client = Client::subscribed(&mock, &["*"]).await;

    mock.go_offline().await;

    assert_eq!(mock.live_connections(), 0);
    let end = client.message().await.unwrap();
    assert!(end.is_err(), "{end:?}");

    mock.go_online().await.unwrap();
    Client::connect(&mock).await;
}

#[tokio::test]
async fn a_silent_connection_stays_open_and_answers_nothing() {
    let mock = started().await;
    let mut client = Client::subscribed(&mock, &["*"]).await;
    mock.update_chat("!ana", |chat| chat);
    mock.push_frame(MockFrame::fall_silent());
    mock.update_chat("!ana", |chat| chat);
    assert_eq!(client.next().await["seq"], 1);

    client.send(Message::Ping("buzz".into())).await;
    client.send(Message::text("{}")).await;
    // A new connection is not silent.
    let mut other = Client::subscribed(&mock, &["*"]).await;
    mock.update_chat("!ana", |chat| chat);
    assert_eq!(other.next().await["seq"], 1);

    assert_eq!(mock.live_connections(), 2);
    let pings = mock.received_frames();
    assert!(pings.iter().all(|frame| frame.kind() != FrameKind::Ping));
    drop(client);
    mock.until_live_connections(1).await;
}

#[tokio::test]
async fn a_client_that_closes_is_answered_whatever_else_happens() {
    let mock = started().await;
    for _ in 0..20 {
        let mut client = Client::subscribed(&mock, &["*"]).await;
        client.0.close(None).await.unwrap();
        mock.update_chat("!ana", |chat| chat);

        loop {
            match client.message().await {
                Some(Ok(Message::Text(_))) => {}
                Some(Ok(Message::Close(_))) => {}
                None => break,
                other => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_connection_whose_client_breaks_the_protocol_is_closed() {
    let mock = started().await;
    let mut client = Client::connect(&mock).await;
    // Clients must mask their frames; this one is not masked.
    tokio::io::AsyncWriteExt::write_all(client.0.get_mut(), b"\x81\x02{}")
        .await
        .unwrap();

    assert_eq!(client.closed().await.0, 1002);
    mock.until_live_connections(0).await;
}

#[tokio::test]
async fn a_server_that_is_dropped_ends_its_connections() {
    let mock = started().await;
    let mut client = Client::subscribed(&mock, &["*"]).await;

    drop(mock);

    assert!(client.message().await.unwrap().is_err());
}
