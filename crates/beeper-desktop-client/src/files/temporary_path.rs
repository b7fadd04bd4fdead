//! Files that are to take the place of others, under names of their own.

use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};

/// How many names are tried. Each is one of 2^64, so that only a broken file system has them all.
const MAX_NAMES: usize = 16;

/// The path of a temporary file, which is removed with it.
pub(crate) struct TemporaryPath(Option<PathBuf>);

impl TemporaryPath {
    /// Makes a file in the folder of another one, under a name that nobody can guess or has taken. One that is private can be
    /// read by nobody else, where the system knows that of files.
    pub(crate) fn beside(target: &Path, is_private: bool) -> io::Result<(Self, File)> {
        let folder = target.parent().unwrap_or(Path::new(""));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        if is_private {
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        let mut names = 0..MAX_NAMES;
        loop {
            let path = folder.join(random_name());
            match options.open(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && names.next().is_some() => {}
                file => return Ok((Self(Some(path)), file?)),
            }
        }
    }

    pub(crate) fn rename_to(mut self, target: &Path) -> io::Result<()> {
        if let Some(path) = &self.0 {
            fs::rename(path, target)?;
        }
        self.0 = None;
        Ok(())
    }
}

impl Drop for TemporaryPath {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // There is nobody to tell.
            let _ = fs::remove_file(path);
        }
    }
}

/// A short name, whatever the file is called whose place it takes.
pub(crate) fn random_name() -> String {
    // The keys of the standard library's hash maps are random numbers of the system.
    let number = RandomState::new().hash_one(());
    format!(".beeper-{number:016x}.part")
}
