//! The outcome of a message that the chat network did not take.

use std::error::Error as StdError;
use std::fmt;

use crate::generated::types::{ChatId, Message, PendingMessageId, SendStatus, SendStatusCode};
use crate::response::misfits::Misfits;
use crate::response::value::ResponseValue;

/// A message that failed: the server accepted it, but the chat network did not.
///
/// It displays as one line. Neither `Display` nor `Debug` shows the text of the message or text from the server.
/// [`status`](Self::status) returns the server's text, for the user.
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

    /// Returns `true` if the message may be sent again: its status is `FAIL_RETRIABLE`.
    ///
    /// This crate does not send it again. Beeper Desktop shows the failed message to its user, who can send it again there.
    pub fn is_retryable(&self) -> bool {
        self.status().status == SendStatusCode::FailRetriable
    }

    /// Returns the server's description of the failure: a name for programs (`reason`) and a text for people (`message`).
    ///
    /// The text may repeat the message that was sent: show it to the user, but do not log it.
    pub fn status(&self) -> &SendStatus {
        &self.0.status
    }

    /// Returns the name of the failure for programs, if the server gives one. Each chat network has its own names.
    pub fn reason(&self) -> Option<&str> {
        self.status().reason.as_deref().filter(|reason| !reason.is_empty())
    }

    /// Returns the server's ID of the chat.
    pub fn chat_id(&self) -> &ChatId {
        &self.0.message.chat_id
    }

    /// Returns the ID that the message had while it was on its way.
    pub fn pending_id(&self) -> &PendingMessageId {
        &self.0.pending_id
    }

    /// Returns the message as the server keeps it. Its ID may be the pending one.
    pub fn message(&self) -> &Message {
        &self.0.message
    }

    /// Returns the misfits of the [message](Self::message): values that were filled in or taken out.
    pub fn misfits(&self) -> &Misfits {
        self.0.message.misfits()
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.is_retryable() {
            true => "the chat network did not take the message; it may be sent again",
            false => "the chat network did not take the message",
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
