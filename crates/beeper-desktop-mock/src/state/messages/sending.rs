//! Sends messages, which takes several look-ups if a test asks for that.

use serde_json::json;

use crate::http::api_error::ApiError;
use crate::model::message::MockMessage;
use crate::state::messages::on_its_way::{OnItsWay, Stage};
use crate::state::store::State;

impl State {
    /// Sends a message of the account's own user, and returns its pending ID.
    pub(crate) fn send(&mut self, chat_id: &str, fill: impl FnOnce(MockMessage) -> MockMessage) -> String {
        let number = self.next_number("message");
        let (id, pending_id) = (format!("mock-message-{number}"), format!("mock-pending-{number}"));
        let now = self.tick().to_text();
        let mut message = fill(MockMessage::new(chat_id, &id)).property("timestamp", json!(now));
        message.pending_id = Some(pending_id.clone());
        let sent = OnItsWay::new(message, pending_id.clone(), self.sending.clone());
        match sent.stage() {
            Stage::Over => self.put_message(sent.into_final_message()),
            Stage::Pending => {
                self.put_message(sent.pending_message());
                self.on_their_way.push(sent);
            }
            Stage::Unknown => self.on_their_way.push(sent),
        }
        pending_id
    }

    /// Advances a message on its way that a client looks up; returns an error if the message is not visible yet.
    pub(crate) fn look_for_pending(&mut self, chat_id: &str, id: &str) -> Result<(), ApiError> {
        let mut all = self.on_their_way.iter();
        let Some(index) = all.position(|it| it.is_known_as(chat_id, id)) else {
            return Ok(());
        };
        match self.on_their_way[index].look() {
            Stage::Unknown => return Err(ApiError::not_found("Message not found")),
            Stage::Pending if self.message(chat_id, id).is_err() => {
                let message = self.on_their_way[index].pending_message();
                self.put_message(message);
            }
            Stage::Pending => {}
            Stage::Over => {
                let sent = self.on_their_way.remove(index);
                self.arrive(sent);
            }
        }
        Ok(())
    }

    /// Lets all messages on their way arrive or fail.
    pub(crate) fn finish_sending(&mut self) {
        for sent in std::mem::take(&mut self.on_their_way) {
            self.arrive(sent);
        }
    }

    /// Replaces a message on its way with the final message.
    fn arrive(&mut self, sent: OnItsWay) {
        self.messages
            .retain(|message| !sent.is_known_as(&message.chat_id, &message.id));
        self.put_message(sent.into_final_message());
    }
}
