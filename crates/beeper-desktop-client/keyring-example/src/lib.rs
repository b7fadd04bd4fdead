//! A store that keeps access tokens in the keyring of the system.
//!
//! This is the Secret Service on Linux, the Keychain on macOS, and the Credential Manager on Windows.
//!
//! To use it, copy this file into your program, and add the dependencies in `Cargo.toml`.

use std::sync::Arc;

use beeper_desktop_client::tokens::{AccessToken, TokenKey, TokenStore, TokenStoreError};
use keyring_core::{CredentialStore, Entry, Error};

/// A store of access tokens in a keyring, with one credential per program and server.
///
/// The service of the credential is the name of the program, and its user is the server's origin.
///
/// The methods block: a keyring may ask the user to unlock it, and on Linux the program reaches it over a bus. In an asynchronous
/// program, call them with `tokio::task::spawn_blocking`.
pub struct Keyring {
    store: Arc<CredentialStore>,
}

impl Keyring {
    /// Opens the keyring of the system.
    ///
    /// # Errors
    ///
    /// Returns an error if the system has no keyring, like a server without a desktop.
    pub fn of_the_system() -> Result<Self, TokenStoreError> {
        // This also selects the keyring for this system.
        if let Err(error) = keyring::Entry::store_status() {
            return Err(TokenStoreError::other(error.to_string()));
        }
        let store = keyring_core::get_default_store().ok_or_else(|| failed(Error::NoDefaultStore))?;
        Ok(Self::new(store))
    }

    /// Uses the given keyring, for example one for tests.
    pub fn new(store: Arc<CredentialStore>) -> Self {
        Self { store }
    }

    fn entry(&self, key: &TokenKey) -> Result<Entry, TokenStoreError> {
        Entry::new_in_store(&self.store, key.client_name(), key.origin().as_str()).map_err(failed)
    }
}

/// Keeps only the text of an error: some errors contain the stored token, and their `Debug` shows it.
fn failed(error: Error) -> TokenStoreError {
    TokenStoreError::other(match error {
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "the keyring entry is not a text".to_owned(),
        error => error.to_string(),
    })
}

impl TokenStore for Keyring {
    fn load(&self, key: &TokenKey) -> Result<Option<AccessToken>, TokenStoreError> {
        match self.entry(key)?.get_password() {
            // `from_json` checks the stored token like one from a server.
            Ok(text) => AccessToken::from_json(&text.into()).map(Some),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    fn store(&self, key: &TokenKey, token: &AccessToken) -> Result<(), TokenStoreError> {
        self.entry(key)?.set_password(token.to_json()?.expose()).map_err(failed)
    }

    fn remove(&self, key: &TokenKey) -> Result<(), TokenStoreError> {
        match self.entry(key)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(failed(error)),
        }
    }
}

/// These tests use a keyring in memory, and do not touch the one of the system.
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "all of this is test code")]
mod tests {
    use std::error::Error as StdError;
    use std::time::{Duration, SystemTime};

    use beeper_desktop_client::Origin;
    use beeper_desktop_client::tokens::TokenStoreErrorKind;
    use keyring_core::mock;

    use super::*;

    fn keyring() -> (Keyring, Arc<CredentialStore>) {
        let store: Arc<CredentialStore> = mock::Store::new().unwrap();
        (Keyring::new(Arc::clone(&store)), store)
    }

    fn key(address: &str, client_name: &str) -> TokenKey {
        TokenKey::new(address.parse::<Origin>().unwrap(), client_name)
    }

    fn loaded(keyring: &Keyring, key: &TokenKey) -> Option<String> {
        let token = keyring.load(key).unwrap()?;
        Some(token.secret().expose().to_owned())
    }

    #[test]
    fn a_token_is_found_again_with_all_that_is_known_of_it() {
        let (keyring, _) = keyring();
        let key = key("http://127.0.0.1:23373", "my-app");
        let expires_at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000);
        let token = AccessToken::new("a-token")
            .with_scope("read write")
            .with_client_id("c")
            .with_expiry(expires_at);
        keyring.store(&key, &token).unwrap();
        let token = keyring.load(&key).unwrap().unwrap();
        assert_eq!(
            (token.secret().expose(), token.scope()),
            ("a-token", Some("read write"))
        );
        assert_eq!((token.client_id(), token.expires_at()), (Some("c"), Some(expires_at)));
    }

    #[test]
    fn a_token_belongs_to_its_server_and_its_program() {
        let keyring: Box<dyn TokenStore> = Box::new(keyring().0);
        let ours = key("http://localhost:23373", "my-app");
        keyring.store(&ours, &AccessToken::new("a-token")).unwrap();
        for other in [
            key("http://localhost:23374", "my-app"),
            key("http://localhost:23373", "another-app"),
        ] {
            assert!(keyring.load(&other).unwrap().is_none());
            keyring.remove(&other).unwrap();
        }
        assert!(keyring.load(&key("http://[::1]:23373", "my-app")).unwrap().is_some());
    }

    #[test]
    fn a_token_is_replaced_and_removed() {
        let (keyring, _) = keyring();
        let key = key("http://localhost:23373", "my-app");
        assert_eq!(loaded(&keyring, &key), None);
        keyring.store(&key, &AccessToken::new("one")).unwrap();
        keyring.store(&key, &AccessToken::new("two")).unwrap();
        assert_eq!(loaded(&keyring, &key).as_deref(), Some("two"));
        keyring.remove(&key).unwrap();
        keyring.remove(&key).unwrap();
        assert_eq!(loaded(&keyring, &key), None);
    }

    #[test]
    fn what_is_no_token_is_an_error_that_does_not_show_it() {
        let (keyring, store) = keyring();
        let entry = Entry::new_in_store(&store, "my-app", "http://localhost:23373").unwrap();
        let key = key("http://localhost:23373", "my-app");
        for (stored, kind) in [
            (&b"PLANTED"[..], TokenStoreErrorKind::InvalidToken),
            (br#"{"access_token": "PLANTED x"}"#, TokenStoreErrorKind::InvalidToken),
            (b"PLANTED \xff", TokenStoreErrorKind::Other),
        ] {
            entry.set_secret(stored).unwrap();
            let error = keyring.load(&key).unwrap_err();
            assert_eq!(error.kind(), kind);
            let printed = format!("{error} {error:?} {:?}", error.source());
            assert!(
                !printed.contains("PLANTED") && !printed.contains("80, 76, 65"),
                "{printed}"
            );
        }
    }

    #[test]
    fn a_failure_of_the_keyring_is_the_source_of_the_error() {
        let (keyring, store) = keyring();
        let key = key("http://localhost:23373", "my-app");
        let entry = Entry::new_in_store(&store, "my-app", "http://localhost:23373").unwrap();
        let fail = || {
            let credential = entry.as_any().downcast_ref::<mock::Cred>().unwrap();
            credential.set_error(Error::NoStorageAccess("the keyring is locked".into()));
        };
        let told = |error: TokenStoreError| {
            assert_eq!(error.kind(), TokenStoreErrorKind::Other);
            assert!(error.source().unwrap().to_string().contains("the keyring is locked"));
        };
        fail();
        told(keyring.load(&key).unwrap_err());
        fail();
        told(keyring.store(&key, &AccessToken::new("a-token")).unwrap_err());
        fail();
        told(keyring.remove(&key).unwrap_err());
    }
}
