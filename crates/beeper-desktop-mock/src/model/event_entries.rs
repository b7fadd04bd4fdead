//! The content of live events about messages.

/// The content of `entries` in live events about messages.
///
/// The API promises entries only as far as the server has them at hand, so a client has to work with less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventEntries {
    /// The whole message.
    #[default]
    Whole,
    /// Only the ID and the reactions of the message.
    Parts,
    /// `null` instead of the message.
    Null,
    /// No `entries` at all.
    Missing,
}
