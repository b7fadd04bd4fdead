//! The sources of an error, kept as text.

use std::error::Error as StdError;
use std::fmt;

/// The text of a library's errors. It replaces the errors themselves, because they contain addresses.
#[derive(Clone)]
pub(crate) struct SourceText {
    text: String,
    source: Option<Box<SourceText>>,
}

impl SourceText {
    pub(crate) fn of(error: &(dyn StdError + 'static)) -> Self {
        Self {
            text: error.to_string(),
            source: error.source().map(|source| Box::new(Self::of(source))),
        }
    }
}

impl fmt::Display for SourceText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for SourceText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl StdError for SourceText {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
