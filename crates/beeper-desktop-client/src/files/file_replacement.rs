//! Replaces files: the new one is written beside the old one, and takes its place when it is whole.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use tokio::io::AsyncWriteExt;

use crate::error::Error;
use crate::files::asset_stream::AssetStream;
use crate::files::link_target::link_target;
use crate::files::local_file::{LocalFileError, Purpose, blocking, check_regular, open_regular};
use crate::files::temporary_path::TemporaryPath;
use crate::generated::operations;

/// A file that is to take the place of another one, or of none. Dropped before that, it leaves nothing.
pub(super) struct FileReplacement {
    /// As the program gave it.
    path: PathBuf,
    /// Where its links end.
    target: PathBuf,
    file: File,
    temporary: TemporaryPath,
}

impl FileReplacement {
    /// Sees that the path can be written to, and makes the file that is to take its place.
    pub(super) async fn of(path: &Path) -> Result<Self, LocalFileError> {
        let owned = path.to_owned();
        blocking(path, move || Self::create(owned)).await
    }

    fn create(path: PathBuf) -> Result<Self, LocalFileError> {
        if path.as_os_str().is_empty() {
            return Err(LocalFileError::new(&path, "the path is empty; name a file"));
        }
        let (target, old) = link_target(&path).map_err(|error| LocalFileError::system(&path, error))?;
        match &old {
            Some(old) => check_writable(&path, old)?,
            None => check_name(&path, &target)?,
        }
        // Private until it has the permissions of the file that it replaces.
        let (temporary, file) = TemporaryPath::beside(&target, old.is_some())
            .map_err(|error| LocalFileError::during(&path, "no file can be made in its folder", error))?;
        if let Some(old) = old {
            let kept = keep_owner_and_mode(&file, &old);
            kept.map_err(|error| LocalFileError::during(&path, "its permissions cannot be kept", error))?;
        }
        Ok(Self {
            path,
            target,
            file,
            temporary,
        })
    }

    /// Writes what comes, and puts the file in its place. Returns how many bytes there are.
    pub(super) async fn fill(self, stream: &mut AssetStream) -> Result<u64, Error> {
        let Self {
            path,
            target,
            file,
            temporary,
        } = self;
        let failed = |error| LocalFileError::system(&path, error).into_error(&operations::SERVE_ASSET);
        let mut file = tokio::fs::File::from_std(file);
        let mut written = 0;
        while let Some(piece) = stream.next().await {
            let piece = piece?;
            file.write_all(&piece).await.map_err(failed)?;
            written += piece.len() as u64;
        }
        file.flush().await.map_err(failed)?;
        let file = file.into_std().await;
        let shown = path.clone();
        let placed = blocking(&shown, move || place(&path, &target, file, temporary)).await;
        placed.map_err(|error| error.into_error(&operations::SERVE_ASSET))?;
        Ok(written)
    }
}

/// Renames a file that is whole to the path that it is for.
fn place(path: &Path, target: &Path, file: File, temporary: TemporaryPath) -> Result<(), LocalFileError> {
    let system = |error| LocalFileError::system(path, error);
    // Some file systems find out only now that there is no room.
    file.sync_all().map_err(system)?;
    drop(file);
    // Something else may have been put there during the download.
    match fs::symlink_metadata(target) {
        Ok(found) => check_regular(path, &found, Purpose::Replace)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(system(error)),
    }
    temporary.rename_to(target).map_err(system)
}

/// Refuses what a program could not write to, although it could be replaced.
fn check_writable(path: &Path, old: &Metadata) -> Result<(), LocalFileError> {
    check_regular(path, old, Purpose::Replace)?;
    // A user who may do anything can open these, too.
    if old.permissions().readonly() {
        return Err(LocalFileError::new(
            path,
            "it is read-only; make it writable, or name another path",
        ));
    }
    open_regular(path, OpenOptions::new().write(true), Purpose::Replace).map(drop)
}

/// Refuses a new file whose path could only be that of a directory.
fn check_name(path: &Path, target: &Path) -> Result<(), LocalFileError> {
    let encoded = target.as_os_str().as_encoded_bytes();
    match target.file_name() {
        // A separator or `.` at the end does not belong to the name.
        Some(name) if encoded.ends_with(name.as_encoded_bytes()) => Ok(()),
        _ => Err(LocalFileError::new(
            path,
            "the path ends as that of a directory; name a file",
        )),
    }
}

/// Gives a new file the owner, the group and the permissions of the old one, before there is anything in it.
#[cfg(unix)]
fn keep_owner_and_mode(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};

    let new = file.metadata()?;
    let mut mode = old.mode();
    if (new.uid(), new.gid()) != (old.uid(), old.gid()) && fchown(file, Some(old.uid()), Some(old.gid())).is_err() {
        // Only the superuser gives files away. Their group can be kept by its members.
        if new.gid() != old.gid() && fchown(file, None, Some(old.gid())).is_err() {
            mode = mode_in_another_group(mode);
        }
    }
    // Who runs a program that came from elsewhere does so as nobody else.
    let mode = mode & 0o777;
    // Some file systems have one mode for all files, and refuse to be given any.
    match new.mode() & 0o777 == mode {
        true => Ok(()),
        false => file.set_permissions(fs::Permissions::from_mode(mode)),
    }
}

/// Another group may do what all others may.
#[cfg(unix)]
fn mode_in_another_group(mode: u32) -> u32 {
    mode & !0o070 | (mode & 0o007) << 3
}

/// Its access rights are those that its folder gives to new files.
#[cfg(not(unix))]
fn keep_owner_and_mode(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}
