//! Opens files that users name: only regular ones, since a FIFO may block and a device may never end.

use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Why a file was not opened or not read.
#[derive(Debug)]
pub enum NotUsable {
    /// The system refuses access.
    System(io::Error),
    /// It is not a regular file, but this.
    Special(&'static str),
    /// It has more than this number of bytes.
    Larger(u64),
}

impl From<io::Error> for NotUsable {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// Opens a regular file.
///
/// Opens nothing else: a FIFO would wait for its other end, and a device may act.
pub fn open(path: &Path, options: &mut OpenOptions) -> Result<(File, Metadata), NotUsable> {
    check_regular(&fs::metadata(path)?)?;
    // Another file may have taken its place since the check; opening that must not block either.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, libc::O_NONBLOCK | libc::O_NOCTTY);
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    check_regular(&metadata)?;
    Ok((file, metadata))
}

/// Reads a regular file, unless it has more bytes than allowed.
pub fn read(path: &Path, max_bytes: u64) -> Result<Vec<u8>, NotUsable> {
    let (file, _) = open(path, OpenOptions::new().read(true))?;
    let mut bytes = Vec::new();
    file.take(max_bytes + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > max_bytes {
        true => Err(NotUsable::Larger(max_bytes)),
        false => Ok(bytes),
    }
}

/// Refuses everything but a regular file.
pub fn check_regular(metadata: &Metadata) -> Result<(), NotUsable> {
    match metadata.is_file() {
        true => Ok(()),
        false => Err(NotUsable::Special(kind_of(metadata.file_type()))),
    }
}

/// Names the kind of a file that is not regular.
fn kind_of(file_type: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;

        for (is_it, kind) in [
            (file_type.is_fifo(), "a FIFO"),
            (file_type.is_socket(), "a socket"),
            (file_type.is_char_device(), "a character device"),
            (file_type.is_block_device(), "a block device"),
        ] {
            if is_it {
                return kind;
            }
        }
    }
    match () {
        () if file_type.is_dir() => DIRECTORY,
        () if file_type.is_symlink() => "a symbolic link",
        () => "not a regular file",
    }
}

/// The name of the kind "folder".
pub const DIRECTORY: &str = "a directory";

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    /// Looks at devices of this computer, without opening them.
    #[test]
    fn devices_are_refused_by_their_kind() {
        for path in ["/dev/null", "/dev/zero"] {
            let refused = check_regular(&fs::metadata(path).unwrap());
            assert!(
                matches!(refused, Err(NotUsable::Special("a character device"))),
                "{refused:?}"
            );
        }
    }

    #[test]
    fn a_file_is_read_up_to_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        fs::write(&path, "12345").unwrap();
        assert_eq!(read(&path, 5).unwrap(), b"12345");
        assert!(matches!(read(&path, 4), Err(NotUsable::Larger(4))));
    }
}
