//! Why an answer cannot be decoded.

/// Why a body could not be decoded.
#[derive(Debug, PartialEq)]
pub(crate) enum DecodeError {
    /// It is not JSON at all.
    NotJson,
    /// It is JSON of another shape.
    Misfit {
        /// Where, as in `accounts[3].bridge.type`; `.` is the whole of it.
        path: String,
        /// What was expected there.
        reason: String,
    },
}
