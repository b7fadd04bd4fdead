//! The error of a call, and the methods by which a program examines it.

mod display;
pub(crate) mod kind;
mod refusal_body;
pub(crate) mod source_chain;
pub(crate) mod source_text;
pub(crate) mod token_advice;

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue};

use crate::client::server_origin::ServerOrigin;
use crate::error::kind::ErrorKind;
use crate::error::refusal_body::{BodyForm, RefusalBody};
use crate::error::source_text::SourceText;
use crate::generated::types::ErrorBody;
use crate::response::status_and_headers::ResponseHead;
use crate::runtime::call::{Call, WholeResponse};
use crate::runtime::decode::error::DecodeError;
use crate::runtime::delivery_class::DeliveryClass;
use crate::runtime::retry_after::requested_pause;

/// An error of a call.
///
/// [`kind`](Self::kind) returns what happened, and the other methods answer common questions. Its `Display` is one line that
/// names the operation, and says what to change if a person can fix it. Its `Debug`, which a `main` that returns the error
/// prints, is that line followed by the source errors. Neither shows bodies, headers or tokens. They show only scheme, host
/// and port of an address, and the path of a local file.
///
/// ```
/// # async fn example(client: beeper_desktop_client::Client) {
/// match client.list_accounts().await {
///     Ok(accounts) => println!("{} accounts", accounts.len()),
///     Err(error) if error.is_not_found() => println!("nothing has this ID"),
///     Err(error) if error.is_not_supported() => println!("this needs a newer server: {error}"),
///     Err(error) if error.is_unauthorized() => println!("the server rejected the access token"),
///     Err(error) if error.is_retryable() => println!("try again later: {error}"),
///     // The server's message is not a part of the error's `Display`.
///     Err(error) => println!("{error} {}", error.api_error().map_or("", |said| said.message.as_str())),
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    call: Option<Call>,
    tries: u32,
    head: Option<ResponseHead>,
    body: Option<ErrorBody>,
    body_form: BodyForm,
    /// Whether the code in the body repeats the access token.
    is_code_secret: bool,
    /// The received part of a successful response that could not be used.
    received: Option<Bytes>,
    source: Option<SourceText>,
    /// The system's error about a local file.
    io_source: Option<Arc<io::Error>>,
    /// Whether the host name did not resolve to an address.
    is_unresolved: bool,
    /// The server that was called.
    server: ServerOrigin,
}

impl Error {
    fn new(kind: ErrorKind, call: Option<Call>) -> Self {
        Self(Box::new(Inner {
            kind,
            call,
            tries: 0,
            head: None,
            body: None,
            body_form: BodyForm::Unread,
            is_code_secret: false,
            received: None,
            source: None,
            io_source: None,
            is_unresolved: false,
            server: ServerOrigin::default(),
        }))
    }

    /// Creates an error of a call that was not sent.
    pub(crate) fn before_sending(operation_id: &'static str, kind: ErrorKind) -> Self {
        // Nothing was sent, so the delivery class and the server's wishes do not matter.
        let call = Call {
            operation_id,
            delivery: DeliveryClass::Read,
            needs_token: false,
        };
        Self::new(kind, Some(call))
    }

    pub(crate) fn of(call: Call, kind: ErrorKind) -> Self {
        Self::new(kind, Some(call))
    }

    /// Creates an error for a successful response that does not match its type.
    pub(crate) fn misfit(call: Call, head: ResponseHead, path: &str, reason: &str) -> Self {
        let (path, reason) = (path.to_owned(), reason.to_owned());
        Self::of(call, ErrorKind::Misfit { path, reason }).with_head(head)
    }

    /// Creates an error for a refusal, with its body if the client received all of it.
    pub(crate) fn refused(call: Call, head: ResponseHead, body: Option<&Bytes>) -> Self {
        let body = body.map(RefusalBody::read);
        // A body that was not read cannot tell whether the operation exists.
        let means_no_operation = body.as_ref().is_some_and(|body| body.means_no_operation);
        let kind = match head.status {
            StatusCode::NOT_IMPLEMENTED => ErrorKind::NotSupported,
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED if means_no_operation => ErrorKind::NotSupported,
            _ => ErrorKind::Refused,
        };
        let mut error = Self::of(call, kind).with_head(head);
        if let Some(body) = body {
            (error.0.body, error.0.body_form) = (body.api_error, body.form);
        }
        error
    }

