//! Answers as bytes.

use std::fmt;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::error::Error;
use crate::response::status_and_headers::ResponseHead;
use crate::runtime::call::WholeResponse;

/// An answer as it came, of a status that means success: what `raw()` of a request is awaited for.
///
/// It prints its status and how long its body is, never the body: that may hold secrets.
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

    /// Returns the answer's status.
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// Returns the answer's headers. They may hold secrets: don't print them.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// Returns the answer's body, whatever it is. It may hold secrets: don't print it.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Takes the body out.
    pub fn into_body(self) -> Bytes {
        self.body
    }

    /// Returns the version that the server sent in the header `X-Beeper-Desktop-Version`, if it sent one.
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
