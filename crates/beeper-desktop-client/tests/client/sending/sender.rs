//! A client that sends to a chat of the mock, and counts the requests and the time that this takes.

use std::time::Duration;

use beeper_desktop_client::sending::{Failed, SendOutcome, Sent, Unclear};
use beeper_desktop_client::{Client, Error, VirtualClock};
use beeper_desktop_mock::{Dialect, MockChat, MockDesktop, MockSending, Operation, Reply};
use serde_json::{Value, json};

use crate::builder;

pub(super) const CHAT: &str = "!ana:beeper.local";

/// A text that only the chat may show.
pub(super) const TEXT: &str = "PLANTED words";

pub(super) struct Sender {
    pub(super) mock: MockDesktop,
    pub(super) clock: VirtualClock,
    pub(super) client: Client,
}

impl Sender {
    pub(super) async fn new() -> Self {
        Self::to(Dialect::Current).await
    }

    pub(super) async fn to(dialect: Dialect) -> Self {
        let mock = MockDesktop::builder().dialect(dialect).start().await.unwrap();
        mock.put_chat(MockChat::new(CHAT));
        let clock = VirtualClock::new();
        let client = builder(&mock).clock(clock.clone()).build().unwrap();
        Self { mock, clock, client }
    }

    /// Starts a server whose messages take this way.
    pub(super) async fn on_the_way(sending: MockSending) -> Self {
        let it = Self::new().await;
        it.mock.set_sending(sending);
        it
    }

    /// Starts a server that answers the looks at a message with these replies, in this order.
    pub(super) async fn answering(replies: impl IntoIterator<Item = Reply>) -> Self {
        let it = Self::new().await;
        for (number, reply) in (1..).zip(replies) {
            it.mock.on(Operation::GetMessage).nth(number).reply(reply);
        }
        it
    }

    pub(super) async fn send(&self) -> Result<SendOutcome, Error> {
        let outcome = self.client.send_message(CHAT).text(TEXT).confirmed().await;
        assert_eq!(self.posts(), 1, "{outcome:?}");
        outcome
    }

    pub(super) async fn sent(&self) -> Sent {
        self.send().await.unwrap().into_sent().unwrap()
    }

    pub(super) async fn failed(&self) -> Failed {
        match self.send().await.unwrap() {
            SendOutcome::Failed(failed) => failed,
            other => panic!("{other:?}"),
        }
    }

    pub(super) async fn unclear(&self) -> Unclear {
        match self.send().await.unwrap() {
            SendOutcome::Unclear(unclear) => unclear,
            other => panic!("{other:?}"),
        }
    }

    /// Returns how often the message was sent.
    pub(super) fn posts(&self) -> usize {
        self.mock.requests_for(Operation::SendMessage).len()
    }

    /// Returns how often the server was asked for the message.
    pub(super) fn looks(&self) -> usize {
        self.mock.requests_for(Operation::GetMessage).len()
    }
}

/// Returns a message as a server sends it.
pub(super) fn message(id: &str, status: Value) -> Value {
    let mut message = json!({
        "id": id, "chatID": CHAT, "accountID": "mock-account", "senderID": "@me", "isSender": true,
        "sortKey": "7", "timestamp": "2025-01-01T00:00:00.000Z", "text": TEXT,
    });
    if !status.is_null() {
        message["sendStatus"] = status;
    }
    message
}

pub(super) fn status(code: &str) -> Value {
    json!({ "status": code, "timestamp": "2025-01-01T00:00:00.000Z" })
}

pub(super) fn ok(message: Value) -> Reply {
    Reply::json(200, message)
}

pub(super) fn not_found() -> Reply {
    Reply::error(404, "NOT_FOUND", "Message not found")
}

pub(super) const LIMIT: Duration = Duration::from_secs(30);
