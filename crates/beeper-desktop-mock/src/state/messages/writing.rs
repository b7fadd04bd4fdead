//! Adds, edits and deletes messages.

use serde_json::json;

use crate::model::message::MockMessage;
use crate::state::store::State;
use crate::state::upsert::upsert;

impl State {
    /// Adds a message, or replaces the one with its ID in the same chat.
    pub(crate) fn put_message(&mut self, mut message: MockMessage) {
        let existing = self.message(&message.chat_id, &message.id).ok();
        let (known, arrival) = (existing.is_some(), existing.and_then(|it| it.arrival));
        let position = existing.and_then(|it| Some((it.time(), it.position?)));
        if message.arrival.is_none() {
            message.arrival = Some(arrival.unwrap_or_else(|| self.next_number("arrival")));
        }
        if !message.properties.contains_key("timestamp") {
            let now = self.tick().to_text();
            message.properties.insert("timestamp".to_owned(), json!(now));
        }
        if !known && !self.is_own(&message) {
            self.dismiss_reminder(&message.chat_id);
        }
        let time = message.time();
        match position {
            Some((unchanged, position)) if unchanged == time => message.position = Some(position),
            _ => self.assign_position(&mut message),
        }
        let (chat_id, id) = (message.chat_id.clone(), message.id.clone());
        upsert(&mut self.messages, message);
        let reacted = if known { self.next_time() } else { time };
        let removed = self.update_reactions(&chat_id, &id, reacted);
        self.announce_message(&chat_id, &id);
        self.announce_removed_reactions(&chat_id, &removed);
    }

    /// Removes the reminder of a chat that a message of somebody else dismisses.
    fn dismiss_reminder(&mut self, chat_id: &str) {
        let chat = self.chats.iter().find(|chat| chat.id == chat_id);
        let reminder = chat.and_then(|chat| chat.properties.get("reminder"));
        if reminder.is_some_and(|it| it["dismissOnIncomingMessage"] == true) {
            self.change_chat(chat_id, |chat| drop(chat.remove("reminder")));
        }
    }

    /// Changes an existing message, and announces the change.
    pub(crate) fn change_message(&mut self, chat_id: &str, id: &str, change: impl FnOnce(&mut MockMessage)) {
        let removed = self.alter_message(chat_id, id, change);
        self.announce_message(chat_id, id);
        self.announce_removed_reactions(chat_id, &removed);
    }

    /// Empties a message for everyone.
    pub(crate) fn delete_message_for_everyone(&mut self, chat_id: &str, id: &str) {
        self.alter_message(chat_id, id, |message| {
            for name in ["text", "attachments", "links", "mentions", "reactions", "isUnread"] {
                message.properties.remove(name);
            }
            message.properties.insert("isDeleted".to_owned(), json!(true));
        });
        self.announce_message_removal(chat_id, id);
    }

    /// Removes a message without a trace, and returns `true` if it existed.
    pub(crate) fn remove_message(&mut self, chat_id: &str, id: &str) -> bool {
        let before = self.messages.len();
        self.messages.retain(|it| it.chat_id != chat_id || it.id != id);
        let is_removed = self.messages.len() < before;
        if is_removed {
            self.announce_message_removal(chat_id, id);
        }
        is_removed
    }

    /// Changes an existing message, and returns the IDs of the reactions that were removed.
    fn alter_message(&mut self, chat_id: &str, id: &str, change: impl FnOnce(&mut MockMessage)) -> Vec<String> {
        let mut messages = self.messages.iter_mut();
        if let Some(message) = messages.find(|it| it.chat_id == chat_id && it.id == id) {
            change(message);
        }
        self.update_reactions(chat_id, id, self.next_time())
    }
}
