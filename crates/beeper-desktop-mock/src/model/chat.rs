//! Chats and labels.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::http::timestamp::Timestamp;
use crate::model::account::DEFAULT_ACCOUNT;
use crate::model::properties::{debug_names, object};
use crate::model::user::MockUser;

/// A chat.
///
/// The server derives the properties `title`, `network`, `participants`, `lastActivity`, `unreadCount` and `labels` from the
/// chat's messages, participants and account, unless the test sets them.
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
    /// The creation time, which the server sets.
    pub(crate) created: Option<Timestamp>,
}

impl MockChat {
    /// Creates a direct chat on the account `mock-account`, whose only participant is the account's own user.
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

    /// Moves the chat to another account. `network` follows that account, unless set as a property.
    #[must_use]
    pub fn account(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = account_id.into();
        self
    }

    /// Makes the chat a group with this title.
    #[must_use]
    pub fn group(self, title: &str) -> Self {
        self.property("type", json!("group")).title(title)
    }

    /// Sets `title`; the names of the other participants by default.
    #[must_use]
    pub fn title(self, title: &str) -> Self {
        self.property("title", json!(title))
    }

    /// Adds a participant, or replaces the one with the same ID.
    ///
    /// The server adds the account's own user, unless a participant has `isSelf`.
    #[must_use]
    pub fn participant(mut self, user: MockUser) -> Self {
        match self.participants.iter_mut().find(|it| it.id == user.id) {
            Some(existing) => *existing = user,
            None => self.participants.push(user),
        }
        self
    }

    /// Adds a label by its ID. Labels that are not on the server do not appear.
    #[must_use]
    pub fn label(mut self, id: &str) -> Self {
        self.label_ids.push(id.to_owned());
        self
    }

    /// Sets any JSON property of the chat, even one that the API does not have. It overrides the server's own value.
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

/// A label for chats; see [`MockChat::label`].
#[derive(Clone)]
pub struct MockLabel {
    pub(crate) id: String,
    pub(crate) properties: Map<String, Value>,
}

impl MockLabel {
    /// Creates a label whose name is its ID.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            properties: object([("id", json!(id)), ("name", json!(id))]),
            id,
        }
    }

    /// Sets `name`; the ID by default.
    #[must_use]
    pub fn name(self, name: &str) -> Self {
        self.property("name", json!(name))
    }

    /// Sets any JSON property of the label, even one that the API does not have.
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
