//! Files on disk for uploads: regular files, with the size that they have when they are opened.

use std::fs::OpenOptions;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf, Take};

use crate::files::local_file::{LocalFileError, Purpose, READ_IT, blocking, open_regular};

/// Remembers why a file could not be read to its end. The HTTP client reports only that the body ended early.
#[derive(Clone, Default)]
pub(super) struct ReadFailure(Arc<OnceLock<LocalFileError>>);

impl ReadFailure {
    pub(super) fn get(&self) -> Option<LocalFileError> {
        self.0.get().cloned()
    }
}

/// An open file.
pub(super) struct UploadFile {
    path: PathBuf,
    // Limited to the size at the time of opening; what is appended later is not sent.
    file: Take<File>,
    size: u64,
    failure: ReadFailure,
}

impl UploadFile {
    pub(super) async fn open(path: &Path, failure: ReadFailure) -> Result<Self, LocalFileError> {
        let owned = path.to_owned();
        let (file, size) = blocking(path, move || open(&owned)).await?;
        Ok(Self {
            path: path.to_owned(),
            file: File::from_std(file).take(size),
            size,
            failure,
        })
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }
}

fn open(path: &Path) -> Result<(std::fs::File, u64), LocalFileError> {
    let (mut file, metadata) = open_regular(path, OpenOptions::new().read(true), Purpose::Upload)?;
    let size = metadata.len();
    if size == 0 {
        let first = file.read(&mut [0]);
        if first.map_err(|error| LocalFileError::system(path, error))? > 0 {
            let reason = format!("its reported size is 0, but it is not empty; {READ_IT}");
            return Err(LocalFileError::new(path, reason));
        }
    }
    Ok((file, size))
}

impl AsyncRead for UploadFile {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let result = ready!(Pin::new(&mut self.file).poll_read(context, buffer));
        let is_end = buffer.filled().len() == before && buffer.remaining() > 0;
        let missing = self.file.limit();
        let failure = match result {
            Err(error) => LocalFileError::system(&self.path, error),
            Ok(()) if is_end && missing > 0 => {
                let (read, size) = (self.size - missing, self.size);
                let reason = format!("it ended after {read} of {size} bytes; something changed it during the upload");
                LocalFileError::new(&self.path, reason)
            }
            Ok(()) => return Poll::Ready(Ok(())),
        };
        self.failure.0.get_or_init(|| failure);
        Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()))
    }
}
