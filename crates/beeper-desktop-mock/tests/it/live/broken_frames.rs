//! Tests invalid events and invalid frames.

use std::io::ErrorKind;

use beeper_desktop_mock::{MockDesktop, MockFrame};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{Client, started};
use crate::End;

#[tokio::test]
async fn a_frame_is_sent_as_it_is_to_everybody() {
    let mock = started().await;
    let mut subscribed = Client::subscribed(&mock, &["*"]).await;
    let mut other = Client::connect(&mock).await;

    mock.push_frame(json!({ "type": "weather.changed", "seq": "many" }));
    mock.push_frame(MockFrame::text("not JSON"));
    mock.update_chat("!ana", |chat| chat);

    for client in [&mut subscribed, &mut other] {
        assert_eq!(client.next_text().await, r#"{"seq":"many","type":"weather.changed"}"#);
        assert_eq!(client.next_text().await, "not JSON");
    }
    // A frame that a test pushes does not count.
    assert_eq!(subscribed.next().await["seq"], 1);
}

#[tokio::test]
async fn frames_of_other_kinds_reach_the_client() {
    let mock = started().await;
    let mut client = Client::connect(&mock).await;

    mock.push_frame(MockFrame::binary([0, 159]));
    mock.push_frame(MockFrame::ping("buzz"));
    mock.push_frame(MockFrame::fragments([
        b"{\"text\":\"\xf0\x9f".as_slice(),
        b"",
        b"\x90\x9d\"}",
    ]));
    mock.push_frame(MockFrame::text("x".repeat(5_000_000)));

    assert!(matches!(client.message().await, Some(Ok(Message::Binary(bytes))) if *bytes == [0, 159]));
    assert!(matches!(client.message().await, Some(Ok(Message::Ping(bytes))) if bytes == "buzz"));
    assert_eq!(client.next().await, json!({ "text": "🐝" }));
    assert_eq!(client.next_text().await.len(), 5_000_000);
    mock.until_received_frames(1).await;
    assert_eq!(mock.received_frames()[0].payload(), b"buzz");
}

#[tokio::test]
async fn broken_frames_reach_the_client() {
    for (frame, is_meant) in [
        (MockFrame::frame(0x81, [0xff]), "utf-8"),
        (MockFrame::fragments([b"\xf0\x9f".as_slice(), b"x"]), "utf-8"),
        (MockFrame::frame(0x83, "{}"), "reserved"),
        (MockFrame::frame(0xc1, "{}"), "reserved bits"),
        (MockFrame::frame(0x80, "{}"), "continue"),
        (MockFrame::frame(0x09, "{}"), "fragmented control"),
        (MockFrame::ping([0; 126]), "control frame too big"),
        (MockFrame::raw(*b"\x81\x82\0\0\0\0{}"), "masked"),
        (MockFrame::raw(*b"\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff"), "too long"),
    ] {
        let mock = started().await;
        let mut client = Client::connect(&mock).await;

        mock.push_frame(frame.clone());

        let failed = client.message().await;
        assert!(
            matches!(
                failed,
                Some(Err(Error::Protocol(_) | Error::Utf8(_) | Error::Capacity(_)))
            ),
            "{is_meant}: {frame:?} {failed:?}"
        );
    }
}

#[tokio::test]
async fn half_a_frame_is_all_that_comes() {
    let mock = started().await;
    let mut client = Client::connect(&mock).await;

    mock.push_frame(MockFrame::raw(*b"\x81\x7e\x01"));
    mock.push_frame(MockFrame::disconnect());

    let end = client.message().await;
    assert!(matches!(end, Some(Err(Error::Protocol(_) | Error::Io(_)))), "{end:?}");
}

/// Returns the bytes after the answer to the handshake, and how the connection ends.
async fn bytes_of(mock: &MockDesktop, frames: impl IntoIterator<Item = MockFrame>) -> (Vec<u8>, End) {
    let mut stream = TcpStream::connect(mock.addr()).await.unwrap();
    let request = "GET /v1/ws HTTP/1.1\r\nhost: mock\r\nauthorization: Bearer mock-token\r\nconnection: upgrade\r\n\
                   upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    mock.until_live_connections(1).await;
    for frame in frames {
        mock.push_frame(frame);
    }
    let mut bytes = Vec::new();
    let end = match stream.read_to_end(&mut bytes).await {
        Ok(_) => End::Closed,
        Err(_) => End::Reset,
    };
    let end_of_ready = br#""version":1}"#;
    let ready = bytes.windows(end_of_ready.len()).position(|it| it == end_of_ready);
    (bytes.split_off(ready.unwrap() + end_of_ready.len()), end)
}

#[tokio::test]
async fn bytes_go_over_the_wire_as_they_are() {
    let mock = started().await;

    let frames = [
        MockFrame::raw(*b"\x81\x7e\x01"),
        MockFrame::bare_close(""),
        MockFrame::bare_close([3]),
        MockFrame::disconnect(),
    ];

    let expected = b"\x81\x7e\x01\x88\0\x88\x01\x03".to_vec();
    assert_eq!(bytes_of(&mock, frames).await, (expected, End::Closed));
}

#[tokio::test]
async fn a_connection_ends_without_a_close_frame() {
    let mock = started().await;
    let closed = bytes_of(&mock, [MockFrame::disconnect()]).await;
    assert_eq!(closed, (Vec::new(), End::Closed));
    mock.until_all_closed().await;

    let mut client = Client::connect(&mock).await;
    mock.push_frame(MockFrame::reset());
    let end = client.message().await;
    let Some(Err(Error::Io(error))) = end else {
        panic!("{end:?}");
    };
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    mock.until_all_closed().await;
}
