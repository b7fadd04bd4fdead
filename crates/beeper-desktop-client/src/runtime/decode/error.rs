//! The error of decoding a response.

/// Why the body of a response could not be decoded.
#[derive(Debug, PartialEq)]
pub(crate) enum DecodeError {
    /// The body is not JSON.
    NotJson,
    /// The body is JSON, but cannot be read as the type.
    Misfit {
        /// The path of the value, as in `accounts[3].bridge.type`; `.` is the whole body.
        path: String,
        /// What was expected there.
        reason: String,
    },
}
