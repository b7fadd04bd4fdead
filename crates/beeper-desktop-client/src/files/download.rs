use std::fmt;
use std::ops::{Bound, RangeBounds};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::StatusCode;
use reqwest::header::{ACCEPT, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;

use super::{Progress, Watcher};
use crate::error::{Error, ErrorKind, unbuildable};
use crate::runtime::{ClientHooks, ClientInfo, Opened, OperationInfo, open};
use crate::{Client, HeaderMap};

const OPERATION_ID: &str = "serve_asset";

/// Reading a file; made by [`Client::serve_asset`].
///
/// ```no_run
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
/// let address = "mxc://example.com/picture";
/// let bytes = client.serve_asset(address).to_file("picture.jpg").await?;
///
/// // Or as it comes, from the second megabyte on.
/// let mut rest = client.serve_asset(address).range(1_000_000..).stream().await?;
/// while let Some(piece) = rest.next().await {
///     println!("{} bytes", piece?.len());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "reads nothing before it is said where to"]
pub struct ServeAsset {
    client: Client,
    url: String,
    range: Option<(u64, Option<u64>)>,
    watcher: Option<Watcher>,
}

impl Client {
    /// Reads a file as it is: that of an attachment, by its `mxc:`, `localmxc:` or `file:` address.
    ///
    /// `GET /v1/assets/serve`. Until the answer begins, it is repeated like other calls that read; what breaks off then is an
    /// error, and can be taken up again with a [range](ServeAsset::range).
    pub fn serve_asset(&self, url: impl Into<String>) -> ServeAsset {
        ServeAsset {
            client: self.clone(),
            url: url.into(),
            range: None,
            watcher: None,
        }
    }
}

impl ServeAsset {
    /// Reads a part of the file, in bytes, counted from 0. A server that does not know ranges is an error, not the whole file.
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

    /// Is told how far the transfer is, each time that something has come.
    pub fn on_progress(mut self, watch: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.watcher = Some(Arc::new(watch));
        self
    }

    /// The file as it comes. The time-out of calls that read goes for the beginning, and for each piece.
    ///
    /// # Errors
    ///
    /// As any call that reads.
    pub async fn stream(self) -> Result<AssetStream, Error> {
        if let Some((start, Some(end))) = self.range
            && end <= start
        {
            return Err(invalid("a range ends after its start"));
        }
        let client = &self.client;
        let info = OperationInfo {
            operation_id: OPERATION_ID,
        };
        let mut request = client
            .request_for(&info)?
            .query(&[("url", &self.url)])
            .header(ACCEPT, "application/octet-stream, */*");
        if let Some((start, end)) = self.range {
            let end = end.map(|end| (end - 1).to_string()).unwrap_or_default();
            request = request.header(RANGE, format!("bytes={start}-{end}"));
        }
        let mut request = request.build().map_err(unbuildable)?;
        client.pre(&mut request, &info).await?;
        let opened = open(client.client(), client.inner(), request, OPERATION_ID).await?;
        if self.range.is_some() && opened.head.status != StatusCode::PARTIAL_CONTENT {
            return Err(Error::of(opened.call, ErrorKind::UnexpectedStatus).with_head(opened.head));
        }
        let headers = opened.head.headers.clone();
        Ok(AssetStream {
            length: header(&headers, CONTENT_LENGTH).and_then(|text| text.parse().ok()),
            headers,
            state: State::Idle(Box::new(opened)),
            received: 0,
            watcher: self.watcher,
        })
    }

    /// The file, whole, if it has at most this many bytes.
    ///
    /// # Errors
    ///
    /// As any call that reads; [`ErrorKind::BodyTooLarge`] if there is more.
    pub async fn bytes(self, most: usize) -> Result<Vec<u8>, Error> {
        let mut stream = self.stream().await?;
        let mut bytes = Vec::new();
        while let Some(piece) = stream.next().await {
            let piece = piece?;
            if bytes.len() + piece.len() > most {
                return Err(Error::before_sending(
                    OPERATION_ID,
                    ErrorKind::BodyTooLarge { limit: most },
                ));
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }

    /// Writes the file to a path, and returns how many bytes it has. What is there already is replaced, once all has come:
    /// until then, the file is called as the path with `.part` behind it, which goes when something fails.
    ///
    /// # Errors
    ///
    /// As any call that reads; [`ErrorKind::LocalFile`] if the file cannot be written.
    pub async fn to_file(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref();
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = Unfinished(Some(PathBuf::from(part)));
        let mut stream = self.stream().await?;
        let written = part.write(&mut stream).await?;
        part.finish(path).await?;
        Ok(written)
    }
}

impl fmt::Debug for ServeAsset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServeAsset")
            .field("range", &self.range)
            .finish_non_exhaustive()
    }
}

/// A file that is being written; gone when it is dropped before it is whole.
struct Unfinished(Option<PathBuf>);

impl Unfinished {
    async fn write(&self, stream: &mut AssetStream) -> Result<u64, Error> {
        let Some(path) = &self.0 else { return Ok(0) };
        let mut file = File::create(path).await.map_err(|error| unwritable(&error))?;
        let mut written = 0;
        while let Some(piece) = stream.next().await {
            let piece = piece?;
            file.write_all(&piece).await.map_err(|error| unwritable(&error))?;
            written += piece.len() as u64;
        }
        file.flush().await.map_err(|error| unwritable(&error))?;
        Ok(written)
    }

    async fn finish(mut self, path: &Path) -> Result<(), Error> {
        if let Some(part) = &self.0 {
            fs::rename(part, path).await.map_err(|error| unwritable(&error))?;
        }
        self.0 = None;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // It may not even be there.
            let _ = std::fs::remove_file(path);
        }
    }
}

