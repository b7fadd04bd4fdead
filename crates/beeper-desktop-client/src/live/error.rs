//! The error type of event connections.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::source_chain::fmt_with_sources;
use crate::generated::types::{ErrorFrame, EventErrorCode};

/// An error of a connection for events: the client could not open it, it ended, or the server did not set a subscription.
///
/// Its [`kind`](Self::kind) distinguishes these cases. `Display` prints one line, and `Debug` adds the underlying errors. Neither
/// prints text from the server, which may repeat the access token: [`close_reason`](Self::close_reason),
/// [`error_frame`](Self::error_frame) and [`call_error`](Self::call_error) return that text.
///
/// ```no_run
/// # async fn example(client: beeper_desktop_client::Client) {
/// use beeper_desktop_client::live::EventsErrorKind;
///
/// match client.events().connect().await {
///     Ok(mut connection) => while let Some(Ok(frame)) = connection.next().await { println!("{}", frame.kind()) },
///     Err(error) if error.is_unauthorized() => println!("the server rejected the access token"),
///     Err(error) if error.kind() == EventsErrorKind::NotSupported => println!("the server has no live events: poll it"),
///     Err(error) => println!("{error}"),
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct EventsError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: EventsErrorKind,
    call: Option<Error>,
    /// The problem in more detail, where the kind alone does not describe it.
    detail: Option<&'static str>,
    close: Option<CloseFrame>,
    refusal: Option<ErrorFrame>,
    io: Option<io::ErrorKind>,
}

/// The code and the reason with which a server closed a connection.
#[derive(Clone)]
pub(super) struct CloseFrame {
    pub(super) code: Option<u16>,
    pub(super) reason: String,
}

/// The kind of an [`EventsError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventsErrorKind {
    /// The handshake failed as any call can: the client could not send it or connect, or the server refused it.
    ///
    /// [`call_error`](EventsError::call_error) returns the error of the call.
    Call,
    /// The server has no live events: it responded to the handshake with the status 404, 405, 426 or 501.
    NotSupported,
    /// The server, or a proxy before it, accepted the handshake with a response that the WebSocket protocol does not allow.
    InvalidHandshake,
    /// The server closed the connection. [`close_code`](EventsError::close_code) returns the code.
    Closed,
    /// The connection broke without being closed.
    Interrupted,
    /// The server sent nothing for up to 45 seconds and did not answer a ping.
    Silent,
    /// The server sent a message larger than 16 MiB. The client stopped reading at this limit.
    MessageTooLarge,
    /// The server broke the rules of the WebSocket protocol.
    Protocol,
    /// The connection had already ended before this call.
    Ended,
    /// The subscription contains an ID that cannot be a chat's. The client sent nothing.
    InvalidSubscription,
    /// The server refused the subscription. The connection continues with the previous subscription.
    SubscriptionRefused,
    /// The server did not answer the subscription, which the client sent twice.
    ///
    /// The connection continues, and the answer may still arrive.
    SubscriptionUnanswered,
}

impl EventsError {
    pub(super) fn new(kind: EventsErrorKind) -> Self {
        Self(Box::new(Inner {
            kind,
            call: None,
            detail: None,
            close: None,
            refusal: None,
            io: None,
        }))
    }

    /// Wraps the error with which the handshake failed as a call.
    pub(super) fn call(error: Error) -> Self {
        let kind = match error.status().map(|status| status.as_u16()) {
            Some(404 | 405 | 426 | 501) => EventsErrorKind::NotSupported,
            _ => EventsErrorKind::Call,
        };
        let mut made = Self::new(kind);
        made.0.call = Some(error);
        made
    }

    pub(super) fn invalid_handshake(detail: &'static str) -> Self {
        Self::new(EventsErrorKind::InvalidHandshake).with_detail(detail)
    }

    pub(super) fn with_detail(mut self, detail: &'static str) -> Self {
        self.0.detail = Some(detail);
        self
    }

    pub(super) fn closed(close: CloseFrame) -> Self {
        let mut made = Self::new(EventsErrorKind::Closed);
        made.0.close = Some(close);
        made
    }

    pub(super) fn interrupted(error: &io::Error) -> Self {
        let mut made = Self::new(EventsErrorKind::Interrupted);
        made.0.io = Some(error.kind());
        made
    }

