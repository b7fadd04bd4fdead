mod body;
mod message;

use std::error::Error as StdError;
use std::fmt;
use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use self::body::{BodyForm, RefusalBody};
pub(crate) use self::message::fmt_with_sources;
use crate::DeliveryClass;
use crate::builder::Server;
use crate::runtime::{Call, Response, Undecodable, is_transient, stated_wait};
use crate::types::ErrorBody;

/// Why a call failed.
///
/// Its [`kind`](Self::kind) says what happened; the methods answer what callers ask most. It displays as one line that
/// names the operation, and what to change where somebody can mend it. Its `Debug`, which a `main` that returns the error
/// prints, is that line with the errors below it. Neither shows bodies, headers or tokens; of an address they
/// show scheme, host and port alone.
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
    head: Option<Head>,
    body: Option<ErrorBody>,
    body_form: BodyForm,
    source: Option<Cause>,
    /// Whether the host's name led to no address.
    is_unresolved: bool,
    /// Which server was called.
    server: Server,
}

/// The beginning of an answer.
#[derive(Clone)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
}

impl Head {
    /// The version of the server, if it says so in a form that can be printed.
    pub(crate) fn server_version(&self) -> Option<&str> {
        let version = self.headers.get("x-beeper-desktop-version")?.to_str().ok()?.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-+_".contains(c);
        (!version.is_empty() && version.len() <= 80 && version.chars().all(plain)).then_some(version)
    }
}

/// What the libraries below say of a failure, as text alone: their errors hold addresses.
#[derive(Clone)]
struct Cause {
    text: String,
    source: Option<Box<Cause>>,
}

