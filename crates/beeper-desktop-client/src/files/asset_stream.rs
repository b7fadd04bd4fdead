//! Files that are read as they arrive.

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

/// A file as it comes: a [`Stream`] of its bytes, with the one method that most need of one. After an error it ends.
#[must_use = "reads nothing before it is asked for pieces"]
pub struct AssetStream {
    state: State,
    length: Option<u64>,
    /// The most that may come.
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
    /// Begins to read an answer, unless it announces more than may come.
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
    /// If the connection breaks off, nothing comes for too long, or more comes than [may](crate::files::ServeAsset::max_bytes).
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
