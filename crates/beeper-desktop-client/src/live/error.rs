//! Why a connection was not made, or why it ended.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::source_chain::fmt_with_sources;
use crate::generated::types::{ErrorFrame, EventErrorCode};

/// Why a connection for events was not made, why it ended, or why a subscription was not set.
///
/// Its [`kind`](Self::kind) says what happened. It displays as one line, and its `Debug` adds the errors below it. Neither shows what
/// the server said in its own words, which may repeat the access token: [`close_reason`](Self::close_reason),
/// [`error_frame`](Self::error_frame) and [`call_error`](Self::call_error) return that.
///
/// ```no_run
/// # async fn example(client: beeper_desktop_client::Client) {
/// use beeper_desktop_client::live::EventsErrorKind;
///
/// match client.events().connect().await {
///     Ok(mut connection) => while let Some(Ok(frame)) = connection.next().await { println!("{}", frame.kind()) },
///     Err(error) if error.is_unauthorized() => println!("the access token is not valid (any more)"),
///     Err(error) if error.kind() == EventsErrorKind::NotSupported => println!("the server has no events: poll it"),
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
    /// What is wrong, where the kind alone does not say it.
    detail: Option<&'static str>,
    close: Option<CloseFrame>,
    refusal: Option<ErrorFrame>,
    io: Option<io::ErrorKind>,
}

/// The frame with which a server closes a connection.
#[derive(Clone)]
pub(super) struct CloseFrame {
    pub(super) code: Option<u16>,
    pub(super) reason: String,
}

/// The kind of an [`EventsError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventsErrorKind {
    /// The handshake failed as any call can: it was not sent, there was no connection, or the server refused it.
    /// [`call_error`](EventsError::call_error) says more.
    Call,
    /// The server has no live events: it answered the handshake with 404, 405, 426 or 501.
    NotSupported,
    /// The server, or something before it, agreed to the handshake in a way that is no WebSocket's.
    InvalidHandshake,
    /// The server closed the connection. [`close_code`](EventsError::close_code) returns the code.
    Closed,
    /// The connection broke without being closed.
    Interrupted,
    /// Nothing came any more, also no answer to a ping.
    Silent,
    /// A message was larger than 16 MiB. No more than that was read.
    MessageTooLarge,
    /// What the server sent was not the WebSocket protocol.
    Protocol,
    /// The connection had ended before.
    Ended,
    /// The subscription names something that is no chat. Nothing was sent.
    InvalidSubscription,
    /// The server refused the subscription. The one before stays, and the connection goes on.
    SubscriptionRefused,
    /// The server did not answer the subscription, twice. The connection goes on, and the answer may still come.
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

    /// The handshake failed as a call.
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

    /// Returns what happened.
    pub fn kind(&self) -> EventsErrorKind {
        self.0.kind
    }

    /// Returns the error of the handshake, if the server refused it, or could not be asked.
    pub fn call_error(&self) -> Option<&Error> {
        self.0.call.as_ref()
    }

    /// Returns whether the client has no access token, or the server refused it or its scope with the status 401 or 403.
    pub fn is_unauthorized(&self) -> bool {
        let is_refused = |error: &Error| {
            let status = error.status().map(|status| status.as_u16());
            matches!(status, Some(401 | 403)) || *error.kind() == ErrorKind::MissingToken
        };
        self.call_error().is_some_and(is_refused)
    }

    /// Returns the code with which the server closed the connection.
    ///
    /// Returns `None` if it closed the connection without a code, or did not close it. The code is told as it came, also one that the
    /// standard does not have. 1008 is a server's way to say that it does not
    /// allow something; 1001 and 1012 mean that it stops or starts anew.
    pub fn close_code(&self) -> Option<u16> {
        self.0.close.as_ref()?.code
    }

    /// Returns what the server said when it closed the connection, if it said anything.
    ///
    /// It may repeat the access token: show it to the user, and don't log it.
    pub fn close_reason(&self) -> Option<&str> {
        let reason = self.0.close.as_ref()?.reason.as_str();
        (!reason.is_empty()).then_some(reason)
    }

    /// Returns the frame with which the server refused a subscription.
    pub fn error_frame(&self) -> Option<&ErrorFrame> {
        self.0.refusal.as_ref()
    }
}

impl fmt::Display for EventsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            EventsErrorKind::Call => match self.call_error() {
                Some(error) => fmt::Display::fmt(error, f),
                None => f.write_str("the connection for events was not made"),
            },
            EventsErrorKind::NotSupported => {
                f.write_str("the server has no live events")?;
                let status = self.call_error().and_then(Error::status);
                status.map_or(Ok(()), |status| write!(f, " ({status})"))
            }
            EventsErrorKind::InvalidHandshake => f.write_str("the server's answer to the handshake is no WebSocket's"),
            EventsErrorKind::Closed => match self.close_code() {
                Some(code) => write!(f, "the server closed the connection for events with the code {code}"),
                None => f.write_str("the server closed the connection for events without a code"),
            },
            EventsErrorKind::Interrupted => {
                f.write_str("the connection for events broke")?;
                self.0.io.map_or(Ok(()), |kind| write!(f, ": {kind}"))
            }
            EventsErrorKind::Silent => {
                f.write_str("nothing came over the connection for events any more, also no answer to a ping")
            }
            EventsErrorKind::MessageTooLarge => f.write_str("a message is larger than 16 MiB"),
            EventsErrorKind::Protocol => f.write_str("the server does not keep to the WebSocket protocol"),
            EventsErrorKind::Ended => f.write_str("the connection for events had ended before"),
            EventsErrorKind::InvalidSubscription => f.write_str("the subscription cannot be sent"),
            EventsErrorKind::SubscriptionRefused => {
                f.write_str("the server refused the subscription")?;
                match self.error_frame().map(|frame| &frame.code) {
                    // A code that is not known is a text of the server's.
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
            // The error's own line is printed already.
            EventsErrorKind::Call => error.source(),
            _ => Some(error),
        }
    }
}
