//! The rules in which dialects differ: data, and small functions.

use std::time::Duration;

use serde_json::Value;

use crate::dialect::cursors::Cursors;
use crate::dialect::json_format::ValueFormat;
use crate::dialect::live::LiveRules;
use crate::dialect::refusal::Refusals;
use crate::generated::Operation;
use crate::http::api_error::ApiError;
use crate::http::endpoint::Endpoint;
use crate::http::reply::Reply;
use crate::model::message::MockMessage;

/// The version that the server says it has.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What differs between dialects.
pub(crate) struct DialectRules {
    pub(super) name: &'static str,
    pub(crate) operations: &'static [Operation],
    pub(crate) endpoints: &'static [Endpoint],
    /// The header of every answer that tells the server's version.
    pub(super) version_header: Option<&'static str>,
    pub(crate) refusals: Refusals,
    /// The body of an operation's own error.
    pub(super) error_body: fn(&ApiError) -> Value,
    pub(crate) messages: MessageLists,
    pub(crate) oauth: OAuthRules,
    pub(crate) live: LiveRules,
    /// The ID of an account that the mock makes up for something to read.
    pub(crate) account_id: &'static str,
    /// How answers are written that differ from what the state says.
    pub(super) formats: &'static [(Operation, ValueFormat)],
}

/// How the messages of a chat are listed.
pub(crate) struct MessageLists {
    pub(crate) page_size: usize,
    pub(crate) cursors: Cursors,
    /// Whether reactions are listed as messages of their own.
    pub(crate) lists_reactions: bool,
    /// A text that orders them.
    pub(crate) position: fn(&MockMessage) -> String,
    pub(crate) sort_key: fn(&MockMessage) -> String,
}

/// How programs get tokens.
pub(crate) struct OAuthRules {
    /// The endpoints that the metadata names.
    pub(crate) metadata_endpoints: &'static [Endpoint],
    /// For how long a token is good where a test does not say; `None` for ever.
    pub(crate) token_lifetime: Option<Duration>,
    /// The media type of registrations and errors, which are JSON.
    pub(crate) media_type: &'static str,
    /// The members that describe a token which is good, besides `active`.
    pub(crate) introspection_members: &'static [&'static str],
}

impl DialectRules {
    /// Writes the answer of an operation the way the dialect does.
    pub(crate) fn write(&self, operation: Operation, answer: &mut Value) {
        let mut formats = self.formats.iter();
        if let Some((_, format)) = formats.find(|(formatted, _)| *formatted == operation) {
            format.write(answer);
        }
    }

    /// Writes a message the way the dialect does in events.
    pub(crate) fn write_event_entry(&self, message: &mut Value) {
        if let Some(format) = &self.live.entry_format {
            format.write(message);
        }
    }

    pub(crate) fn error(&self, failure: &ApiError) -> Reply {
        failure.to_reply((self.error_body)(failure))
    }

    pub(crate) fn with_version(&self, reply: Reply) -> Reply {
        match self.version_header {
            Some(name) => reply.header(name, VERSION),
            None => reply,
        }
    }
}
