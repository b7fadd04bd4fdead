//! Why a watch ended.

use std::error::Error as StdError;
use std::fmt;

use crate::error::Error;
use crate::error::source_chain::fmt_with_sources;
use crate::live::error::EventsError;

/// Why a [`Watch`](crate::live::Watch) ended: something that waiting does not mend.
///
/// Its [`kind`](Self::kind) says what happened. It displays as one line, and its `Debug` adds the errors below it. Neither shows
/// what the server said in its own words, which may repeat the access token.
///
/// ```no_run
/// # async fn example(client: beeper_desktop_client::Client) {
/// use beeper_desktop_client::live::WatchErrorKind;
///
/// let mut watch = client.watch();
/// while let Some(event) = watch.next().await {
///     match event {
///         Ok(event) => println!("{event:?}"),
///         Err(error) if error.kind() == WatchErrorKind::Unauthorized => println!("ask the user for another token"),
///         Err(error) => println!("{error}"),
///     }
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct WatchError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: WatchErrorKind,
    cause: Cause,
}

#[derive(Clone)]
enum Cause {
    Call(Error),
    Events(EventsError),
    Detail(&'static str),
}

/// The kind of a [`WatchError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WatchErrorKind {
    /// The client has no access token, or the server refused it or its scope, with the status 401 or 403.
    Unauthorized,
    /// The server cannot list chats, so there is nothing to watch by: it is older than this crate, or another program.
    NotSupported,
    /// What the program asked for cannot be watched, or the client cannot call the server at all. Nothing was sent.
    InvalidRequest,
}

impl WatchError {
    pub(super) fn call(kind: WatchErrorKind, error: Error) -> Self {
        Self::of(kind, Cause::Call(error))
    }

    pub(super) fn events(kind: WatchErrorKind, error: EventsError) -> Self {
        Self::of(kind, Cause::Events(error))
    }

    pub(super) fn invalid(detail: &'static str) -> Self {
        Self::of(WatchErrorKind::InvalidRequest, Cause::Detail(detail))
    }

    fn of(kind: WatchErrorKind, cause: Cause) -> Self {
        Self(Box::new(Inner { kind, cause }))
    }

    /// Returns what happened.
    pub fn kind(&self) -> WatchErrorKind {
        self.0.kind
    }

    /// Returns whether the client has no access token, or the server refused it or its scope.
    pub fn is_unauthorized(&self) -> bool {
        self.kind() == WatchErrorKind::Unauthorized
    }

    /// Returns the error of the call that the server refused, or that could not be sent.
    pub fn call_error(&self) -> Option<&Error> {
        match &self.0.cause {
            Cause::Call(error) => Some(error),
            Cause::Events(error) => error.call_error(),
            Cause::Detail(_) => None,
        }
    }
}

impl fmt::Display for WatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the watch ended: ")?;
        match &self.0.cause {
            Cause::Call(error) => fmt::Display::fmt(error, f),
            Cause::Events(error) => fmt::Display::fmt(error, f),
            Cause::Detail(detail) => f.write_str(detail),
        }
    }
}

impl fmt::Debug for WatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_with_sources(self, f)
    }
}

impl StdError for WatchError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The cause's own line is printed already.
        match &self.0.cause {
            Cause::Call(error) => error.source(),
            Cause::Events(error) => error.source(),
            Cause::Detail(_) => None,
        }
    }
}
