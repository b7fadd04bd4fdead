//! The memory of a watch: just enough about chats and messages to tell new, changed and older ones apart.

use std::collections::HashMap;

use crate::generated::types::ChatId;

/// How many messages of a chat the watch remembers.
pub(super) const MAX_RECENT: usize = 48;

/// How many messages with the same time are no coincidence. A position saves the same number of messages per chat.
pub(super) const CROWD: usize = 16;

/// The content of a message that was deleted.
pub(super) const GONE: u64 = 0;

/// The time of a message without one, and of the beginning of a chat. It is earlier than all other times.
pub(super) const NEVER: i64 = i64::MIN;

/// The memory of all chats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Memory {
    pub(super) chats: HashMap<ChatId, ChatMemory>,
}

/// The memory of one chat. Times are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ChatMemory {
    /// The time of the last activity in the list of chats, up to which the watch has fetched the chat.
    pub(super) activity: i64,
    /// The time of the newest message that the watch knows.
    pub(super) newest: i64,
    /// Messages that the watch does not know are new if they are later than this, and may be old otherwise.
    ///
    /// [`NEVER`] if the watch knows all messages of the chat.
    pub(super) floor: i64,
    /// The hash of the chat as the list of chats shows it.
    pub(super) fingerprint: u64,
    /// The newest messages, oldest first.
    pub(super) recent: Vec<RecentMessage>,
}

/// The memory of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RecentMessage {
    /// The hash of the message's ID.
    pub(super) id: u64,
    /// The hash of the message's content, or [`GONE`].
    pub(super) content: u64,
    pub(super) time: i64,
}

impl Default for ChatMemory {
    /// Returns the memory of a chat in which every message is new.
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
    /// Returns whether a message that the watch does not know is new, if an event reports it with this time.
    pub(super) fn is_new(&self, time: i64) -> bool {
        if self.floor == NEVER || time == NEVER {
            return true;
        }
        // If this many remembered messages all have the same time, a new message may have it too.
        let is_crowd = || self.recent.len() >= CROWD && self.recent.iter().all(|recent| recent.time == time);
        time > self.floor || (time == self.newest && is_crowd())
    }

    /// Returns the content hash of a message, if the watch remembers it.
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
        // Search from the end, as most messages are newer than all others.
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
