use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, InvalidHeaderValue};

use crate::runtime::{Response, Undecodable};
use crate::types::ErrorBody;

/// Why a call failed.
///
/// Its [`kind`](Self::kind) says what happened; the methods answer what callers ask most. It prints as one line that
/// names the operation, and never shows bodies, headers, addresses or tokens.
///
/// ```
/// # async fn example(client: beeper_desktop_client::Client) {
/// match client.list_accounts().await {
///     Ok(accounts) => println!("{} accounts", accounts.len()),
///     Err(error) if error.is_unauthorized() => println!("the access token is not valid (any more)"),
///     Err(error) => println!("{error}"),
/// }
/// # }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    operation_id: Option<&'static str>,
    kind: ErrorKind,
}

/// What happened to a call.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operation needs an access token, and the client has none. Nothing was sent.
    MissingToken,
    /// The request could not be put together, for the reason given. Nothing was sent.
    InvalidRequest(String),
    /// No connection was made, so nothing was sent. Is Beeper Desktop running, and its API switched on?
    Connect(Box<dyn StdError + Send + Sync>),
    /// No connection was made within the limit, so nothing was sent.
    ConnectTimeout {
        /// How long was waited.
        limit: Duration,
    },
    /// The whole answer was not there within the limit. The request may have had its effect.
    Timeout {
        /// How long was waited.
        limit: Duration,
    },
    /// The connection broke before the whole answer was there. The request may have had its effect.
    Interrupted(Box<dyn StdError + Send + Sync>),
    /// The server says that the call failed.
    Failure(Failure),
    /// The answer is larger than the client accepts, and was not read to its end.
    BodyTooLarge {
        /// The answer's status.
        status: StatusCode,
        /// The most that is accepted, in bytes.
        limit: usize,
    },
    /// The answer means success, in a way that this operation does not document.
    UnexpectedStatus(StatusCode),
    /// The answer means success, but its body is not JSON.
    NotJson {
        /// The answer's status.
        status: StatusCode,
        /// What the body says that it is, such as `text/html`.
        content_type: Option<String>,
    },
    /// The answer means success, but its body has another shape than this crate knows.
    Misfit {
        /// The answer's status.
        status: StatusCode,
        /// Where it does not fit, as in `accounts[3].bridge.type`; `.` is the whole body.
        path: String,
        /// What was expected there.
        reason: String,
    },
}

/// An answer that says that a call failed.
///
/// Prints its status and the error's code, not what else the server says.
#[derive(Clone)]
pub struct Failure {
    status: StatusCode,
    headers: HeaderMap,
    body: Option<ErrorBody>,
}

impl Error {
    pub(crate) fn new(operation_id: &'static str, kind: ErrorKind) -> Self {
        Self(Box::new(Inner {
            operation_id: Some(operation_id),
            kind,
        }))
    }

    /// Generated methods end here when a status means success but is not the documented one.
    #[allow(non_snake_case, reason = "the generated code expects a variant of this name")]
    pub(crate) fn UnexpectedResponse(response: Response) -> Self {
        Self::new(response.operation_id, ErrorKind::UnexpectedStatus(response.status))
    }

    /// The operation that failed, by its method's name on [`Client`](crate::Client). `None` where the request could
    /// not even be put together.
    pub fn operation_id(&self) -> Option<&'static str> {
        self.0.operation_id
    }

    /// What happened.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The answer's status, if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        match self.kind() {
            ErrorKind::Failure(failure) => Some(failure.status),
            ErrorKind::UnexpectedStatus(status)
            | ErrorKind::BodyTooLarge { status, .. }
            | ErrorKind::NotJson { status, .. }
            | ErrorKind::Misfit { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// What the server says of the failure: a code for programs, a message for people. `None` unless the server
    /// answered in the API's own form.
    pub fn api_error(&self) -> Option<&ErrorBody> {
        match self.kind() {
            ErrorKind::Failure(failure) => failure.body.as_ref(),
            _ => None,
        }
    }

    /// Whether the time was up, for the connection or for the answer.
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::ConnectTimeout { .. } | ErrorKind::Timeout { .. }
        )
    }

    /// Whether it is the access token: missing, or refused with 401.
    pub fn is_unauthorized(&self) -> bool {
        matches!(self.kind(), ErrorKind::MissingToken) || self.status() == Some(StatusCode::UNAUTHORIZED)
    }
}

