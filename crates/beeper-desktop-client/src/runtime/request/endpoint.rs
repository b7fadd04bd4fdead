//! The trait of all requests, and the sender that they contain: the client, and the options of the call.

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Request};

use crate::client::Client;
use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::runtime::delivery_class::DeliveryClass;
use crate::runtime::operation::Operation;
use crate::runtime::request::error::RequestError;
use crate::runtime::request::request_builder::RequestBuilder;
use crate::runtime::request::reserved_headers::is_reserved_header;

/// A request, independent of its operation.
pub(crate) trait Endpoint: Send + Sync + 'static {
    /// Returns the client and the options of the call.
    fn sender(&self) -> &Sender;

    /// Returns the operation.
    fn operation(&self) -> &'static Operation;

    /// Returns the delivery class, which may depend on the arguments.
    fn delivery(&self) -> DeliveryClass {
        self.operation().delivery
    }

    /// Returns the path with placeholders, for traces and observers.
    fn path_template(&self) -> &str {
        self.operation().path
    }

    /// Returns whether [`build`](Self::build) can be called again after a failed attempt.
    fn can_be_built_again(&self) -> bool {
        true
    }

    /// Builds the HTTP request, once for each attempt.
    fn build(&self) -> Result<Request, RequestError>;
}

/// The client that sends a request, and the options of the call.
#[derive(Clone)]
pub(crate) struct Sender {
    client: Client,
    options: Option<Box<Options>>,
}

/// The options of a single call.
#[derive(Clone, Default)]
pub(crate) struct Options {
    pub(crate) timeout: Option<Duration>,
    pub(crate) retries: Option<u32>,
    pub(crate) headers: HeaderMap,
    /// The first header that cannot be sent.
    refused: Option<RequestError>,
}

impl Sender {
    pub(crate) fn new(client: &Client) -> Self {
        Self {
            client: client.clone(),
            options: None,
        }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn options(&self) -> Option<&Options> {
        self.options.as_deref()
    }

    fn options_mut(&mut self) -> &mut Options {
        self.options.get_or_insert_default()
    }

    pub(crate) fn timeout(&mut self, limit: Duration) {
        self.options_mut().timeout = Some(limit);
    }

    pub(crate) fn retries(&mut self, retries: u32) {
        self.options_mut().retries = Some(retries);
    }

    /// Adds a header, or remembers why it cannot be sent.
    pub(crate) fn header<N, V>(&mut self, name: N, value: V)
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        self.add_header(name.try_into().ok(), value.try_into().ok());
    }

    /// Adds a header, or remembers that its name or its value is invalid.
    pub(crate) fn add_header(&mut self, name: Option<HeaderName>, value: Option<HeaderValue>) {
        let options = self.options_mut();
        let refusal = match (name, value) {
            (None, _) => RequestError::argument("header", "its name is not a valid header name"),
            (Some(name), _) if is_reserved_header(&name) => RequestError::argument(
                format!("header {name}"),
                "the client sets this header itself; leave it out",
            ),
            (Some(name), None) => {
                RequestError::argument(format!("header {name}"), "the value is not valid in a header")
            }
            (Some(name), Some(value)) => {
                options.headers.append(name, value);
                return;
            }
        };
        options.refused.get_or_insert(refusal);
    }

    /// Returns an error if a header cannot be sent, or if the operation needs a token and the client has none.
    pub(crate) fn check(&self, operation: &Operation) -> Result<(), Error> {
        if let Some(refused) = self.options.as_ref().and_then(|options| options.refused.clone()) {
            return Err(refused.into_error(operation));
        }
        if operation.needs_token && self.client.settings().authorization.is_none() {
            return Err(Error::before_sending(operation.id, ErrorKind::MissingToken));
        }
        Ok(())
    }

    /// Starts to build a request of an operation. The arguments are in the order of the placeholders.
    pub(crate) fn request(
        &self,
        operation: &Operation,
        arguments: &[(&str, &str)],
    ) -> Result<RequestBuilder, RequestError> {
        let url = self.client.shared().address.of(operation.path, arguments)?;
        let method = match operation.method {
            "GET" => Method::GET,
            "POST" => Method::POST,
            "PUT" => Method::PUT,
            "DELETE" => Method::DELETE,
            "PATCH" => Method::PATCH,
            other => Method::from_bytes(other.as_bytes())
                .map_err(|_| RequestError::request("the description of the API has an invalid HTTP method"))?,
        };
        Ok(RequestBuilder::new(method, url))
    }
}
