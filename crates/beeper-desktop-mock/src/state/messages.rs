//! Messages: how they arrive, and what is said of them.

use serde_json::{Value, json};

use crate::http::reply::Failure;
use crate::model::{DEFAULT_ACCOUNT, MockChat, MockMessage, MockUser};
use crate::server::bridges::put;
use crate::state::store::{State, overlaid};

impl State {
    /// In no particular order.
    pub(crate) fn messages_of(&self, chat_id: &str) -> impl Iterator<Item = &MockMessage> {
        self.messages.iter().filter(move |message| message.chat_id == chat_id)
    }

    /// By its ID.
    pub(crate) fn message(&self, chat_id: &str, id: &str) -> Result<&MockMessage, Failure> {
        self.messages_of(chat_id)
            .find(|message| message.id == id)
            .ok_or(Failure::not_found("Message not found"))
    }

    /// By its ID or by the one it had while it was being sent.
    pub(crate) fn message_or_pending(&self, chat_id: &str, id: &str) -> Result<&MockMessage, Failure> {
        self.message(chat_id, id).or_else(|missing| {
            let mut messages = self.messages_of(chat_id);
            messages.find(|it| it.pending_id.as_deref() == Some(id)).ok_or(missing)
        })
    }

    /// Adds a message, or replaces the one with its ID in the same chat.
    pub(crate) fn put_message(&mut self, mut message: MockMessage) {
        let existing = self.message(&message.chat_id, &message.id).ok();
        let (known, arrival) = (existing.is_some(), existing.and_then(|it| it.arrival));
        let position = existing.and_then(|it| Some((it.time(), it.position?)));
        if message.arrival.is_none() {
            message.arrival = Some(arrival.unwrap_or_else(|| self.next("arrival")));
        }
        if !message.properties.contains_key("timestamp") {
            let now = self.tick().to_text();
            message.properties.insert("timestamp".to_owned(), json!(now));
        }
        if !known && !self.is_own(&message) {
            self.change_chat(&message.chat_id, |chat| {
                let reminder = chat.get("reminder");
                if reminder.is_some_and(|it| it["dismissOnIncomingMessage"] == true) {
                    chat.remove("reminder");
                }
            });
        }
        let time = message.time();
        match position {
            Some((unchanged, position)) if unchanged == time => message.position = Some(position),
            _ => self.place(&mut message),
        }
        let (chat_id, id) = (message.chat_id.clone(), message.id.clone());
        put(&mut self.messages, message);
        let reacted = if known { self.next_time() } else { time };
        self.list_reactions(&chat_id, &id, reacted);
    }

    /// Changes a message that is there.
    pub(crate) fn change_message(&mut self, chat_id: &str, id: &str, change: impl FnOnce(&mut MockMessage)) {
        let mut messages = self.messages.iter_mut();
        if let Some(message) = messages.find(|it| it.chat_id == chat_id && it.id == id) {
            change(message);
        }
        self.list_reactions(chat_id, id, self.next_time());
    }

    /// Sends a message of the account's own user and returns its IDs, the pending one first.
    pub(crate) fn send(&mut self, chat_id: &str, fill: impl FnOnce(MockMessage) -> MockMessage) -> (String, String) {
        let number = self.next("message");
        let (id, pending_id) = (format!("mock-message-{number}"), format!("mock-pending-{number}"));
        let now = self.tick().to_text();
        let mut message = fill(MockMessage::new(chat_id, &id))
            .property("timestamp", json!(now))
            .property("sendStatus", json!({ "status": "SUCCESS", "timestamp": now }));
        message.pending_id = Some(pending_id.clone());
        self.put_message(message);
        (pending_id, id)
    }

    pub(crate) fn is_own(&self, message: &MockMessage) -> bool {
        match &message.sender_id {
            None => true,
            Some(id) => *id == self.own_id(self.account_of_message(message)),
        }
    }

    pub(crate) fn message_json(&self, message: &MockMessage) -> Value {
        let account_id = self.account_of_message(message);
        let is_own = self.is_own(message);
        let mut derived = json!({
            "accountID": account_id,
            "chatID": message.chat_id,
            "isSender": is_own,
            "sortKey": (self.dialect.rules().messages.sort_key)(message),
        });
        if is_own {
            let own = self.own_user(account_id);
            derived["senderID"] = own["id"].clone();
            if let Some(name) = own.get("fullName") {
                derived["senderName"] = name.clone();
            }
        } else if let Some(sender_id) = &message.sender_id {
            derived["senderID"] = json!(sender_id);
            if let Some(name) = self.participant(message, sender_id).and_then(|it| it.text("fullName")) {
                derived["senderName"] = json!(name);
            }
        }
        overlaid(derived, &message.properties)
    }

    /// A chat's messages, the newest first.
    pub(crate) fn newest_first(&self, chat: &MockChat) -> Vec<&MockMessage> {
        let mut messages: Vec<_> = self.messages_of(&chat.id).collect();
        messages.sort_by_cached_key(|message| std::cmp::Reverse(message_key(message)));
        messages
    }

    fn account_of_message(&self, message: &MockMessage) -> &str {
        let chat = self.chats.iter().find(|chat| chat.id == message.chat_id);
        chat.map_or(DEFAULT_ACCOUNT, |chat| &chat.account_id)
    }

    fn participant(&self, message: &MockMessage, id: &str) -> Option<&MockUser> {
        let chat = self.chats.iter().find(|chat| chat.id == message.chat_id)?;
        chat.participants.iter().find(|it| it.id == id)
    }
}

/// What a list of messages is ordered by.
pub(crate) fn message_key(message: &MockMessage) -> String {
    format!("{} {} {}", message.sort_key(), message.chat_id, message.id)
}
