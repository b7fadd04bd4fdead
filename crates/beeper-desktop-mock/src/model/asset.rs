//! Files for upload and download.

use std::fmt;

use axum::body::Bytes;

use crate::http::media_type::{kind_of, size_of};

/// A file that a client uploaded, or that a test offers for download.
///
/// ```
/// use beeper_desktop_mock::MockAsset;
///
/// let note = MockAsset::new("Buy honey").file_name("note.txt").mime_type("text/plain");
/// assert_eq!(note.bytes(), b"Buy honey");
/// ```
#[derive(Clone)]
pub struct MockAsset {
    pub(crate) bytes: Bytes,
    pub(crate) file_name: Option<String>,
    pub(crate) mime_type: String,
}

impl MockAsset {
    /// Creates a file with this content and without a name.
    ///
    /// The mock detects the media type of common pictures, videos, sounds and documents from the first bytes; all other files are
    /// `application/octet-stream`.
    #[must_use]
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self::shared(bytes.into().into())
    }

    pub(crate) fn shared(bytes: Bytes) -> Self {
        Self {
            mime_type: kind_of(&bytes).to_owned(),
            bytes,
            file_name: None,
        }
    }

    /// Sets the file name.
    #[must_use]
    pub fn file_name(mut self, name: &str) -> Self {
        self.file_name = Some(name.to_owned());
        self
    }

    /// Sets the media type.
    #[must_use]
    pub fn mime_type(mut self, mime_type: &str) -> Self {
        self.mime_type = mime_type.to_owned();
        self
    }

    /// Returns the content.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the file name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// Returns the media type, such as `image/png`.
    #[must_use]
    pub fn content_type(&self) -> &str {
        &self.mime_type
    }

    /// Returns the width and height of a picture.
    pub(crate) fn size(&self) -> Option<(u32, u32)> {
        size_of(&self.bytes)
    }
}

/// Shows the media type and the length, but not the content.
impl fmt::Debug for MockAsset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockAsset")
            .field("mime_type", &self.mime_type)
            .field("bytes_len", &self.bytes.len())
            .finish_non_exhaustive()
    }
}
