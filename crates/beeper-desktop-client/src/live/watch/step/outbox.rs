//! The queue of events for the program, and the memory that changes as it takes them.

use std::collections::{HashMap, VecDeque};

use crate::generated::types::ChatId;
use crate::live::watch::event::WatchEvent;
use crate::live::watch::memory::{ChatMemory, Memory, RecentMessage};

/// The events that the program has not taken yet, and the memory of those that it has.
///
/// The memory changes when the program takes an event, so it is always the position to save. The decisions of the watch use the
/// memory as it will be once the program has taken everything.
#[derive(Debug, Default)]
pub(in crate::live::watch) struct Outbox {
    slots: VecDeque<Slot>,
    taken: Memory,
    /// The chats with changes that the program has not taken yet, as they will be. `None` if the chat will be gone.
    ahead: HashMap<ChatId, Ahead>,
}

#[derive(Debug)]
struct Ahead {
    chat: Option<ChatMemory>,
    /// How many slots change this chat.
    slots: usize,
}

#[derive(Debug)]
struct Slot {
    event: Option<WatchEvent>,
    update: Option<(ChatId, Update)>,
}

/// A change in the memory of a chat.
#[derive(Clone, Debug)]
pub(in crate::live::watch) enum Update {
    /// The watch knows this message.
    Message(RecentMessage),
    /// The watch knows this reaction, which a list shows as a message.
    Reaction(RecentMessage),
    /// The watch knows all messages from this time on, or will after the updates that follow.
    KnownFrom(i64),
    /// The watch knows all messages from this time on, and all others are old.
    OldBefore(i64),
    /// The first look found the chat: all messages up to its last activity are old.
    Found { activity: i64, fingerprint: u64 },
    /// The first look found the newest message of the chat.
    Newest(RecentMessage),
    /// The time of the last activity in the list of chats, up to which the watch has fetched the chat.
    Activity(i64),
    /// The hash of the chat in the list of chats.
    Fingerprint(u64),
    /// The chat exists.
    Begun,
    /// The chat is gone.
    Gone,
}

impl Update {
    fn apply(self, chat: &mut Option<ChatMemory>) {
        if let Self::Gone = self {
            *chat = None;
            return;
        }
        let chat = chat.get_or_insert_default();
        match self {
            Self::Message(message) => {
                chat.newest = chat.newest.max(message.time);
                chat.remember(message);
            }
            Self::Reaction(reaction) => chat.remember(reaction),
            Self::KnownFrom(time) => chat.floor = chat.floor.min(time),
            Self::OldBefore(time) => chat.floor = time,
            Self::Found { activity, fingerprint } => {
                (chat.activity, chat.fingerprint) = (activity, fingerprint);
                (chat.newest, chat.floor) = (activity, activity);
            }
            Self::Newest(message) => {
                (chat.newest, chat.floor) = (message.time, message.time);
                chat.remember(message);
            }
            Self::Activity(activity) => chat.activity = activity,
            Self::Fingerprint(fingerprint) => chat.fingerprint = fingerprint,
            Self::Begun | Self::Gone => {}
        }
    }
}

impl Outbox {
    pub(in crate::live::watch) fn new(taken: Memory) -> Self {
        Self {
            taken,
            ..Self::default()
        }
    }

    /// Queues an event.
    pub(in crate::live::watch) fn tell(&mut self, event: WatchEvent) {
        self.slots.push_back(Slot {
            event: Some(event),
            update: None,
        });
    }

    /// Queues an event about a chat, and updates the memory of the chat when the program takes the event.
    pub(in crate::live::watch) fn tell_of(&mut self, chat_id: &ChatId, event: WatchEvent, update: Update) {
        self.push(chat_id, Some(event), update);
    }

    /// Updates the memory of a chat, once the program has taken all queued events about the chat.
    pub(in crate::live::watch) fn note(&mut self, chat_id: &ChatId, update: Update) {
        match self.ahead.contains_key(chat_id) {
            true => self.push(chat_id, None, update),
            false => self.apply(chat_id, update),
        }
    }

    fn push(&mut self, chat_id: &ChatId, event: Option<WatchEvent>, update: Update) {
        let taken = &self.taken.chats;
        let ahead = self.ahead.entry(chat_id.clone()).or_insert_with(|| Ahead {
            chat: taken.get(chat_id).cloned(),
            slots: 0,
        });
        ahead.slots += 1;
        update.clone().apply(&mut ahead.chat);
        let update = Some((chat_id.clone(), update));
        self.slots.push_back(Slot { event, update });
    }

    fn apply(&mut self, chat_id: &ChatId, update: Update) {
        match (self.taken.chats.get_mut(chat_id), update) {
            (_, Update::Gone) => drop(self.taken.chats.remove(chat_id)),
            (None, update) => {
                let mut chat = None;
                update.apply(&mut chat);
                self.taken.chats.extend(chat.map(|chat| (chat_id.clone(), chat)));
            }
            (Some(chat), update) => {
                let mut changed = Some(std::mem::take(chat));
                update.apply(&mut changed);
                *chat = changed.unwrap_or_default();
            }
        }
    }

    /// Takes the next event, and remembers it.
    pub(in crate::live::watch) fn take(&mut self) -> Option<WatchEvent> {
        let mut taken = None;
        while taken.is_none() || self.slots.front().is_some_and(|slot| slot.event.is_none()) {
            let Some(slot) = self.slots.pop_front() else { break };
            if let Some((chat_id, update)) = slot.update {
                if let Some(ahead) = self.ahead.get_mut(&chat_id) {
                    ahead.slots -= 1;
                    if ahead.slots == 0 {
                        self.ahead.remove(&chat_id);
                    }
                }
                self.apply(&chat_id, update);
            }
            taken = taken.or(slot.event);
        }
        taken
    }

    /// Returns the memory of a chat as it will be, or `None` if the watch does not know the chat.
    pub(in crate::live::watch) fn chat(&self, chat_id: &ChatId) -> Option<&ChatMemory> {
        match self.ahead.get(chat_id) {
            Some(ahead) => ahead.chat.as_ref(),
            None => self.taken.chats.get(chat_id),
        }
    }

    /// Returns the chats that will be known, with their memory as it will be.
    pub(in crate::live::watch) fn chats(&self) -> impl Iterator<Item = (&ChatId, &ChatMemory)> {
        let settled = self.taken.chats.iter().filter(|(id, _)| !self.ahead.contains_key(*id));
        let ahead = self
            .ahead
            .iter()
            .filter_map(|(id, ahead)| Some((id, ahead.chat.as_ref()?)));
        settled.chain(ahead)
    }

    /// Returns the memory of what the program has taken.
    pub(in crate::live::watch) fn taken(&self) -> &Memory {
        &self.taken
    }
}
