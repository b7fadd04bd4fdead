//! Chats and labels.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::http::timestamp::Timestamp;
use crate::model::account::DEFAULT_ACCOUNT;
use crate::model::properties::{debug_names, object};
use crate::model::user::MockUser;

/// A chat. What it was not given follows from its messages, its people and its account: `title`, `network`, `participants`,
/// `lastActivity`, `unreadCount`, `labels`.
///
/// ```
/// use beeper_desktop_mock::{MockChat, MockUser};
///
/// let direct = MockChat::new("!ana:beeper.local").account("alice").participant(MockUser::new("@ana:beeper.local").name("Ana"));
/// let group = MockChat::new("!hive:beeper.local").group("The hive").property("isMuted", serde_json::json!(true));
/// ```
#[derive(Clone)]
pub struct MockChat {
    pub(crate) id: String,
    pub(crate) account_id: String,
    pub(crate) participants: Vec<MockUser>,
    pub(crate) label_ids: Vec<String>,
    pub(crate) properties: Map<String, Value>,
    /// Set by the server.
    pub(crate) created: Option<Timestamp>,
}

impl MockChat {
    /// A direct chat on the account `mock-account`, with nobody but the account's own user.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            account_id: DEFAULT_ACCOUNT.to_owned(),
            participants: Vec::new(),
            label_ids: Vec::new(),
            properties: object([("id", json!(id)), ("type", json!("single"))]),
            created: None,
            id,
        }
    }

    /// Puts the chat on another account. `network` follows that account, unless set as a property.
    #[must_use]
    pub fn account(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = account_id.into();
        self
    }

    /// Makes it a group with this title.
    #[must_use]
    pub fn group(self, title: &str) -> Self {
        self.property("type", json!("group")).title(title)
    }

    /// Sets `title`; the names of the others unless set.
    #[must_use]
    pub fn title(self, title: &str) -> Self {
        self.property("title", json!(title))
    }

    /// Adds somebody, or replaces the one with their ID. The account's own user is there anyway, unless somebody has `isSelf`.
    #[must_use]
    pub fn participant(mut self, user: MockUser) -> Self {
        match self.participants.iter_mut().find(|it| it.id == user.id) {
            Some(existing) => *existing = user,
            None => self.participants.push(user),
        }
        self
    }

    /// Adds a label by its ID. Labels that are not on the server do not show.
    #[must_use]
    pub fn label(mut self, id: &str) -> Self {
        self.label_ids.push(id.to_owned());
        self
    }

    /// Sets any JSON property of the chat, known or not; stronger than what the server would say.
    #[must_use]
    pub fn property(mut self, name: &str, value: Value) -> Self {
        self.properties.insert(name.to_owned(), value);
        self
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.properties.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.properties.get(name) == Some(&Value::Bool(true))
    }
}

impl fmt::Debug for MockChat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = [("id", self.id.as_str()), ("account_id", &self.account_id)];
        debug_names(f, "MockChat", &ids, &self.properties)
    }
}

/// A label that chats can carry; see [`MockChat::label`].
#[derive(Clone)]
pub struct MockLabel {
    pub(crate) id: String,
    pub(crate) properties: Map<String, Value>,
}

impl MockLabel {
    /// A label with its ID as its name.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            properties: object([("id", json!(id)), ("name", json!(id))]),
            id,
        }
    }

    /// Sets `name`; the ID unless set.
    #[must_use]
    pub fn name(self, name: &str) -> Self {
        self.property("name", json!(name))
    }

    /// Sets any JSON property of the label, known or not.
    #[must_use]
    pub fn property(mut self, name: &str, value: Value) -> Self {
        self.properties.insert(name.to_owned(), value);
        self
    }
}

impl fmt::Debug for MockLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_names(f, "MockLabel", &[("id", &self.id)], &self.properties)
    }
}
