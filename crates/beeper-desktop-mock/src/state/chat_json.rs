//! Writes the JSON of a chat from its messages and participants.

use serde_json::{Value, json};

use crate::http::timestamp::Timestamp;
use crate::model::chat::MockChat;
use crate::model::properties::overlaid;
use crate::model::user::MockUser;
use crate::state::store::State;

/// The maximum number of participants of a chat in a list.
pub(crate) const PARTICIPANTS_IN_LISTS: usize = 20;

/// The default number of participants in the answer about a single chat.
pub(crate) const PARTICIPANTS: usize = 100;

impl State {
    pub(crate) fn last_activity(&self, chat: &MockChat) -> Timestamp {
        let said = Timestamp::parse(chat.text("lastActivity"));
        said.unwrap_or_else(|| {
            let times = self.messages_of(&chat.id).map(|message| message.time());
            times.max().or(chat.created).unwrap_or(Timestamp::EPOCH)
        })
    }

    /// Returns the key by which lists of chats are ordered.
    pub(crate) fn chat_key(&self, chat: &MockChat) -> String {
        format!("{:015} {}", self.last_activity(chat).millis(), chat.id)
    }

    pub(crate) fn unread_count(&self, chat: &MockChat) -> u64 {
        match chat.properties.get("unreadCount") {
            Some(count) => count.as_u64().unwrap_or_default(),
            None => {
                let unread = self.messages_of(&chat.id).filter(|message| message.is("isUnread"));
                unread.count() as u64
            }
        }
    }

    pub(crate) fn network(&self, chat: &MockChat) -> String {
        if let Some(network) = chat.properties.get("network").and_then(Value::as_str) {
            return network.to_owned();
        }
        let account = self.account(&chat.account_id);
        let account = account.map(|account| self.account_json(account)).unwrap_or_default();
        account["network"].as_str().unwrap_or("Mock").to_owned()
    }

    pub(crate) fn title(&self, chat: &MockChat) -> String {
        if let Some(title) = chat.properties.get("title").and_then(Value::as_str) {
            return title.to_owned();
        }
        let own = self.own_id(&chat.account_id);
        let others = chat.participants.iter().filter(|it| it.id != own && !is_self(it));
        let names: Vec<_> = others.map(MockUser::display_name).collect();
        match names.is_empty() {
            true => chat.id.clone(),
            false => names.join(", "),
        }
    }

    pub(crate) fn participants(&self, chat: &MockChat) -> Vec<Value> {
        let own = self.own_user(&chat.account_id);
        let includes_own = chat.participants.iter().any(|it| is_self(it) || own["id"] == *it.id);
        let mut participants = Vec::new();
        if !includes_own {
            participants.push(own);
        }
        participants.extend(chat.participants.iter().map(|it| json!(it.properties)));
        participants
    }

    pub(crate) fn chat_json(&self, chat: &MockChat, shown_participants: usize) -> Value {
        let mut participants = self.participants(chat);
        let total = participants.len();
        participants.truncate(shown_participants);
        let mut derived = json!({
            "accountID": chat.account_id,
            "title": self.title(chat),
            "network": self.network(chat),
            "participants": {
                "items": participants,
                "total": total,
                "hasMore": total > shown_participants,
            },
            "lastActivity": self.last_activity(chat).to_text(),
            "unreadCount": self.unread_count(chat),
            "isArchived": false,
            "isMuted": false,
            "isPinned": false,
            "isLowPriority": false,
            "isMarkedUnread": false,
        });
        let labels = self.labels.iter().filter(|label| chat.label_ids.contains(&label.id));
        let labels: Vec<_> = labels.map(|label| json!(label.properties)).collect();
        if !labels.is_empty() {
            derived["labels"] = json!(labels);
        }
        overlaid(derived, &chat.properties)
    }
}

fn is_self(user: &MockUser) -> bool {
    user.properties.get("isSelf") == Some(&json!(true))
}
