//! Reads members of messages that may be anything.

use serde_json::Value;

/// Returns a member that is a text. An empty one if it is something else, or not there.
pub(super) fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value.get(member).and_then(Value::as_str).unwrap_or_default()
}

/// Returns a member that is a list. An empty one if it is something else, or not there.
pub(super) fn list<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    value.get(member).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