impl Cause {
    fn of(error: &(dyn StdError + 'static)) -> Self {
        Self {
            text: error.to_string(),
            source: error.source().map(|source| Box::new(Self::of(source))),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// What happened to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operation needs an access token, and the client has none. Nothing was sent.
    MissingToken,
    /// The request could not be put together. Nothing was sent.
    InvalidRequest {
        /// What is wrong with it.
        reason: String,
    },
    /// An argument, setter or header has a value that no request can carry. Nothing was sent.
    InvalidArgument {
        /// Which one, as the program names it, with the path within it.
        argument: String,
        /// What is wrong with its value.
        reason: &'static str,
    },
    /// No connection was made, so nothing was sent. Is Beeper Desktop running, and its API switched on?
    Connect,
    /// No connection was made within the limit, so nothing was sent.
    ConnectTimeout {
        /// How long was waited.
        limit: Duration,
    },
    /// The whole answer was not there within the limit. The request may have had its effect, unless the limit is shorter
    /// than the one for connecting.
    Timeout {
        /// How long was waited.
        limit: Duration,
    },
    /// The connection broke before the whole answer was there, or what came was not HTTP. The request may have had its
    /// effect.
    Interrupted,
    /// The server, or something between, says that the call failed: [`Error::status`] says how, and
    /// [`Error::api_error`] why.
    Refused,
    /// The server does not have the operation: it is an older one, or not Beeper's. It says so with 501, or with 404 or 405 and
    /// a body that is not the API's, or with Matrix's code for it, `M_UNRECOGNIZED`. That something is not there, as a chat, is
    /// [`Refused`](Self::Refused).
    NotSupported,
    /// The answer leads to another address (3xx). It is not followed: the token belongs to this server alone.
    Redirect,
    /// The answer is larger than the client accepts, and was not read to its end.
    BodyTooLarge {
        /// The most that is accepted, in bytes.
        limit: usize,
    },
    /// The answer has a status that this operation does not document, and that is no refusal.
    UnexpectedStatus,
    /// The answer means success, but has no body where one is documented.
    NoBody,
    /// The answer means success, but its body is not JSON. It may come from something between client and server.
    NotJson,
    /// A file on this computer cannot be read or written.
    LocalFile {
        /// Why, in the words of the system.
        reason: String,
    },
    /// The server gave out a cursor that it gave out before, so that the list would never end. It ends here.
    RepeatedCursor,
    /// The list is not complete: the server says that there is more of it, and the way there is not known. It ends here.
    IncompleteList {
        /// Why there is no going on.
        reason: &'static str,
    },
    /// The answer means success, but its body has another shape than this crate knows.
    Misfit {
        /// Where it does not fit, as in `accounts[3].bridge.type`; `.` is the whole body.
        path: String,
        /// What was expected there.
        reason: String,
    },
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
            source: None,
            is_unresolved: false,
            server: Server::default(),
        }))
    }

    /// An error before anything was sent.
    pub(crate) fn before_sending(operation_id: &'static str, kind: ErrorKind) -> Self {
        // Nothing was sent, so it does not matter what sending it twice would do.
        let delivery = DeliveryClass::Read;
        Self::new(kind, Some(Call { operation_id, delivery }))
    }

    pub(crate) fn of(call: Call, kind: ErrorKind) -> Self {
        Self::new(kind, Some(call))
    }

    /// An answer that was decoded, or nearly, and does not fit.
    pub(crate) fn misfit(call: Call, head: Head, path: &str, reason: &str) -> Self {
        let (path, reason) = (path.to_owned(), reason.to_owned());
        Self::of(call, ErrorKind::Misfit { path, reason }).with_head(head)
    }

    /// A refusal, with its body if it was there as a whole.
    pub(crate) fn refused(call: Call, head: Head, body: Option<&[u8]>) -> Self {
        let body = body.map(RefusalBody::read);
        // What a body that was not read says is not known.
        let is_of_no_operation = body.as_ref().is_some_and(|body| body.is_of_no_operation);
        let kind = match head.status {
            StatusCode::NOT_IMPLEMENTED => ErrorKind::NotSupported,
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED if is_of_no_operation => ErrorKind::NotSupported,
            _ => ErrorKind::Refused,
        };
        let mut error = Self::of(call, kind).with_head(head);
        if let Some(body) = body {
            (error.0.body, error.0.body_form) = (body.said, body.form);
        }
        error
    }

    pub(crate) fn undecodable(response: Response, undecodable: Undecodable) -> Self {
        let kind = match undecodable {
            Undecodable::NotJson if response.body.is_empty() => ErrorKind::NoBody,
            Undecodable::NotJson => ErrorKind::NotJson,
            Undecodable::Misfit { path, reason } => ErrorKind::Misfit { path, reason },
        };
        let mut error = Self::of(response.call, kind).with_head(response.head);
        if error.0.kind == ErrorKind::NotJson {
            error.0.body_form = BodyForm::of(&response.body);
        }
        error.after(response.tries).at(&response.server).traced()
    }

    /// Makes a failure visible that is found after the answer was traced as one.
    pub(crate) fn traced(self) -> Self {
        tracing::debug!(error = %self, "failed");
        self
    }

    pub(crate) fn with_head(mut self, head: Head) -> Self {
        self.0.head = Some(head);
        self
    }

    pub(crate) fn with_source(mut self, source: &reqwest::Error) -> Self {
        self.0.source = source.source().map(Cause::of);
        self.0.is_unresolved = source.is_dns();
        self
    }

    /// Says which server was called.
    pub(crate) fn at(mut self, server: &Server) -> Self {
        self.0.server = server.clone();
        self
    }

    pub(crate) fn after(mut self, tries: u32) -> Self {
        self.0.tries = tries;
        self
    }

    /// What happened.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The operation that failed, by its method's name on [`Client`](crate::Client). `None` where the request could
    /// not even be put together.
    pub fn operation_id(&self) -> Option<&'static str> {
        self.0.call.map(|call| call.operation_id)
    }

    /// How often the request was sent, or its sending tried. After more than one try of a call that removes something, a
    /// 404 may mean that an earlier one did.
    pub fn tries(&self) -> u32 {
        self.0.tries
    }

    pub(crate) fn head(&self) -> Option<&Head> {
        self.0.head.as_ref()
    }

    /// Returns the version of the server that answered, if it says so (`X-Beeper-Desktop-Version`).
    pub fn server_version(&self) -> Option<&str> {
        self.head()?.server_version()
    }

    /// The answer's status, if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.head.as_ref().map(|head| head.status)
    }

    /// The answer's headers, if there was an answer. They may hold secrets: don't print them.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.head.as_ref().map(|head| &head.headers)
    }

    /// What the server says of the failure: a code for programs, which errors print if it looks like one, and a message
    /// for people, which they don't. `None` unless it said so in the API's form, `{code, message}`, or in that of the
    /// bridges behind it, `{errcode, error}`. Whatever the body is labelled as; what is missing beside the code, or odd, is
    /// empty.
    pub fn api_error(&self) -> Option<&ErrorBody> {
        self.0.body.as_ref()
    }

    /// How long the server says to wait before the next try (`retry-after-ms`, or `Retry-After`): for a date, from now on;
    /// else since it answered. Whatever the server says, however long.
    pub fn retry_after(&self) -> Option<Duration> {
        stated_wait(self.headers()?, SystemTime::now())
    }

    /// Whether the same call may succeed later, and repeating it does no harm.
    ///
    /// True if no connection was made, if the server refused it because there were too many (429), and, where a second
    /// arrival does no harm, if the answer got lost or the server was in trouble (408, 5xx). Where the client may repeat a
    /// call by itself, it has done so already.
    pub fn is_retryable(&self) -> bool {
        let too_many = self.status() == Some(StatusCode::TOO_MANY_REQUESTS);
        self.was_never_connected() || too_many || (self.is_repeatable() && self.may_be_transient())
    }

    /// Whether the request may have had its effect or not, and having it twice would do harm: look before repeating
    /// it.
    ///
    /// Never true of calls that can be repeated.
    pub fn is_delivery_unclear(&self) -> bool {
        let from_elsewhere = matches!(
            self.kind(),
            ErrorKind::Redirect | ErrorKind::NoBody | ErrorKind::NotJson
        );
        let too_many = self.status() == Some(StatusCode::TOO_MANY_REQUESTS);
        !self.is_repeatable() && !too_many && (self.may_be_transient() || from_elsewhere)
    }

    /// Whether the time was up, for the connection or for the answer.
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::ConnectTimeout { .. } | ErrorKind::Timeout { .. }
        )
    }

    /// Returns whether it is the access token: missing, or refused with 401, whatever the body says.
    pub fn is_unauthorized(&self) -> bool {
        matches!(self.kind(), ErrorKind::MissingToken) || self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Returns whether the server says that there is no such thing (404). An [operation](Self::is_not_supported) that the
    /// server does not have is another matter.
    ///
    /// After more than [one try](Self::tries) of a call that removes something, an earlier one may have removed it.
    pub fn is_not_found(&self) -> bool {
        *self.kind() == ErrorKind::Refused && self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Returns whether the server does not have the operation. It is an older server, or another product; repeating the call
    /// does not help. See [`ErrorKind::NotSupported`].
    pub fn is_not_supported(&self) -> bool {
        *self.kind() == ErrorKind::NotSupported
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
        self.0.source.as_ref().map(|source| source as _)
    }
}
