//! WebSocket messages as they reached the server.

use std::fmt;

use axum::body::Bytes;
use serde_json::Value;

/// The kind of a WebSocket message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FrameKind {
    /// Text: what a command is.
    Text,
    /// Bytes.
    Binary,
    /// A ping, which the server answers.
    Ping,
    /// The answer to a ping.
    Pong,
    /// The client ends the connection, or answers the end of it.
    Close,
}

/// One WebSocket message as it reached the server, in one frame or several.
///
/// Its `Debug` shows kind and length, never what it says.
#[derive(Clone)]
pub struct RecordedFrame {
    connection: u64,
    kind: FrameKind,
    payload: Bytes,
}

impl RecordedFrame {
    pub(crate) fn new(connection: u64, kind: FrameKind, payload: Bytes) -> Self {
        Self {
            connection,
            kind,
            payload,
        }
    }

    /// The number of the live connection that it came from, starting at 1.
    #[must_use]
    pub fn connection(&self) -> u64 {
        self.connection
    }

    /// What kind of message it is.
    #[must_use]
    pub fn kind(&self) -> FrameKind {
        self.kind
    }

    /// The bytes that it carries; those of a close frame begin with its code.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The JSON that it carries; `None` where it is none.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.payload).ok()
    }

    /// The code of a close frame; `None` where it has none, and for all other kinds.
    #[must_use]
    pub fn close_code(&self) -> Option<u16> {
        match (self.kind, self.payload.first_chunk()) {
            (FrameKind::Close, Some(code)) => Some(u16::from_be_bytes(*code)),
            _ => None,
        }
    }
}

impl fmt::Debug for RecordedFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedFrame")
            .field("connection", &self.connection)
            .field("kind", &self.kind)
            .field("payload_len", &self.payload.len())
            .finish()
    }
}
