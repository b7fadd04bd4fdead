//! The error type of watches.

use std::error::Error as StdError;
use std::fmt;

use crate::error::Error;
use crate::error::source_chain::fmt_with_sources;
use crate::live::error::EventsError;

/// The error that ended a [`Watch`](crate::live::Watch); waiting and trying again would not help.
///
/// Its [`kind`](Self::kind) distinguishes the cases. `Display` prints one line, and `Debug` adds the underlying errors. Neither
/// prints text from the server, which may repeat the access token.
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
    /// The client has no access token, or the server responded with the status 401 or 403.
    Unauthorized,
    /// The server cannot list chats, which a watch needs: it is too old, or it is another program.
    NotSupported,
    /// The program named an invalid chat or account, or the client cannot send requests at all. Nothing was sent.
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

    /// Returns the kind of this error.
    pub fn kind(&self) -> WatchErrorKind {
        self.0.kind
    }

    /// Returns `true` if the client has no access token, or if the server responded with the status 401 or 403.
    pub fn is_unauthorized(&self) -> bool {
        self.kind() == WatchErrorKind::Unauthorized
    }

    /// Returns the error of the call that failed, if one did.
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
        // `Display` already prints the cause, so its own source comes next.
        match &self.0.cause {
            Cause::Call(error) => error.source(),
            Cause::Events(error) => error.source(),
            Cause::Detail(_) => None,
        }
    }
}
