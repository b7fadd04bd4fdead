//! The outcome of a message for which the client could not find out whether it was sent.

use std::error::Error as StdError;
use std::fmt;

use crate::error::Error;
use crate::error::source_chain::fmt_with_sources;
use crate::generated::types::{ChatId, Message, PendingMessageId};

/// A message for which the client could not find out whether it was sent.
///
/// The server may have sent it, may still send it, or may have failed. Before your program sends it again, somebody must check
/// the chat, in the app or with [`list_messages`](crate::Client::list_messages). [`reason`](Self::reason) returns why the outcome
/// is unclear, and [`error`](Self::error), which is also the source, returns the error of the last call.
///
/// `Display` prints one line, and `Debug` adds the underlying errors. Neither shows the text of the message or text from the
/// server.
#[derive(Clone)]
pub struct Unclear(Box<Inner>);

#[derive(Clone)]
struct Inner {
    reason: UnclearReason,
    chat_id: ChatId,
    pending_id: Option<PendingMessageId>,
    last_seen: Option<Message>,
    error: Option<Error>,
}

/// The reason why it is unclear whether a message was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnclearReason {
    /// The response to the request that sends the message was lost, could not be used, or reported a failure of the server (5xx).
    ///
    /// The server may have accepted the message, but the client has no ID to ask for.
    NoAnswer,
    /// The time limit was over while the message was still on its way, or while the server could not be asked.
    TimeLimit,
    /// The server accepted the message, but is too old to have [`get_message`](crate::Client::get_message).
    NotSupported,
    /// The server accepted the message, but refuses to return it, for example with 401 or 403.
    Refused,
    /// The server accepted the message, but its responses about it cannot be used.
    ///
    /// They are redirects, are not JSON, or are about a message of another chat or another sender.
    Unusable,
    /// The server had the message, but no longer has it. Somebody may have deleted it.
    Gone,
}

impl Unclear {
    pub(super) fn new(reason: UnclearReason, chat_id: ChatId) -> Self {
        Self(Box::new(Inner {
            reason,
            chat_id,
            pending_id: None,
            last_seen: None,
            error: None,
        }))
    }

    pub(super) fn with_error(mut self, error: Option<Error>) -> Self {
        self.0.error = error;
        self
    }

    pub(super) fn with_pending_id(mut self, pending_id: PendingMessageId, last_seen: Option<Message>) -> Self {
        (self.0.pending_id, self.0.last_seen) = (Some(pending_id), last_seen);
        self
    }

    /// Returns why the outcome is unclear.
    pub fn reason(&self) -> UnclearReason {
        self.0.reason
    }

    /// Returns the ID of the chat that the program used.
    pub fn chat_id(&self) -> &ChatId {
        &self.0.chat_id
    }

    /// Returns the pending ID of the message, for a later look with [`get_message`](crate::Client::get_message).
    ///
    /// Returns `None` for [`UnclearReason::NoAnswer`], as the client did not receive the ID.
    pub fn pending_id(&self) -> Option<&PendingMessageId> {
        self.0.pending_id.as_ref()
    }

    /// Returns the message as the server returned it last, if it did so at all.
    pub fn last_seen(&self) -> Option<&Message> {
        self.0.last_seen.as_ref()
    }

    /// Returns the error of the last call, if it failed.
    pub fn error(&self) -> Option<&Error> {
        self.0.error.as_ref()
    }
}

impl fmt::Display for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is unclear whether the message was sent: ")?;
        f.write_str(match self.reason() {
            UnclearReason::NoAnswer => "the server's response was lost or cannot be used",
            UnclearReason::TimeLimit => "it was still on its way when the time limit was over",
            UnclearReason::NotSupported => "the server accepted it, but has no operation to ask for its outcome",
            UnclearReason::Refused => "the server accepted it, but refuses to return it",
            UnclearReason::Unusable => "the server accepted it, but its responses about it cannot be used",
            UnclearReason::Gone => "the server had it, but no longer has it",
        })
    }
}

impl fmt::Debug for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_with_sources(self, f)
    }
}

impl StdError for Unclear {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.error().map(|error| error as _)
    }
}
