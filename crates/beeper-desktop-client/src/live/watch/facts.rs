//! The parts of the server's answers and events that a watch needs.

use crate::generated::types::{AccountId, Chat, ChatId, Cursor, EventFrame, Message, MessageId, MessageType};
use crate::live::frame::Frame;
use crate::live::watch::content::{hash_of_chat, hash_of_id, hash_of_message, millis};
use crate::live::watch::memory::{GONE, NEVER, RecentMessage};

/// A message, and the values by which the watch compares it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The values that the watch remembers of the message.
    pub(super) remembered: RecentMessage,
    /// The message that this one is a reaction to, if it is a reaction.
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

/// An entry of the list of chats.
#[derive(Clone, Debug)]
pub(super) struct ListedFact {
    pub(super) id: ChatId,
    /// The chat's ID on this device, by which a program may name it too.
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

/// A page of a list, newest entries first.
#[derive(Clone, Debug)]
pub(super) struct FactPage<T> {
    pub(super) items: Vec<T>,
    /// The cursor of the next page, or `None` at the end of the list.
    pub(super) next: Option<Cursor>,
}

/// The content of a frame.
#[derive(Clone, Debug)]
pub(super) struct FrameFact {
    pub(super) seq: Option<i64>,
    /// The size of the frame.
    pub(super) bytes: usize,
    pub(super) news: News,
}

/// The change that a frame reports.
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
    /// A change in a chat, of a type that this version does not know.
    Unclear(ChatId),
    /// A frame that cannot be read, so it may have been any event.
    Unreadable,
    Nothing,
}

/// A message in an event.
#[derive(Clone, Debug)]
pub(super) enum Told {
    Whole(Entry),
    /// Only the ID: the event does not contain the message.
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

/// Returns the messages of an event in its order: whole if the event contains them, otherwise their IDs.
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

/// Returns the chats of an event: those that it lists, or else the one in `chat_id`.
fn named(chat_id: ChatId, ids: Vec<ChatId>) -> Vec<ChatId> {
    match ids.is_empty() {
        true => vec![chat_id],
        false => ids,
    }
}
