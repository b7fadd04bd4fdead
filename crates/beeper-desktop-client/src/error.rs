//! The error of a call, and the questions that a program asks it.

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

/// Why a call failed.
///
/// Its [`kind`](Self::kind) says what happened; the methods answer what callers ask most. It displays as one line that
/// names the operation, and what to change where somebody can mend it. Its `Debug`, which a `main` that returns the error
/// prints, is that line with the errors below it. Neither shows bodies, headers or tokens; of an address they
/// show scheme, host and port alone, and of a file on this computer its path.
///
/// ```
/// # async fn example(client: beeper_desktop_client::Client) {
/// match client.list_accounts().await {
///     Ok(accounts) => println!("{} accounts", accounts.len()),
///     Err(error) if error.is_not_found() => println!("there is nothing of that ID"),
///     Err(error) if error.is_not_supported() => println!("this needs a newer server: {error}"),
///     Err(error) if error.is_unauthorized() => println!("the access token is not valid (any more)"),
///     Err(error) if error.is_retryable() => println!("try again later: {error}"),
///     // What the server says for people is not a part of what the error prints.
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
    /// What arrived of the body of an answer that was to be used, and could not be.
    received: Option<Bytes>,
    source: Option<SourceText>,
    /// What the system says of a file on this computer.
    io_source: Option<Arc<io::Error>>,
    /// Whether the host's name led to no address.
    is_unresolved: bool,
    /// Which server was called.
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

    /// An error before anything was sent.
    pub(crate) fn before_sending(operation_id: &'static str, kind: ErrorKind) -> Self {
        // Nothing was sent, so it does not matter what sending it twice would do, nor what the server wants.
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

    /// An answer that was decoded, or nearly, and does not fit.
    pub(crate) fn misfit(call: Call, head: ResponseHead, path: &str, reason: &str) -> Self {
        let (path, reason) = (path.to_owned(), reason.to_owned());
        Self::of(call, ErrorKind::Misfit { path, reason }).with_head(head)
    }

    /// A refusal, with its body if it was there as a whole.
    pub(crate) fn refused(call: Call, head: ResponseHead, body: Option<&Bytes>) -> Self {
        let body = body.map(RefusalBody::read);
        // What a body that was not read says is not known.
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

    /// Makes a failure visible that is found after the answer was traced as one.
    pub(crate) fn traced(self) -> Self {
        tracing::debug!(error = %self, "failed");
        self
    }

    pub(crate) fn with_head(mut self, head: ResponseHead) -> Self {
        self.0.head = Some(head);
        self
    }

    /// Keeps what arrived of the body.
    pub(crate) fn with_received(mut self, body: Bytes) -> Self {
        self.0.received = Some(body).filter(|body| !body.is_empty());
        self
    }

    pub(crate) fn with_source(mut self, source: &reqwest::Error) -> Self {
        self.0.source = source.source().map(SourceText::of);
        self.0.is_unresolved = source.is_dns();
        self
    }

    /// Says that something else happened to the call.
    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Says what the system says of a file on this computer, in place of any other cause.
    pub(crate) fn with_io_source(mut self, source: Option<Arc<io::Error>>) -> Self {
        self.0.source = None;
        self.0.io_source = source;
        self
    }

    /// Says which server was called.
    pub(crate) fn with_server(mut self, server: &ServerOrigin) -> Self {
        self.0.server = server.clone();
        self
    }

    /// Says with which header the call was authorized, so that no code is printed that repeats its token.
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

    /// Returns the operation that failed, by its method's name on [`Client`](crate::Client), or `execute` for other endpoints.
    ///
    /// Returns `None` if the client could not make the request at all.
    pub fn operation_id(&self) -> Option<&'static str> {
        self.0.call.map(|call| call.operation_id)
    }

    /// Returns how often the client sent the request, or tried to.
    ///
    /// After more than one try of a call that removes something, a 404 may mean that an earlier try removed it.
    pub fn tries(&self) -> u32 {
        self.0.tries
    }

    pub(crate) fn head(&self) -> Option<&ResponseHead> {
        self.0.head.as_ref()
    }

    /// Returns the version that the server sent in the header `X-Beeper-Desktop-Version`, if it sent one.
    ///
    /// Older servers do not. [`get_info`](crate::Client::get_info) may tell their version, as `app.version`.
    pub fn server_version(&self) -> Option<&str> {
        self.head()?.server_version()
    }

    /// Returns the answer's status, if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.head.as_ref().map(|head| head.status)
    }

    /// Returns the answer's headers, if there was an answer. They may hold secrets: don't print them.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.head.as_ref().map(|head| &head.headers)
    }

    /// Returns what arrived of the body of an answer that means success and could not be used: it broke off, was too large, or
    /// is not as documented.
    ///
    /// What it names may be there on the server, although the call failed. It is as large as an
    /// [answer may be](crate::ClientBuilder::max_body_bytes), and may hold secrets: don't print it.
    pub fn received_body(&self) -> Option<&[u8]> {
        self.0.received.as_deref()
    }

    /// Takes out what arrived of the body: see [`received_body`](Self::received_body). The error is small without it.
    pub fn take_received_body(&mut self) -> Option<Bytes> {
        self.0.received.take()
    }

    /// Returns the code and the message that the server sent with the failure.
    ///
    /// The code is for programs; an error prints it if it looks like a code. The message is for people; an error does not print it,
    /// because it may repeat what was sent.
    ///
    /// Returns `None` if the body has no code: it is neither in the API's form, `{code, message}`, nor in that of the bridges,
    /// `{errcode, error}`. The body's content type does not matter. A message that is missing or cannot be read is empty.
    pub fn api_error(&self) -> Option<&ErrorBody> {
        self.0.body.as_ref()
    }

    /// Returns how long the server asks to wait before the next try, by the header `retry-after-ms` or `Retry-After`.
    ///
    /// A date is counted from the answer's own `Date`, or from now on where it has none; a duration from when the server
    /// answered. There is no upper limit.
    pub fn retry_after(&self) -> Option<Duration> {
        requested_pause(self.headers()?, SystemTime::now())
    }

    /// Returns whether the same call may succeed later, and repeating it does no harm.
    ///
    /// That is so if no connection was made, or if the server refused the call because there were too many (429). It is also so if
    /// the answer was lost or the server failed (408, 5xx), for an operation that may arrive twice. Where the client may repeat
    /// a call by itself, it has done so already.
    pub fn is_retryable(&self) -> bool {
        let too_many = self.status() == Some(StatusCode::TOO_MANY_REQUESTS);
        self.was_never_connected() || too_many || (self.is_repeatable() && self.may_be_transient())
    }

    /// Returns whether the server may have carried out the call, and carrying it out again would do harm.
    ///
    /// Find out what the server has done before you repeat such a call. Calls that may arrive twice are never unclear.
    pub fn is_delivery_unclear(&self) -> bool {
        let from_elsewhere = matches!(
            self.kind(),
            ErrorKind::Redirect | ErrorKind::NoBody | ErrorKind::NotJson
        );
        let too_many = self.status() == Some(StatusCode::TOO_MANY_REQUESTS);
        !self.is_repeatable() && !too_many && (self.may_be_transient() || from_elsewhere)
    }

    /// Returns whether the time for connecting or for the answer was over.
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::ConnectTimeout { .. } | ErrorKind::Timeout { .. }
        )
    }

    /// Returns whether the client has no access token, or the server refused it with the status 401.
    pub fn is_unauthorized(&self) -> bool {
        matches!(self.kind(), ErrorKind::MissingToken) || self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Returns whether the server has the operation, but not the thing that was asked for, such as a chat (404).
    ///
    /// Returns `false` if the server does not have the operation: see [`is_not_supported`](Self::is_not_supported). After more than
    /// [one try](Self::tries) of a call that removes something, an earlier try may have removed it.
    pub fn is_not_found(&self) -> bool {
        *self.kind() == ErrorKind::Refused && self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Returns whether the server does not have the operation, because it is older than this crate or another program.
    ///
    /// Repeating the call does not help. [`ErrorKind::NotSupported`] says how the client recognizes this.
    pub fn is_not_supported(&self) -> bool {
        *self.kind() == ErrorKind::NotSupported
    }

    /// Whether the body of a refusal is neither JSON nor empty.
    pub(crate) fn has_foreign_body(&self) -> bool {
        matches!(self.0.body_form, BodyForm::Page | BodyForm::Other)
    }

    /// Whether a connection was tried and not made.
    pub(crate) fn was_never_connected(&self) -> bool {
        matches!(self.kind(), ErrorKind::Connect | ErrorKind::ConnectTimeout { .. })
    }

    fn is_repeatable(&self) -> bool {
        self.0.call.is_none_or(|call| call.delivery.is_repeatable())
    }

    /// Whether the answer got lost, or says that the server was in trouble.
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

/// Whether a status says that the same call may succeed later.
fn is_transient(status: StatusCode) -> bool {
    matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS) || status.is_server_error()
}
