//! A message that was sent.

use std::fmt;

use crate::generated::types::{ChatId, Message, MessageId, PendingMessageId};
use crate::response::misfits::Misfits;
use crate::response::value::ResponseValue;

/// A message that was sent: it has its final ID, and the chat network took it.
///
/// # The echo
///
/// What a program sends comes back to it: in [lists](crate::Client::list_messages), and among live events. [`is`](Self::is) tells it
/// from other messages, those included that say the same.
///
/// Its `Debug` shows the IDs, not what the message says.
#[derive(Clone)]
pub struct Sent(Box<Inner>);

#[derive(Clone)]
struct Inner {
    pending_id: PendingMessageId,
    message: ResponseValue<Message>,
}

impl Sent {
    pub(super) fn new(pending_id: PendingMessageId, message: ResponseValue<Message>) -> Self {
        Self(Box::new(Inner { pending_id, message }))
    }

    /// Returns the final ID of the message. It is the [pending](Self::pending_id) one if the server calls the message sent under that.
    pub fn id(&self) -> &MessageId {
        &self.0.message.id
    }

    /// Returns the chat that the message is in, by the ID that the server has for it.
    pub fn chat_id(&self) -> &ChatId {
        &self.0.message.chat_id
    }

    /// Returns the ID that the message had while it was on its way.
    pub fn pending_id(&self) -> &PendingMessageId {
        &self.0.pending_id
    }

    /// Returns the message, as it was once it was sent.
    pub fn message(&self) -> &Message {
        &self.0.message
    }

    /// Takes the message out.
    pub fn into_message(self) -> Message {
        self.0.message.into_inner()
    }

    /// Returns what was filled in or taken out of the [message](Self::message) because it is not as documented.
    pub fn misfits(&self) -> &Misfits {
        self.0.message.misfits()
    }

    /// Returns whether a message that came from the server is this one, under its final ID or the one before.
    ///
    /// IDs alone decide, and the chat, as IDs repeat across chats. What the message says, who sent it and when does not matter:
    /// somebody else may write the same, and the user of the account may do so on another device.
    ///
    /// ```
    /// # use beeper_desktop_client::{Error, sending::Sent, types::Message};
    /// fn is_echo(message: &Message, sent: &[Sent]) -> bool {
    ///     sent.iter().any(|sent| sent.is(message))
    /// }
    /// ```
    pub fn is(&self, message: &Message) -> bool {
        let id = message.id.as_str();
        message.chat_id == *self.chat_id() && (id == self.id().as_str() || id == self.pending_id().as_str())
    }
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sent")
            .field("id", self.id())
            .field("chat_id", self.chat_id())
            .field("pending_id", self.pending_id())
            .finish_non_exhaustive()
    }
}
