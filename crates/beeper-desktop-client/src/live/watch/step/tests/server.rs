//! A model of a server: its chats and messages, its answers and its events.

use serde_json::json;

use crate::generated::types::{AccountId, ChatId, Cursor, MessageId};
use crate::live::watch::facts::{Entry, FactPage, FrameFact, ListedFact, News, Told};
use crate::live::watch::step::calls::Request;
use crate::live::watch::step::state::Answer;

/// A model of a server, with what the watch can know about each message.
pub struct Server {
    /// Whether it uses the dialect of older servers.
    pub is_older: bool,
    pub page_size: usize,
    pub chats: Vec<ModelChat>,
    time: i64,
}

pub struct ModelChat {
    /// Whether the chat's network sends no events.
    pub is_silent: bool,
    pub title: u32,
    /// All messages including deleted ones, oldest first.
    pub messages: Vec<ModelMessage>,
}

#[derive(Clone, Debug)]
pub struct ModelMessage {
    pub time: i64,
    /// How often it was changed.
    pub version: u32,
    pub state: MessageState,
    /// The message that it is a reaction to, as servers that list reactions have them.
    pub reaction_to: Option<usize>,
    /// Its version when the watch started, if it existed then.
    pub baseline: Option<u32>,
    /// Its version when the first look ended.
    pub first_known: u32,
    /// Whether it arrived after the watch had begun.
    pub came_after_begin: bool,
    /// Whether its last change came after the watch had first connected.
    pub changed_while_watched: bool,
    /// The version in the last event that the watch has read.
    pub told: Option<u32>,
    /// Whether the watch has read an event that deletes it.
    pub told_gone: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MessageState {
    There,
    /// The server lists it as deleted.
    Emptied,
    Removed,
}

/// An event on its way to the watch.
pub struct ModelFrame {
    pub frame: FrameFact,
    /// The change in the event: chat, message, and the version unless the event deletes it.
    pub tells: Option<(usize, usize, Option<u32>)>,
}

pub fn chat_id(chat: usize) -> ChatId {
    format!("!{chat}").into()
}

pub fn message_id(message: usize) -> MessageId {
    format!("m{message}").into()
}

impl Server {
    pub fn new(is_older: bool, page_size: usize, sizes: &[usize]) -> Self {
        let mut server = Self {
            is_older,
            page_size,
            chats: Vec::new(),
            time: 1_000_000,
        };
        for (chat, size) in sizes.iter().enumerate() {
            server.chats.push(ModelChat {
                is_silent: chat + 1 == sizes.len(),
                title: 0,
                messages: Vec::new(),
            });
            for _ in 0..*size {
                server.add(chat, None);
            }
        }
        server
    }

    pub fn add(&mut self, chat: usize, reaction_to: Option<usize>) -> usize {
        self.time += 1;
        self.chats[chat].messages.push(ModelMessage {
            time: self.time,
            version: 0,
            state: MessageState::There,
            reaction_to,
            baseline: None,
            first_known: 0,
            came_after_begin: false,
            changed_while_watched: false,
            told: None,
            told_gone: false,
        });
        self.chats[chat].messages.len() - 1
    }

    pub fn message(&mut self, chat: usize, message: usize) -> &mut ModelMessage {
        &mut self.chats[chat].messages[message]
    }

    /// Maps a number to a message that exists.
    pub fn pick(&self, chat: usize, number: usize) -> Option<usize> {
        let messages = self.chats[chat].messages.iter().enumerate();
        let there = messages.filter(|(_, it)| it.state == MessageState::There && it.reaction_to.is_none());
        let there: Vec<_> = there.map(|(at, _)| at).collect();
        // Prefers the newest messages.
        there
            .len()
            .checked_sub(1 + number % there.len().max(1))
            .map(|at| there[at])
    }

    /// Returns whether a message has always been on the first page.
    pub fn is_near(&self, chat: usize, message: usize) -> bool {
        self.chats[chat].messages.len() - message <= self.page_size
    }

