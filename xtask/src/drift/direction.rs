//! Who writes a value.

/// Who writes the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The client.
    Sent,
    /// The server.
    Received,
}
