//! Announces changes of the state as events.

use serde_json::{Map, Value, json};

use crate::model::event_entries::EventEntries;
use crate::model::properties::object;
use crate::state::live::subscription::Audience;
use crate::state::store::State;

impl State {
    /// Announces that a chat is new or has changed.
    pub(in crate::state) fn announce_chat(&mut self, chat_id: &str) {
        if self.is_announced(chat_id) {
            self.publish_chat("chat.upserted", chat_id);
        }
    }

    /// Announces that a chat is removed; has to be called before the removal.
    pub(in crate::state) fn announce_chat_removal(&mut self, chat_id: &str) {
        if self.is_announced(chat_id) {
            self.publish_chat("chat.deleted", chat_id);
        }
    }

    /// Announces that a message is new or has changed.
    pub(in crate::state) fn announce_message(&mut self, chat_id: &str, id: &str) {
        if !self.is_announced(chat_id) {
            return;
        }
        self.announce_chat_of_message(chat_id);
        self.publish_message(chat_id, id);
    }

    /// Announces that a message is removed; has to be called after the removal.
    pub(in crate::state) fn announce_message_removal(&mut self, chat_id: &str, id: &str) {
        if !self.is_announced(chat_id) {
            return;
        }
        self.announce_chat_of_message(chat_id);
        self.publish_message_removal(chat_id, id);
        if self.dialect.rules().live.repeats_newest_after_deletion
            && let Ok(chat) = self.chat(chat_id)
            && let Some(newest) = self.newest_first(chat).first()
        {
            let newest = newest.id.clone();
            self.publish_message(chat_id, &newest);
        }
    }

    /// Announces that reactions were removed, in dialects that have separate events for them.
    pub(in crate::state) fn announce_removed_reactions(&mut self, chat_id: &str, ids: &[String]) {
        if !self.dialect.rules().live.announces_removed_reactions || !self.is_announced(chat_id) {
            return;
        }
        for id in ids {
            self.publish_message_removal(chat_id, id);
        }
    }

    /// Announces the state of the app if it has changed.
    pub(crate) fn announce_app_state(&mut self) {
        if !self.live.has_audience(Audience::AppState) {
            return;
        }
        let state = self.setup.to_json();
        if self.live.app_state != state {
            self.live.app_state = state.clone();
            self.publish_event(
                Audience::AppState,
                object([("type", json!("app.state.updated")), ("state", state)]),
            );
        }
    }

    /// Announces an event of the test.
    pub(crate) fn announce_event(&mut self, event: Map<String, Value>) {
        let chat_id = event.get("chatID").and_then(Value::as_str).map(str::to_owned);
        let audience = chat_id.as_deref().map_or(Audience::Anybody, Audience::Chat);
        self.publish_event(audience, event);
    }

    fn announce_chat_of_message(&mut self, chat_id: &str) {
        if self.dialect.rules().live.chat_comes_first {
            self.publish_chat("chat.upserted", chat_id);
        }
    }

    fn publish_chat(&mut self, kind: &str, chat_id: &str) {
        let event = object([
            ("type", json!(kind)),
            ("chatID", json!(chat_id)),
            ("ids", json!([chat_id])),
        ]);
        self.publish_event(Audience::Chat(chat_id), event);
    }

    fn publish_message_removal(&mut self, chat_id: &str, id: &str) {
        let event = object([
            ("type", json!("message.deleted")),
            ("chatID", json!(chat_id)),
            ("ids", json!([id])),
        ]);
        self.publish_event(Audience::Chat(chat_id), event);
    }

    fn publish_message(&mut self, chat_id: &str, id: &str) {
        let Ok(message) = self.message(chat_id, id) else {
            return;
        };
        let entry = match self.live.entries {
            EventEntries::Missing => None,
            EventEntries::Null => Some(Value::Null),
            EventEntries::Parts => {
                let reactions = message.properties.get("reactions").cloned();
                Some(json!({ "id": id, "reactions": reactions.unwrap_or_else(|| json!([])) }))
            }
            EventEntries::Whole => {
                let mut entry = self.message_json(message);
                self.dialect.rules().write_event_entry(&mut entry);
                Some(entry)
            }
        };
        let mut event = object([
            ("type", json!("message.upserted")),
            ("chatID", json!(chat_id)),
            ("ids", json!([id])),
        ]);
        event.extend(entry.map(|entry| ("entries".to_owned(), json!([entry]))));
        self.publish_event(Audience::Chat(chat_id), event);
    }

    fn publish_event(&mut self, audience: Audience<'_>, mut event: Map<String, Value>) {
        let rules = &self.dialect.rules().live;
        let now = self.next_time();
        event.entry("ts").or_insert_with(|| match self.live.numeric_times {
            None => (rules.time)(now),
            Some(true) => json!(now.millis()),
            Some(false) => json!(now.to_text()),
        });
        self.live.publish(audience, event, rules.frame_end);
    }

    /// Returns `true` if the chat exists, its account sends events, and a connection is subscribed to the chat.
    fn is_announced(&self, chat_id: &str) -> bool {
        let chat = || self.chats.iter().find(|chat| chat.id == chat_id);
        let is_silent = |account_id: &str| self.account(account_id).is_ok_and(|it| !it.sends_events);
        self.live.has_audience(Audience::Chat(chat_id)) && chat().is_some_and(|chat| !is_silent(&chat.account_id))
    }
}
