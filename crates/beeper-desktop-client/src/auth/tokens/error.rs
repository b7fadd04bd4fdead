//! The error of stores for access tokens.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::Arc;

/// An error of a [`TokenStore`](super::TokenStore).
///
/// Its `Display` is one line that says what is wrong and what to do, and names the file if the store is one. It never shows
/// what is stored.
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
    /// Other users of the computer can read or write the token file. Storing a token replaces the file.
    ReadableByOthers,
    /// The token file belongs to another user of the computer. The store does not read or replace it.
    OwnedByAnother,
    /// The path of the token file is a directory, a FIFO, a device or a symbolic link.
    NotRegular,
    /// The file was not written by a [`TokenFile`](super::TokenFile), is damaged, or was written by a newer version.
    NotATokenFile,
    /// The token is not one that can be sent, or is too large to be stored.
    InvalidToken,
    /// Another program has kept the token file locked for a long time.
    Locked,
    /// The user has no folder for configurations.
    NoConfigFolder,
    /// The name is not valid as the name of a folder.
    InvalidName,
    /// The system refused an operation; [`source`](StdError::source) returns its [`std::io::Error`].
    Io,
    /// Another store failed; [`source`](StdError::source) returns its error.
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

    /// Creates an error from one of the system's that occurred during `what`.
    pub(super) fn io(what: impl fmt::Display, error: io::Error) -> Self {
        let mut failed = Self::new(TokenStoreErrorKind::Io, format!("{what}: {error}"));
        failed.0.source = Some(Arc::new(error));
        failed
    }

    /// Creates the error of another store, such as a keyring.
    ///
    /// `Display` says that the store failed. Neither it nor `Debug` shows the error itself, which is the
    /// [`source`](StdError::source).
    pub fn other(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let mut failed = Self::new(TokenStoreErrorKind::Other, "the access token store failed");
        failed.0.source = Some(Arc::from(error.into()));
        failed
    }

    /// Returns the kind of the error.
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
            // The error of another store may print what is stored.
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
        assert_eq!(error.to_string(), "the access token store failed");
        assert_eq!(
            format!("{error:?}"),
            "the access token store failed (`source` has its error)"
        );
        assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("PLANTED"));
    }
}