fn unwritable(error: &std::io::Error) -> Error {
    let reason = error.kind().to_string();
    Error::before_sending(OPERATION_ID, ErrorKind::LocalFile { reason })
}

fn invalid(reason: &str) -> Error {
    let reason = reason.to_owned();
    Error::before_sending(OPERATION_ID, ErrorKind::InvalidRequest { reason })
}

fn header(headers: &HeaderMap, name: reqwest::header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// A file as it comes: a [`Stream`] of its bytes, with the one method that most need of one. After an error it ends.
#[must_use = "reads nothing before it is asked for pieces"]
pub struct AssetStream {
    state: State,
    length: Option<u64>,
    headers: HeaderMap,
    received: u64,
    watcher: Option<Watcher>,
}

type Reading = Pin<Box<dyn Future<Output = (Box<Opened>, Result<Option<Bytes>, Error>)> + Send>>;

enum State {
    Idle(Box<Opened>),
    Reading(Reading),
    Ended,
}

impl AssetStream {
    /// How many bytes there are to come in all: of the file, or of the part of it that was asked for. `None` if the server does
    /// not say.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// How many bytes the whole file has, if only a part of it was asked for and the server says so.
    pub fn file_length(&self) -> Option<u64> {
        let range = header(&self.headers, CONTENT_RANGE)?;
        range.rsplit_once('/')?.1.parse().ok()
    }

    /// The media type, as the server says it.
    pub fn mime_type(&self) -> Option<&str> {
        header(&self.headers, CONTENT_TYPE)
    }

    /// The next piece; `None` at the end of the file.
    ///
    /// # Errors
    ///
    /// If the connection breaks off, or nothing comes for too long.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Poll::Ready(None),
                State::Idle(mut opened) => {
                    self.state = State::Reading(Box::pin(async move {
                        let chunk = opened.chunk().await;
                        (opened, chunk)
                    }));
                }
                State::Reading(mut reading) => {
                    let Poll::Ready((opened, chunk)) = reading.as_mut().poll(context) else {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    };
                    let Some(piece) = chunk.transpose() else { continue };
                    if let Ok(piece) = &piece {
                        self.state = State::Idle(opened);
                        self.received += piece.len() as u64;
                        if let Some(watch) = &self.watcher {
                            watch(Progress {
                                bytes: self.received,
                                total: self.length,
                            });
                        }
                    }
                    return Poll::Ready(Some(piece));
                }
            }
        }
    }
}

impl Stream for AssetStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl fmt::Debug for AssetStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssetStream")
            .field("length", &self.length)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}
