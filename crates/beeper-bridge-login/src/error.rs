//! The error of a login that did not succeed.

pub(crate) mod cannot_answer;
pub(crate) mod debug_with_sources;
mod display;
pub(crate) mod kind;

use std::error::Error as StdError;
use std::sync::Arc;

use beeper_desktop_client::types::StepId;
use beeper_desktop_client::{Error, ServerText};

use crate::connected::Connected;
use crate::rendering::text::{Lines, printable};
use kind::LoginErrorKind;

/// The reason why a login did not end in [`Connected`].
///
/// Its [`kind`](Self::kind) says what happened. Servers report the same failure in several ways; this type gives each failure
/// one kind. It prints as one line without user input and without displayed codes. [`message`](Self::message) and
/// [`user_message`](Self::user_message) contain the server's own text for people. `Debug`, which a program prints if its `main`
/// returns an error, adds the sources to that line; `{:#?}` prints the parts, but not the source. The error of a handler may
/// contain user input, so neither prints it: if the kind is [`Handler`](LoginErrorKind::Handler), read
/// [`source`](StdError::source).
///
/// ```
/// use beeper_bridge_login::{LoginError, LoginErrorKind};
///
/// fn tell(error: &LoginError) -> String {
///     match error.kind() {
///         LoginErrorKind::Cancelled => "Nothing was changed.".to_owned(),
///         LoginErrorKind::Expired => "That took too long. Start again?".to_owned(),
///         LoginErrorKind::CancelledButConnected(connected) => {
///             format!("Too late to cancel: {:?} is connected. Remove it?", connected.account_id())
///         }
///         _ => error.user_message(),
///     }
/// }
/// ```
#[derive(Clone)]
pub struct LoginError(Box<ErrorDetails>);

#[derive(Clone)]
struct ErrorDetails {
    kind: LoginErrorKind,
    step: Option<StepId>,
    code: Option<String>,
    message: Option<ServerText>,
    may_leave_session: bool,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl LoginError {
    pub(crate) fn new(kind: LoginErrorKind) -> Self {
        Self(Box::new(ErrorDetails {
            kind,
            step: None,
            code: None,
            message: None,
            may_leave_session: false,
            source: None,
        }))
    }

    pub(crate) fn protocol(reason: impl Into<String>) -> Self {
        Self::new(LoginErrorKind::Protocol { reason: reason.into() })
    }

    pub(crate) fn with_step(mut self, step: Option<&StepId>) -> Self {
        self.0.step = step.cloned();
        self
    }

    pub(crate) fn with_server_message(mut self, code: Option<String>, message: Option<ServerText>) -> Self {
        (self.0.code, self.0.message) = (code, message);
        self
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    pub(crate) fn with_shared_source(mut self, source: Arc<dyn StdError + Send + Sync>) -> Self {
        self.0.source = Some(source);
        self
    }

    pub(crate) fn with_session_left(mut self) -> Self {
        self.0.may_leave_session = true;
        self
    }

    /// Creates the error of a login whose cancellation came too late.
    pub(crate) fn cancelled_too_late(connected: Connected) -> Self {
        Self::new(LoginErrorKind::CancelledButConnected(Box::new(connected)))
    }

    /// Returns what happened.
    pub fn kind(&self) -> &LoginErrorKind {
        &self.0.kind
    }

    /// Returns the ID of the step at which the login failed.
    pub fn step(&self) -> Option<&StepId> {
        self.0.step.as_ref()
    }

    /// Returns the server's code for the reason, for instance `FI.MAU.BRIDGE.LOGIN_TIMED_OUT`.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Returns the server's message for people.
    ///
    /// Pass it through [`printable`] before you print it on a terminal.
    pub fn message(&self) -> Option<&ServerText> {
        self.0.message.as_ref()
    }

    /// Returns the version of the server whose response was the error, if the server reported one.
    pub fn server_version(&self) -> Option<&str> {
        self.call()?.server_version()
    }

    fn call(&self) -> Option<&Error> {
        self.0.source.as_deref()?.downcast_ref()
    }

    /// Returns a printable line for people: the text of this error and the server's message.
    ///
    /// The text is that of `Display`. It already contains the server's [`code`](Self::code), the flows to choose from, and a
    /// note if [a session may remain](Self::may_leave_session), so do not add them. It does not contain the error of a handler.
    ///
    /// Show it on a screen, but keep it out of logs: messages from chat networks may repeat user input.
    pub fn user_message(&self) -> String {
        match self.message().map(|message| printable(message, Lines::Flatten, 500)) {
            Some(message) if !message.is_empty() => format!("{self}: {message}"),
            _ => self.to_string(),
        }
    }

    /// Returns `true` if the login was cancelled on request, which is not a failure.
    pub fn is_cancelled(&self) -> bool {
        matches!(self.kind(), LoginErrorKind::Cancelled)
    }

    /// Returns `true` if a new session may succeed with no change other than what the user types.
    pub fn can_start_again(&self) -> bool {
        #[cfg(feature = "browser")]
        if let LoginErrorKind::Capture(error) = self.kind() {
            return error.can_try_again();
        }
        matches!(
            self.kind(),
            LoginErrorKind::Cancelled
                | LoginErrorKind::TimeLimit
                | LoginErrorKind::Expired
                | LoginErrorKind::Rejected { .. }
                | LoginErrorKind::RateLimited { .. }
                | LoginErrorKind::SessionGone
                | LoginErrorKind::SessionLost
                | LoginErrorKind::Transport
        )
    }

    /// Returns `true` if a session may remain on the server.
    ///
    /// This happens if the response to its creation was lost, or if it could not be cancelled. The server ends it after half an
    /// hour at most; until then, the user can still complete the login.
    pub fn may_leave_session(&self) -> bool {
        self.0.may_leave_session
    }
}

impl StdError for LoginError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
