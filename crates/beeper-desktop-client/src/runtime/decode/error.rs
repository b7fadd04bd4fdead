//! Why an answer cannot be decoded.

/// Why the body of an answer could not be decoded.
#[derive(Debug, PartialEq)]
pub(crate) enum DecodeError {
    /// The body is not JSON.
    NotJson,
    /// The body is JSON, but does not fit the type.
    Misfit {
        /// Where, as in `accounts[3].bridge.type`; `.` is the whole of it.
        path: String,
        /// What was expected there.
        reason: String,
    },
}
