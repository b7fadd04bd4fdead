//! Reactions, which some dialects list as separate messages.

use serde_json::json;

use crate::http::timestamp::Timestamp;
use crate::model::message::MockMessage;
use crate::model::properties::text;
use crate::state::store::State;

impl State {
    /// Returns the reactions to the messages of a chat, as separate messages.
    pub(crate) fn reactions_of(&self, chat_id: &str) -> impl Iterator<Item = &MockMessage> {
        let reactions = self.reactions.iter().filter(move |it| it.chat_id == chat_id);
        reactions.filter(|it| self.message(&it.chat_id, target(it)).is_ok())
    }

    /// Updates the separate messages of a message's reactions, and returns the IDs of those that were removed.
    ///
    /// New reactions get the given time.
    pub(in crate::state) fn update_reactions(&mut self, chat_id: &str, id: &str, time: Timestamp) -> Vec<String> {
        let reactions = self
            .message(chat_id, id)
            .map(MockMessage::reactions)
            .unwrap_or_default();
        let mut removed = Vec::new();
        self.reactions.retain(|it| {
            let is_other = it.chat_id != chat_id || target(it) != id;
            let is_kept = is_other || reactions.iter().any(|reaction| is_reaction(it, reaction));
            if !is_kept {
                removed.push(it.id.clone());
            }
            is_kept
        });
        for reaction in reactions {
            let mut listed = self.reactions.iter();
            if listed.any(|it| it.chat_id == chat_id && target(it) == id && is_reaction(it, &reaction)) {
                continue;
            }
            let number = self.next_number("reaction");
            let mut message = MockMessage::new(chat_id, format!("mock-reaction-{number}"))
                .sender(&reaction.0)
                .reply_to(id)
                .property("type", json!("REACTION"))
                .property("timestamp", json!(time.to_text()));
            message.reaction_key = Some(reaction.1);
            self.assign_position(&mut message);
            self.reactions.push(message);
        }
        removed
    }
}

/// Returns the ID of the message to which a reaction belongs.
fn target(reaction: &MockMessage) -> &str {
    text(&reaction.properties, "linkedMessageID")
}

fn is_reaction(message: &MockMessage, (user_id, key): &(String, String)) -> bool {
    message.sender_id.as_ref() == Some(user_id) && message.reaction_key.as_ref() == Some(key)
}
