//! The direction of a value: sent by the client or received.

/// The side that sends the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The client.
    Sent,
    /// The server.
    Received,
}
