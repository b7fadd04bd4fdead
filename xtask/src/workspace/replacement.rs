//! Replaces files: writes the new one beside the old one, and renames it when it is complete.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::workspace::regular_file::{self, NotUsable};

/// The number of symbolic links that Linux follows.
const MAX_LINKS: usize = 40;

/// A complete file that is ready to take the place of another one, or of none.
///
/// When dropped, it is removed.
#[derive(Debug)]
pub struct Replacement {
    file: NamedTempFile,
    /// The path at the end of the symbolic links.
    target: PathBuf,
}

/// Why a file cannot be replaced.
#[derive(Debug)]
pub enum NotReplaceable {
    /// It cannot be opened for writing.
    NotUsable(NotUsable),
    /// It is read-only.
    ReadOnly,
    /// The path does not exist, and can only be that of a directory.
    NoFileName,
}

impl<E: Into<NotUsable>> From<E> for NotReplaceable {
    fn from(error: E) -> Self {
        Self::NotUsable(error.into())
    }
}

impl Replacement {
    /// Writes the new contents of a path to a temporary file beside it.
    pub fn write(path: &Path, contents: &str) -> Result<Self, NotReplaceable> {
        let (target, old) = link_target(path)?;
        match &old {
            Some(old) => check_writable(path, old)?,
            None => check_name(&target)?,
        }
        let folder = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        // Reports a missing folder as such; the error of the temporary file would name a file that the user never named.
        fs::metadata(folder)?;
        #[cfg_attr(not(unix), expect(unused_mut, reason = "nothing is set"))]
        let mut builder = tempfile::Builder::new();
        // The system decides the permissions of a new file; a file that is replaced passes on its own.
        #[cfg(unix)]
        if old.is_none() {
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        }
        let mut file = builder.tempfile_in(folder)?;
        if let Some(old) = old {
            keep_owner_and_mode(file.as_file(), &old)?;
        }
        file.write_all(contents.as_bytes())?;
        file.as_file().sync_all()?;
        Ok(Self { file, target })
    }

    /// Puts the file in its place.
    pub fn put_in_place(self) -> Result<(), NotReplaceable> {
        // Another file may have been put there meanwhile.
        if let Some(found) = if_there(fs::symlink_metadata(&self.target))? {
            regular_file::check_regular(&found)?;
        }
        self.file.persist(&self.target).map_err(|error| error.error)?;
        Ok(())
    }
}

/// Returns the path at the end of a path's symbolic links, and the metadata of the file there, if there is one. Everything but a
/// regular file is left in place.
fn link_target(path: &Path) -> io::Result<(PathBuf, Option<Metadata>)> {
    // The system detects loops, and refuses links of other users where that is required.
    let reached = if_there(fs::metadata(path))?;
    // A pipe behind `/proc/self/fd` has no other path.
    if reached.as_ref().is_some_and(|reached| !reached.is_file()) {
        return Ok((path.to_owned(), reached));
    }
    let mut target = path.to_owned();
    for _ in 0..=MAX_LINKS {
        let found = if_there(fs::symlink_metadata(&target))?;
        if !found.as_ref().is_some_and(Metadata::is_symlink) {
            // They differ if `/proc/self/fd` leads to a file that was deleted.
            return match reached.as_ref().map(identity) == found.as_ref().map(identity) {
                true => Ok((target, found)),
                false => Err(io::Error::other("its symbolic links lead to a file that has no path")),
            };
        }
        let next = fs::read_link(&target)?;
        target = target.parent().unwrap_or(Path::new("")).join(next);
    }
    Err(io::Error::other("its symbolic links form a loop"))
}

