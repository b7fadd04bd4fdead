//! Finds, adds, changes and removes chats.

use serde_json::{Map, Value, json};

use crate::http::api_error::ApiError;
use crate::model::chat::{MockChat, MockLabel};
use crate::state::store::State;
use crate::state::upsert::upsert;

impl State {
    /// Returns a chat by its ID or its local ID.
    pub(crate) fn chat(&self, id: &str) -> Result<&MockChat, ApiError> {
        let by_id = self.chats.iter().find(|chat| chat.id == id);
        by_id
            .or_else(|| self.chats.iter().find(|chat| chat.text("localChatID") == id))
            .ok_or(ApiError::not_found("Chat not found"))
    }

    /// Adds or replaces a chat. A replaced chat keeps its creation time and its local ID.
    pub(crate) fn put_chat(&mut self, mut chat: MockChat) {
        let existing = self.chats.iter().find(|it| it.id == chat.id);
        let created = existing.and_then(|it| it.created);
        if !chat.properties.contains_key("localChatID") {
            let local_id = match existing.and_then(|it| it.properties.get("localChatID")) {
                Some(id) => id.clone(),
                None => json!(self.next_number("chat-on-this-installation").to_string()),
            };
            chat.properties.insert("localChatID".to_owned(), local_id);
        }
        if chat.created.is_none() {
            chat.created = Some(created.unwrap_or_else(|| self.tick()));
        }
        let id = chat.id.clone();
        upsert(&mut self.chats, chat);
        self.announce_chat(&id);
    }

    /// Removes a chat with its messages.
    pub(crate) fn remove_chat(&mut self, id: &str) -> bool {
        self.announce_chat_removal(id);
        let before = self.chats.len();
        self.chats.retain(|chat| chat.id != id);
        self.messages.retain(|message| message.chat_id != id);
        self.chats.len() < before
    }

    /// Changes the properties of a chat.
    pub(crate) fn change_chat(&mut self, id: &str, change: impl FnOnce(&mut Map<String, Value>)) {
        if let Some(chat) = self.chats.iter_mut().find(|chat| chat.id == id) {
            change(&mut chat.properties);
            self.announce_chat(id);
        }
    }

    /// Adds or replaces a label.
    pub(crate) fn put_label(&mut self, label: MockLabel) {
        let id = label.id.clone();
        upsert(&mut self.labels, label);
        self.announce_chats_with_label(&id);
    }

    /// Removes a label, which chats then no longer show.
    pub(crate) fn remove_label(&mut self, id: &str) -> bool {
        let before = self.labels.len();
        self.labels.retain(|label| label.id != id);
        let is_removed = self.labels.len() < before;
        if is_removed {
            self.announce_chats_with_label(id);
        }
        is_removed
    }

    fn announce_chats_with_label(&mut self, id: &str) {
        let chats = self
            .chats
            .iter()
            .filter(|chat| chat.label_ids.iter().any(|it| it == id));
        for chat_id in chats.map(|chat| chat.id.clone()).collect::<Vec<_>>() {
            self.announce_chat(&chat_id);
        }
    }
}
