//! The request that reads a file.

use std::fmt;
use std::future::IntoFuture;
use std::ops::{Bound, RangeBounds};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{ACCEPT, HeaderName, HeaderValue, RANGE};

use crate::client::Client;
use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::files::asset_stream::AssetStream;
use crate::files::file_replacement::FileReplacement;
use crate::files::{Progress, ProgressCallback};
use crate::generated::operations;
use crate::response::future::ResponseFuture;
use crate::response::raw::RawResponse;
use crate::runtime::exchange::perform_streaming;
use crate::runtime::operation::Operation;
use crate::runtime::request::endpoint::{Endpoint, Sender};
use crate::runtime::request::error::RequestError;

/// # Files, as streams
impl Client {
    /// Reads the file of an attachment, by its `mxc:`, `localmxc:` or `file:` address.
    ///
    /// See the request, [`ServeAsset`], for its setters, details and an example.
    pub fn serve_asset(&self, url: impl Into<String>) -> ServeAsset {
        ServeAsset {
            call: Sender::new(self),
            url: url.into(),
            range: None,
            max_bytes: None,
            on_progress: None,
        }
    }
}

/// Reads the file of an attachment, by its `mxc:`, `localmxc:` or `file:` address.
///
/// Sends `GET /v1/assets/serve`; made by [`Client::serve_asset`]. Awaiting it returns an [`AssetStream`] of the file;
/// [`bytes`](Self::bytes) and [`to_file`](Self::to_file) read the whole file.
///
/// Delivery class: [`Read`](crate::DeliveryClass::Read). Until a response begins, the client retries it like other calls that
/// read. If the connection breaks later, the stream returns an error, and a new request can continue with a
/// [range](Self::range). The time limit applies to the beginning of the response, and to each chunk.
///
/// # Errors
///
/// Returns the errors of any call that reads, and [`ErrorKind::UnexpectedStatus`] if a range was requested and the server
/// does not support ranges.
///
/// # Examples
///
/// ```no_run
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
/// let address = "mxc://example.com/picture";
/// let bytes = client.serve_asset(address).to_file("picture.jpg").await?;
///
/// // Or as a stream, from the second megabyte on.
/// let mut rest = client.serve_asset(address).range(1_000_000..).await?;
/// while let Some(piece) = rest.next().await {
///     println!("{} bytes", piece?.len());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a request is sent when you await it or call `bytes` or `to_file`"]
pub struct ServeAsset {
    call: Sender,
    url: String,
    range: Option<(u64, Option<u64>)>,
    max_bytes: Option<u64>,
    on_progress: Option<ProgressCallback>,
}

impl ServeAsset {
    /// Requests a range of the file, in bytes counted from 0.
    ///
    /// If the server does not support ranges, the call fails; it never returns the whole file instead.
    pub fn range(mut self, range: impl RangeBounds<u64>) -> Self {
        let start = match range.start_bound() {
            Bound::Included(start) => *start,
            Bound::Excluded(start) => start.saturating_add(1),
            Bound::Unbounded => 0,
        };
        let end = match range.end_bound() {
            Bound::Included(end) => Some(end.saturating_add(1)),
            Bound::Excluded(end) => Some(*end),
            Bound::Unbounded => None,
        };
        self.range = Some((start, end));
        self
    }

    /// Limits the size of the file, or of the requested range, in bytes.
    ///
    /// By default there is no limit, and a server may send without end. The call fails with [`ErrorKind::BodyTooLarge`] if
    /// the server announces more, and the stream as soon as it has received more. [`to_file`](Self::to_file) then removes
    /// what it has written.
    pub fn max_bytes(mut self, most: u64) -> Self {
        self.max_bytes = Some(most);
        self
    }

