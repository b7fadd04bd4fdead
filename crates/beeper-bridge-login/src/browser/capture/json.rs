//! Reads members of messages that may contain anything.

use serde_json::Value;

/// Returns a member that is a string, or an empty string if it is absent or of another type.
pub(super) fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value.get(member).and_then(Value::as_str).unwrap_or_default()
}

/// Returns a member that is a list, or an empty list if it is absent or of another type.
pub(super) fn list<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    value.get(member).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
