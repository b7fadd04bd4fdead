//! The seam between a generated method and the exchange with the server.

use reqwest::header::AUTHORIZATION;
use reqwest::{Method, RequestBuilder};

use crate::error::{Error, ErrorKind};
use crate::runtime::exchange::{self, Response};
use crate::runtime::{Transport, filled_in};
use crate::{Client, Operation};

/// Which operation a request belongs to.
pub struct OperationInfo {
    /// The operation's name, as the client's method is called.
    pub operation_id: &'static str,
}

/// What every generated client can be asked for.
pub trait ClientInfo<Inner> {
    /// The version of the API's description.
    #[allow(dead_code, reason = "progenitor implements it, and nothing here asks")]
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
        match self.inner().authorization.clone() {
            Some(header) => {
                request.headers_mut().insert(AUTHORIZATION, header);
                Ok(())
            }
            None if Operation::find(info.operation_id).is_some_and(|operation| operation.needs_token) => {
                Err(Error::before_sending(info.operation_id, ErrorKind::MissingToken))
            }
            None => Ok(()),
        }
    }

    async fn exec(&self, request: reqwest::Request, info: &OperationInfo) -> Result<Response, Error> {
        exchange::run(self.client(), self.inner(), request, info.operation_id).await
    }
}

impl Client {
    /// Begins a request of an operation whose method is written by hand.
    pub(crate) fn request_for(&self, info: &OperationInfo) -> Result<RequestBuilder, Error> {
        let operation = described(info.operation_id)?;
        let method = Method::from_bytes(operation.method.as_bytes());
        let method = method.map_err(|_| invalid(info.operation_id, "the description of the API has no such method"))?;
        Ok(self.client().request(method, self.address(info.operation_id, &[])?))
    }

    /// The address of an operation, with these segments in the places that its path has for them.
    pub(crate) fn address(&self, operation_id: &'static str, segments: &[&str]) -> Result<String, Error> {
        let path = described(operation_id)?.path;
        filled_in(self.baseurl(), path, segments).ok_or_else(|| {
            invalid(
                operation_id,
                "a part of the address is empty, `.` or `..`, and would lead to another address",
            )
        })
    }
}

fn described(operation_id: &'static str) -> Result<&'static Operation, Error> {
    Operation::find(operation_id)
        .ok_or_else(|| invalid(operation_id, "the description of the API has no such operation"))
}

fn invalid(operation_id: &'static str, reason: &str) -> Error {
    let reason = reason.to_owned();
    Error::before_sending(operation_id, ErrorKind::InvalidRequest { reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_by_hand_goes_where_the_table_says() {
        let client = Client::builder().base_url("http://localhost:1/x").build().unwrap();
        for operation in crate::OPERATIONS.iter().filter(|it| !it.path.contains('{')) {
            let info = OperationInfo {
                operation_id: operation.id,
            };
            let request = client.request_for(&info).unwrap().build().unwrap();
            assert_eq!(request.method().as_str(), operation.method);
            assert_eq!(request.url().path(), format!("/x{}", operation.path));
        }
        let info = OperationInfo {
            operation_id: "execute",
        };
        let error = client.request_for(&info).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::InvalidRequest { .. }), "{error:?}");
    }
}