    /// Calls a function with the progress of the download whenever a chunk has arrived.
    pub fn on_progress(mut self, callback: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Arc::new(callback));
        self
    }

    /// Limits how long the beginning of the response and each chunk may take.
    ///
    /// The default is that of other calls that [read](crate::DeliveryClass::Read).
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.call.timeout(limit);
        self
    }

    /// Sets how often the client retries the call at most; see [`CallOptions::retries`](crate::CallOptions::retries).
    pub fn retries(mut self, retries: u32) -> Self {
        self.call.retries(retries);
        self
    }

    /// Adds a header, which replaces one that the client sets.
    ///
    /// A header that is added twice is sent twice. The call fails if the name is `Authorization`, `Host` or
    /// `Transfer-Encoding`, or begins with `Content-`.
    pub fn header(mut self, name: impl TryInto<HeaderName>, value: impl TryInto<HeaderValue>) -> Self {
        self.call.header(name, value);
        self
    }

    /// Sends the same request, and returns the response as the server sent it, with any status of success.
    ///
    /// The body may have at most as many bytes as the client accepts in a [response](crate::ClientBuilder::max_body_bytes).
    pub fn raw(self) -> ResponseFuture<RawResponse> {
        ResponseFuture::raw(self)
    }

    async fn open(self) -> Result<AssetStream, Error> {
        let (is_part, max_bytes) = (self.range.is_some(), self.max_bytes);
        let on_progress = self.on_progress.clone();
        let opened = perform_streaming(Box::new(self)).await?;
        if is_part && opened.head.status != StatusCode::PARTIAL_CONTENT {
            return Err(opened.error(ErrorKind::UnexpectedStatus));
        }
        AssetStream::new(opened, max_bytes, on_progress)
    }

    /// Reads the whole file into memory, if it has at most `most` bytes.
    ///
    /// # Errors
    ///
    /// Returns the errors of any call that reads, and [`ErrorKind::BodyTooLarge`] if the file is larger.
    pub async fn bytes(self, most: usize) -> Result<Vec<u8>, Error> {
        let most = most as u64;
        let most = self.max_bytes.map_or(most, |limit| limit.min(most));
        let mut stream = self.max_bytes(most).await?;
        let mut bytes = Vec::new();
        while let Some(piece) = stream.next().await {
            bytes.extend_from_slice(&piece?);
        }
        Ok(bytes)
    }

    /// Writes the file to a path, and returns its size in bytes.
    ///
    /// If the path has a file already, that one stays as it is until the download is complete. The new file is written beside
    /// it, under a random name that begins with `.beeper-`, and then replaces it. If the download fails or its future is
    /// dropped, the new file is removed. If the path is a symbolic link, the file at the end of its links is replaced or
    /// created, and the links stay.
    ///
    /// The new file has the permissions of the old one, and its owner and group as far as the system lets this process set them.
    /// Other hard links to the old file keep the old content. Access control lists and extended attributes are not copied; on
    /// Windows, the new file has the access rights that its folder gives.
    ///
    /// # Errors
    ///
    /// Returns the errors of any call that reads, and [`ErrorKind::LocalFile`] if the file cannot be written. Before anything
    /// is sent, the call refuses:
    ///
    /// * a file that this process may not write, or that no process may (on Unix, without `w` in its mode), even if the process
    ///   could replace it;
    /// * everything that is not a regular file: directories, FIFOs, sockets and devices. To write to one of these, write the
    ///   chunks of the [stream](AssetStream) yourself;
    /// * a folder that does not exist, or in which this process cannot create a file.
    pub async fn to_file(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        // Checked first, so that no file is created for a request that cannot be sent.
        self.call.check(&operations::SERVE_ASSET)?;
        let replacement = FileReplacement::of(path.as_ref()).await;
        let replacement = replacement.map_err(|error| error.into_error(&operations::SERVE_ASSET))?;
        let mut stream = self.await?;
        replacement.fill(&mut stream).await
    }
}

impl Endpoint for ServeAsset {
    fn sender(&self) -> &Sender {
        &self.call
    }

    fn operation(&self) -> &'static Operation {
        &operations::SERVE_ASSET
    }

    fn build(&self) -> Result<reqwest::Request, RequestError> {
        let Self { call, url, range, .. } = self;
        let mut request = call.request(self.operation(), &[])?.query("url", url).build()?;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/octet-stream, */*"));
        if let Some((start, end)) = range {
            if end.is_some_and(|end| end <= *start) {
                return Err(RequestError::argument("range", "it contains no bytes"));
            }
            let end = end.map(|end| (end - 1).to_string()).unwrap_or_default();
            let part = HeaderValue::try_from(format!("bytes={start}-{end}"));
            headers.insert(
                RANGE,
                part.map_err(|_| RequestError::argument("range", "it is not valid in a header"))?,
            );
        }
        Ok(request)
    }
}

impl IntoFuture for ServeAsset {
    type Output = Result<AssetStream, Error>;
    type IntoFuture = ServeAssetFuture;

    fn into_future(self) -> ServeAssetFuture {
        ServeAssetFuture(Box::pin(self.open()))
    }
}

/// The future that awaiting a [`ServeAsset`] creates.
///
/// It completes when the response begins.
#[must_use = "a future does nothing unless you await it"]
pub struct ServeAssetFuture(Pin<Box<dyn Future<Output = Result<AssetStream, Error>> + Send>>);

impl Future for ServeAssetFuture {
    type Output = Result<AssetStream, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(context)
    }
}

impl fmt::Debug for ServeAssetFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServeAssetFuture").finish_non_exhaustive()
    }
}

impl fmt::Debug for ServeAsset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServeAsset")
            .field("range", &self.range)
            .finish_non_exhaustive()
    }
}
