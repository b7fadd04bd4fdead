//! Why a token cannot be stored, found or removed.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::Arc;

/// Why a [`TokenStore`](super::TokenStore) failed.
///
/// It displays as one line that says what is wrong and what to do, and that names the file, if it is one. It never shows what is stored.
#[derive(Clone)]
pub struct TokenStoreError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: TokenStoreErrorKind,
    line: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The kind of a [`TokenStoreError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenStoreErrorKind {
    /// Other users of the computer can read the token file, or write it. Storing a token replaces it.
    ReadableByOthers,
    /// The token file belongs to another user of the computer. Nothing is read from it, and it is not replaced.
    OwnedByAnother,
    /// The path of the token file is one of a directory, a FIFO, a device or a symbolic link.
    NotRegular,
    /// The file is not one that a [`TokenFile`](super::TokenFile) wrote, or it is damaged, or a newer version wrote it.
    NotATokenFile,
    /// What is stored, or is to be stored, is no access token that can be sent, or one that is too large to be kept.
    InvalidToken,
    /// Another program has been changing the token file for a long time.
    Locked,
    /// The user has no folder for configurations.
    NoConfigFolder,
    /// The name cannot be one of a folder.
    InvalidName,
    /// The system refused; [`source`](StdError::source) is its [`std::io::Error`].
    Io,
    /// A store that is not one of this crate failed; [`source`](StdError::source) is its error.
    Other,
}

impl TokenStoreError {
    pub(super) fn new(kind: TokenStoreErrorKind, line: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            line: line.into(),
            source: None,
        }))
    }

    /// What the system says about something that was done.
    pub(super) fn io(what: impl fmt::Display, error: io::Error) -> Self {
        let mut failed = Self::new(TokenStoreErrorKind::Io, format!("{what}: {error}"));
        failed.0.source = Some(Arc::new(error));
        failed
    }

    /// Makes the error of another store, such as a keyring.
    ///
    /// The line says that the store failed, and neither it nor `Debug` shows the error itself, which is the
    /// [`source`](StdError::source).
    pub fn other(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let mut failed = Self::new(TokenStoreErrorKind::Other, "the store of access tokens failed");
        failed.0.source = Some(Arc::from(error.into()));
        failed
    }

    /// Returns what happened.
    pub fn kind(&self) -> TokenStoreErrorKind {
        self.0.kind
    }
}

impl fmt::Display for TokenStoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.line)
    }
}

impl fmt::Debug for TokenStoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.kind {
            // A store's own error may print what is stored.
            TokenStoreErrorKind::Other => write!(f, "{self} (`source` has its error)"),
            _ => write!(f, "{self}"),
        }
    }
}

impl StdError for TokenStoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_another_store_is_not_printed() {
        let error = TokenStoreError::other("PLANTED");
        assert_eq!(error.kind(), TokenStoreErrorKind::Other);
        assert_eq!(error.to_string(), "the store of access tokens failed");
        assert_eq!(
            format!("{error:?}"),
            "the store of access tokens failed (`source` has its error)"
        );
        assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("PLANTED"));
    }
}
