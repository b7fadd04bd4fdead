//! Requests to endpoints that have no method.

use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Request};
use serde::Serialize;

use crate::client::Client;
use crate::error::Error;
use crate::response::future::ResponseFuture;
use crate::response::raw::RawResponse;
use crate::response::value::ResponseValue;
use crate::runtime::call::WholeResponse;
use crate::runtime::delivery_class::DeliveryClass;
use crate::runtime::exchange::perform;
use crate::runtime::operation::Operation;
use crate::runtime::request::address::{check_path_segment, encoded_segment, is_plain_path};
use crate::runtime::request::endpoint::{Endpoint, Sender};
use crate::runtime::request::error::RequestError;
use crate::runtime::request::request_builder::RequestBuilder;
use crate::values::open_value::OpenValue;

/// The operation that errors and traces name for these requests.
static OPERATION: Operation = Operation {
    id: "execute",
    method: "",
    path: "",
    needs_token: false,
    delivery: DeliveryClass::Act,
};

/// # Endpoints without a method
impl Client {
    /// Makes a request for any endpoint, such as one that this crate has no method for.
    ///
    /// The request uses the client's access token, time limits and errors. The HTTP method alone decides the
    /// [`DeliveryClass`].
    ///
    /// `path` starts with `/`. It can contain placeholders in braces, whose values [`path`](Execute::path) sets and
    /// percent-encodes. The rest is sent as it is, so it has to be percent-encoded already. Traces and observers see the path
    /// with its placeholders and without its query. They see no path if it has no placeholders, because it may contain IDs
    /// then.
    ///
    /// ```
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
    /// use beeper_desktop_client::Method;
    /// use serde::Deserialize;
    /// use serde_json::json;
    ///
    /// #[derive(Deserialize)]
    /// struct Typing {
    ///     until: String,
    /// }
    ///
    /// let typing = client
    ///     .execute(Method::POST, "/v1/chats/{chatID}/typing")
    ///     .path("chatID", "!room:beeper.local")
    ///     .json(&json!({"typing": true}))
    ///     .await?
    ///     .decode::<Typing>()?;
    /// println!("until {}", typing.until);
    /// # Ok(())
    /// # }
    /// ```
    pub fn execute(&self, method: Method, path: impl Into<String>) -> Execute {
        Execute {
            call: Sender::new(self),
            method,
            template: path.into(),
            arguments: Vec::new(),
            query: Vec::new(),
            body: None,
        }
    }
}

/// A request to any endpoint, made by [`Client::execute`].
///
/// Awaiting it returns a [`ResponseValue`] of any JSON, which [`decode`](ResponseValue::decode) converts to a type. A
/// response without a body becomes `null`.
///
/// # Errors
///
/// Returns the errors of any call. Returns [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the path does
/// not start with `/`, or contains a `.` or `..` segment, a backslash, white space or a fragment: all of these would lead to
/// another address. Returns it as well if a placeholder has no value, has a value that would lead to another address, or is
/// in the query.
#[derive(Clone)]
#[must_use = "a request is sent when you await it"]
pub struct Execute {
    call: Sender,
    method: Method,
    template: String,
    arguments: Vec<(String, String)>,
    query: Vec<(String, String)>,
    body: Option<Result<Vec<u8>, ()>>,
}

impl Execute {
    /// Sets the value of a placeholder, named without its braces, and percent-encodes it.
    pub fn path(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.arguments.push((name.into(), value.into()));
        self
    }

