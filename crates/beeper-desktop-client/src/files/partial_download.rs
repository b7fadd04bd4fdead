//! Partial downloads: files under a name of their own until they are complete.

use std::path::{Path, PathBuf};

use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::files::asset_stream::AssetStream;
use crate::generated::operations;

/// A file that is being written; gone when it is dropped before it is whole.
pub(super) struct PartFile(Option<PathBuf>);

impl PartFile {
    /// Makes the file of a path: it is called as the path with `.part` behind it.
    pub(super) fn of(path: &Path) -> Self {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        Self(Some(PathBuf::from(part)))
    }

    pub(super) async fn write(&self, stream: &mut AssetStream) -> Result<u64, Error> {
        let Some(path) = &self.0 else { return Ok(0) };
        let mut file = File::create(path).await.map_err(|error| write_error(&error))?;
        let mut written = 0;
        while let Some(piece) = stream.next().await {
            let piece = piece?;
            file.write_all(&piece).await.map_err(|error| write_error(&error))?;
            written += piece.len() as u64;
        }
        file.flush().await.map_err(|error| write_error(&error))?;
        Ok(written)
    }

    pub(super) async fn finish(mut self, path: &Path) -> Result<(), Error> {
        if let Some(part) = &self.0 {
            fs::rename(part, path).await.map_err(|error| write_error(&error))?;
        }
        self.0 = None;
        Ok(())
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // It may not even be there.
            let _ = std::fs::remove_file(path);
        }
    }
}

fn write_error(error: &std::io::Error) -> Error {
    let reason = error.kind().to_string();
    Error::before_sending(operations::SERVE_ASSET.id, ErrorKind::LocalFile { reason })
}
