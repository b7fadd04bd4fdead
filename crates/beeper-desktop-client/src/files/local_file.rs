//! Local files: checks which can be used, and explains why others cannot.

use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::runtime::operation::Operation;

/// The reason why a local file cannot be used.
#[derive(Clone, Debug)]
pub(super) struct LocalFileError {
    /// The path as the program gave it.
    path: PathBuf,
    reason: String,
    source: Option<Arc<io::Error>>,
}

impl LocalFileError {
    pub(super) fn new(path: &Path, reason: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            reason: reason.into(),
            source: None,
        }
    }

    /// Creates an error from one of the system's, with its text.
    pub(super) fn system(path: &Path, error: io::Error) -> Self {
        let reason = error.to_string();
        Self::new(path, reason).caused_by(error)
    }

    /// Creates an error from one of the system's that occurred while doing `what` for the file.
    pub(super) fn during(path: &Path, what: &str, error: io::Error) -> Self {
        Self::new(path, format!("{what}: {error}")).caused_by(error)
    }

    fn caused_by(mut self, error: io::Error) -> Self {
        self.source = Some(Arc::new(error));
        self
    }

    /// Converts this error into that of a call.
    pub(super) fn into_error(self, operation: &Operation) -> Error {
        let Self { path, reason, source } = self;
        Error::before_sending(operation.id, ErrorKind::LocalFile { path, reason }).with_io_source(source)
    }

    /// Replaces the error of a call that the file caused.
    pub(super) fn in_place_of(self, error: Error) -> Error {
        let Self { path, reason, source } = self;
        let error = error.with_kind(ErrorKind::LocalFile { path, reason });
        error.with_io_source(source)
    }
}

/// The reason for opening a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Purpose {
    Upload,
    Replace,
}

impl Purpose {
    /// Explains why a file that is not regular cannot be used, and what to do instead.
    fn refusal(self, file_type: FileType) -> String {
        let kind = kind_of(file_type);
        if file_type.is_dir() {
            return format!("it is {kind}; name a file in it");
        }
        match self {
            Self::Upload => format!("it is {kind}, whose size is unknown; {READ_IT}"),
            Self::Replace => format!(
                "it is {kind}, which cannot be replaced; name another path, or write the chunks of the stream to it"
            ),
        }
    }
}

/// Advice for a file whose size is unknown before it is read.
pub(super) const READ_IT: &str = "read it, and upload the bytes with `Upload::bytes`";

/// Names the type of a file that is not regular.
pub(crate) fn kind_of(file_type: FileType) -> &'static str {
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
        () if file_type.is_dir() => "a directory",
        () if file_type.is_symlink() => "a symbolic link",
        () => "not a regular file",
    }
}

/// Opens a regular file, and nothing else.
///
/// Opening a FIFO would wait for its other end, and opening a device may have effects.
pub(super) fn open_regular(
    path: &Path,
    options: &mut OpenOptions,
    purpose: Purpose,
) -> Result<(File, Metadata), LocalFileError> {
    let system = |error| LocalFileError::system(path, error);
    check_regular(path, &fs::metadata(path).map_err(system)?, purpose)?;
    // Another file may have replaced it in the meantime; these flags keep the call from waiting for that one.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, libc::O_NONBLOCK | libc::O_NOCTTY);
    let file = options.open(path).map_err(system)?;
    let metadata = file.metadata().map_err(system)?;
    check_regular(path, &metadata, purpose)?;
    Ok((file, metadata))
}

/// Refuses a file that is not regular.
pub(super) fn check_regular(path: &Path, metadata: &Metadata, purpose: Purpose) -> Result<(), LocalFileError> {
    match metadata.is_file() {
        true => Ok(()),
        false => Err(LocalFileError::new(path, purpose.refusal(metadata.file_type()))),
    }
}

/// Runs a function that may wait for a disk on another thread. If the future is dropped, so is the result.
pub(super) async fn blocking<T: Send + 'static>(
    path: &Path,
    work: impl FnOnce() -> Result<T, LocalFileError> + Send + 'static,
) -> Result<T, LocalFileError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(LocalFileError::system(path, io::Error::other(error))),
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    /// Examines devices of this computer, and opens none.
    #[test]
    fn devices_are_refused_by_their_kind() {
        for path in ["/dev/null", "/dev/zero"] {
            let path = Path::new(path);
            let metadata = fs::metadata(path).unwrap();
            for (purpose, reason) in [
                (Purpose::Upload, "it is a character device, whose size is unknown; "),
                (Purpose::Replace, "it is a character device, which cannot be replaced; "),
            ] {
                let error = check_regular(path, &metadata, purpose).unwrap_err();
                assert!(error.reason.starts_with(reason), "{}", error.reason);
            }
        }
    }
}
