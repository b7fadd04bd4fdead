//! Compares messages with the memory of the watch, and queues events for those that are new, changed or deleted.

use crate::generated::types::{ChatId, MessageId};
use crate::live::watch::content::hash_of_id;
use crate::live::watch::event::WatchEvent;
use crate::live::watch::facts::Entry;
use crate::live::watch::memory::{GONE, NEVER, RecentMessage};
use crate::live::watch::step::outbox::{Outbox, Update};
use crate::live::watch::step::work::Known;

/// Takes a message from an event. If it is a reaction that the watch does not know, returns the message that it belongs to.
///
/// `fetched` is the content of the message when it was fetched lately, in case the watch no longer remembers it.
pub(in crate::live::watch) fn take_event(
    outbox: &mut Outbox,
    chat_id: &ChatId,
    entry: Entry,
    fetched: Option<u64>,
) -> Option<MessageId> {
    let chat = outbox.chat(chat_id);
    let known = chat.and_then(|chat| chat.content_of(entry.remembered.id)).or(fetched);
    let is_new = chat.is_none_or(|chat| chat.is_new(entry.remembered.time));
    if let Some(target) = &entry.reaction_to {
        let is_unknown = known != Some(entry.remembered.content);
        let target = target.clone();
        outbox.note(chat_id, Update::Reaction(entry.remembered));
        return Some(target).filter(|_| is_unknown);
    }
    tell(outbox, chat_id, entry, known, is_new);
    None
}

/// Takes a message from a page, after all older ones. Adds it to `old` instead if it is older than the watch.
///
/// If the message is a new reaction, returns the message that it belongs to.
pub(in crate::live::watch) fn take_listed(
    outbox: &mut Outbox,
    chat_id: &ChatId,
    entry: Entry,
    before: &mut Known,
    old: &mut Vec<RecentMessage>,
) -> Option<MessageId> {
    let chat = outbox.chat(chat_id);
    let known = chat.and_then(|chat| chat.content_of(entry.remembered.id));
    let is_new =
        !before.is_baseline && (before.is_passed || before.floor == NEVER || entry.remembered.time > before.floor);
    before.is_passed |= before.has(chat, &entry);
    if let Some(target) = &entry.reaction_to {
        let target = target.clone();
        outbox.note(chat_id, Update::Reaction(entry.remembered));
        return Some(target).filter(|_| known.is_none() && is_new);
    }
    match known {
        _ if before.is_baseline => old.push(entry.remembered),
        None if !is_new => old.push(entry.remembered),
        known => tell(outbox, chat_id, entry, known, is_new),
    }
    None
}

/// Takes the deletion of a message.
pub(in crate::live::watch) fn take_deletion(outbox: &mut Outbox, chat_id: &ChatId, message_id: MessageId) {
    let chat = outbox.chat(chat_id);
    let id = hash_of_id(message_id.as_str());
    if chat.and_then(|chat| chat.content_of(id)) == Some(GONE) {
        return;
    }
    // The memory keeps a deleted message as long as the messages that are the newest now.
    let gone = RecentMessage {
        id,
        content: GONE,
        time: chat.map_or(NEVER, |chat| chat.newest),
    };
    tell_gone(outbox, chat_id, message_id, gone);
}

/// Queues the event for a message, unless the watch already knows this content.
fn tell(outbox: &mut Outbox, chat_id: &ChatId, entry: Entry, known: Option<u64>, is_new: bool) {
    let Entry {
        remembered, message, ..
    } = entry;
    if known == Some(remembered.content) {
        return;
    }
    if remembered.content == GONE {
        tell_gone(outbox, chat_id, message.id, remembered);
        return;
    }
    let event = match known {
        Some(GONE) => WatchEvent::NewMessage(message),
        Some(_) => WatchEvent::ChangedMessage(message),
        None if is_new => WatchEvent::NewMessage(message),
        None => WatchEvent::ChangedMessage(message),
    };
    outbox.tell_of(chat_id, event, Update::Message(remembered));
}

fn tell_gone(outbox: &mut Outbox, chat_id: &ChatId, message_id: MessageId, gone: RecentMessage) {
    let event = WatchEvent::DeletedMessage {
        chat_id: chat_id.clone(),
        message_id,
    };
    outbox.tell_of(chat_id, event, Update::Message(gone));
}
