//! A message that was not sent.

use std::error::Error as StdError;
use std::fmt;

use crate::generated::types::{ChatId, Message, PendingMessageId, SendStatus, SendStatusCode};
use crate::response::misfits::Misfits;
use crate::response::value::ResponseValue;

/// A message that was not sent: the server took it, and the chat network did not.
///
/// It displays as one line. Neither that nor its `Debug` shows what the message says or what the server said: [`status`](Self::status)
/// returns that, for the user.
#[derive(Clone)]
pub struct Failed(Box<Inner>);

#[derive(Clone)]
struct Inner {
    pending_id: PendingMessageId,
    message: ResponseValue<Message>,
    status: SendStatus,
}

impl Failed {
    pub(super) fn new(pending_id: PendingMessageId, message: ResponseValue<Message>, status: SendStatus) -> Self {
        Self(Box::new(Inner {
            pending_id,
            message,
            status,
        }))
    }

    /// Returns whether the message may be sent again: the server says `FAIL_RETRIABLE`.
    ///
    /// This crate does not do so. Beeper Desktop shows the failed message to its user, who may have it sent again there.
    pub fn is_retryable(&self) -> bool {
        self.status().status == SendStatusCode::FailRetriable
    }

    /// Returns what the server says of the failure: its name for programs (`reason`) and its explanation for people (`message`).
    ///
    /// The explanation may repeat what was sent; show it to the user, and don't log it.
    pub fn status(&self) -> &SendStatus {
        &self.0.status
    }

    /// Returns the name of the failure for programs, if the server gives one. It is the network's own.
    pub fn reason(&self) -> Option<&str> {
        self.status().reason.as_deref().filter(|reason| !reason.is_empty())
    }

    /// Returns the chat that the message was for, by the ID that the server has for it.
    pub fn chat_id(&self) -> &ChatId {
        &self.0.message.chat_id
    }

    /// Returns the ID that the message had while it was on its way.
    pub fn pending_id(&self) -> &PendingMessageId {
        &self.0.pending_id
    }

    /// Returns the message as the server keeps it. The ID in it may be a pending one.
    pub fn message(&self) -> &Message {
        &self.0.message
    }

    /// Returns what was filled in or taken out of the [message](Self::message) because it is not as documented.
    pub fn misfits(&self) -> &Misfits {
        self.0.message.misfits()
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.is_retryable() {
            true => "the message was not sent; it may be sent again",
            false => "the message was not sent",
        })
    }
}

impl fmt::Debug for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failed")
            .field("chat_id", self.chat_id())
            .field("pending_id", self.pending_id())
            .field("is_retryable", &self.is_retryable())
            .finish_non_exhaustive()
    }
}

impl StdError for Failed {}
