//! The outcome that is none: nobody can say whether the message was sent.

use std::error::Error as StdError;
use std::fmt;

use crate::error::Error;
use crate::error::source_chain::fmt_with_sources;
use crate::generated::types::{ChatId, Message, PendingMessageId};

/// A message of which nobody can say whether it was sent.
///
/// The server may have sent it, may be about to, or may have failed. It must not be sent again before somebody has looked: in the
/// app, or in the chat with [`list_messages`](crate::Client::list_messages). [`reason`](Self::reason) says why it is unclear, and
/// [`error`](Self::error), which is also the source, what the last call met with.
///
/// It displays as one line, and its `Debug` adds the errors below it. Neither shows what the message says or what the server said.
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

/// Why it is unclear whether a message was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnclearReason {
    /// The answer to the request that sends the message was lost, could not be read or used, or said that the server failed (5xx).
    /// The server may have taken the message, and there is no ID to ask for it by.
    NoAnswer,
    /// The limit is over. The message is still on its way, or the server could not be asked in time.
    TimeLimit,
    /// The server took the message, and cannot be asked what became of it: it does not have
    /// [`get_message`](crate::Client::get_message). Older servers do not.
    NotSupported,
    /// The server took the message, and refuses to say what became of it, with 401 or 403 for instance.
    Refused,
    /// The server took the message, and its answers about it cannot be used: they are redirects, no JSON, or about a message of
    /// another chat or of somebody else.
    Unusable,
    /// The server had the message, and has it no more. Somebody may have deleted it.
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

    /// Returns why it is unclear.
    pub fn reason(&self) -> UnclearReason {
        self.0.reason
    }

    /// Returns the chat that the message was for, as the program named it.
    pub fn chat_id(&self) -> &ChatId {
        &self.0.chat_id
    }

    /// Returns the ID under which the server took the message, for a later look with [`get_message`](crate::Client::get_message).
    ///
    /// Returns `None` for [`UnclearReason::NoAnswer`], where the program never learned it.
    pub fn pending_id(&self) -> Option<&PendingMessageId> {
        self.0.pending_id.as_ref()
    }

    /// Returns the message as the server had it last, if it ever did.
    pub fn last_seen(&self) -> Option<&Message> {
        self.0.last_seen.as_ref()
    }

    /// Returns what the last call met with, if it failed.
    pub fn error(&self) -> Option<&Error> {
        self.0.error.as_ref()
    }
}

impl fmt::Display for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is unclear whether the message was sent: ")?;
        f.write_str(match self.reason() {
            UnclearReason::NoAnswer => "the answer was lost or cannot be used",
            UnclearReason::TimeLimit => "it was still on its way when the time limit was over",
            UnclearReason::NotSupported => "the server took it, and cannot be asked what became of it",
            UnclearReason::Refused => "the server took it, and refuses to say what became of it",
            UnclearReason::Unusable => "the server took it, and its answers about it cannot be used",
            UnclearReason::Gone => "the server had it, and has it no more",
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
