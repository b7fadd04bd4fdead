//! The direction in which a value goes: sent by the client or received.

/// Who writes the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The client.
    Sent,
    /// The server.
    Received,
}
