//! Responses whose bodies are read as they arrive.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::timeout;

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::response::status_and_headers::ResponseHead;
use crate::runtime::call::Call;

/// A response with a status of success, whose body has not been read yet.
pub(crate) struct StreamingResponse {
    pub(crate) call: Call,
    pub(crate) tries: u32,
    pub(crate) head: ResponseHead,
    pub(super) answer: reqwest::Response,
    /// The time limit for the next chunk.
    pub(super) chunk_timeout: Duration,
}

impl StreamingResponse {
    /// Returns the next chunk of the body, or `None` at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let limit = self.chunk_timeout;
        match timeout(limit, self.answer.chunk()).await {
            Ok(Ok(chunk)) => Ok(chunk),
            Ok(Err(error)) => Err(self.error(ErrorKind::Interrupted).with_source(&error.without_url())),
            Err(_) => Err(self.error(ErrorKind::Timeout { limit })),
        }
    }

    /// Takes over the connection after the server has agreed to another protocol.
    #[cfg(feature = "events")]
    pub(crate) async fn upgrade(self) -> Result<reqwest::Upgraded, Error> {
        let limit = self.chunk_timeout;
        let error = Error::of(self.call, ErrorKind::Interrupted)
            .with_head(self.head)
            .with_tries(self.tries);
        match timeout(limit, self.answer.upgrade()).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(cause)) => Err(error.with_source(&cause.without_url())),
            Err(_) => Err(error.with_kind(ErrorKind::Timeout { limit })),
        }
    }

    /// Creates an error of this response.
    pub(crate) fn error(&self, kind: ErrorKind) -> Error {
        Error::of(self.call, kind)
            .with_head(self.head.clone())
            .with_tries(self.tries)
    }
}
