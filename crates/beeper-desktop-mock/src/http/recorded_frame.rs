//! The WebSocket messages that reached the server.

use std::fmt;

use axum::body::Bytes;
use serde_json::Value;

/// The kind of a WebSocket message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FrameKind {
    /// Text. Commands are text messages.
    Text,
    /// Bytes.
    Binary,
    /// A ping, which the server answers.
    Ping,
    /// The answer to a ping.
    Pong,
    /// The client closes the connection, or confirms that the server closed it.
    Close,
}

/// One WebSocket message that reached the server, in one frame or several.
///
/// Its `Debug` output shows the kind and the length, never the content.
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

    /// Returns the number of the live connection on which the message arrived, starting at 1.
    #[must_use]
    pub fn connection(&self) -> u64 {
        self.connection
    }

    /// Returns the kind of the message.
    #[must_use]
    pub fn kind(&self) -> FrameKind {
        self.kind
    }

    /// Returns the payload; that of a close frame begins with its code.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Returns the payload as JSON, or `None` if it is not JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.payload).ok()
    }

    /// Returns the code of a close frame, or `None` if it has none or the message is of another kind.
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