    /// Adds a query parameter, and percent-encodes it; adding a name again repeats the parameter.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Sets the body, which is sent as JSON.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.body = Some(serde_json::to_vec(body).map_err(drop));
        self
    }

    /// Sets the time limit of each attempt; by default that of its [delivery class](DeliveryClass).
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.call.timeout(limit);
        self
    }

    /// Sets how often the client retries the call at most; see [`CallOptions`](crate::CallOptions::retries).
    pub fn retries(mut self, retries: u32) -> Self {
        self.call.retries(retries);
        self
    }

    /// Adds a header, which replaces one that the client sets.
    ///
    /// A header that is added twice is sent twice. The call fails if the name is `Authorization`, `Host` or
    /// `Transfer-Encoding`, or begins with `Content-`.
    pub fn header(mut self, name: impl TryInto<HeaderName>, value: impl TryInto<HeaderValue>) -> Self {
        self.call.header(name, value);
        self
    }

    /// Sends the same request, and returns the response as the server sent it.
    pub fn raw(self) -> ResponseFuture<RawResponse> {
        ResponseFuture::raw(self)
    }

    /// Returns the path with its placeholders replaced.
    fn filled_in(&self) -> Result<String, RequestError> {
        if self
            .template
            .split_once('?')
            .is_some_and(|(_, query)| query.contains('{'))
        {
            return Err(RequestError::argument(
                "path",
                "its query has a placeholder; add query parameters with `query`",
            ));
        }
        let mut filled = String::with_capacity(self.template.len());
        let mut rest = self.template.as_str();
        while let Some((fixed, named)) = rest.split_once('{') {
            let Some((name, after)) = named.split_once('}') else {
                return Err(RequestError::argument("path", "it has a `{` without a `}`"));
            };
            let mut set = self.arguments.iter().filter(|(set, _)| set == name);
            let Some((_, value)) = set.next_back() else {
                return Err(RequestError::argument(
                    name,
                    "the path has this placeholder, but no value is set for it",
                ));
            };
            check_path_segment(name, value)?;
            filled.push_str(fixed);
            filled.push_str(&encoded_segment(value));
            rest = after;
        }
        filled.push_str(rest);
        let mut names = self.arguments.iter().map(|(name, _)| name);
        match names.find(|name| !self.template.contains(&format!("{{{name}}}"))) {
            Some(name) => Err(RequestError::argument(
                name.as_str(),
                "the path has no placeholder of this name",
            )),
            None => Ok(filled),
        }
    }
}

impl Endpoint for Execute {
    fn sender(&self) -> &Sender {
        &self.call
    }

    fn operation(&self) -> &'static Operation {
        &OPERATION
    }

    fn delivery(&self) -> DeliveryClass {
        DeliveryClass::of_method(&self.method)
    }

    fn path_template(&self) -> &str {
        // The query may contain anything. A path without placeholders may contain IDs.
        match self.template.split('?').next() {
            Some(path) if path.contains('{') => path,
            _ => "",
        }
    }

    fn build(&self) -> Result<Request, RequestError> {
        let path = self.filled_in()?;
        let address = &self.call.client().shared().address;
        let url = is_plain_path(&path).then(|| address.of_encoded(&path));
        let url = url.ok_or_else(|| {
            RequestError::argument(
                "path",
                "it must start with one `/`, without a `.` or `..` segment, white space, a backslash or a fragment",
            )
        })?;
        let mut head = RequestBuilder::new(self.method.clone(), url).accept_json();
        for (name, value) in &self.query {
            head = head.query(name, value);
        }
        match &self.body {
            None => head.build(),
            Some(Ok(body)) => head.json_text(body.clone()).build(),
            Some(Err(())) => Err(RequestError::argument("json", "it cannot be written as JSON")),
        }
    }
}

impl IntoFuture for Execute {
    type Output = Result<ResponseValue<OpenValue>, Error>;
    type IntoFuture = ResponseFuture<ResponseValue<OpenValue>>;

    fn into_future(self) -> Self::IntoFuture {
        let exchange = async move {
            let mut response = perform(Box::new(self)).await?;
            if response.body.is_empty() {
                response.body = Bytes::from_static(b"null");
            }
            Ok::<WholeResponse, Error>(response)
        };
        ResponseFuture::of(exchange, ResponseValue::open)
    }
}

impl fmt::Debug for Execute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Execute")
            .field("method", &self.method)
            .field("path", &self.path_template())
            .finish_non_exhaustive()
    }
}
