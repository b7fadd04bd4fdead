//! What a capture tells while it runs.

/// What a capture tells while it runs, for a program to show.
///
/// The names in it are those of the step's fields: the server's texts, which belong through
/// [`printable`](crate::text::printable) before they reach a terminal. Values are not told.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CaptureProgress {
    /// The browser has opened the page to sign in on.
    Opened,
    /// The capture waits for the user to sign in. Told once the page is open, and again when what it waits for has changed.
    Waiting {
        /// The names of the required fields that are not there. Empty if only the page on which the sign-in ends was not reached.
        missing: Vec<String>,
    },
    /// The browser holds other values than before.
    Found {
        /// The names of the fields that are there.
        found: Vec<String>,
        /// How many fields the step has.
        total: usize,
    },
}
