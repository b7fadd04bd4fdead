//! The file on disk: its type, whether others can read it, and its text.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::auth::tokens::error::{TokenStoreError, TokenStoreErrorKind};
use crate::files::local_file::kind_of;

/// Room for thousands of tokens. This crate does not write larger files.
const MAX_BYTES: u64 = 1024 * 1024;

/// What exists at the path of the file.
pub(super) enum Found {
    Nothing,
    /// A symbolic link, which is not followed.
    Link,
    /// The text of a file that nobody else can read.
    File(Zeroizing<Vec<u8>>),
    /// The text of a file that others can read or write, and its mode.
    Exposed(Zeroizing<Vec<u8>>, u32),
}

/// Reads the file. Does not follow links, and does not wait for a FIFO.
pub(super) fn read(path: &Path) -> Result<Found, TokenStoreError> {
    let failed = |error| TokenStoreError::io(format_args!("the token file {path:?} cannot be read"), error);
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(failed(error)),
        Ok(metadata) if metadata.is_symlink() => return Ok(Found::Link),
        Ok(metadata) => check_regular(path, &metadata)?,
    }
    let mut options = OpenOptions::new();
    options.read(true);
    // Another file may have replaced it since; these flags keep the call from following or waiting for it.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY);
    let file = match options.open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        file => file.map_err(failed)?,
    };
    let metadata = file.metadata().map_err(failed)?;
    check_regular(path, &metadata)?;
    check_owner(path, &metadata).map_err(failed)??;
    let text = read_text(file).map_err(failed)?;
    if text.len() as u64 > MAX_BYTES {
        let line = format!(
            "the file {path:?} does not contain access tokens: it has more than {MAX_BYTES} bytes; use another path"
        );
        return Err(TokenStoreError::new(TokenStoreErrorKind::NotATokenFile, line));
    }
    Ok(match exposed_mode(&metadata) {
        Some(mode) => Found::Exposed(text, mode),
        None => Found::File(text),
    })
}

/// Refuses a file of another user.
///
/// That user can read it whatever its mode is, and must not lose it: root could read and replace it.
#[cfg(unix)]
fn check_owner(path: &Path, metadata: &Metadata) -> io::Result<Result<(), TokenStoreError>> {
    use std::os::unix::fs::MetadataExt;

    if metadata.uid() == user_id()? {
        return Ok(Ok(()));
    }
    let line =
        format!("the token file {path:?} belongs to another user of this computer, who can read it; use another path");
    Ok(Err(TokenStoreError::new(TokenStoreErrorKind::OwnedByAnother, line)))
}

#[cfg(not(unix))]
fn check_owner(_: &Path, _: &Metadata) -> io::Result<Result<(), TokenStoreError>> {
    Ok(Ok(()))
}

/// Returns the ID of the user whose rights this program has.
///
/// The standard library does not return it, but a new pipe belongs to this user.
#[cfg(unix)]
fn user_id() -> io::Result<u32> {
    use std::os::fd::OwnedFd;
    use std::os::unix::fs::MetadataExt;

    let (pipe, _) = io::pipe()?;
    Ok(File::from(OwnedFd::from(pipe)).metadata()?.uid())
}

fn read_text(file: File) -> io::Result<Zeroizing<Vec<u8>>> {
    // The capacity suffices for a few tokens, so that the text is seldom moved, which would leave a copy.
    let mut text = Zeroizing::new(Vec::with_capacity(16 * 1024));
    file.take(MAX_BYTES + 1).read_to_end(&mut text)?;
    Ok(text)
}

/// Returns the mode of a file that others can read, write or execute.
#[cfg(unix)]
fn exposed_mode(metadata: &Metadata) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;

    let mode = metadata.mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

/// The folder determines who can read the file.
#[cfg(not(unix))]
fn exposed_mode(_: &Metadata) -> Option<u32> {
    None
}

pub(super) fn is_exposed(path: &Path, mode: u32) -> TokenStoreError {
    let line = format!(
        "other users of this computer can read or write the token file {path:?} (its mode is {mode:03o}), and may have \
         copied the tokens in it; if so, revoke these; to use the file again, run `chmod 600` on it; signing in again \
         replaces it"
    );
    TokenStoreError::new(TokenStoreErrorKind::ReadableByOthers, line)
}

pub(super) fn is_link(path: &Path) -> TokenStoreError {
    let line = format!(
        "the token file {path:?} is a symbolic link, which is not followed; name the path that it leads to, or sign in again, \
         which replaces it"
    );
    TokenStoreError::new(TokenStoreErrorKind::NotRegular, line)
}

/// Refuses to write a text that [`read`] would refuse.
pub(super) fn check_size(path: &Path, text: &[u8]) -> Result<(), TokenStoreError> {
    if text.len() as u64 <= MAX_BYTES {
        return Ok(());
    }
    let line = format!("the access token cannot be stored: the file {path:?} would have more than {MAX_BYTES} bytes");
    Err(TokenStoreError::new(TokenStoreErrorKind::InvalidToken, line))
}

/// Refuses what is not a regular file. A link is replaced like a file.
pub(super) fn check_replaceable(path: &Path) -> Result<(), TokenStoreError> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if !metadata.is_symlink() => check_regular(path, &metadata),
        _ => Ok(()),
    }
}

fn check_regular(path: &Path, metadata: &Metadata) -> Result<(), TokenStoreError> {
    if metadata.is_file() {
        return Ok(());
    }
    let kind = kind_of(metadata.file_type());
    let line = format!("the token file {path:?} is {kind}, which cannot contain tokens; use another path");
    Err(TokenStoreError::new(TokenStoreErrorKind::NotRegular, line))
}

/// Creates the folder of a file, for its user only. An existing folder is not changed.
pub(super) fn make_folder(path: &Path) -> Result<(), TokenStoreError> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let made = builder.create(folder);
    made.map_err(|error| {
        TokenStoreError::io(
            format_args!("the folder {folder:?} for the token file cannot be created"),
            error,
        )
    })
}
