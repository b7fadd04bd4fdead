//! What a watch remembers of chats and messages: as little as tells what is new, what has changed and what came before.

use std::collections::BTreeMap;

use crate::generated::types::ChatId;

/// How many messages of a chat are remembered.
pub(super) const MAX_RECENT: usize = 48;

/// How many messages of the same time are no accident. As many are saved.
pub(super) const CROWD: usize = 16;

/// The content of a message that is gone.
pub(super) const GONE: u64 = 0;

/// The time before all times: of what has none, and of the beginning of a chat.
pub(super) const NEVER: i64 = i64::MIN;

/// What is remembered of all chats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Memory {
    pub(super) chats: BTreeMap<ChatId, ChatMemory>,
}

/// What is remembered of one chat. Times are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ChatMemory {
    /// What the list of chats says that happened last, as far as it was followed up.
    pub(super) activity: i64,
    /// The time of the newest message that is known.
    pub(super) newest: i64,
    /// An unknown message up to this time may be an old one; one after it is new. [`NEVER`] if all messages of the chat are known.
    pub(super) floor: i64,
    /// The hash of what the list of chats says of the chat.
    pub(super) fingerprint: u64,
    /// The newest messages, the oldest first.
    pub(super) recent: Vec<RecentMessage>,
}

/// One message that is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RecentMessage {
    /// The hash of its ID.
    pub(super) id: u64,
    /// The hash of its content, or [`GONE`].
    pub(super) content: u64,
    pub(super) time: i64,
}

impl Default for ChatMemory {
    /// A chat in which everything is new.
    fn default() -> Self {
        Self {
            activity: NEVER,
            newest: NEVER,
            floor: NEVER,
            fingerprint: 0,
            recent: Vec::new(),
        }
    }
}

impl ChatMemory {
    /// Whether an unknown message of a time is a new one, when an event tells it.
    pub(super) fn is_new(&self, time: i64) -> bool {
        if self.floor == NEVER || time == NEVER {
            return true;
        }
        // Where so many have the same time, what comes next has it, too.
        let is_crowd = || self.recent.len() >= CROWD && self.recent.iter().all(|recent| recent.time == time);
        time > self.floor || (time == self.newest && is_crowd())
    }

    /// Returns the content of a message, if it is remembered.
    pub(super) fn content_of(&self, id: u64) -> Option<u64> {
        self.recent
            .iter()
            .rev()
            .find(|recent| recent.id == id)
            .map(|recent| recent.content)
    }

    /// Remembers a message, and forgets the oldest one if there are too many.
    pub(super) fn remember(&mut self, message: RecentMessage) {
        if let Some(known) = self.recent.iter_mut().find(|recent| recent.id == message.id) {
            known.content = message.content;
            return;
        }
        // Most messages are the newest.
        let at = self.recent.iter().rposition(|recent| recent.time <= message.time);
        let at = at.map_or(0, |at| at + 1);
        if self.recent.len() == self.recent.capacity() {
            self.recent.reserve_exact(8);
        }
        self.recent.insert(at, message);
        if self.recent.len() > MAX_RECENT {
            self.floor = self.floor.max(self.recent.remove(0).time);
        }
    }
}
