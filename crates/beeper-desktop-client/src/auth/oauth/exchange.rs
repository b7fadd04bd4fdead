//! One exchange with the server: sends a request once, follows no redirects, and limits the size of the response.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request, StatusCode, Url};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::auth::oauth::error::OAuthError;
use crate::auth::oauth::error::kind::{OAuthErrorKind, OAuthStep};
use crate::auth::oauth::error::server_words::ServerWords;
use crate::auth::oauth::time_limit::within;
use crate::client::Client;
use crate::runtime::decode::repair::repair;
use crate::runtime::decode::schema::Kind;
use crate::runtime::exchange::size_limit::read_body;

/// The largest response that is read, in bytes.
const MAX_BODY_BYTES: usize = 256 * 1024;

/// The time limit for the body of a refusal, whose status says already that it is one.
const REFUSAL_LIMIT: Duration = Duration::from_secs(5);

/// A complete response.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    body: Bytes,
}

/// Creates a request for a document.
pub(super) fn get(url: Url) -> Request {
    request(Method::GET, url)
}

/// Creates a request with a form.
pub(super) fn post_form(url: Url, fields: &[(&str, &str)]) -> Request {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    post(url, "application/x-www-form-urlencoded", body)
}

/// Creates a request with a JSON value.
pub(super) fn post_json(url: Url, value: &Value) -> Request {
    post(url, "application/json", value.to_string())
}

fn post(url: Url, content_type: &'static str, body: String) -> Request {
    let mut request = request(Method::POST, url);
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    *request.body_mut() = Some(body.into());
    request
}

fn request(method: Method, url: Url) -> Request {
    let mut request = Request::new(method, url);
    let json = HeaderValue::from_static("application/json");
    request.headers_mut().insert(ACCEPT, json);
    request
}

/// Sends a request once, without the client's access token, and reads the whole response.
pub(super) async fn send(client: &Client, step: OAuthStep, request: Request) -> Result<Answer, OAuthError> {
    let result = receive(client, request).await;
    let result = result.map_err(|error| error.at(step).with_server(&client.settings().server));
    match &result {
        Ok(answer) => tracing::debug!(?step, status = answer.status.as_u16(), "answered"),
        Err(error) => tracing::debug!(%error, "failed"),
    }
    result
}

async fn receive(client: &Client, request: Request) -> Result<Answer, OAuthError> {
    let answer = client.shared().http.execute(request).await;
    let mut answer = answer.map_err(|error| transport_error(&error.without_url()))?;
    let status = answer.status();
    if status.is_redirection() {
        return Err(OAuthError::new(OAuthErrorKind::Redirect).with_status(status));
    }
    let mut received = Vec::new();
    let reading = read_body(&mut answer, MAX_BODY_BYTES, &mut received);
    if !status.is_success() {
        let body = within(&mut client.clock().alarm(REFUSAL_LIMIT), reading).await;
        let body = body.and_then(Result::ok).flatten().unwrap_or_default();
        return Ok(Answer { status, body });
    }
    match reading.await {
        Ok(Some(body)) => Ok(Answer { status, body }),
        Ok(None) => {
            let limit = MAX_BODY_BYTES;
            Err(OAuthError::new(OAuthErrorKind::ResponseTooLarge { limit }).with_status(status))
        }
        Err(error) => Err(transport_error(&error.without_url()).with_status(status)),
    }
}

/// Converts an error of the HTTP client, from which the URL has been removed.
fn transport_error(error: &reqwest::Error) -> OAuthError {
    let kind = match error.is_connect() {
        true => OAuthErrorKind::Connect,
        false => OAuthErrorKind::Interrupted,
    };
    OAuthError::new(kind).with_source(error)
}

impl Answer {
    /// Decodes the body as a JSON object, whatever its media type is. Nothing is repaired.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Option<T> {
        // serde would also decode a list as a struct.
        let body = self.body.trim_ascii_start();
        serde_json::from_slice(body).ok().filter(|_| body.starts_with(b"{"))
    }

    /// Creates an error of a response without success, with as much of its body as can be read.
    pub(super) fn refusal(&self, client: &Client, step: OAuthStep) -> OAuthError {
        let body = repair(&self.body, Kind::Any).ok();
        let body = body.and_then(|body| serde_json::from_slice::<Value>(&body.text).ok());
        let member = |name: &str| body.as_ref()?.get(name)?.as_str();
        let words = ServerWords::new(member("error"), member("error_description"));
        self.error(client, step, OAuthErrorKind::Refused).with_words(words)
    }

    /// Creates an error of a successful response that is invalid.
    pub(super) fn invalid(&self, client: &Client, step: OAuthStep, reason: &'static str) -> OAuthError {
        self.error(client, step, OAuthErrorKind::InvalidResponse { reason })
    }

    fn error(&self, client: &Client, step: OAuthStep, kind: OAuthErrorKind) -> OAuthError {
        let error = OAuthError::new(kind).at(step).with_status(self.status);
        error.with_server(&client.settings().server)
    }
}
