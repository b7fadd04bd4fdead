//! A body that comes in pieces.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};

use crate::faults::broken_response::Broken;
use crate::faults::delay::Wait;

type Waiting = Pin<Box<dyn Future<Output = Result<(), Broken>> + Send>>;

pub(crate) struct Pieces {
    rest: Bytes,
    /// Sent at once.
    first: usize,
    size: usize,
    wait: Wait,
    waiting: Option<Waiting>,
}

impl Pieces {
    pub(crate) fn new(body: Bytes, first: usize, size: usize, wait: Wait) -> Self {
        Self {
            rest: body,
            first,
            size,
            wait,
            waiting: None,
        }
    }

    fn piece(&mut self, size: usize) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        let piece = self.rest.split_to(size.min(self.rest.len()));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }
}

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let first = std::mem::take(&mut self.first);
        if first > 0 {
            return self.piece(first);
        }
        let wait = self.wait.clone();
        let waiting = self.waiting.get_or_insert_with(|| {
            Box::pin(async move {
                // hyper flushes what came before, so that it has left when the test hears of the wait.
                tokio::task::yield_now().await;
                wait.pass().await
            })
        });
        let passed = ready!(waiting.as_mut().poll(cx));
        self.waiting = None;
        match passed {
            Ok(()) => {
                let size = self.size;
                self.piece(size)
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
