//! Finds the session ID in a response that cannot be used as a whole.

use std::sync::LazyLock;

use beeper_desktop_client::types::LoginSessionId;
use regex::bytes::Regex;
use serde_json::Value;

/// Matches the member with the session ID and its value: a string, or a number, as some servers write IDs.
///
/// Does not match inside a string, where a backslash precedes each quote.
static MEMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#""loginSessionID"\s*:\s*(?:("(?:[^"\\]|\\.)+")|([0-9]+)\s*[,}])"#).ok());

/// Returns the session ID that a body contains. The body may be truncated, invalid JSON or of an undocumented shape.
pub(super) fn session_named_in(body: &[u8]) -> Option<LoginSessionId> {
    let found = MEMBER.as_ref()?.captures(body)?;
    match serde_json::from_slice(found.get(1).or(found.get(2))?.as_bytes()).ok()? {
        Value::String(id) => Some(id.into()),
        Value::Number(id) => Some(id.to_string().into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_found_by_its_name_as_far_as_a_body_goes() {
        for (body, expected) in [
            (r#"{"loginSessionID": "s1"}"#, Some("s1")),
            (
                r#"{"bridgeID":"b","currentStep":{"type":1},"loginSessionID":"s1","stat"#,
                Some("s1"),
            ),
            ("{\"loginSessionID\"\n:\t\"a/b \\u00e9\\\"\"", Some("a/b \u{e9}\"")),
            (r#"{"data": {"session": {"loginSessionID": "s1"}}}"#, Some("s1")),
            (r#"[{"loginSessionID": 17}]"#, Some("17")),
            // A string that was truncated within a character stands before the ID.
            (r#"{"text": "\ud83d", "loginSessionID": "s1"}"#, Some("s1")),
            // A member inside a string names no session.
            (
                r#"{"text": "{\"loginSessionID\": \"s2\"}", "loginSessionID": "s1"}"#,
                Some("s1"),
            ),
            (r#"{"text": "{\"loginSessionID\": \"s2\"}"}"#, None),
            (r#"{"loginSessionID": 17"#, None),
            (r#"{"loginSessionID": ""}"#, None),
            (r#"{"loginSessionID": null}"#, None),
            (r#"{"loginSessionID": "s1"#, None),
            (r#"{"loginSessionID": "\ud83d"}"#, None),
            (r#"{"loginSessionID": "#, None),
            ("<html>loginSessionID: s1</html>", None),
            ("", None),
        ] {
            let found = session_named_in(body.as_bytes());
            assert_eq!(found.as_ref().map(LoginSessionId::as_str), expected, "{body}");
        }
        assert_eq!(session_named_in(b"\xff{\"loginSessionID\":\"s1\"}"), Some("s1".into()));
    }

    #[test]
    fn a_session_is_found_behind_megabytes() {
        let body = format!(
            r#"{{"currentStep": "{}", "loginSessionID": "s1"}}"#,
            r#"\"x"#.repeat(3 << 20)
        );
        assert_eq!(session_named_in(body.as_bytes()), Some("s1".into()));
    }
}
