//! The seam between a generated method and the exchange with the server.

use reqwest::header::AUTHORIZATION;

use crate::Client;
use crate::error::{Error, ErrorKind};
use crate::runtime::exchange::{self, Response};
use crate::runtime::{Transport, bearer};

/// Which operation a request belongs to.
pub struct OperationInfo {
    /// The operation's name, as the client's method is called.
    pub operation_id: &'static str,
}

/// What every generated client can be asked for.
pub trait ClientInfo<Inner> {
    /// The version of the API's description.
    fn api_version() -> &'static str;

    /// The address that paths are appended to.
    fn baseurl(&self) -> &str;

    /// The HTTP client.
    fn client(&self) -> &reqwest::Client;

    /// What the runtime keeps in the client.
    fn inner(&self) -> &Inner;
}

/// What happens around a request. Unlike progenitor's trait of this name, [`exec`](Self::exec) covers the exchange to
/// its end, the answer's body included, and its failures are of our own type.
#[allow(async_fn_in_trait, reason = "not part of the crate's interface")]
pub trait ClientHooks<Inner>: ClientInfo<Inner> {
    /// Completes a request before it is sent.
    async fn pre(&self, request: &mut reqwest::Request, info: &OperationInfo) -> Result<(), Error>;

    /// Sends a request and returns the whole answer, if it is one of success.
    async fn exec(&self, request: reqwest::Request, info: &OperationInfo) -> Result<Response, Error>;

    /// Sees the outcome.
    async fn post(&self, _result: &Result<Response, Error>, _info: &OperationInfo) -> Result<(), Error> {
        Ok(())
    }
}

impl ClientHooks<Transport> for Client {
    async fn pre(&self, request: &mut reqwest::Request, info: &OperationInfo) -> Result<(), Error> {
        // Progenitor writes this for servers of its own kind; this API has no such header.
        request.headers_mut().remove("api-version");
        // A token that makes no header is refused when the client is built.
        match self.inner().token.as_ref().and_then(bearer) {
            Some(header) => {
                request.headers_mut().insert(AUTHORIZATION, header);
                Ok(())
            }
            None if needs_token(info.operation_id) => {
                Err(Error::before_sending(info.operation_id, ErrorKind::MissingToken))
            }
            None => Ok(()),
        }
    }

    async fn exec(&self, request: reqwest::Request, info: &OperationInfo) -> Result<Response, Error> {
        exchange::run(self.client(), self.inner(), request, info.operation_id).await
    }
}

fn needs_token(operation_id: &str) -> bool {
    crate::OPERATIONS
        .iter()
        .any(|operation| operation.id == operation_id && operation.needs_token)
}
