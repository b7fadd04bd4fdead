//! The outcome of a message that was sent.

use std::fmt;

use crate::generated::types::{ChatId, Message, MessageId, PendingMessageId};
use crate::response::misfits::Misfits;
use crate::response::value::ResponseValue;

/// A message that was sent: the chat network accepted it.
///
/// # The echo
///
/// The server also returns a message that your program has sent: in [lists](crate::Client::list_messages), and as a live event.
/// [`is`](Self::is) distinguishes it from other messages, even from those with the same text.
///
/// Its `Debug` shows the IDs, but not the text of the message.
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

    /// Returns the final ID of the message. It is the [pending](Self::pending_id) ID if the server keeps that one.
    pub fn id(&self) -> &MessageId {
        &self.0.message.id
    }

    /// Returns the server's ID of the chat.
    pub fn chat_id(&self) -> &ChatId {
        &self.0.message.chat_id
    }

    /// Returns the ID that the message had while it was on its way.
    pub fn pending_id(&self) -> &PendingMessageId {
        &self.0.pending_id
    }

    /// Returns the message as the server showed it once it was sent.
    pub fn message(&self) -> &Message {
        &self.0.message
    }

    /// Returns the message itself, without its IDs and misfits.
    pub fn into_message(self) -> Message {
        self.0.message.into_inner()
    }

    /// Returns the misfits of the [message](Self::message): values that were filled in or taken out.
    pub fn misfits(&self) -> &Misfits {
        self.0.message.misfits()
    }

    /// Returns whether a message from the server is this one, under its final or its pending ID.
    ///
    /// Only the ID of the message and the ID of the chat count, as message IDs repeat across chats. The text, the sender and the
    /// time do not: somebody else may write the same text, and so may the user on another device.
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