    pub(crate) fn decode_error(response: WholeResponse, decode_error: DecodeError) -> Self {
        let kind = match decode_error {
            DecodeError::NotJson if response.body.is_empty() => ErrorKind::NoBody,
            DecodeError::NotJson => ErrorKind::NotJson,
            DecodeError::Misfit { path, reason } => ErrorKind::Misfit { path, reason },
        };
        let mut error = Self::of(response.call, kind).with_head(response.head);
        if error.0.kind == ErrorKind::NotJson {
            error.0.body_form = BodyForm::of(&response.body, false);
        }
        error
            .with_received(response.body)
            .with_tries(response.tries)
            .with_server(&response.server)
            .traced()
    }

    /// Adds to the trace a failure that occurred after the exchange was traced as a success.
    pub(crate) fn traced(self) -> Self {
        tracing::debug!(error = %self, "failed");
        self
    }

    pub(crate) fn with_head(mut self, head: ResponseHead) -> Self {
        self.0.head = Some(head);
        self
    }

    /// Keeps the received part of the body.
    pub(crate) fn with_received(mut self, body: Bytes) -> Self {
        self.0.received = Some(body).filter(|body| !body.is_empty());
        self
    }

    pub(crate) fn with_source(mut self, source: &reqwest::Error) -> Self {
        self.0.source = source.source().map(SourceText::of);
        self.0.is_unresolved = source.is_dns();
        self
    }

    /// Replaces the kind of the error.
    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Sets the system's error about a local file as the source, in place of any other.
    pub(crate) fn with_io_source(mut self, source: Option<Arc<io::Error>>) -> Self {
        self.0.source = None;
        self.0.io_source = source;
        self
    }

    /// Sets the server that was called.
    pub(crate) fn with_server(mut self, server: &ServerOrigin) -> Self {
        self.0.server = server.clone();
        self
    }

    /// Sets the header that authorized the call, so that an error code that repeats its token is not printed.
    pub(crate) fn with_authorization(mut self, authorization: Option<&HeaderValue>) -> Self {
        let token = authorization.and_then(|value| value.to_str().ok()?.split_whitespace().last());
        let code = self.0.body.as_ref().map(|body| body.code.as_str());
        self.0.is_code_secret = token.zip(code).is_some_and(|(token, code)| code.contains(token));
        self
    }

    pub(crate) fn with_tries(mut self, tries: u32) -> Self {
        self.0.tries = tries;
        self
    }

