//! Responses as bytes.

use std::fmt;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::error::Error;
use crate::response::status_and_headers::ResponseHead;
use crate::runtime::call::WholeResponse;

/// A successful response as the server sent it; returned by awaiting `raw()` of a request.
///
/// Its `Debug` shows the status and the size of the body, never the body, which may contain secrets.
///
/// ```
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
/// let raw = client.list_accounts().raw().await?;
/// println!("{}: {} bytes of JSON", raw.status(), raw.body().len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RawResponse {
    head: ResponseHead,
    body: Bytes,
}

impl RawResponse {
    pub(crate) fn of(response: WholeResponse) -> Result<Self, Error> {
        Ok(Self {
            head: response.head,
            body: response.body,
        })
    }

    /// Returns the status of the response.
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// Returns the headers of the response. They may contain secrets: do not print them.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// Returns the body of the response. It may contain secrets: do not print it.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Takes the body out of the response.
    pub fn into_body(self) -> Bytes {
        self.body
    }

    /// Returns the server's version, if the response has the header `X-Beeper-Desktop-Version`.
    pub fn server_version(&self) -> Option<&str> {
        self.head.server_version()
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.head.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
