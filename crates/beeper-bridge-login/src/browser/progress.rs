//! The progress of a capture.

/// The progress of a capture, for an application to show.
///
/// It contains the names of the step's fields and no values. The names are the server's text, so pass them through
/// [`printable`](crate::text::printable) before you print them on a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CaptureProgress {
    /// The browser has opened the sign-in page.
    Opened,
    /// The capture waits for the user to sign in.
    ///
    /// Reported once the page is open, and again when `missing` has changed.
    Waiting {
        /// The names of the required fields without a value. Empty if only the page on which the sign-in ends was not reached.
        missing: Vec<String>,
    },
    /// The browser has other values than before.
    Found {
        /// The names of the fields with a value.
        found: Vec<String>,
        /// The number of the step's fields.
        total: usize,
    },
}
