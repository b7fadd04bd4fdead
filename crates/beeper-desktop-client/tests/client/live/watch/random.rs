//! Property tests with random histories of a server: a watch returns what it should, over real sockets, in both dialects.

use std::collections::BTreeMap;
use std::time::Duration;

use beeper_desktop_client::live::{WatchEvent, WatchPosition};
use beeper_desktop_client::types::Message;
use beeper_desktop_mock::{Dialect, EventEntries, MockAccount, MockChat, MockDesktop};
use proptest::collection::vec;
use proptest::prelude::*;

use super::watched::{Watched, message};

const CHATS: [&str; 3] = ["!0", "!1", "!silent"];

#[derive(Clone, Debug)]
enum Op {
    Send(usize),
    Edit(usize, usize),
    Remove(usize, usize),
    Repeat(usize, usize),
    LoseEvent,
    Restart,
    Entries(bool),
    /// The program takes events until a message that is sent now.
    Take,
    /// The program saves its position, takes some more events, and continues from the position.
    Crash,
    Wait(u64),
}

fn op() -> impl Strategy<Value = Op> {
    let message = || (0..3_usize, 0..5_usize);
    prop_oneof![
        6 => (0..3_usize).prop_map(Op::Send),
        3 => message().prop_map(|(chat, message)| Op::Edit(chat, message)),
        2 => message().prop_map(|(chat, message)| Op::Remove(chat, message)),
        1 => message().prop_map(|(chat, message)| Op::Repeat(chat, message)),
        1 => Just(Op::LoseEvent),
        2 => Just(Op::Restart),
        1 => any::<bool>().prop_map(Op::Entries),
        3 => Just(Op::Take),
        1 => Just(Op::Crash),
        2 => (1..40_u64).prop_map(Op::Wait),
    ]
}

/// The texts of each message that the program has seen, with `None` for a deletion.
type Seen = BTreeMap<(String, String), Vec<Option<String>>>;

struct History {
    watched: Watched,
    /// The messages that arrived while the program watched, in the order of their chats.
    sent: Vec<(usize, String)>,
    removed: Vec<(usize, String)>,
    log: Vec<WatchEvent>,
    number: usize,
}

impl History {
    async fn begin(dialect: Dialect) -> Self {
        let mock = MockDesktop::builder().dialect(dialect).start().await.unwrap();
        mock.put_account(MockAccount::new("imessage").without_events());
        for chat in CHATS {
            let account = if chat == "!silent" { "imessage" } else { "mock" };
            mock.put_chat(MockChat::new(chat).account(account));
            mock.put_message(message(chat, "old").text("0"));
        }
        Self {
            watched: Watched::begun(mock).await,
            sent: Vec::new(),
            removed: Vec::new(),
            log: Vec::new(),
            number: 0,
        }
    }

    fn send(&mut self, chat: usize) -> String {
        self.number += 1;
        let id = format!("m{:03}", self.number);
        self.watched.mock.put_message(message(CHATS[chat], &id).text("0"));
        self.sent.push((chat, id.clone()));
        id
    }

    fn pick(&self, chat: usize, number: usize) -> Option<String> {
        let there = self
            .sent
            .iter()
            .filter(|sent| sent.0 == chat && !self.removed.contains(sent));
        there.rev().nth(number).map(|(_, id)| id.clone())
    }

    async fn happen(&mut self, op: Op) {
        match op {
            Op::Send(chat) => drop(self.send(chat)),
            Op::Edit(chat, number) => {
                if let Some(id) = self.pick(chat, number) {
                    self.number += 1;
                    let text = self.number.to_string();
                    self.watched
                        .mock
                        .update_message(CHATS[chat], &id, |message| message.text(&text));
                }
            }
            Op::Remove(chat, number) => {
                if let Some(id) = self.pick(chat, number) {
                    self.watched.mock.remove_message(CHATS[chat], &id);
                    self.removed.push((chat, id));
                }
            }
            Op::Repeat(chat, number) => {
                if let Some(id) = self.pick(chat, number) {
                    self.watched.mock.update_message(CHATS[chat], &id, |message| message);
                }
            }
            Op::LoseEvent => self.watched.mock.drop_events(1),
            Op::Restart => self.watched.mock.restart_live(),
            Op::Entries(whole) => self.watched.mock.set_event_entries(match whole {
                true => EventEntries::Whole,
                false => EventEntries::Missing,
            }),
            Op::Take => self.take().await,
            Op::Crash => {
                let saved = self.watched.watch.position().to_string();
                let kept = self.log.len();
                self.take().await;
                self.log.truncate(kept);
                let position: WatchPosition = saved.parse().unwrap();
                self.watched.resume(position);
                self.watched.mock.until_live_connections(0).await;
            }
            Op::Wait(seconds) => self.watched.clock.advance(Duration::from_secs(seconds)),
        }
    }

