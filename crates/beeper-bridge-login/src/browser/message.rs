//! A message of a browser, read tolerantly.

use serde_json::Value;

/// A message of a browser: a response if it has an ID, otherwise an event.
pub(super) struct Message {
    /// The call to which it responds.
    pub(super) id: Option<u64>,
    /// The session of the message; `None` for the browser itself.
    pub(super) session: Option<String>,
    /// The event's name; empty for responses.
    pub(super) method: String,
    pub(super) params: Value,
    /// The result of a call, or the browser's refusal.
    pub(super) result: Result<Value, Refused>,
}

/// The browser's refusal of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused;

impl Message {
    /// Reads a message. Returns `None` for bytes that are not a message, which the capture ignores.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let value = serde_json::from_slice(bytes).or_else(|_| serde_json::from_str(&repaired(bytes)));
        let Ok(Value::Object(mut members)) = value else {
            return None;
        };
        let text = |value: Option<Value>| match value {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        Some(Self {
            id: members.get("id").and_then(Value::as_u64),
            session: text(members.remove("sessionId")),
            method: text(members.remove("method")).unwrap_or_default(),
            params: members.remove("params").unwrap_or_default(),
            result: match members.contains_key("error") {
                true => Err(Refused),
                false => Ok(members.remove("result").unwrap_or_default()),
            },
        })
    }
}

/// Replaces contents that JSON allows and Rust's strings do not: invalid UTF-8, and halves of surrogate pairs.
///
/// Pages can have both in their storage and requests.
fn repaired(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut repaired = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(place) = rest.find('\\') {
        let (before, escaped) = rest.split_at(place);
        repaired.push_str(before);
        let (taken, replacement) = match (unit(escaped), escaped.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (12, None),
            (Some(0xD800..=0xDFFF), _) => (6, Some("\\ufffd")),
            // In invalid JSON, the escaped character may have several bytes.
            _ => (1 + escaped.chars().nth(1).map_or(0, char::len_utf8), None),
        };
        let (escape, after) = escaped.split_at(taken);
        repaired.push_str(replacement.unwrap_or(escape));
        rest = after;
    }
    repaired.push_str(rest);
    repaired
}

/// Returns the code unit of an escape sequence such as `\ud83d` with which the text begins.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_refusals_and_events_are_told_apart() {
        let answer = Message::read(br#"{"id": 3, "result": {"a": 1}, "sessionId": "S", "new": [1]}"#).unwrap();
        assert_eq!((answer.id, answer.session.as_deref()), (Some(3), Some("S")));
        assert_eq!(answer.result.unwrap()["a"], 1);
        let refusal = Message::read(br#"{"id": 4, "error": {"code": -32601, "message": "unknown"}}"#).unwrap();
        assert_eq!(refusal.result, Err(Refused));
        let event = Message::read(br#"{"method": "Page.frameNavigated", "params": {"frame": {}}}"#).unwrap();
        assert_eq!((event.id, event.method.as_str()), (None, "Page.frameNavigated"));
    }

    #[test]
    fn members_of_other_types_are_as_good_as_absent() {
        let odd = Message::read(br#"{"id": "x", "sessionId": 7, "method": null, "params": 1}"#).unwrap();
        assert_eq!((odd.id, odd.session, odd.method.as_str()), (None, None, ""));
        for bytes in [
            &b""[..],
            b"null",
            b"[1]",
            b"{",
            b"\xff\xff",
            b"\"\\",
            "\\\u{fffd}".as_bytes(),
            b"\\u12",
        ] {
            assert!(Message::read(bytes).is_none(), "{bytes:?}");
        }
        assert!(Message::read("[".repeat(100_000).as_bytes()).is_none());
    }

    #[test]
    fn texts_that_are_no_unicode_lose_no_more_than_what_is_none() {
        let read = |bytes: &[u8]| Message::read(bytes).unwrap().params.as_str().unwrap().to_owned();
        assert_eq!(read(br#"{"params": "a\ud83db"}"#), "a\u{fffd}b");
        assert_eq!(
            read(br#"{"params": "\ud83d\ud83d\ude00\ude00\\ud83d\n"}"#),
            "\u{fffd}\u{1f600}\u{fffd}\\ud83d\n"
        );
        assert_eq!(read(b"{\"params\": \"a\xff\\u00e9\"}"), "a\u{fffd}\u{e9}");
    }
}