impl Failure {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: &[u8]) -> Self {
        Self {
            status,
            headers,
            body: serde_json::from_slice(body).ok(),
        }
    }

    /// The answer's status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The answer's headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The answer's body, if it is in the API's own form. A proxy's error page is not.
    pub fn body(&self) -> Option<&ErrorBody> {
        self.body.as_ref()
    }
}

impl ErrorKind {
    pub(crate) fn undecodable(undecodable: Undecodable, response: &Response) -> Self {
        let status = response.status;
        match undecodable {
            Undecodable::NotJson => Self::NotJson {
                status,
                content_type: media_type(&response.headers),
            },
            Undecodable::Misfit { path, reason } => Self::Misfit { status, path, reason },
        }
    }
}

/// The media type alone, where it looks like one. Whatever else a header holds is not printed.
fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let essence = value.split(';').next().unwrap_or_default().trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/+-._".contains(c);
    (!essence.is_empty() && essence.len() <= 80 && essence.chars().all(plain)).then(|| essence.to_owned())
}

/// A code as it can be printed. One that holds more than a name's characters was not written to be one.
fn printable_code(body: &ErrorBody) -> Option<&str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let code = body.code.as_str();
    (!code.is_empty() && code.len() <= 80 && code.chars().all(plain)).then_some(code)
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        let message = error.without_url().to_string();
        Self(Box::new(Inner {
            operation_id: None,
            kind: ErrorKind::InvalidRequest(message),
        }))
    }
}

impl From<InvalidHeaderValue> for Error {
    fn from(_: InvalidHeaderValue) -> Self {
        Self(Box::new(Inner {
            operation_id: None,
            kind: ErrorKind::InvalidRequest("a header's value holds characters that it cannot hold".to_owned()),
        }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation_id) = self.operation_id() {
            write!(f, "{operation_id}: ")?;
        }
        self.kind().fmt(f)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingToken => f.write_str("needs an access token, and the client has none"),
            Self::InvalidRequest(reason) => write!(f, "the request could not be made: {reason}"),
            Self::Connect(_) => f.write_str("could not connect to the server"),
            Self::ConnectTimeout { limit } => write!(f, "could not connect to the server within {limit:?}"),
            Self::Timeout { limit } => write!(f, "no whole answer within {limit:?}"),
            Self::Interrupted(_) => f.write_str("the connection broke before the whole answer was there"),
            Self::Failure(failure) => failure.fmt(f),
            Self::BodyTooLarge { status, limit } => write!(f, "{status} with a body of more than {limit} bytes"),
            Self::UnexpectedStatus(status) => write!(f, "{status} is not documented"),
            Self::NotJson {
                status,
                content_type: None,
            } => write!(f, "{status} with a body that is not JSON"),
            Self::NotJson {
                status,
                content_type: Some(content_type),
            } => write!(f, "{status} with a body that is not JSON but {content_type}"),
            Self::Misfit { status, path, reason } => write!(f, "{status} does not fit at `{path}`: {reason}"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        match (&self.body, media_type(&self.headers)) {
            (Some(body), _) => match printable_code(body) {
                Some(code) => write!(f, " ({code})"),
                None => Ok(()),
            },
            (None, Some(content_type)) if content_type != "application/json" => {
                write!(f, " with a body of {content_type}")
            }
            (None, _) => Ok(()),
        }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("status", &self.status)
            .field("code", &self.body.as_ref().and_then(printable_code))
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("operation_id", &self.operation_id())
            .field("kind", self.kind())
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self.kind() {
            ErrorKind::Connect(source) | ErrorKind::Interrupted(source) => Some(&**source),
            _ => None,
        }
    }
}

/// Why a text cannot be an ID.
///
/// IDs become parts of addresses; these are the texts that would turn one address into another.
///
/// ```
/// use beeper_desktop_client::types::BridgeId;
///
/// let error = "".parse::<BridgeId>().unwrap_err();
/// assert_eq!(error.to_string(), "a `BridgeId` is never empty");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidId {
    pub(crate) type_name: &'static str,
    pub(crate) reason: &'static str,
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a `{}` {}", self.type_name, self.reason)
    }
}

impl StdError for InvalidId {}
