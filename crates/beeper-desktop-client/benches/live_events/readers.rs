//! Programs that read events: one with this crate, one written by hand over the same WebSocket library.

use std::future::poll_fn;
use std::hint::black_box;
use std::pin::Pin;
use std::time::Instant;

use beeper_desktop_client::Client;
use beeper_desktop_client::live::Subscription;
use beeper_desktop_client::types::EventFrame;
use futures_core::Stream;
use futures_sink::Sink;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio_websockets::{ClientBuilder, Message, WebSocketStream};

/// Reads `count` events, and returns when each arrived. Returns `None` if the reader is unknown.
pub fn read(who: &str, server: &str, base: &str, count: usize) -> Option<Vec<Instant>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let mut read = Vec::with_capacity(count);
    match who {
        "client" => runtime.block_on(with_client(server, base, count, &mut read)),
        "handwritten" => runtime.block_on(by_hand(server, base, count, &mut read)),
        _ => return None,
    }
    Some(read)
}

async fn with_client(server: &str, base: &str, count: usize, read: &mut Vec<Instant>) {
    let client = Client::builder()
        .base_url(format!("http://{server}{base}"))
        .access_token("t");
    let client = client.build().expect("a client");
    let mut connection = client.events().connect().await.expect("a connection");
    connection.subscribe(Subscription::all()).await.expect("a subscription");
    while read.len() < count {
        let frame = connection.next().await.expect("a frame").expect("a frame");
        if let EventFrame::MessageUpserted(event) = &*frame {
            read.push(Instant::now());
            black_box((event.seq, &event.chat_id, &event.entries));
        }
    }
}

/// Reads events with the smallest loop, which decodes only the fields that a program needs to show messages.
async fn by_hand(server: &str, base: &str, count: usize, read: &mut Vec<Instant>) {
    let stream = TcpStream::connect(server).await.expect("the server");
    stream.set_nodelay(true).expect("a socket");
    let builder = ClientBuilder::new()
        .uri(&format!("ws://{server}{base}/v1/ws"))
        .expect("an address");
    let builder = builder.add_header(AUTHORIZATION, HeaderValue::from_static("Bearer t"));
    let (mut socket, _) = builder
        .expect("a header")
        .connect_on(stream)
        .await
        .expect("a connection");
    let command = r#"{"type":"subscriptions.set","requestID":"r1","chatIDs":["*"]}"#;
    Pin::new(&mut socket)
        .start_send(Message::text(command))
        .expect("the command is sent");
    while read.len() < count {
        let message = next(&mut socket).await;
        let frame: Event = serde_json::from_slice(message.as_payload()).expect("an event");
        if frame.r#type == "message.upserted" {
            read.push(Instant::now());
            black_box(&frame);
        }
    }
}

async fn next(socket: &mut WebSocketStream<TcpStream>) -> Message {
    let message = poll_fn(|context| Pin::new(&mut *socket).poll_next(context)).await;
    message.expect("a message").expect("a message")
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "the fields are only decoded")]
struct Event {
    r#type: String,
    seq: Option<i64>,
    #[serde(rename = "chatID")]
    chat_id: Option<String>,
    #[serde(default)]
    ids: Vec<String>,
    entries: Option<Vec<Entry>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "the fields are only decoded")]
struct Entry {
    id: String,
    #[serde(rename = "chatID")]
    chat_id: String,
    #[serde(rename = "accountID")]
    account_id: String,
    #[serde(rename = "senderID")]
    sender_id: String,
    sender_name: Option<String>,
    sort_key: String,
    timestamp: String,
    r#type: Option<String>,
    is_sender: Option<bool>,
    is_unread: Option<bool>,
    text: Option<String>,
}
