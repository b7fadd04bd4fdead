//! What events say of messages.

/// What the `entries` of events about messages hold.
///
/// The API promises them as far as they are at hand, so a client has to do with less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventEntries {
    /// The whole message.
    #[default]
    Whole,
    /// The ID and the reactions of the message.
    Parts,
    /// `null` in place of the message.
    Null,
    /// There are no `entries`.
    Missing,
}
