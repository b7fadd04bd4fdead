//! Hashes of messages and chats, by which a watch detects changes.

use std::io::{self, Write};
use std::time::UNIX_EPOCH;

use serde::Serialize;

use crate::generated::types::{Chat, Message};
use crate::live::watch::memory::{GONE, NEVER};
use crate::values::timestamp::Timestamp;

/// The 64-bit FNV-1a hash. Saved positions contain these hashes, so they must never change from version to version.
struct Hasher(u64);

impl Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Hasher {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn finish(self) -> u64 {
        match self.0 {
            GONE => 1,
            hash => hash,
        }
    }
}

/// Returns the hash of an ID.
pub(super) fn hash_of_id(id: &str) -> u64 {
    let mut hasher = Hasher::new();
    // Writing to the hasher never fails.
    let _ = hasher.write_all(id.as_bytes());
    hasher.finish()
}

fn hash_of(value: &impl Serialize) -> u64 {
    let mut hasher = Hasher::new();
    // Serializing a generated type never fails.
    let _ = serde_json::to_writer(&mut hasher, value);
    hasher.finish()
}

/// Returns the hash of a message's content.
///
/// Lists and events write the same message in different ways. The sort key of an event is not a position, times have more or
/// fewer digits, and an absent list may be empty. The hash leaves these differences out. It also leaves out whether the user has
/// read the message and the name of the sender, which belong to the chat and its participants.
pub(super) fn hash_of_message(message: &Message) -> u64 {
    let flag = |flag: Option<bool>| flag.filter(|flag| *flag);
    let time = |time: &Timestamp| match millis(time) {
        NEVER => time.clone(),
        millis => Timestamp::from(millis.to_string()),
    };
    let mut compared = message.clone();
    compared.sort_key = "".into();
    compared.sender_name = None;
    compared.is_unread = None;
    compared.is_deleted = flag(message.is_deleted);
    compared.is_hidden = flag(message.is_hidden);
    compared.is_sender = flag(message.is_sender);
    compared.timestamp = time(&message.timestamp);
    compared.edited_timestamp = message.edited_timestamp.as_ref().map(time);
    compared.attachments.take_if(|list| list.is_empty());
    compared.links.take_if(|list| list.is_empty());
    compared.mentions.take_if(|list| list.is_empty());
    compared.reactions.take_if(|list| list.is_empty());
    if let Some(status) = &mut compared.send_status {
        status.timestamp = time(&status.timestamp);
        status.delivered_to_users.take_if(|list| list.is_empty());
    }
    hash_of(&compared)
}

/// Returns the hash of a chat as the list of chats shows it, without the time of its last activity.
pub(super) fn hash_of_chat(chat: &Chat) -> u64 {
    let mut compared = chat.clone();
    compared.last_activity = None;
    compared.capabilities = None;
    // Lists contain only some of the participants, in no fixed order.
    compared.participants.items.clear();
    hash_of(&compared)
}

/// Returns a time in milliseconds since 1970, or [`NEVER`] if the text is not a time.
pub(super) fn millis(time: &Timestamp) -> i64 {
    let Ok(time) = time.to_system_time() else {
        return NEVER;
    };
    let millis = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()),
        Err(before) => i64::try_from(before.duration().as_millis()).map(|millis| -millis),
    };
    millis.unwrap_or(NEVER)
}