    pub(super) fn refused(frame: ErrorFrame) -> Self {
        let mut made = Self::new(EventsErrorKind::SubscriptionRefused);
        made.0.refusal = Some(frame);
        made
    }

    /// Returns the kind of this error.
    pub fn kind(&self) -> EventsErrorKind {
        self.0.kind
    }

    /// Returns the error of the handshake, if the server refused it or the client could not send it.
    pub fn call_error(&self) -> Option<&Error> {
        self.0.call.as_ref()
    }

    /// Returns `true` if the client has no access token, or if the server responded with the status 401 or 403.
    pub fn is_unauthorized(&self) -> bool {
        let is_refused = |error: &Error| {
            let status = error.status().map(|status| status.as_u16());
            matches!(status, Some(401 | 403)) || *error.kind() == ErrorKind::MissingToken
        };
        self.call_error().is_some_and(is_refused)
    }

    /// Returns the code with which the server closed the connection.
    ///
    /// Returns `None` if the server closed the connection without a code, or did not close it. The code is the one that the
    /// server sent, even if the WebSocket standard does not define it. Servers close with 1008 if their policy does not allow
    /// something, and with 1001 or 1012 when they stop or restart.
    pub fn close_code(&self) -> Option<u16> {
        self.0.close.as_ref()?.code
    }

    /// Returns the reason that the server gave when it closed the connection, if it gave one.
    ///
    /// The reason may repeat the access token: show it to the user, but do not log it.
    pub fn close_reason(&self) -> Option<&str> {
        let reason = self.0.close.as_ref()?.reason.as_str();
        (!reason.is_empty()).then_some(reason)
    }

    /// Returns the error frame with which the server refused a subscription.
    pub fn error_frame(&self) -> Option<&ErrorFrame> {
        self.0.refusal.as_ref()
    }
}

impl fmt::Display for EventsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            EventsErrorKind::Call => match self.call_error() {
                Some(error) => fmt::Display::fmt(error, f),
                None => f.write_str("the client could not open the connection for events"),
            },
            EventsErrorKind::NotSupported => {
                f.write_str("the server has no live events: poll it instead")?;
                let status = self.call_error().and_then(Error::status);
                status.map_or(Ok(()), |status| write!(f, " ({status})"))
            }
            EventsErrorKind::InvalidHandshake => {
                f.write_str("the server's response to the WebSocket handshake is not valid")
            }
            EventsErrorKind::Closed => match self.close_code() {
                Some(code) => write!(f, "the server closed the connection for events with the code {code}"),
                None => f.write_str("the server closed the connection for events without a code"),
            },
            EventsErrorKind::Interrupted => {
                f.write_str("the connection for events broke")?;
                self.0.io.map_or(Ok(()), |kind| write!(f, ": {kind}"))
            }
            EventsErrorKind::Silent => {
                f.write_str("the connection for events is dead: the server sent nothing and did not answer a ping")
            }
            EventsErrorKind::MessageTooLarge => f.write_str("the server sent a message larger than 16 MiB"),
            EventsErrorKind::Protocol => f.write_str("the server broke the rules of the WebSocket protocol"),
            EventsErrorKind::Ended => f.write_str("the connection for events has already ended; connect again"),
            EventsErrorKind::InvalidSubscription => f.write_str("the client cannot send this subscription"),
            EventsErrorKind::SubscriptionRefused => {
                f.write_str("the server refused the subscription")?;
                match self.error_frame().map(|frame| &frame.code) {
                    // The text of an unknown code is the server's own, so it stays out of the message.
                    None | Some(EventErrorCode::Unknown(_)) => Ok(()),
                    Some(code) => write!(f, " ({code})"),
                }
            }
            EventsErrorKind::SubscriptionUnanswered => f.write_str("the server did not answer the subscription"),
        }?;
        self.0.detail.map_or(Ok(()), |detail| write!(f, ": {detail}"))
    }
}

impl fmt::Debug for EventsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_with_sources(self, f)
    }
}

impl StdError for EventsError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let error = self.call_error()?;
        match self.kind() {
            // `Display` already prints this error, so its source comes next.
            EventsErrorKind::Call => error.source(),
            _ => Some(error),
        }
    }
}
