//! The future of a request.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::error::Error;
use crate::response::raw::RawResponse;
use crate::response::value::ResponseValue;
use crate::runtime::call::WholeResponse;
use crate::runtime::decode::schema::Answer;
use crate::runtime::exchange::perform;
use crate::runtime::request::endpoint::Endpoint;

type PendingExchange = Pin<Box<dyn Future<Output = Result<WholeResponse, Error>> + Send>>;

/// The future that awaiting a request creates.
///
/// A request is not a future itself. Where a future is required, such as in `tokio::spawn`, pass
/// [`into_future()`](std::future::IntoFuture::into_future).
///
/// ```no_run
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let sending = tokio::spawn(client.list_accounts().into_future());
/// println!("{} accounts", sending.await??.len());
/// # Ok(())
/// # }
/// ```
#[must_use = "a future does nothing unless you await it"]
pub struct ResponseFuture<T> {
    exchange: PendingExchange,
    finish: fn(WholeResponse) -> Result<T, Error>,
}

impl<T> ResponseFuture<T> {
    pub(crate) fn new(endpoint: Box<dyn Endpoint>, finish: fn(WholeResponse) -> Result<T, Error>) -> Self {
        Self::of(perform(endpoint), finish)
    }

    pub(crate) fn of(
        exchange: impl Future<Output = Result<WholeResponse, Error>> + Send + 'static,
        finish: fn(WholeResponse) -> Result<T, Error>,
    ) -> Self {
        Self {
            exchange: Box::pin(exchange),
            finish,
        }
    }
}

impl<T> ResponseFuture<ResponseValue<T>> {
    /// Inlined, so that the program that uses an operation compiles the decoding of its response.
    #[inline]
    pub(crate) fn json(endpoint: impl Endpoint) -> Self
    where
        T: Answer,
    {
        Self::new(Box::new(endpoint), ResponseValue::decoded)
    }
}

impl ResponseFuture<ResponseValue<()>> {
    pub(crate) fn empty(endpoint: impl Endpoint) -> Self {
        Self::new(Box::new(endpoint), ResponseValue::empty)
    }
}

impl ResponseFuture<RawResponse> {
    pub(crate) fn raw(endpoint: impl Endpoint) -> Self {
        Self::new(Box::new(endpoint), RawResponse::of)
    }

    pub(crate) fn raw_of(exchange: impl Future<Output = Result<WholeResponse, Error>> + Send + 'static) -> Self {
        Self::of(exchange, RawResponse::of)
    }
}

impl<T> Future for ResponseFuture<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = ready!(self.exchange.as_mut().poll(context));
        Poll::Ready(response.and_then(self.finish))
    }
}

impl<T> fmt::Debug for ResponseFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
