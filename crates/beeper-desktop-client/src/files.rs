//! Streams files to and from the server.
//!
//! * [`Client::upload_asset`](crate::Client::upload_asset) sends an [`Upload`], a file on disk or bytes. Its response
//!   contains the ID by which [`Client::send_message`](crate::Client::send_message) attaches the file.
//! * [`Client::serve_asset`](crate::Client::serve_asset) reads the file of an attachment: to a path, as a stream, or whole.
//!
//! A file on disk is never in memory as a whole, however large it is.

mod asset_stream;
mod file_replacement;
pub(crate) mod link_target;
pub(crate) mod local_file;
mod serve_asset;
pub(crate) mod temporary_path;
mod upload_asset;
mod upload_file;

pub use asset_stream::AssetStream;
pub use serve_asset::{ServeAsset, ServeAssetFuture};
pub use upload_asset::{Upload, UploadAsset};

/// The progress of a transfer, passed to a progress callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The number of bytes transferred so far.
    pub bytes: u64,
    /// The number of bytes in all, or `None` if the server does not send it.
    pub total: Option<u64>,
}

/// A function that is called with the progress of a transfer.
type ProgressCallback = std::sync::Arc<dyn Fn(Progress) + Send + Sync>;
