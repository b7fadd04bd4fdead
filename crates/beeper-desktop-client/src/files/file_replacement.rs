//! Replaces files: writes the new file beside the old one, and renames it when it is complete.

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

/// A new file that will replace another one, or be created. Dropping it removes it.
pub(super) struct FileReplacement {
    /// The path as the program gave it.
    path: PathBuf,
    /// The path at the end of the symbolic links.
    target: PathBuf,
    file: File,
    temporary: TemporaryPath,
}

impl FileReplacement {
    /// Checks that the path can be written to, and creates the new file beside it.
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
            .map_err(|error| LocalFileError::during(&path, "no file can be created in its folder", error))?;
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

    /// Writes the stream to the file, moves the file into place, and returns its size in bytes.
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

/// Renames a complete file to its final path.
fn place(path: &Path, target: &Path, file: File, temporary: TemporaryPath) -> Result<(), LocalFileError> {
    let system = |error| LocalFileError::system(path, error);
    // Some file systems report only now that they are full.
    file.sync_all().map_err(system)?;
    drop(file);
    // Something else may have appeared at this path during the download.
    match fs::symlink_metadata(target) {
        Ok(found) => check_regular(path, &found, Purpose::Replace)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(system(error)),
    }
    temporary.rename_to(target).map_err(system)
}

/// Refuses a file that the program may not write, even if it could replace it.
fn check_writable(path: &Path, old: &Metadata) -> Result<(), LocalFileError> {
    check_regular(path, old, Purpose::Replace)?;
    // The superuser can open read-only files, too.
    if old.permissions().readonly() {
        return Err(LocalFileError::new(
            path,
            "it is read-only; make it writable, or name another path",
        ));
    }
    open_regular(path, OpenOptions::new().write(true), Purpose::Replace).map(drop)
}

/// Refuses a path that ends like that of a directory.
fn check_name(path: &Path, target: &Path) -> Result<(), LocalFileError> {
    let encoded = target.as_os_str().as_encoded_bytes();
    match target.file_name() {
        // A separator or `.` at the end is not a part of the name.
        Some(name) if encoded.ends_with(name.as_encoded_bytes()) => Ok(()),
        _ => Err(LocalFileError::new(
            path,
            "the path ends as that of a directory; name a file",
        )),
    }
}

/// Gives the new file the owner, the group and the permissions of the old one. The file is still empty.
#[cfg(unix)]
fn keep_owner_and_mode(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};

    let new = file.metadata()?;
    let mut mode = old.mode();
    if (new.uid(), new.gid()) != (old.uid(), old.gid()) && fchown(file, Some(old.uid()), Some(old.gid())).is_err() {
        // Only the superuser can change the owner. Members of the group can still keep the group.
        if new.gid() != old.gid() && fchown(file, None, Some(old.gid())).is_err() {
            mode = mode_in_another_group(mode);
        }
    }
    // Drops the setuid, setgid and sticky bits: nobody should run a downloaded program with other rights.
    let mode = mode & 0o777;
    // Some file systems have one mode for all files, and refuse to set it.
    match new.mode() & 0o777 == mode {
        true => Ok(()),
        false => file.set_permissions(fs::Permissions::from_mode(mode)),
    }
}

/// In another group, the group gets the permissions that everybody has.
#[cfg(unix)]
fn mode_in_another_group(mode: u32) -> u32 {
    mode & !0o070 | (mode & 0o007) << 3
}

/// On other systems, the folder determines the access rights of new files.
#[cfg(not(unix))]
fn keep_owner_and_mode(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}
