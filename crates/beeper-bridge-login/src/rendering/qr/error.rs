//! The error of a QR code that cannot be made or drawn.

use std::error::Error;
use std::fmt;

use crate::error::debug_with_sources::impl_debug_with_sources;

/// Why there is no QR code, or no picture of it. It never quotes the payload.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum QrError {
    /// The payload is longer than the largest code can hold.
    TooLong,
    /// A picture cannot have modules of so many pixels.
    ModulePixels,
}

impl fmt::Display for QrError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "the payload is too long for a QR code",
            Self::ModulePixels => "the modules of a QR code cannot be drawn with that many pixels",
        })
    }
}

impl_debug_with_sources!(QrError);

impl Error for QrError {}
