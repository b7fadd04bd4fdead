//! The error of a pasted text that cannot be read.

use std::error::Error;
use std::fmt;

use super::problem::{PasteErrorKind, Reason};
use crate::error::debug_with_sources::impl_debug_with_sources;

/// The reason why a pasted text cannot be read.
///
/// It prints as one line: the recognized format and the line, what is wrong there, and what to paste instead. It never quotes
/// the text.
///
/// ```
/// use beeper_bridge_login::paste::{self, PasteErrorKind};
///
/// let error = paste::parse("Here it is:\ncurl 'https://example.com/' -b 'session=ab").unwrap_err();
/// assert_eq!(error.kind(), PasteErrorKind::Incomplete);
/// assert_eq!(error.format(), Some("cURL command"));
/// assert_eq!(error.line(), Some(2));
/// assert!(error.to_string().starts_with("line 2, cURL command: a quote is opened but not closed"));
///
/// assert_eq!(paste::parse("what cookies?").unwrap_err().kind(), PasteErrorKind::NotRecognized);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PasteError {
    pub(super) reason: Reason,
    pub(super) format: Option<&'static str>,
    pub(super) line: Option<usize>,
}

impl PasteError {
    /// Returns the kind of error.
    pub fn kind(&self) -> PasteErrorKind {
        self.reason.kind()
    }

    /// Returns the format of the part that cannot be read, in words for people. `None` if no format was recognized.
    pub fn format(&self) -> Option<&str> {
        self.format
    }

    /// Returns the number of the line that cannot be read, counted from 1. `None` if the error concerns the whole text.
    pub fn line(&self) -> Option<usize> {
        self.line
    }
}

impl fmt::Display for PasteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.format) {
            (Some(line), Some(format)) => write!(f, "line {line}, {format}: ")?,
            (Some(line), None) => write!(f, "line {line}: ")?,
            (None, Some(format)) => write!(f, "{format}: ")?,
            (None, None) => {}
        }
        f.write_str(self.reason.message())
    }
}

impl_debug_with_sources!(PasteError);

impl Error for PasteError {}
