//! The file that access tokens are kept in.

mod config_folder;
mod contents;
mod lock;
mod private_file;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::auth::tokens::access_token::AccessToken;
use crate::auth::tokens::error::{TokenStoreError, TokenStoreErrorKind};
use crate::auth::tokens::stored_token::StoredToken;
use crate::auth::tokens::token_file::config_folder::{app_folder, of_this_user};
use crate::auth::tokens::token_file::contents::Contents;
use crate::auth::tokens::token_file::lock::Lock;
use crate::auth::tokens::token_file::private_file::{Found, check_replaceable, check_size, make_folder, read};
use crate::auth::tokens::token_key::TokenKey;
use crate::auth::tokens::token_store::TokenStore;
use crate::files::temporary_path::TemporaryPath;

/// The name of the file in the folder of a program.
const FILE_NAME: &str = "beeper-tokens.json";

/// How often a change is made anew, where somebody else took the lock for one that was left behind.
const ATTEMPTS: usize = 3;

/// Keeps access tokens in a file that only its user can read, one for each server and program.
///
/// The file has the mode 0600, and a folder that is made for it 0700. It is replaced as a whole: whoever reads it meanwhile finds
/// the old tokens or the new ones, and of two programs that store tokens at the same time neither undoes what the other did.
///
/// What could be a trap is refused, with what to do: a file that others can read or write, a directory, a FIFO, a device, and a file
/// of another user or that is not one of tokens, neither of which is ever overwritten. A symbolic link in the place of the file is not followed; storing a token
/// replaces it, as it replaces a file that others can read.
///
/// **On Windows** no mode is set or checked: who can read the file is what its folder says. That of [`for_app`](Self::for_app) belongs
/// to the user.
///
/// The methods are those of [`TokenStore`]. Storing and removing wait for other programs that do the same, which takes
/// milliseconds; after a program that was killed while it did so, ten seconds.
///
/// ```
/// use beeper_desktop_client::Client;
/// use beeper_desktop_client::tokens::{AccessToken, TokenFile, TokenKey, TokenStore};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("my-app/tokens.json");
/// let file = TokenFile::new(path);
/// let key = TokenKey::new(&Client::builder().build()?, "my-app");
/// assert!(file.load(&key)?.is_none());
/// file.store(&key, &AccessToken::new("made-by-a-server"))?;
/// let token = file.load(&key)?.ok_or("it was stored")?;
/// assert_eq!(token.secret().expose(), "made-by-a-server");
/// file.remove(&key)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenFile {
    path: PathBuf,
}

impl TokenFile {
    /// Makes a store in a file. Neither it nor its folder has to exist.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Makes a store in the user's folder for configurations: in the file `beeper-tokens.json` of a folder with the program's name.
    ///
    /// The folder is in `$XDG_CONFIG_HOME` or else `~/.config`, on macOS in `~/Library/Application Support`, and on Windows in
    /// `%LOCALAPPDATA%`, which does not travel to other computers.
    ///
    /// ```no_run
    /// use beeper_desktop_client::tokens::TokenFile;
    ///
    /// let file = TokenFile::for_app("my-app")?;
    /// println!("tokens are in {}", file.path().display());
    /// # Ok::<(), beeper_desktop_client::tokens::TokenStoreError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the name cannot be one of a folder, or the user has no folder for configurations.
    pub fn for_app(name: &str) -> Result<Self, TokenStoreError> {
        Ok(Self::new(app_folder(name, of_this_user())?.join(FILE_NAME)))
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Changes what the file holds. The function returns whether there is something to write.
    fn change(&self, change: impl Fn(&mut Contents) -> bool) -> Result<(), TokenStoreError> {
        for _ in 0..ATTEMPTS {
            let lock = Lock::take(&self.path)?;
            let mut contents = match read(&self.path)? {
                Found::Nothing | Found::Link => Contents::default(),
                // What others could read is still what was stored.
                Found::File(file) | Found::Exposed(file, _) => Contents::read(&self.path, &file)?,
            };
            if !change(&mut contents) || self.replace(&contents, &lock)? {
                return Ok(());
            }
        }
        Err(lock::is_contended(&self.path))
    }

    /// Puts another file in the place of this one. Returns `false`, and does not, if the lock has been lost.
    fn replace(&self, contents: &Contents, lock: &Lock) -> Result<bool, TokenStoreError> {
        let failed = |error: io::Error| {
            TokenStoreError::io(format_args!("the token file {:?} cannot be written", self.path), error)
        };
        let text = contents.write(&self.path)?;
        check_size(&self.path, &text)?;
        let (temporary, mut file) = TemporaryPath::beside(&self.path, true).map_err(failed)?;
        file.write_all(&text).and_then(|()| file.sync_all()).map_err(failed)?;
        drop(file);
        check_replaceable(&self.path)?;
        if !lock.is_held() {
            return Ok(false);
        }
        temporary.rename_to(&self.path).map_err(failed)?;
        Ok(true)
    }
}

impl TokenStore for TokenFile {
    fn load(&self, key: &TokenKey) -> Result<Option<AccessToken>, TokenStoreError> {
        let file = match read(&self.path)? {
            Found::Nothing => return Ok(None),
            Found::Link => return Err(private_file::is_link(&self.path)),
            Found::Exposed(file, mode) => {
                // Of something else there is more to say.
                Contents::read(&self.path, &file)?;
                return Err(private_file::is_exposed(&self.path, mode));
            }
            Found::File(file) => file,
        };
        let Some(stored) = Contents::read(&self.path, &file)?.take(key) else {
            return Ok(None);
        };
        stored.read().map(Some).ok_or_else(|| {
            let line = format!(
                "the token file {:?} holds a token for {} that is none that can be sent; sign in again, which replaces it",
                self.path,
                key.origin()
            );
            TokenStoreError::new(TokenStoreErrorKind::InvalidToken, line)
        })
    }

    fn store(&self, key: &TokenKey, token: &AccessToken) -> Result<(), TokenStoreError> {
        let stored = StoredToken::of(token)?;
        make_folder(&self.path)?;
        self.change(|contents| {
            contents.put(key, stored.clone());
            true
        })
    }

    fn remove(&self, key: &TokenKey) -> Result<(), TokenStoreError> {
        match fs::symlink_metadata(&self.path) {
            // Then there may be no folder for a lock either.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            _ => self.change(|contents| contents.take(key).is_some()),
        }
    }
}
