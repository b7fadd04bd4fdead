//! Follows the symbolic links of a path.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// The number of links that Linux follows.
const MAX_LINKS: usize = 40;

/// Returns the path at the end of a path's links, and the metadata of the file there, if it exists.
///
/// Returns the path itself if the target is not a regular file.
///
/// Links in the folders above need no handling: the system follows those in every operation on the file.
pub(super) fn link_target(path: &Path) -> io::Result<(PathBuf, Option<Metadata>)> {
    // The system detects loops, and refuses links of other users that must not be followed.
    let reached = if_there(fs::metadata(path))?;
    // A pipe behind `/proc/self/fd` has no other path.
    if reached.as_ref().is_some_and(|reached| !reached.is_file()) {
        return Ok((path.to_owned(), reached));
    }
    let mut target = path.to_owned();
    for _ in 0..=MAX_LINKS {
        let found = if_there(fs::symlink_metadata(&target))?;
        if !found.as_ref().is_some_and(Metadata::is_symlink) {
            return match is_same(reached.as_ref(), found.as_ref()) {
                true => Ok((target, found)),
                false => Err(io::Error::other("its links lead to a file that has no path")),
            };
        }
        let next = fs::read_link(&target)?;
        target = target.parent().unwrap_or(Path::new("")).join(next);
    }
    Err(io::Error::other("it leads through too many links"))
}

fn if_there(metadata: io::Result<Metadata>) -> io::Result<Option<Metadata>> {
    match metadata {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        metadata => metadata.map(Some),
    }
}

/// Returns whether both metadata are of the same file. They are not if `/proc/self/fd` leads to a deleted file.
fn is_same(one: Option<&Metadata>, other: Option<&Metadata>) -> bool {
    one.map(identity) == other.map(identity)
}

/// Returns a value that identifies a file, on systems that have one.
#[cfg(unix)]
pub(crate) fn identity(metadata: &Metadata) -> impl PartialEq + use<> {
    use std::os::unix::fs::MetadataExt;

    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
pub(crate) fn identity(metadata: &Metadata) -> impl PartialEq + use<> {
    metadata.is_file()
}
