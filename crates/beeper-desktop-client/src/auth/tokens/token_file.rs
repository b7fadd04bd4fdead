//! The file that contains access tokens.

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

/// How often a change is attempted if another program takes the lock because it looks abandoned.
const ATTEMPTS: usize = 3;

/// A store of access tokens in a file that only its user can read, one token for each server and program.
///
/// The file has the mode 0600, and a folder that is created for it has 0700. Changes replace the whole file: a reader gets
/// either the old tokens or the new ones, and programs that store tokens at the same time do not undo each other's changes.
///
/// The store refuses unsafe files, with advice: a file that others can read or write, a directory, a FIFO, a device, a file
/// of another user, and a file without tokens. It never overwrites the last two. It does not follow a symbolic link in place
/// of the file. Storing a token replaces a link, and also a file that others can read.
///
/// **On Windows** no mode is set or checked; the folder determines who can read the file. The folder of
/// [`for_app`](Self::for_app) belongs to the user.
///
/// The methods are those of [`TokenStore`]. Storing and removing wait for other programs that do the same. That takes
/// milliseconds, or ten seconds after a program was killed during a change.
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
    /// Creates a store in a file. Neither the file nor its folder has to exist.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Creates a store in the file `beeper-tokens.json` of a program's folder, in the user's folder for configurations.
    ///
    /// That is `$XDG_CONFIG_HOME` or else `~/.config`, on macOS `~/Library/Application Support`, and on Windows
    /// `%LOCALAPPDATA%`, which is not synchronized to other computers.
    ///
    /// The name becomes the name of the folder. The file contains one token for each [`TokenKey`], whose name may be the same.
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
    /// Returns an error if the name is not valid as the name of a folder, or if the user has no folder for configurations.
    pub fn for_app(name: &str) -> Result<Self, TokenStoreError> {
        Ok(Self::new(app_folder(name, of_this_user())?.join(FILE_NAME)))
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Changes the contents of the file. The function returns whether the file has to be written.
    fn change(&self, change: impl Fn(&mut Contents) -> bool) -> Result<(), TokenStoreError> {
        for _ in 0..ATTEMPTS {
            let lock = Lock::take(&self.path)?;
            let mut contents = match read(&self.path)? {
                Found::Nothing | Found::Link => Contents::default(),
                // Tokens that others could read are still valid contents.
                Found::File(file) | Found::Exposed(file, _) => Contents::read(&self.path, &file)?,
            };
            if !change(&mut contents) || self.replace(&contents, &lock)? {
                return Ok(());
            }
        }
        Err(lock::is_contended(&self.path))
    }

    /// Replaces the file. Returns `false` without replacing it if the lock has been lost.
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
                // If the contents are not those of a token file, that error says more.
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
                "the token file {:?} contains an invalid token for {}; sign in again to replace it",
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
            // The folder may not exist, and then no lock can be created in it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            _ => self.change(|contents| contents.take(key).is_some()),
        }
    }
}
