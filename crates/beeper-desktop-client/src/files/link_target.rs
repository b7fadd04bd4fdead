//! Where the symbolic links of a path end.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// As many as Linux follows.
const MAX_LINKS: usize = 40;

/// Returns the path at which the links of a path end, and what is there, if anything is. What is no regular file is left where it is.
///
/// Of links in the folders above nothing has to be known: the system follows those whatever is done with the file.
pub(super) fn link_target(path: &Path) -> io::Result<(PathBuf, Option<Metadata>)> {
    // The system knows loops, and which links of other users are not to be followed.
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
                false => Err(io::Error::other("its links lead to what no path leads to")),
            };
        }
        let next = fs::read_link(&target)?;
        target = target.parent().unwrap_or(Path::new("")).join(next);
    }
    Err(io::Error::other("its links have no end"))
}

fn if_there(metadata: io::Result<Metadata>) -> io::Result<Option<Metadata>> {
    match metadata {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        metadata => metadata.map(Some),
    }
}

/// Whether two looks met the same file. They do not where `/proc/self/fd` leads to a file that was deleted.
fn is_same(one: Option<&Metadata>, other: Option<&Metadata>) -> bool {
    one.map(identity) == other.map(identity)
}

/// Tells one file from another, where the system does.
#[cfg(unix)]
pub(crate) fn identity(metadata: &Metadata) -> impl PartialEq + use<> {
    use std::os::unix::fs::MetadataExt;

    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
pub(crate) fn identity(metadata: &Metadata) -> impl PartialEq + use<> {
    metadata.is_file()
}
