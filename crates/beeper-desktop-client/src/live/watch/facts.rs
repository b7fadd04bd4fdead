//! What the server says, as far as the watch needs it.

use crate::generated::types::{AccountId, Chat, ChatId, Cursor, EventFrame, Message, MessageId, MessageType};
use crate::live::frame::Frame;
use crate::live::watch::content::{hash_of_chat, hash_of_id, hash_of_message, millis};
use crate::live::watch::memory::{GONE, NEVER, RecentMessage};

/// A message, and what is compared of it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// What is remembered of it.
    pub(super) remembered: RecentMessage,
    /// The message that it is a reaction to.
    pub(super) reaction_to: Option<MessageId>,
    pub(super) message: Box<Message>,
}

impl Entry {
    pub(super) fn of(message: Message) -> Self {
        let is_reaction = message.type_ == Some(MessageType::Reaction);
        let content = match message.is_deleted {
            Some(true) => GONE,
            _ => hash_of_message(&message),
        };
        Self {
            remembered: RecentMessage {
                id: hash_of_id(message.id.as_str()),
                content,
                time: millis(&message.timestamp),
            },
            reaction_to: message.linked_message_id.clone().filter(|_| is_reaction),
            message: Box::new(message),
        }
    }
}

/// What the list of chats says of a chat.
#[derive(Clone, Debug)]
pub(super) struct ListedFact {
    pub(super) id: ChatId,
    /// Its other ID, by which a program may name it.
    pub(super) local_id: Option<ChatId>,
    pub(super) account_id: AccountId,
    pub(super) activity: i64,
    pub(super) fingerprint: u64,
}

impl ListedFact {
    pub(super) fn of(chat: &Chat) -> Self {
        Self {
            fingerprint: hash_of_chat(chat),
            id: chat.id.clone(),
            local_id: chat.local_chat_id.clone(),
            account_id: chat.account_id.clone(),
            activity: chat.last_activity.as_ref().map_or(NEVER, millis),
        }
    }
}

/// A page of a list, the newest first.
#[derive(Clone, Debug)]
pub(super) struct FactPage<T> {
    pub(super) items: Vec<T>,
    /// Where the list goes on. `None` at its end.
    pub(super) next: Option<Cursor>,
}

/// What a frame says.
#[derive(Clone, Debug)]
pub(super) struct FrameFact {
    pub(super) seq: Option<i64>,
    /// How large the frame is.
    pub(super) bytes: usize,
    pub(super) news: News,
}

/// What happened, says a frame.
#[derive(Clone, Debug)]
pub(super) enum News {
    Messages {
        chat_id: ChatId,
        messages: Vec<Told>,
    },
    Gone {
        chat_id: ChatId,
        ids: Vec<MessageId>,
    },
    Chats(Vec<ChatId>),
    ChatsGone(Vec<ChatId>),
    /// Something in a chat that this version does not understand.
    Unclear(ChatId),
    /// Something that cannot be read, and may have been anything.
    Unreadable,
    Nothing,
}

/// A message in an event.
#[derive(Clone, Debug)]
pub(super) enum Told {
    Whole(Entry),
    /// One that the event names alone.
    Id(MessageId),
}

impl FrameFact {
    pub(super) fn of(frame: Frame) -> Self {
        let (seq, bytes) = (frame.seq(), frame.raw().len());
        let chat_id = frame.chat_id();
        let kind = frame.kind().to_owned();
        let is_unreadable = frame.misfits().iter().any(|misfit| misfit.place() == ".");
        let news = match frame.into_inner() {
            EventFrame::MessageUpserted(event) => News::Messages {
                chat_id: event.chat_id,
                messages: told(&event.ids, event.entries.unwrap_or_default()),
            },
            EventFrame::MessageDeleted(event) => News::Gone {
                chat_id: event.chat_id,
                ids: event.ids,
            },
            EventFrame::ChatUpserted(event) => News::Chats(named(event.chat_id, event.ids)),
            EventFrame::ChatDeleted(event) => News::ChatsGone(named(event.chat_id, event.ids)),
            EventFrame::Unknown(_) => {
                let is_event = ["message.", "reaction.", "chat."]
                    .iter()
                    .any(|prefix| kind.starts_with(prefix));
                match chat_id {
                    Some(chat_id) if is_event => News::Unclear(chat_id),
                    None if is_unreadable => News::Unreadable,
                    _ => News::Nothing,
                }
            }
            _ => News::Nothing,
        };
        Self { seq, bytes, news }
    }
}

/// The messages of an event, in its order: as entries, where they are there.
fn told(ids: &[MessageId], entries: Vec<Message>) -> Vec<Told> {
    let named = ids.iter().filter(|id| entries.iter().all(|entry| entry.id != **id));
    let mut told: Vec<_> = named.cloned().map(Told::Id).collect();
    told.extend(entries.into_iter().map(|entry| Told::Whole(Entry::of(entry))));
    told.sort_by_key(|told| {
        let id = match told {
            Told::Whole(entry) => &entry.message.id,
            Told::Id(id) => id,
        };
        ids.iter().position(|named| named == id)
    });
    told
}

/// The chats of an event, which are the one that it is about unless it names others.
fn named(chat_id: ChatId, ids: Vec<ChatId>) -> Vec<ChatId> {
    match ids.is_empty() {
        true => vec![chat_id],
        false => ids,
    }
}
