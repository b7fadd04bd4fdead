//! The error of a QR code that cannot be encoded or drawn.

use std::error::Error;
use std::fmt;

use crate::error::debug_with_sources::impl_debug_with_sources;

/// The reason why a QR code could not be encoded or drawn; it never quotes the payload.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum QrError {
    /// The payload is longer than the largest code can contain.
    TooLong,
    /// A module cannot be that many pixels wide.
    ModulePixels,
}

impl fmt::Display for QrError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "the payload is too long for a QR code",
            Self::ModulePixels => "a module of a QR code cannot have that many pixels; choose 1 to 64",
        })
    }
}

impl_debug_with_sources!(QrError);

impl Error for QrError {}
