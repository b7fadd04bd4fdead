//! The stream of a file's bytes.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, HeaderMap, HeaderName};

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::files::{Progress, ProgressCallback};
use crate::runtime::exchange::streaming_response::StreamingResponse;

/// A stream of the bytes of a file, as they arrive.
///
/// It implements [`Stream`], and has its own [`next`](Self::next), so that a loop needs no other crate. It ends after an
/// error.
///
/// [`Stream`]: https://docs.rs/futures-core/0.3/futures_core/stream/trait.Stream.html
#[must_use = "a stream reads nothing until you ask it for chunks"]
pub struct AssetStream {
    state: State,
    length: Option<u64>,
    /// The largest accepted size.
    max_bytes: Option<u64>,
    headers: HeaderMap,
    received: u64,
    on_progress: Option<ProgressCallback>,
}

type PendingChunk = Pin<Box<dyn Future<Output = (Box<StreamingResponse>, Result<Option<Bytes>, Error>)> + Send>>;

enum State {
    Idle(Box<StreamingResponse>),
    Reading(PendingChunk),
    Ended,
}

impl AssetStream {
    /// Creates the stream of a response, unless it announces more bytes than accepted.
    pub(super) fn new(
        opened: StreamingResponse,
        max_bytes: Option<u64>,
        on_progress: Option<ProgressCallback>,
    ) -> Result<Self, Error> {
        let headers = opened.head.headers.clone();
        let length = header(&headers, CONTENT_LENGTH).and_then(|text| text.parse().ok());
        if let (Some(most), Some(length)) = (max_bytes, length)
            && length > most
        {
            return Err(opened.error(too_large(most)));
        }
        Ok(Self {
            length,
            max_bytes,
            headers,
            state: State::Idle(Box::new(opened)),
            received: 0,
            on_progress,
        })
    }

    /// Returns the number of bytes that the server sends: those of the file, or of the requested range.
    ///
    /// Returns `None` if the server does not send this number.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Returns the size of the whole file in bytes, if a range was requested and the server sent the size.
    pub fn file_length(&self) -> Option<u64> {
        let range = header(&self.headers, CONTENT_RANGE)?;
        range.rsplit_once('/')?.1.parse().ok()
    }

    /// Returns the file's media type, as the server sent it.
    pub fn mime_type(&self) -> Option<&str> {
        header(&self.headers, CONTENT_TYPE)
    }

    /// Returns the next chunk, or `None` at the end of the file.
    ///
    /// # Errors
    ///
    /// Returns an error if the connection breaks, if the next chunk does not arrive within the time limit, or if the file is
    /// larger than [`max_bytes`](crate::files::ServeAsset::max_bytes).
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
                        self.received += piece.len() as u64;
                        if let Some(most) = self.max_bytes.filter(|most| self.received > *most) {
                            return Poll::Ready(Some(Err(opened.error(too_large(most)))));
                        }
                        self.state = State::Idle(opened);
                        if let Some(callback) = &self.on_progress {
                            callback(Progress {
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

fn too_large(most: u64) -> ErrorKind {
    ErrorKind::BodyTooLarge {
        limit: usize::try_from(most).unwrap_or(usize::MAX),
    }
}

fn header(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
