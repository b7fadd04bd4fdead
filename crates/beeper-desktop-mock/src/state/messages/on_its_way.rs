//! Messages that a client has sent and that have not arrived yet.

use serde_json::{Value, json};

use crate::model::message::MockMessage;
use crate::model::sending::MockSending;

pub(crate) struct OnItsWay {
    /// The message in its final form, except for its status.
    message: MockMessage,
    pending_id: String,
    /// The remaining look-ups.
    sending: MockSending,
}

impl OnItsWay {
    pub(super) fn new(message: MockMessage, pending_id: String, sending: MockSending) -> Self {
        Self {
            message,
            pending_id,
            sending,
        }
    }

    pub(super) fn is_known_as(&self, chat_id: &str, id: &str) -> bool {
        self.message.chat_id == chat_id && self.pending_id == id
    }

    /// Counts a look-up, and returns the stage that it sees.
    pub(super) fn look(&mut self) -> Stage {
        let stage = self.stage();
        let MockSending {
            unknown_for,
            pending_for,
            ..
        } = &mut self.sending;
        match stage {
            Stage::Unknown => *unknown_for -= 1,
            Stage::Pending => *pending_for -= 1,
            Stage::Over => {}
        }
        stage
    }

    pub(super) fn stage(&self) -> Stage {
        match (self.sending.unknown_for, self.sending.pending_for) {
            (0, 0) => Stage::Over,
            (0, _) => Stage::Pending,
            _ => Stage::Unknown,
        }
    }

    /// Returns the message as it is while it is on its way.
    pub(super) fn pending_message(&self) -> MockMessage {
        self.under_pending_id(self.sending.status_on_the_way(self.time()))
    }

    /// Returns the final message: under its final ID, or under its pending ID if it failed.
    pub(super) fn into_final_message(self) -> MockMessage {
        let status = self.sending.final_status(self.time());
        match self.sending.is_failure() {
            true => self.under_pending_id(status),
            false => with_status(self.message, status),
        }
    }

    fn under_pending_id(&self, status: Option<Value>) -> MockMessage {
        let mut message = self.message.clone().property("id", json!(self.pending_id));
        message.id.clone_from(&self.pending_id);
        with_status(message, status)
    }

    fn time(&self) -> &str {
        let time = self.message.properties.get("timestamp").and_then(Value::as_str);
        time.unwrap_or_default()
    }
}

fn with_status(message: MockMessage, status: Option<Value>) -> MockMessage {
    match status {
        Some(status) => message.property("sendStatus", status),
        None => message,
    }
}

/// The stage of a message on its way.
pub(super) enum Stage {
    Unknown,
    Pending,
    Over,
}
