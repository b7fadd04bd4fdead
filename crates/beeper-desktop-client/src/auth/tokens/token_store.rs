//! The trait of what keeps access tokens.

use std::sync::Arc;

use crate::auth::tokens::access_token::AccessToken;
use crate::auth::tokens::error::TokenStoreError;
use crate::auth::tokens::token_key::TokenKey;

/// Keeps access tokens from one run of a program to the next.
///
/// [`TokenFile`](super::TokenFile) keeps them in a file. A program that would rather have them in the keyring of the system, or in a
/// database of its own, implements this trait: [`AccessToken::to_json`] makes one text of a token, and
/// [`AccessToken::from_json`] reads and checks it. The folder `keyring-example` of this crate has a
/// store in a keyring.
///
/// The methods return when it is done, and may wait for a disk, or a keyring for its user. An asynchronous program that cannot
/// stand still calls them with `tokio::task::spawn_blocking`.
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
    /// Returns the token that is stored under a key, or `None` if there is none.
    ///
    /// It may have [expired](AccessToken::is_expired_at), or have been revoked.
    ///
    /// # Errors
    ///
    /// If the store cannot be read, or what it holds cannot be a token. That is never taken for "none".
    fn load(&self, key: &TokenKey) -> Result<Option<AccessToken>, TokenStoreError>;

    /// Stores a token under a key, in place of the one that is there.
    ///
    /// # Errors
    ///
    /// If the store cannot be written. What was stored before is still there then.
    fn store(&self, key: &TokenKey, token: &AccessToken) -> Result<(), TokenStoreError>;

    /// Removes the token that is stored under a key, if there is one. The server goes on accepting it until it is revoked.
    ///
    /// # Errors
    ///
    /// If the store cannot be written.
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
