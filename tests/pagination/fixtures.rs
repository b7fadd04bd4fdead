//! Servers that answer with given pages of a list, and the lists that read them.

use beeper_desktop_client::paging::Items;
use beeper_desktop_client::types::{Message, PageDirection, User};
use beeper_desktop_client::{Client, Error};
use beeper_desktop_mock::{MockDesktop, Reply};
use serde_json::{Value, json};

use crate::support::client;

pub const CHAT: &str = "!ana:beeper.local";

/// Returns a message as the server sends it; its ID is its sort key.
pub fn message(key: &str) -> Value {
    json!({
        "accountID": "mock-account", "chatID": CHAT, "id": key, "senderID": "@ana:beeper.local", "sortKey": key,
        "timestamp": "2026-01-31T09:30:00.000Z",
    })
}

/// Returns a page of messages with these sort keys.
pub fn messages(keys: &[&str], rest: Value) -> Reply {
    page(keys.iter().map(|key| message(key)).collect(), rest)
}

/// Returns a page of people.
pub fn people(ids: &[&str], rest: Value) -> Reply {
    page(ids.iter().map(|id| json!({ "id": id })).collect(), rest)
}

pub fn page(items: Vec<Value>, rest: Value) -> Reply {
    let mut page = rest;
    page["items"] = json!(items);
    Reply::json(200, page)
}

pub async fn mock_with_pages(pages: impl IntoIterator<Item = Reply>) -> MockDesktop {
    let mock = MockDesktop::start().await.unwrap();
    for (n, page) in (1..).zip(pages) {
        mock.on_any().nth(n).reply(page);
    }
    mock
}

/// Returns the cursors that the client has requested.
pub fn requested_cursors(mock: &MockDesktop) -> Vec<String> {
    let requests = mock.requests();
    let cursor = |query: &str| {
        let mut parts = query.split('&').filter_map(|part| part.strip_prefix("cursor="));
        parts.next().unwrap_or_default().to_owned()
    };
    requests
        .iter()
        .map(|request| cursor(request.query().unwrap_or_default()))
        .collect()
}

pub trait HasId {
    fn id(&self) -> &str;
}

impl HasId for Message {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

impl HasId for User {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// Returns the IDs of the remaining items, and how the list ended.
pub async fn collect_rest<T: HasId>(items: &mut Items<T>) -> (Vec<String>, Result<(), Error>) {
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => ids.push(item.id().to_owned()),
            Err(error) => {
                assert!(items.next().await.is_none(), "the list continues after {error}");
                return (ids, Err(error));
            }
        }
    }
    assert!(items.next().await.is_none(), "the list continues after its end");
    (ids, Ok(()))
}

pub async fn collect_all<T: HasId>(items: &mut Items<T>) -> Vec<String> {
    let (ids, end) = collect_rest(items).await;
    end.unwrap();
    ids
}

pub fn contacts(mock: &MockDesktop) -> Items<User> {
    client(mock).list_contacts("alice").items()
}

pub fn older_messages(mock: &MockDesktop) -> Items<Message> {
    client(mock).list_messages(CHAT).items()
}

pub fn newer_than(client: &Client, cursor: &str) -> Items<Message> {
    let messages = client.list_messages(CHAT).direction(PageDirection::After);
    messages.starting_at(cursor).items()
}
