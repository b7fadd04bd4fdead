//! The rules in which dialects differ about live events.

use serde_json::{Value, json};

use crate::dialect::json_format::ValueFormat;
use crate::http::timestamp::Timestamp;

/// How events are sent, and which.
pub(crate) struct LiveRules {
    /// Whether clients can subscribe to the state of the app.
    pub(crate) has_app_state: bool,
    /// What follows the JSON of each frame.
    pub(crate) frame_end: &'static str,
    /// How the time of an event is written.
    pub(crate) time: fn(Timestamp) -> Value,
    /// Whether every change of a message is one of its chat as well, which is announced first.
    pub(crate) chat_comes_first: bool,
    /// Whether the removal of a reaction is also announced as that of a message, with an ID that was in no event before.
    pub(crate) announces_removed_reactions: bool,
    /// Whether the newest message that is left is announced once more after another was deleted.
    pub(crate) repeats_newest_after_deletion: bool,
    /// How the messages in events are written, if that differs from what the state says.
    pub(super) entry_format: Option<ValueFormat>,
}

/// Writes a time as text.
pub(crate) fn text(time: Timestamp) -> Value {
    json!(time.to_text())
}

/// Writes a time as milliseconds since 1970.
pub(crate) fn milliseconds(time: Timestamp) -> Value {
    json!(time.millis())
}
