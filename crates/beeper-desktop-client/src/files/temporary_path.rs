//! Temporary files with random names, which replace other files later.

use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};

/// The number of names to try. A name is one of 2^64, so only on a broken file system are all of them taken.
const MAX_NAMES: usize = 16;

/// The path of a temporary file. Dropping it removes the file.
pub(crate) struct TemporaryPath(Option<PathBuf>);

impl TemporaryPath {
    /// Creates a file beside another one, under a random name.
    ///
    /// If `is_private`, nobody else can read it, on systems where files have such permissions.
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
            // Nobody could handle this error.
            let _ = fs::remove_file(path);
        }
    }
}

/// Returns a short random name, independent of the name of the file to replace.
pub(crate) fn random_name() -> String {
    // The standard library seeds its hash maps with random numbers from the system.
    let number = RandomState::new().hash_one(());
    format!(".beeper-{number:016x}.part")
}
