//! What is to be handed out, and what is remembered once it was.

use std::collections::{BTreeMap, VecDeque};

use crate::generated::types::ChatId;
use crate::live::watch::event::WatchEvent;
use crate::live::watch::memory::{ChatMemory, Memory, RecentMessage};

/// The events that the program has not taken yet, and what is remembered of those that it has.
///
/// What is remembered changes when the program takes an event, so that it is the position at any time. What comes next is decided by
/// what will be remembered when the program has taken everything.
#[derive(Debug, Default)]
pub(in crate::live::watch) struct Outbox {
    slots: VecDeque<Slot>,
    taken: Memory,
    /// The chats of which something is not taken yet, as they will be. `None` if they will be gone.
    ahead: BTreeMap<ChatId, Ahead>,
}

#[derive(Debug)]
struct Ahead {
    chat: Option<ChatMemory>,
    /// How many slots are about it.
    slots: usize,
}

#[derive(Debug)]
struct Slot {
    event: Option<WatchEvent>,
    update: Option<(ChatId, Update)>,
}

/// How what is remembered of a chat changes.
#[derive(Clone, Debug)]
pub(in crate::live::watch) enum Update {
    /// A message is known.
    Message(RecentMessage),
    /// A reaction is known, which a list shows as a message.
    Reaction(RecentMessage),
    /// All messages from a time on are known, or will be by what follows.
    KnownFrom(i64),
    /// All messages from a time on are known, and the others are old.
    OldBefore(i64),
    /// The first look found it, so that everything up to a time is old.
    Found { activity: i64, fingerprint: u64 },
    /// The first look found its newest message.
    Newest(RecentMessage),
    /// The list of chats says when something happened last, and that was followed up.
    Activity(i64),
    /// The list of chats says something of it.
    Fingerprint(u64),
    /// It is there.
    Begun,
    /// It is gone.
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

    /// Hands out an event.
    pub(in crate::live::watch) fn tell(&mut self, event: WatchEvent) {
        self.slots.push_back(Slot {
            event: Some(event),
            update: None,
        });
    }

    /// Hands out an event about a chat, and remembers something of the chat when it is taken.
    pub(in crate::live::watch) fn tell_of(&mut self, chat_id: &ChatId, event: WatchEvent, update: Update) {
        self.push(chat_id, Some(event), update);
    }

    /// Remembers something of a chat once everything about it that comes before is taken.
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

    /// Takes the next event. It is remembered from then on.
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

    /// What will be remembered of a chat. `None` if it is not known.
    pub(in crate::live::watch) fn chat(&self, chat_id: &ChatId) -> Option<&ChatMemory> {
        match self.ahead.get(chat_id) {
            Some(ahead) => ahead.chat.as_ref(),
            None => self.taken.chats.get(chat_id),
        }
    }

    /// The chats that will be known.
    pub(in crate::live::watch) fn chats(&self) -> impl Iterator<Item = (&ChatId, &ChatMemory)> {
        let settled = self.taken.chats.iter().filter(|(id, _)| !self.ahead.contains_key(*id));
        let ahead = self
            .ahead
            .iter()
            .filter_map(|(id, ahead)| Some((id, ahead.chat.as_ref()?)));
        settled.chain(ahead)
    }

    /// What is remembered of what the program has taken.
    pub(in crate::live::watch) fn taken(&self) -> &Memory {
        &self.taken
    }
}
