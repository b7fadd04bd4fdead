//! Exports of a chat as lines of JSON: one with this crate, one written by hand over reqwest and serde.

use std::io::{BufWriter, Sink, Write, sink};

use beeper_desktop_client::Client;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::history_server;

/// Exports a chat of `messages` messages, and returns the number of lines. Returns `None` if the exporter is unknown.
pub fn export(who: &str, server: &str, messages: usize) -> Option<usize> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    match who {
        "client" => Some(runtime.block_on(with_client(server, messages))),
        "handwritten" => Some(runtime.block_on(by_hand(server, messages))),
        _ => None,
    }
}

/// Returns an output that discards the lines.
fn lines() -> BufWriter<Sink> {
    BufWriter::new(sink())
}

async fn with_client(server: &str, messages: usize) -> usize {
    let client = Client::builder().base_url(format!("http://{server}")).access_token("t");
    let client = client.build().expect("a client");
    let (mut lines, mut count) = (lines(), 0);
    let mut messages = client.list_messages(history_server::chat(messages)).items();
    while let Some(message) = messages.next().await {
        serde_json::to_writer(&mut lines, &message.expect("a message")).expect("a line");
        lines.write_all(b"\n").expect("a line");
        count += 1;
    }
    count
}

/// Exports with the smallest loop that keeps every documented field of a message.
async fn by_hand(server: &str, messages: usize) -> usize {
    let client = reqwest::Client::new();
    let (mut lines, mut count) = (lines(), 0);
    let address = format!("http://{server}{}", history_server::path(messages));
    let mut cursor: Option<String> = None;
    loop {
        let mut request = client.get(&address).bearer_auth("t");
        if let Some(cursor) = &cursor {
            request = request.query(&[("cursor", cursor.as_str()), ("direction", "before")]);
        }
        let answer = request.send().await.expect("a response").error_for_status();
        let page: Page = answer.expect("a page").json().await.expect("a page");
        for message in &page.items {
            serde_json::to_writer(&mut lines, message).expect("a line");
            lines.write_all(b"\n").expect("a line");
            count += 1;
        }
        match page.oldest_cursor.filter(|_| page.has_more) {
            Some(oldest) => cursor = Some(oldest),
            None => return count,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    items: Vec<Message>,
    #[serde(default)]
    has_more: bool,
    oldest_cursor: Option<String>,
}

/// A message with every documented field.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    #[serde(rename = "accountID")]
    account_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachments: Option<Vec<Value>>,
    #[serde(rename = "chatID")]
    chat_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    edited_timestamp: Option<String>,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_deleted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_hidden: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_sender: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_unread: Option<bool>,
    #[serde(rename = "linkedMessageID", skip_serializing_if = "Option::is_none")]
    linked_message_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    links: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reactions: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    send_status: Option<Value>,
    #[serde(rename = "senderID")]
    sender_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender_name: Option<String>,
    sort_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    timestamp: String,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
}
