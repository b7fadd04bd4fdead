//! A watch of the mock, which returns its events as short texts.

use std::time::Duration;

use beeper_desktop_client::live::{Gap, Watch, WatchEvent, WatchPosition};
use beeper_desktop_client::{Client, VirtualClock};
use beeper_desktop_mock::{Dialect, MockChat, MockDesktop, MockMessage, Operation};

use crate::builder;

pub const ANA: &str = "!ana";
pub const BEN: &str = "!ben";

/// A server, and a watch of it.
pub struct Watched {
    pub mock: MockDesktop,
    pub clock: VirtualClock,
    /// The client of the watch.
    pub client: Client,
    pub watch: Watch,
}

/// Starts a server with two chats, and two messages in the first.
pub async fn server(dialect: Dialect) -> MockDesktop {
    let mock = MockDesktop::builder().dialect(dialect).start().await.unwrap();
    mock.put_chat(MockChat::new(ANA));
    mock.put_chat(MockChat::new(BEN));
    for id in ["1", "2"] {
        mock.put_message(message(ANA, id));
    }
    mock
}

pub fn message(chat: &str, id: &str) -> MockMessage {
    MockMessage::new(chat, id).sender("@ana").text(&format!("text of {id}"))
}

impl Watched {
    /// Creates a watch that has not started.
    pub fn of(mock: MockDesktop) -> Self {
        let clock = VirtualClock::new();
        let client = builder(&mock).clock(clock.clone()).build().unwrap();
        Self {
            watch: client.watch(),
            mock,
            clock,
            client,
        }
    }

    /// Creates a watch that has caught up.
    pub async fn begun(mock: MockDesktop) -> Self {
        let mut watched = Self::of(mock);
        // No virtual time has to pass for this.
        let event = watched.watch.next().await.unwrap().unwrap();
        assert!(matches!(event, WatchEvent::CaughtUp), "{event:?}");
        watched
    }

    /// Changes the settings of the watch.
    pub fn with(mut self, set: impl FnOnce(Watch) -> Watch) -> Self {
        self.watch = set(self.watch);
        self
    }

    /// Replaces the watch by one of the same server that continues from a position.
    pub fn resumed(mut self, position: WatchPosition) -> Self {
        self.resume(position);
        self
    }

    /// Restarts the watch from a position.
    pub fn resume(&mut self, position: WatchPosition) {
        let client = builder(&self.mock).clock(self.clock.clone()).build().unwrap();
        self.watch = client.watch().resume_from(position);
        self.client = client;
    }

    pub async fn next(&mut self) -> WatchEvent {
        let next = passing(&self.clock, self.watch.next());
        let next = tokio::time::timeout(Duration::from_secs(20), next).await;
        next.unwrap().unwrap().unwrap()
    }

    /// Returns the next event, and adds it to a list.
    pub async fn next_into(&mut self, log: &mut Vec<WatchEvent>) -> WatchEvent {
        let event = self.next().await;
        log.push(event.clone());
        event
    }

    /// Returns the events up to and including the one with this text.
    pub async fn until(&mut self, last: &str) -> Vec<String> {
        let mut events = Vec::new();
        loop {
            events.push(shown(&self.next().await));
            if events.last().is_some_and(|event| event == last) {
                return events;
            }
        }
    }

    /// Returns the events about messages up to and including the one with this text.
    pub async fn messages_until(&mut self, last: &str) -> Vec<String> {
        let mut events = self.until(last).await;
        events.retain(|event| !event.starts_with("chat "));
        events
    }

    /// Returns how many requests were made, without live connections.
    pub fn requests(&self) -> usize {
        let operations = Operation::ALL.iter();
        operations.map(|operation| self.requests_for(*operation)).sum()
    }

    pub fn requests_for(&self, operation: Operation) -> usize {
        self.mock.requests_for(operation).len()
    }
}

/// Lets virtual time pass until a future completes: one second at a time, after the sockets had time for their work.
pub async fn passing<T>(clock: &VirtualClock, happening: impl Future<Output = T>) -> T {
    let time = async {
        loop {
            tokio::time::sleep(Duration::from_millis(3)).await;
            clock.advance(Duration::from_secs(1));
        }
    };
    tokio::select! {
        biased;
        happened = happening => happened,
        () = time => unreachable!(),
    }
}

/// Returns an event as a short text.
pub fn shown(event: &WatchEvent) -> String {
    match event {
        WatchEvent::NewMessage(message) => format!("new {}", message.id),
        WatchEvent::ChangedMessage(message) => format!("changed {}", message.id),
        WatchEvent::DeletedMessage { message_id, .. } => format!("deleted {message_id}"),
        WatchEvent::ChangedChat { chat_id } => format!("chat {chat_id} changed"),
        WatchEvent::DeletedChat { chat_id } => format!("chat {chat_id} deleted"),
        WatchEvent::Gap(Gap::Disconnected) => "gap: disconnected".to_owned(),
        WatchEvent::Gap(Gap::LostEvents) => "gap: lost events".to_owned(),
        WatchEvent::Gap(Gap::Overflow) => "gap: overflow".to_owned(),
        WatchEvent::CaughtUp => "caught up".to_owned(),
        WatchEvent::Polling => "polling".to_owned(),
        other => format!("{other:?}"),
    }
}
