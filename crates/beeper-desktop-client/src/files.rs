//! Files as they are: sent in parts from disk or memory, and read as they come.
//!
//! * [`Client::upload_asset`](crate::Client::upload_asset) sends an [`Upload`], a file on disk or bytes. What it answers names the file for
//!   [`Client::send_message`](crate::Client::send_message).
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

/// How far a transfer is; given to what watches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The bytes that have gone over so far.
    pub bytes: u64,
    /// How many there are in all. `None` if the other side does not say.
    pub total: Option<u64>,
}

/// What watches a transfer.
type ProgressCallback = std::sync::Arc<dyn Fn(Progress) + Send + Sync>;
