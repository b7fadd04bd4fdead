//! The frames of live connections, valid and invalid.

use std::fmt;

use axum::body::Bytes;
use serde_json::Value;

/// Something that a server sends on a live connection: a WebSocket frame, invalid bytes, or the end of the connection.
///
/// ```
/// use beeper_desktop_mock::MockFrame;
/// use serde_json::json;
///
/// let unknown_event = MockFrame::json(&json!({ "type": "weather.changed", "seq": 1 }));
/// let in_two_frames = MockFrame::fragments(["{\"type\":", "\"ready\"}"]);
/// let half_a_frame = MockFrame::raw(*b"\x81\x7e");
/// let policy_violation = MockFrame::close(1008, "policy violation");
/// ```
#[derive(Clone)]
pub struct MockFrame(pub(crate) Outgoing);

/// An instruction to a live connection.
#[derive(Clone)]
pub(crate) enum Outgoing {
    Text(String),
    Raw(Bytes),
    /// Sends a close frame and ends the connection.
    Close(u16, String),
    /// Ends the connection without a close frame.
    Disconnect,
    Reset,
    /// Stops reading and sending.
    FallSilent,
}

/// The bit of the first byte that marks the last frame of a message; the constants below are opcodes.
const LAST: u8 = 0x80;
const CONTINUATION: u8 = 0x0;
const TEXT: u8 = 0x1;
const BINARY: u8 = 0x2;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;

impl MockFrame {
    /// Creates a text frame with JSON.
    #[must_use]
    pub fn json(value: &Value) -> Self {
        Self::text(value.to_string())
    }

    /// Creates a text frame, whose content need not be JSON.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self(Outgoing::Text(text.into()))
    }

    /// Creates a binary frame.
    #[must_use]
    pub fn binary(payload: impl AsRef<[u8]>) -> Self {
        Self::frame(LAST | BINARY, payload)
    }

    /// Creates a text message in one frame per part. A part may end in the middle of a character.
    #[must_use]
    pub fn fragments<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Self {
        let mut parts = parts.into_iter().peekable();
        let mut bytes = Vec::new();
        let mut opcode = TEXT;
        while let Some(part) = parts.next() {
            let last = if parts.peek().is_none() { LAST } else { 0 };
            bytes.extend(encoded(last | opcode, part.as_ref()));
            opcode = CONTINUATION;
        }
        Self::raw(bytes)
    }

    /// Creates a ping with this payload.
    ///
    /// Clients answer with a pong, which [`MockDesktop::received_frames`](crate::MockDesktop::received_frames) returns.
    #[must_use]
    pub fn ping(payload: impl AsRef<[u8]>) -> Self {
        Self::frame(LAST | PING, payload)
    }

    /// Creates a close frame that ends the connection. The code may be a forbidden one, and the reason may be too long.
    ///
    /// The server then waits for the client's close frame and sends nothing more.
    #[must_use]
    pub fn close(code: u16, reason: &str) -> Self {
        Self(Outgoing::Close(code, reason.to_owned()))
    }

    /// Creates a close frame with an empty or invalid payload instead of a code. The server keeps the connection open.
    #[must_use]
    pub fn bare_close(payload: impl AsRef<[u8]>) -> Self {
        Self::frame(LAST | CLOSE, payload)
    }

    /// Creates a frame with any first byte and any payload, such as text that is not UTF-8.
    ///
    /// In the first byte, the highest bit marks the last frame of a message, the next three bits are reserved, and the low four
    /// are the opcode.
    ///
    /// ```
    /// # use beeper_desktop_mock::MockFrame;
    /// let not_utf8 = MockFrame::frame(0x81, [0xff]);
    /// let reserved_opcode = MockFrame::frame(0x83, "{}");
    /// let compressed_unasked = MockFrame::frame(0xc1, "{}");
    /// let continues_nothing = MockFrame::frame(0x80, "{}");
    /// ```
    #[must_use]
    pub fn frame(first_byte: u8, payload: impl AsRef<[u8]>) -> Self {
        Self::raw(encoded(first_byte, payload.as_ref()))
    }

    /// Creates any bytes instead of a frame: half a frame, a frame that ends too early, or a masked one.
    #[must_use]
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Outgoing::Raw(bytes.into().into()))
    }

    /// Ends the connection without a close frame (FIN).
    #[must_use]
    pub fn disconnect() -> Self {
        Self(Outgoing::Disconnect)
    }

    /// Ends the connection with an error (RST).
    #[must_use]
    pub fn reset() -> Self {
        Self(Outgoing::Reset)
    }

    /// Keeps the connection open, but reads, sends and answers nothing from now on, not even pings.
    #[must_use]
    pub fn fall_silent() -> Self {
        Self(Outgoing::FallSilent)
    }
}

impl From<Value> for MockFrame {
    fn from(value: Value) -> Self {
        Self::json(&value)
    }
}

impl Outgoing {
    /// Returns the bytes of a close frame.
    pub(crate) fn encoded_close(code: u16, reason: &str) -> Vec<u8> {
        let payload = [&code.to_be_bytes(), reason.as_bytes()].concat();
        encoded(LAST | CLOSE, &payload)
    }
}

/// Encodes a frame of a server, which is not masked (RFC 6455, section 5.2).
fn encoded(first_byte: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first_byte];
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(length @ ..126), _) => bytes.push(length),
        (_, Ok(length)) => {
            bytes.push(126);
            bytes.extend(length.to_be_bytes());
        }
        _ => {
            bytes.push(127);
            bytes.extend((payload.len() as u64).to_be_bytes());
        }
    }
    bytes.extend_from_slice(payload);
    bytes
}

/// Shows the kind and the length, never the content.
impl fmt::Debug for MockFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, length) = match &self.0 {
            Outgoing::Text(text) => ("text", text.len()),
            Outgoing::Raw(bytes) => ("raw", bytes.len()),
            Outgoing::Close(_, reason) => ("close", reason.len()),
            Outgoing::Disconnect => ("disconnect", 0),
            Outgoing::Reset => ("reset", 0),
            Outgoing::FallSilent => ("fall silent", 0),
        };
        f.debug_struct("MockFrame")
            .field("kind", &kind)
            .field("len", &length)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_a_frame_has_three_forms() {
        for (length, head) in [
            (0, vec![0x81, 0]),
            (125, vec![0x81, 125]),
            (126, vec![0x81, 126, 0, 126]),
            (65_535, vec![0x81, 126, 0xff, 0xff]),
            (65_536, vec![0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let frame = encoded(0x81, &vec![b' '; length]);
            assert_eq!(frame[..head.len()], head);
            assert_eq!(frame.len(), head.len() + length);
        }
    }

    #[test]
    fn fragments_are_one_text() {
        let MockFrame(Outgoing::Raw(bytes)) = MockFrame::fragments(["a", "b", "c"]) else {
            panic!("fragments are bytes");
        };
        assert_eq!(*bytes, *b"\x01\x01a\x00\x01b\x80\x01c");
    }
}