fn if_there(metadata: io::Result<Metadata>) -> io::Result<Option<Metadata>> {
    match metadata {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        metadata => metadata.map(Some),
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> impl PartialEq + use<> {
    use std::os::unix::fs::MetadataExt;

    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn identity(metadata: &Metadata) -> impl PartialEq + use<> {
    metadata.is_file()
}

/// Refuses a file that cannot be written to, although it could be replaced.
fn check_writable(path: &Path, old: &Metadata) -> Result<(), NotReplaceable> {
    regular_file::check_regular(old)?;
    // The superuser can open read-only files, too.
    if old.permissions().readonly() {
        return Err(NotReplaceable::ReadOnly);
    }
    regular_file::open(path, OpenOptions::new().write(true))?;
    Ok(())
}

/// Refuses a new file whose path can only be that of a directory.
fn check_name(target: &Path) -> Result<(), NotReplaceable> {
    let encoded = target.as_os_str().as_encoded_bytes();
    match target.file_name() {
        // A separator or `.` at the end is not a part of the name.
        Some(name) if encoded.ends_with(name.as_encoded_bytes()) => Ok(()),
        _ => Err(NotReplaceable::NoFileName),
    }
}

/// Gives a new file the owner, the group and the permissions of the old one, while it is still empty.
#[cfg(unix)]
fn keep_owner_and_mode(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};

    let new = file.metadata()?;
    let mut mode = old.mode();
    if (new.uid(), new.gid()) != (old.uid(), old.gid()) && fchown(file, Some(old.uid()), Some(old.gid())).is_err() {
        // Only the superuser can change the owner. A member of the group can keep the group.
        if new.gid() != old.gid() && fchown(file, None, Some(old.gid())).is_err() {
            // A different group gets only the permissions that everybody has.
            mode = mode & !0o070 | (mode & 0o007) << 3;
        }
    }
    let mode = mode & 0o777;
    // Some file systems have the same mode for all files, and refuse to change it.
    match new.mode() & 0o777 == mode {
        true => Ok(()),
        false => file.set_permissions(fs::Permissions::from_mode(mode)),
    }
}

/// Does nothing here: the folder decides the access rights of new files.
#[cfg(not(unix))]
fn keep_owner_and_mode(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    use super::*;

    fn replace(path: &Path) -> Result<(), NotReplaceable> {
        Replacement::write(path, "new")?.put_in_place()
    }

    fn file(path: &Path, mode: u32) {
        fs::write(path, "old").unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn permissions_are_kept_and_new_files_have_the_usual_ones() {
        let folder = tempfile::tempdir().unwrap();
        for kept in [0o600, 0o640, 0o755, 0o666] {
            let path = folder.path().join("x");
            file(&path, kept);
            replace(&path).unwrap();
            assert_eq!(
                (mode(&path), fs::read_to_string(&path).unwrap()),
                (kept, "new".to_owned())
            );
        }
        fs::write(folder.path().join("usual"), "").unwrap();
        replace(&folder.path().join("y")).unwrap();
        assert_eq!(mode(&folder.path().join("y")), mode(&folder.path().join("usual")));
    }

    #[test]
    fn links_stay_and_what_they_lead_to_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("a")).unwrap();
        fs::write(path("target"), "old").unwrap();
        symlink("../target", path("a/second")).unwrap();
        symlink("a/second", path("x")).unwrap();
        symlink("a/third", path("dangling")).unwrap();
        for (link, target) in [("x", "target"), ("dangling", "a/third")] {
            replace(&path(link)).unwrap();
            assert!(fs::symlink_metadata(path(link)).unwrap().is_symlink());
            assert_eq!(fs::read_to_string(path(target)).unwrap(), "new");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
        assert_eq!(fs::read_dir(path("a")).unwrap().count(), 2);
    }

    #[test]
    fn what_is_no_regular_file_or_may_not_be_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        assert!(Command::new("mkfifo").arg(path("fifo")).status().unwrap().success());
        UnixListener::bind(path("socket")).unwrap();
        symlink("fifo", path("link")).unwrap();
        symlink("loop", path("loop")).unwrap();
        file(&path("read-only"), 0o444);
        let before = fs::read_dir(folder.path()).unwrap().count();
        for (name, expected) in [
            ("fifo", "NotUsable(Special(\"a FIFO\"))"),
            ("link", "NotUsable(Special(\"a FIFO\"))"),
            ("socket", "NotUsable(Special(\"a socket\"))"),
            (".", "NotUsable(Special(\"a directory\"))"),
            ("read-only", "ReadOnly"),
            ("new/", "NoFileName"),
        ] {
            let refused = replace(&path(name)).unwrap_err();
            assert_eq!(format!("{refused:?}"), expected, "{name}");
        }
        let refused = replace(&path("loop")).unwrap_err();
        assert!(
            matches!(refused, NotReplaceable::NotUsable(NotUsable::System(_))),
            "{refused:?}"
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), before);
        assert_eq!(fs::read_to_string(path("read-only")).unwrap(), "old");
    }

    #[test]
    fn what_is_not_put_in_place_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        fs::write(&path, "old").unwrap();
        drop(Replacement::write(&path, "new").unwrap());
        let late = Replacement::write(&path, "new").unwrap();
        fs::remove_file(&path).unwrap();
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        late.put_in_place().unwrap_err();
        assert!(!fs::symlink_metadata(&path).unwrap().is_file());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
