//! The rules of live events that differ between dialects.

use serde_json::{Value, json};

use crate::dialect::json_format::ValueFormat;
use crate::http::timestamp::Timestamp;

/// Which events the server sends, and in which format.
pub(crate) struct LiveRules {
    /// Whether clients can subscribe to the state of the app.
    pub(crate) has_app_state: bool,
    /// The text after the JSON of each frame.
    pub(crate) frame_end: &'static str,
    /// Writes the time of an event.
    pub(crate) time: fn(Timestamp) -> Value,
    /// Whether each change of a message also changes its chat, which the server announces first.
    pub(crate) chat_comes_first: bool,
    /// Whether the server announces a removed reaction as a removed message too, with an ID that no event has contained before.
    pub(crate) announces_removed_reactions: bool,
    /// Whether the server announces the newest remaining message again after another was deleted.
    pub(crate) repeats_newest_after_deletion: bool,
    /// The format of messages in events, if it differs from the state's.
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