    fn entry(&self, chat: usize, message: usize) -> Entry {
        let it = &self.chats[chat].messages[message];
        let mut value = json!({
            "id": message_id(message).as_str(),
            "chatID": chat_id(chat).as_str(),
            "accountID": "account",
            "senderID": "@ana",
            "sortKey": if self.is_older { "-1".to_owned() } else { it.time.to_string() },
            "timestamp": it.time.to_string(),
            "text": format!("v{}", it.version),
        });
        if let Some(target) = it.reaction_to {
            value["type"] = json!("REACTION");
            value["linkedMessageID"] = json!(message_id(target).as_str());
        }
        if it.state == MessageState::Emptied {
            value["isDeleted"] = json!(true);
        }
        Entry::of(serde_json::from_value(value).unwrap())
    }

    pub fn chat_frame(chat: usize) -> ModelFrame {
        frame(News::Chats(vec![chat_id(chat)]), None)
    }

    /// Returns the event of a new or changed message, with the whole message or only its ID.
    pub fn message_frame(&self, chat: usize, message: usize, is_whole: bool) -> ModelFrame {
        let version = self.chats[chat].messages[message].version;
        let told = match is_whole {
            true => Told::Whole(self.entry(chat, message)),
            false => Told::Id(message_id(message)),
        };
        let news = News::Messages {
            chat_id: chat_id(chat),
            messages: vec![told],
        };
        frame(news, Some((chat, message, Some(version))))
    }

    pub fn gone_frame(chat: usize, message: usize) -> ModelFrame {
        let news = News::Gone {
            chat_id: chat_id(chat),
            ids: vec![message_id(message)],
        };
        frame(news, Some((chat, message, None)))
    }

    pub fn newest(&self, chat: usize) -> Option<usize> {
        let messages = &self.chats[chat].messages;
        messages
            .iter()
            .rposition(|it| it.state != MessageState::Removed && it.reaction_to.is_none())
    }

    pub fn answer(&self, request: &Request) -> Answer {
        match request {
            Request::Chats { .. } => Answer::Chats(FactPage {
                items: (0..self.chats.len()).map(|chat| self.listed(chat)).collect(),
                next: None,
            }),
            Request::Previews { .. } => {
                let previews = (0..self.chats.len())
                    .filter_map(|chat| Some((chat_id(chat), self.entry(chat, self.newest(chat)?))));
                Answer::Previews(FactPage {
                    items: previews.collect(),
                    next: None,
                })
            }
            Request::Messages { chat_id, starting_at } => self.page(chat_of(chat_id), starting_at.as_ref()),
            Request::Message { .. } if self.is_older => Answer::NotSupported,
            Request::Message { chat_id, message_id } => {
                let chat = chat_of(chat_id);
                let message: usize = message_id.as_str()[1..].parse().unwrap();
                match self.chats[chat].messages[message].state {
                    MessageState::Removed => Answer::NotFound,
                    _ => Answer::Message(self.entry(chat, message)),
                }
            }
        }
    }

    fn page(&self, chat: usize, starting_at: Option<&Cursor>) -> Answer {
        let before: i64 = starting_at.map_or(i64::MAX, |cursor| cursor.as_str().parse().unwrap());
        let messages = self.chats[chat].messages.iter().enumerate().rev();
        let listed = messages.filter(|(_, it)| it.state != MessageState::Removed && it.time < before);
        let mut listed: Vec<_> = listed.collect();
        let has_more = listed.len() > self.page_size;
        listed.truncate(self.page_size);
        Answer::Messages(FactPage {
            next: listed
                .last()
                .filter(|_| has_more)
                .map(|(_, it)| it.time.to_string().into()),
            items: listed.iter().map(|(message, _)| self.entry(chat, *message)).collect(),
        })
    }

    fn listed(&self, chat: usize) -> ListedFact {
        let it = &self.chats[chat];
        let newest = self.newest(chat).map_or(0, |message| it.messages[message].time);
        ListedFact {
            id: chat_id(chat),
            local_id: None,
            account_id: AccountId::from("account"),
            activity: newest,
            fingerprint: u64::from(it.title) + 1,
        }
    }
}

fn frame(news: News, tells: Option<(usize, usize, Option<u32>)>) -> ModelFrame {
    let frame = FrameFact {
        seq: None,
        bytes: 100,
        news,
    };
    ModelFrame { frame, tells }
}

fn chat_of(chat_id: &ChatId) -> usize {
    chat_id.as_str()[1..].parse().unwrap()
}
