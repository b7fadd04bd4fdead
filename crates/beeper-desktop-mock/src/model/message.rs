//! Messages and reactions.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::http::timestamp::Timestamp;
use crate::model::properties::{debug_names, object};

/// A message in a chat.
///
/// The messages of a chat are ordered by timestamp and, if timestamps are equal, by arrival.
///
/// ```
/// use beeper_desktop_mock::MockMessage;
///
/// let question = MockMessage::new("!ana:beeper.local", "1").sender("@ana:beeper.local").text("Dinner?").unread();
/// let answer = MockMessage::new("!ana:beeper.local", "2").text("Gladly").reply_to("1").timestamp("2025-01-01T12:00:00Z");
/// ```
#[derive(Clone)]
pub struct MockMessage {
    pub(crate) id: String,
    pub(crate) chat_id: String,
    /// The sender; `None` for the account's own user.
    pub(crate) sender_id: Option<String>,
    pub(crate) properties: Map<String, Value>,
    /// The ID of the message while it is being sent.
    pub(crate) pending_id: Option<String>,
    /// The number of its arrival, which the server sets.
    pub(crate) arrival: Option<u64>,
    /// The number in the chat, which the server sets.
    pub(crate) position: Option<i64>,
    /// The key of a reaction that is listed as a message, which the server sets.
    pub(crate) reaction_key: Option<String>,
}

impl MockMessage {
    /// Creates a message of the account's own user, without text.
    ///
    /// Unless [`timestamp`](Self::timestamp) is called, the message gets the server's time when the test adds it to the server.
    #[must_use]
    pub fn new(chat_id: impl Into<String>, id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            chat_id: chat_id.into(),
            sender_id: None,
            properties: object([("id", json!(id)), ("type", json!("TEXT"))]),
            pending_id: None,
            arrival: None,
            position: None,
            reaction_key: None,
            id,
        }
    }

    /// Sets `text`; absent by default.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        self.property("text", json!(text))
    }

    /// Sets the sender. `senderName` follows the chat's participants, unless set as a property.
    #[must_use]
    pub fn sender(mut self, user_id: &str) -> Self {
        self.sender_id = Some(user_id.to_owned());
        self
    }

    /// Sets `isUnread` until the chat is marked as read.
    #[must_use]
    pub fn unread(self) -> Self {
        self.property("isUnread", json!(true))
    }

    /// Sets `linkedMessageID`, the message to which this one replies; absent by default.
    #[must_use]
    pub fn reply_to(self, id: &str) -> Self {
        self.property("linkedMessageID", json!(id))
    }

    /// Sets `timestamp`, which also decides the position in the chat.
    ///
    /// # Panics
    ///
    /// Panics if the text is not a date and time with a UTC offset, such as `2025-01-01T12:00:00Z`.
    #[must_use]
    pub fn timestamp(self, timestamp: &str) -> Self {
        let Some(time) = Timestamp::parse(timestamp) else {
            panic!("a timestamp must look like `2025-01-01T12:00:00Z`");
        };
        self.property("timestamp", json!(time.to_text()))
    }

    /// Adds a user's reaction.
    #[must_use]
    pub fn reaction(mut self, key: &str, user_id: &str) -> Self {
        self.add_reaction(key, user_id);
        self
    }

    /// Adds an attachment in the format of the API: `{ "type": "img", "id": "mxc://beeper.local/bee" }`.
    ///
    /// [`MockDesktop::put_asset`](crate::MockDesktop::put_asset) provides its content.
    #[must_use]
    pub fn attachment(mut self, attachment: Value) -> Self {
        let attachments = self.properties.entry("attachments").or_insert_with(|| json!([]));
        if let Value::Array(attachments) = attachments {
            attachments.push(attachment);
        }
        self
    }

    /// Sets the ID that the message had while it was being sent; `getMessage` accepts either ID.
    ///
    /// Together with a canned answer of `sendMessage`, a test decides when a message is sent.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// use beeper_desktop_mock::{MockDesktop, MockMessage, Operation, Reply};
    /// use serde_json::json;
    ///
    /// let mock = MockDesktop::start().await?;
    /// let answer = json!({ "chatID": "!ana", "pendingMessageID": "pending-1" });
    /// mock.on(Operation::SendMessage).once().reply(Reply::json(200, answer));
    /// // Later, the message is sent.
    /// mock.put_message(MockMessage::new("!ana", "1").pending_id("pending-1").text("Gladly"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn pending_id(mut self, pending_id: &str) -> Self {
        self.pending_id = Some(pending_id.to_owned());
        self
    }

    /// Sets any JSON property of the message, even one that the API does not have. It overrides the server's own value.
    #[must_use]
    pub fn property(mut self, name: &str, value: Value) -> Self {
        self.properties.insert(name.to_owned(), value);
        self
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.properties.get(name) == Some(&Value::Bool(true))
    }

    /// Adds a reaction, unless the user has already reacted with the same key.
    pub(crate) fn add_reaction(&mut self, key: &str, user_id: &str) {
        self.remove_reaction(key, user_id);
        let reactions = self.properties.entry("reactions").or_insert_with(|| json!([]));
        if let Value::Array(reactions) = reactions {
            reactions.push(json!({
                "id": format!("{user_id}{key}"),
                "participantID": user_id,
                "reactionKey": key,
                "emoji": !key.is_ascii(),
            }));
        }
    }

    /// Removes a reaction, and returns `true` if it existed.
    pub(crate) fn remove_reaction(&mut self, key: &str, user_id: &str) -> bool {
        let Some(Value::Array(reactions)) = self.properties.get_mut("reactions") else {
            return false;
        };
        let before = reactions.len();
        reactions.retain(|it| it["reactionKey"] != key || it["participantID"] != user_id);
        reactions.len() < before
    }

    /// Returns the time of the message, or 1970 if its timestamp is not valid.
    pub(crate) fn time(&self) -> Timestamp {
        let text = self.properties.get("timestamp").and_then(Value::as_str);
        text.and_then(Timestamp::parse).unwrap_or(Timestamp::EPOCH)
    }

    /// Returns the number by which the chat orders the message.
    pub(crate) fn number(&self) -> i64 {
        let said = self.properties.get("sortKey").and_then(Value::as_str);
        let said = said.and_then(|key| key.parse().ok());
        said.or(self.position).unwrap_or_default()
    }

    /// Returns the reactions, each as a key and a user ID.
    pub(crate) fn reactions(&self) -> Vec<(String, String)> {
        let reactions = self.properties.get("reactions").and_then(Value::as_array);
        let reactions = reactions.into_iter().flatten();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        reactions
            .filter_map(|it| Some((text(&it["participantID"])?, text(&it["reactionKey"])?)))
            .collect()
    }

    /// Returns the key by which lists of messages are ordered.
    pub(crate) fn list_key(&self) -> String {
        format!("{} {} {}", self.sort_key(), self.chat_id, self.id)
    }

    pub(crate) fn sort_key(&self) -> String {
        match self.properties.get("sortKey") {
            Some(Value::String(key)) => key.clone(),
            _ => format!("{:015}-{:08}", self.time().millis(), self.arrival.unwrap_or_default()),
        }
    }
}

impl fmt::Debug for MockMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = [("id", self.id.as_str()), ("chat_id", &self.chat_id)];
        debug_names(f, "MockMessage", &ids, &self.properties)
    }
}