    /// Returns what happened to the call.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Returns the operation that failed, by the name of its method on [`Client`](crate::Client).
    ///
    /// For other endpoints, the name is `execute`.
    ///
    /// Returns `None` if the client could not make the request at all.
    pub fn operation_id(&self) -> Option<&'static str> {
        self.0.call.map(|call| call.operation_id)
    }

    /// Returns how often the client sent the request, or tried to send it.
    ///
    /// If a call that removes something took more than one attempt, a 404 may mean that an earlier attempt removed it.
    pub fn tries(&self) -> u32 {
        self.0.tries
    }

    pub(crate) fn head(&self) -> Option<&ResponseHead> {
        self.0.head.as_ref()
    }

    /// Returns the server's version, if the response has the header `X-Beeper-Desktop-Version`.
    ///
    /// Older servers do not send it. [`get_info`](crate::Client::get_info) may return their version as `app.version`.
    pub fn server_version(&self) -> Option<&str> {
        self.head()?.server_version()
    }

    /// Returns the status of the response, or `None` if no response arrived.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.head.as_ref().map(|head| head.status)
    }

    /// Returns the headers of the response, or `None` if no response arrived.
    ///
    /// They may contain secrets: do not print them.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.head.as_ref().map(|head| &head.headers)
    }

    /// Returns the received part of a successful response that could not be used.
    ///
    /// The response was cut off, was too large, or is not as documented. Although the call failed, the things that the body
    /// names may exist on the server. It is at most as large as [the client accepts](crate::ClientBuilder::max_body_bytes),
    /// and may contain secrets: do not print it.
    pub fn received_body(&self) -> Option<&[u8]> {
        self.0.received.as_deref()
    }

    /// Takes the received part of the body out of the error; see [`received_body`](Self::received_body).
    pub fn take_received_body(&mut self) -> Option<Bytes> {
        self.0.received.take()
    }

    /// Returns the code and the message that the server sent with a refusal.
    ///
    /// The code is meant for programs; the error's `Display` shows it if it looks like a code. The message is meant for
    /// people; `Display` does not show it, because it may repeat parts of the request.
    ///
    /// Returns `None` if the body has no code: it has neither the form of the API, `{code, message}`, nor that of the
    /// bridges, `{errcode, error}`. The body's content type does not matter. If the message is missing or cannot be read, it
    /// is empty.
    pub fn api_error(&self) -> Option<&ErrorBody> {
        self.0.body.as_ref()
    }

    /// Returns how long the server asks to wait before the next attempt, by `retry-after-ms` or `Retry-After`.
    ///
    /// The time until a date is counted from the response's `Date` header, or from now if it has none. The time is not
    /// capped.
    pub fn retry_after(&self) -> Option<Duration> {
        requested_pause(self.headers()?, SystemTime::now())
    }

    /// Returns whether the same call may succeed later, and repeating it does no harm.
    ///
    /// This is the case if the client could not connect, or if the server refused the call because it received too many
    /// (429). For operations that may be repeated, it is also the case if the response was lost or the server failed (408,
    /// 5xx). If the client may retry the call, it has done so already.
    pub fn is_retryable(&self) -> bool {
        let too_many = self.status() == Some(StatusCode::TOO_MANY_REQUESTS);
        self.was_never_connected() || too_many || (self.is_repeatable() && self.may_be_transient())
    }

    /// Returns whether the server may have carried out the call, and carrying it out again would do harm.
    ///
    /// Find out what the server did before you repeat the call. Calls that may be repeated are never unclear.
    pub fn is_delivery_unclear(&self) -> bool {
        let from_elsewhere = matches!(
            self.kind(),
            ErrorKind::Redirect | ErrorKind::NoBody | ErrorKind::NotJson
        );
        let too_many = self.status() == Some(StatusCode::TOO_MANY_REQUESTS);
        !self.is_repeatable() && !too_many && (self.may_be_transient() || from_elsewhere)
    }

    /// Returns whether the time limit for connecting or for the response expired.
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::ConnectTimeout { .. } | ErrorKind::Timeout { .. }
        )
    }

    /// Returns whether the client has no access token, or the server rejected it with the status 401.
    pub fn is_unauthorized(&self) -> bool {
        matches!(self.kind(), ErrorKind::MissingToken) || self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Returns whether the thing that the call names, such as a chat, does not exist (404).
    ///
    /// Returns `false` if the server does not have the operation: see [`is_not_supported`](Self::is_not_supported). If a call
    /// that removes something took more than [one attempt](Self::tries), an earlier attempt may have removed it.
    pub fn is_not_found(&self) -> bool {
        *self.kind() == ErrorKind::Refused && self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Returns whether the server does not have the operation, because it is older than this crate or a different program.
    ///
    /// Repeating the call does not help. [`ErrorKind::NotSupported`] describes how the client detects this.
    pub fn is_not_supported(&self) -> bool {
        *self.kind() == ErrorKind::NotSupported
    }

    /// Returns whether the body of a refusal is neither JSON nor empty.
    pub(crate) fn has_foreign_body(&self) -> bool {
        matches!(self.0.body_form, BodyForm::Page | BodyForm::Other)
    }

    /// Returns whether the client tried to connect and failed.
    pub(crate) fn was_never_connected(&self) -> bool {
        matches!(self.kind(), ErrorKind::Connect | ErrorKind::ConnectTimeout { .. })
    }

    fn is_repeatable(&self) -> bool {
        self.0.call.is_none_or(|call| call.delivery.is_repeatable())
    }

    /// Returns whether the response was lost, or its status reports a temporary failure of the server.
    fn may_be_transient(&self) -> bool {
        match self.kind() {
            ErrorKind::Timeout { .. } | ErrorKind::Interrupted => true,
            ErrorKind::Refused => self.status().is_some_and(is_transient),
            _ => false,
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.io_source {
            Some(source) => Some(&**source),
            None => self.0.source.as_ref().map(|source| source as _),
        }
    }
}

/// Returns whether a status means that the same call may succeed later.
fn is_transient(status: StatusCode) -> bool {
    matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS) || status.is_server_error()
}
