//! The rules that differ between dialects, as data and small functions.

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

/// The version that the server reports.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The rules of one dialect.
pub(crate) struct DialectRules {
    pub(super) name: &'static str,
    pub(crate) operations: &'static [Operation],
    pub(crate) endpoints: &'static [Endpoint],
    /// The header that reports the server's version in every answer, if any.
    pub(super) version_header: Option<&'static str>,
    pub(crate) refusals: Refusals,
    /// Writes the body of an error that an operation returns.
    pub(super) error_body: fn(&ApiError) -> Value,
    pub(crate) messages: MessageLists,
    pub(crate) oauth: OAuthRules,
    pub(crate) live: LiveRules,
    /// The ID of the account for demonstrations.
    pub(crate) account_id: &'static str,
    /// The formats of the answers that the dialect does not write like the state.
    pub(super) formats: &'static [(Operation, ValueFormat)],
}

/// The format of the list of a chat's messages.
pub(crate) struct MessageLists {
    pub(crate) page_size: usize,
    pub(crate) cursors: Cursors,
    /// Whether reactions are listed as separate messages.
    pub(crate) lists_reactions: bool,
    /// Returns a text by which messages are sorted.
    pub(crate) position: fn(&MockMessage) -> String,
    pub(crate) sort_key: fn(&MockMessage) -> String,
}

/// How the server issues tokens to programs.
pub(crate) struct OAuthRules {
    /// The endpoints that the metadata names.
    pub(crate) metadata_endpoints: &'static [Endpoint],
    /// How long a token is valid unless a test sets it; `None` for no limit.
    pub(crate) token_lifetime: Option<Duration>,
    /// The media type of registrations and errors, which are JSON.
    pub(crate) media_type: &'static str,
    /// The members besides `active` that describe a valid token.
    pub(crate) introspection_members: &'static [&'static str],
}

impl DialectRules {
    /// Rewrites the answer of an operation in the format of the dialect.
    pub(crate) fn write(&self, operation: Operation, answer: &mut Value) {
        let mut formats = self.formats.iter();
        if let Some((_, format)) = formats.find(|(formatted, _)| *formatted == operation) {
            format.write(answer);
        }
    }

    /// Rewrites a message in the format that the dialect uses in events.
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
