//! The trait of stores for access tokens.

use std::sync::Arc;

use crate::auth::tokens::access_token::AccessToken;
use crate::auth::tokens::error::TokenStoreError;
use crate::auth::tokens::token_key::TokenKey;

/// A store that keeps access tokens from one run of a program to the next.
///
/// [`TokenFile`](super::TokenFile) stores them in a file. To store them in the system's keyring or in a database, implement
/// this trait: [`AccessToken::to_json`] encodes a token as one text, and [`AccessToken::from_json`] decodes and checks it.
/// The folder `keyring-example` of this crate contains a store in a keyring.
///
/// The methods block: they may wait for a disk, or a keyring may wait for its user. An asynchronous program calls them with
/// `tokio::task::spawn_blocking`.
///
/// ```
/// use std::collections::BTreeMap;
/// use std::sync::{Mutex, PoisonError};
///
/// use beeper_desktop_client::Client;
/// use beeper_desktop_client::tokens::{AccessToken, TokenKey, TokenStore, TokenStoreError};
///
/// /// For tests: forgets everything at the end.
/// #[derive(Default)]
/// struct Memory(Mutex<BTreeMap<TokenKey, AccessToken>>);
///
/// impl TokenStore for Memory {
///     fn load(&self, key: &TokenKey) -> Result<Option<AccessToken>, TokenStoreError> {
///         Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned())
///     }
///     fn store(&self, key: &TokenKey, token: &AccessToken) -> Result<(), TokenStoreError> {
///         self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone(), token.clone());
///         Ok(())
///     }
///     fn remove(&self, key: &TokenKey) -> Result<(), TokenStoreError> {
///         self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
///         Ok(())
///     }
/// }
///
/// let store: Box<dyn TokenStore> = Box::new(Memory::default());
/// let key = TokenKey::new(&Client::builder().build()?, "my-app");
/// store.store(&key, &AccessToken::new("made-by-a-server"))?;
/// assert!(store.load(&key)?.is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait TokenStore: Send + Sync {
    /// Returns the token of a key, or `None` if the store has none.
    ///
    /// The token may have [expired](AccessToken::is_expired_at) or have been revoked.
    ///
    /// # Errors
    ///
    /// Returns an error, never `None`, if the store cannot be read, or if its content is not a valid token.
    fn load(&self, key: &TokenKey) -> Result<Option<AccessToken>, TokenStoreError>;

    /// Stores the token of a key, in place of an existing one.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be written. The existing token is then still stored.
    fn store(&self, key: &TokenKey, token: &AccessToken) -> Result<(), TokenStoreError>;

    /// Removes the token of a key, if the store has one.
    ///
    /// The server accepts the token until it is revoked.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be written.
    fn remove(&self, key: &TokenKey) -> Result<(), TokenStoreError>;
}

impl<S: TokenStore + ?Sized> TokenStore for Box<S> {
    fn load(&self, key: &TokenKey) -> Result<Option<AccessToken>, TokenStoreError> {
        (**self).load(key)
    }

    fn store(&self, key: &TokenKey, token: &AccessToken) -> Result<(), TokenStoreError> {
        (**self).store(key, token)
    }

    fn remove(&self, key: &TokenKey) -> Result<(), TokenStoreError> {
        (**self).remove(key)
    }
}

impl<S: TokenStore + ?Sized> TokenStore for Arc<S> {
    fn load(&self, key: &TokenKey) -> Result<Option<AccessToken>, TokenStoreError> {
        (**self).load(key)
    }

    fn store(&self, key: &TokenKey, token: &AccessToken) -> Result<(), TokenStoreError> {
        (**self).store(key, token)
    }

    fn remove(&self, key: &TokenKey) -> Result<(), TokenStoreError> {
        (**self).remove(key)
    }
}