    async fn take(&mut self) {
        let last = self.send(0);
        loop {
            let event = self.watched.next().await;
            let is_last = matches!(&event, WatchEvent::NewMessage(message) if message.id.as_str() == last);
            self.log.push(event);
            if is_last {
                return;
            }
        }
    }

    /// Takes all remaining events, after another gap.
    async fn end(&mut self) {
        self.take().await;
        while self.watched.mock.subscriptions().iter().all(Vec::is_empty) {
            self.take().await;
        }
        self.watched.mock.restart_live();
        while !matches!(self.watched.next_into(&mut self.log).await, WatchEvent::Gap(_)) {}
        while !matches!(self.watched.next_into(&mut self.log).await, WatchEvent::CaughtUp) {}
        for _ in 0..2 {
            self.watched.clock.advance(Duration::from_secs(31));
            self.take().await;
        }
    }

    fn check(&self) -> Result<(), String> {
        let mut seen = Seen::new();
        let mut new: Vec<(String, String)> = Vec::new();
        let mut note = |message: &Message| {
            let key = (message.chat_id.to_string(), message.id.to_string());
            seen.entry(key.clone()).or_default().push(message.text.clone());
            key
        };
        let mut gone = Vec::new();
        for event in &self.log {
            match event {
                WatchEvent::NewMessage(message) => new.push(note(message)),
                WatchEvent::ChangedMessage(message) => drop(note(message)),
                WatchEvent::DeletedMessage { chat_id, message_id } => {
                    gone.push((chat_id.to_string(), message_id.to_string()))
                }
                _ => {}
            }
        }
        for (chat, name) in CHATS.iter().enumerate() {
            let of_chat = new.iter().filter(|(chat, _)| chat == name).map(|(_, id)| id.clone());
            let of_chat: Vec<_> = of_chat.collect();
            if !of_chat.is_sorted_by(|one, other| one < other) {
                return Err(format!("{name}: twice or not in order: {of_chat:?}"));
            }
            for message in self.watched.mock.messages(name) {
                let id = message["id"].as_str().unwrap().to_owned();
                let texts = seen.get(&((*name).to_owned(), id.clone())).cloned().unwrap_or_default();
                if id == "old" {
                    if !texts.is_empty() {
                        return Err(format!("{name}: {id} was there before"));
                    }
                    continue;
                }
                if !of_chat.contains(&id) {
                    return Err(format!("{name}: {id} is missing"));
                }
                let numbers: Vec<u64> = texts.iter().flatten().map(|text| text.parse().unwrap()).collect();
                if !numbers.is_sorted_by(|one, other| one < other) {
                    return Err(format!("{name}: {id} is seen twice or in an old state: {texts:?}"));
                }
                // In the chat without events, the watch finds edits only by chance.
                if chat != 2 && texts.last() != Some(&message["text"].as_str().map(str::to_owned)) {
                    return Err(format!(
                        "{name}: {id} is not seen in its last state: {texts:?}, {}",
                        message["text"]
                    ));
                }
            }
        }
        for (at, deleted) in gone.iter().enumerate() {
            let is_removed = |(chat, id): &(usize, String)| CHATS[*chat] == deleted.0 && *id == deleted.1;
            if gone[..at].contains(deleted) || !self.removed.iter().any(is_removed) {
                return Err(format!("{deleted:?} is deleted twice or still exists"));
            }
        }
        Ok(())
    }
}

fn holds(dialect: Dialect, ops: Vec<Op>) -> Result<(), TestCaseError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut history = History::begin(dialect).await;
        for op in ops {
            history.happen(op).await;
        }
        history.end().await;
        history.check().map_err(TestCaseError::fail)
    })
}

/// Runs this many cases. `PROPTEST_CASES` changes the number in proportion to proptest's default.
fn config(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig {
        cases: (cases.saturating_mul(default.cases) / 256).max(1),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..default
    }
}

proptest! {
    #![proptest_config(config(16))]

    #[test]
    fn a_program_sees_what_it_should(is_older in any::<bool>(), ops in vec(op(), 1..25)) {
        holds(Dialect::ALL[usize::from(is_older)], ops)?;
    }
}
