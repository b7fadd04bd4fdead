//! Finds messages, and writes their JSON.

mod incoming;
pub(crate) mod on_its_way;
mod order;
mod reactions;
mod sending;
mod writing;

use serde_json::{Value, json};

use crate::http::api_error::ApiError;
use crate::model::account::DEFAULT_ACCOUNT;
use crate::model::chat::MockChat;
use crate::model::message::MockMessage;
use crate::model::properties::overlaid;
use crate::model::user::MockUser;
use crate::state::store::State;

impl State {
    /// Returns the messages of a chat, in no particular order.
    pub(crate) fn messages_of(&self, chat_id: &str) -> impl Iterator<Item = &MockMessage> {
        self.messages.iter().filter(move |message| message.chat_id == chat_id)
    }

    /// Returns a message by its ID.
    pub(crate) fn message(&self, chat_id: &str, id: &str) -> Result<&MockMessage, ApiError> {
        self.messages_of(chat_id)
            .find(|message| message.id == id)
            .ok_or(ApiError::not_found("Message not found"))
    }

    /// Returns a message by its ID or its pending ID.
    pub(crate) fn message_or_pending(&self, chat_id: &str, id: &str) -> Result<&MockMessage, ApiError> {
        self.message(chat_id, id).or_else(|missing| {
            let mut messages = self.messages_of(chat_id);
            messages.find(|it| it.pending_id.as_deref() == Some(id)).ok_or(missing)
        })
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

    /// Returns the messages of a chat, the newest first.
    pub(crate) fn newest_first(&self, chat: &MockChat) -> Vec<&MockMessage> {
        let mut messages: Vec<_> = self.messages_of(&chat.id).collect();
        messages.sort_by_cached_key(|message| std::cmp::Reverse(message.list_key()));
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
