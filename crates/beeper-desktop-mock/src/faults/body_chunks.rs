//! A response body that is sent in chunks, with a delay before each chunk.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};

use crate::faults::broken_response::BrokenResponse;
use crate::faults::delay::Delay;

type Waiting = Pin<Box<dyn Future<Output = Result<(), BrokenResponse>> + Send>>;

pub(crate) struct BodyChunks {
    rest: Bytes,
    /// The length of the first chunk, which the server sends without a delay.
    first: usize,
    size: usize,
    delay: Delay,
    waiting: Option<Waiting>,
}

impl BodyChunks {
    pub(crate) fn new(body: Bytes, first: usize, size: usize, delay: Delay) -> Self {
        Self {
            rest: body,
            first,
            size,
            delay,
            waiting: None,
        }
    }

    fn chunk(&mut self, size: usize) -> Poll<Option<Result<Frame<Bytes>, BrokenResponse>>> {
        let chunk = self.rest.split_to(size.min(self.rest.len()));
        Poll::Ready(Some(Ok(Frame::data(chunk))))
    }
}

impl HttpBody for BodyChunks {
    type Data = Bytes;
    type Error = BrokenResponse;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenResponse>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let first = std::mem::take(&mut self.first);
        if first > 0 {
            return self.chunk(first);
        }
        let delay = self.delay.clone();
        let waiting = self.waiting.get_or_insert_with(|| {
            Box::pin(async move {
                // hyper now flushes the earlier chunks, so that they are sent before the test learns that this one waits.
                tokio::task::yield_now().await;
                delay.wait().await
            })
        });
        let passed = ready!(waiting.as_mut().poll(cx));
        self.waiting = None;
        match passed {
            Ok(()) => {
                let size = self.size;
                self.chunk(size)
            }
            Err(broken) => Poll::Ready(Some(Err(broken))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
