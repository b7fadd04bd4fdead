//! How a login ends otherwise, and what can be in its way.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use beeper_desktop_client::types::{AccountId, BridgeId, BridgeStatus, FlowId, LoginFlow, LoginId, StepId};
use beeper_desktop_client::{Error, ServerText};

use crate::connected::Connected;
use crate::handler::CannotAnswer;
use crate::steps::cookies::CookieStepError;
use crate::steps::display::UnknownStep;
use crate::terminal::text::{Lines, printable};

/// Why a login did not end in [`Connected`].
///
/// Its [`kind`](Self::kind) says what happened; servers say the same thing in several ways, and all of them lead to the
/// same kind. It prints as one line, without anything that was typed or shown: what the network says for people is in
/// [`message`](Self::message), and in [`for_people`](Self::for_people). `Debug`, which is what a program prints whose `main`
/// returns an error, adds the sources to that line; `{:#?}` shows the parts.
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
///         _ => error.for_people(),
///     }
/// }
/// ```
#[derive(Clone)]
pub struct LoginError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: LoginErrorKind,
    step: Option<StepId>,
    code: Option<String>,
    message: Option<ServerText>,
    may_leave_session: bool,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// What kept a login from being connected.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum LoginErrorKind {
    // Somebody stopped it.
    /// Somebody cancelled it: the handler, the cancellation token, or another program.
    Cancelled,
    /// It was cancelled, but the network was faster: the login is there. It can be removed with
    /// [`BridgeRef::remove_login`](crate::BridgeRef::remove_login), after a look at
    /// [`Connected::was_found_by_looking`].
    CancelledButConnected(Box<Connected>),
    /// The answer to starting the session was lost, and the login found done: nothing is left to do. Only by hand,
    /// [`run`](crate::StartLogin::run) returns what was connected.
    ConnectedBeforeStart(Box<Connected>),
    /// The time limit of this program was up. The session has been cancelled.
    TimeLimit,
    /// The handler failed; [`source`](StdError::source) is its error. The session has been cancelled.
    Handler,
    /// The handler cannot answer a step, and says why. The session has been cancelled.
    CannotAnswer(CannotAnswer),

    // The network or the bridge ended it.
    /// Nobody acted in time: the codes ran out, or the session grew too old. A new one can be started.
    Expired,
    /// The network or the bridge said no; [`LoginError::code`] and [`LoginError::message`] say why.
    Rejected {
        /// Whether it was about what the user typed or collected: start again, with other input. Else starting again with
        /// the same may help.
        needs_new_input: bool,
    },
    /// There were too many tries. Nothing was sent again.
    RateLimited {
        /// How long to wait before the next, if the server says so.
        retry_after: Option<Duration>,
    },
    /// The server no longer knows the session, and doesn't say why: it grew too old, or somebody else ended it.
    SessionGone,
    /// The server could not be reached for a while, and then no longer knew the session: it has been restarted. A new one can
    /// be started.
    SessionLost,
    /// The last answer was lost, the session has ended, and there is no new login: it may have failed, or come into being
    /// later. Look at the accounts before starting again.
    OutcomeUnknown,
    /// The session asks for something that this crate, or the handler, does not know. The session has been cancelled, unless
    /// it is driven by hand.
    UnsupportedStep(UnsupportedStep),

    // It could not begin.
    /// The bridge takes no new login now. Reconnecting may be possible all the same.
    BridgeUnavailable {
        /// Why, for programs.
        status: BridgeStatus,
        /// Why, for people; printable.
        text: Option<String>,
    },
    /// There is no such bridge.
    UnknownBridge(BridgeId),
    /// There is no such login to reconnect.
    UnknownLogin(LoginId),
    /// There is no such account to reconnect.
    UnknownAccount(AccountId),
    /// The bridge has no such login flow, but these.
    UnknownFlow {
        /// What was asked for.
        flow: FlowId,
        /// What there is.
        flows: Vec<LoginFlow>,
    },
    /// The bridge has several login flows, and nobody chose one of them: see [`StartLogin`](crate::StartLogin).
    FlowNotChosen(Vec<LoginFlow>),
    /// The bridge has no login flows.
    NoFlows,
    /// The server has no bridges or no login sessions: it is too old. [`LoginError::server_version`] says which version it
    /// is, if it told.
    ServerTooOld,
    /// This program gave an ID that no request can carry: one that is empty, `.` or `..`. Nothing was sent.
    InvalidArgument {
        /// Which one, for instance `bridge_id`.
        argument: String,
        /// What is wrong with it.
        reason: &'static str,
    },

    // Between this program and the server.
    /// The client has no access token. Nothing was sent.
    MissingToken,
    /// The access token is not valid (any more), or not allowed to do this.
    Unauthorized,
    /// The server could not be reached, or only in parts; [`source`](StdError::source) is the last failure.
    Transport,
    /// The server contradicts itself or its documentation.
    Protocol {
        /// In what.
        reason: String,
    },

    // By hand.
    /// The answer was made for another step than the one that the session is at, or for an earlier arrival of it. Nothing was
    /// sent. Make it anew, from [`LoginSession::state`](crate::LoginSession::state).
    StaleAnswer,
    /// There is nothing to wait for: the session asks for an answer. Nothing was sent.
    NotADisplay,
}

/// What a session asks for, and nobody here knows.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum UnsupportedStep {
    /// A step of a kind that this version of the crate does not know.
    Unknown(UnknownStep),
    /// A step of a kind that the handler has no method for.
    Unhandled {
        /// The step's `type`.
        kind: &'static str,
    },
    /// A page to sign in on that is not fit for it, for instance because its address is not one of `https`
    /// (see [`BridgeRef::allow_http_pages`](crate::BridgeRef::allow_http_pages)).
    Page(CookieStepError),
}

impl LoginError {
    pub(crate) fn new(kind: LoginErrorKind) -> Self {
        Self(Box::new(Inner {
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

    /// What happened.
    pub fn kind(&self) -> &LoginErrorKind {
        &self.0.kind
    }

    /// The step at which it happened.
    pub fn step(&self) -> Option<&StepId> {
        self.0.step.as_ref()
    }

    /// The server's name for the reason, for programs, for instance `FI.MAU.BRIDGE.LOGIN_TIMED_OUT`.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What the server says for people. Put it through [`printable`](crate::text::printable) before it reaches a terminal.
    pub fn message(&self) -> Option<&ServerText> {
        self.0.message.as_ref()
    }

    /// Returns the version of the server that answered the call which failed, if a call did, and it told one.
    pub fn server_version(&self) -> Option<&str> {
        let call: &Error = self.0.source.as_deref()?.downcast_ref()?;
        call.server_version()
    }

    /// What happened, in one printable line for people: what this prints, and what the server says.
    ///
    /// It is for a screen and not for a log: networks repeat what was typed.
    pub fn for_people(&self) -> String {
        match self.message().map(|message| printable(message, Lines::Flatten, 500)) {
            Some(message) if !message.is_empty() => format!("{self}: {message}"),
            _ => self.to_string(),
        }
    }

    /// Whether it was somebody's wish: then it is no failure.
    pub fn is_cancelled(&self) -> bool {
        matches!(self.kind(), LoginErrorKind::Cancelled)
    }

    /// Whether a new session may succeed without anything being changed but what the user types.
    pub fn can_start_again(&self) -> bool {
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

    /// Whether a session may be left on the server, because the answer to starting it was lost, or it could not be
    /// cancelled. It ends by itself, after half an hour at most; until then the login can still be completed.
    pub fn may_leave_session(&self) -> bool {
        self.0.may_leave_session
    }
}

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            LoginErrorKind::Cancelled => f.write_str("the login was cancelled"),
            LoginErrorKind::CancelledButConnected(_) => {
                f.write_str("the login was cancelled too late: the account is connected")
            }
            LoginErrorKind::ConnectedBeforeStart(_) => {
                f.write_str("the answer to starting the login was lost, but the account is connected")
            }
            LoginErrorKind::TimeLimit => f.write_str("the login was cancelled because its time limit was up"),
            LoginErrorKind::Handler => f.write_str("the login was cancelled because its handler failed"),
            LoginErrorKind::CannotAnswer(reason) => write!(f, "the login cannot go on: {reason}"),
            LoginErrorKind::Expired => f.write_str("nobody acted in time, so the login expired"),
            LoginErrorKind::Rejected { needs_new_input: true } => f.write_str("the network did not accept the answer"),
            LoginErrorKind::Rejected { needs_new_input: false } => f.write_str("the network refused the login"),
            LoginErrorKind::RateLimited { retry_after } => {
                f.write_str("there were too many tries")?;
                match retry_after {
                    Some(wait) => write!(f, "; the next one is allowed in {} s", wait.as_secs_f64().ceil()),
                    None => Ok(()),
                }
            }
            LoginErrorKind::SessionGone => f.write_str("the server no longer knows the login session"),
            LoginErrorKind::SessionLost => f.write_str("the server was restarted and lost the login session"),
            LoginErrorKind::OutcomeUnknown => {
                f.write_str("the last answer was lost, and whether the account is connected is not known")
            }
            LoginErrorKind::UnsupportedStep(UnsupportedStep::Unknown(step)) => {
                let kind = printable(step.kind(), Lines::Flatten, 80);
                write!(f, "the login asks for something that is not supported ({kind:?})")
            }
            LoginErrorKind::UnsupportedStep(UnsupportedStep::Unhandled { kind }) => {
                write!(
                    f,
                    "the login asks for something that the handler does not support ({kind})"
                )
            }
            LoginErrorKind::UnsupportedStep(UnsupportedStep::Page(error)) => {
                write!(f, "the login asks for something that is not supported: {error}")
            }
            LoginErrorKind::BridgeUnavailable { status, text } => {
                let status = printable(status.as_str(), Lines::Flatten, 80);
                write!(f, "the bridge takes no new login ({status})")?;
                text.as_ref().map_or(Ok(()), |text| write!(f, ": {text}"))
            }
            LoginErrorKind::UnknownBridge(id) => write!(f, "there is no bridge {:?}", id.as_str()),
            LoginErrorKind::UnknownLogin(id) => write!(f, "there is no login {:?} on this bridge", id.as_str()),
            LoginErrorKind::UnknownAccount(id) => write!(f, "there is no account {:?} on this bridge", id.as_str()),
            LoginErrorKind::UnknownFlow { flow, flows } => {
                write!(
                    f,
                    "the bridge has no login flow {:?}, but {}",
                    flow.as_str(),
                    FlowNames(flows)
                )
            }
            LoginErrorKind::FlowNotChosen(flows) => {
                write!(f, "the bridge has several login flows, choose one of {}", FlowNames(flows))
            }
            LoginErrorKind::NoFlows => f.write_str("the bridge has no login flows"),
            LoginErrorKind::ServerTooOld => {
                f.write_str("the server ")?;
                if let Some(version) = self.server_version() {
                    write!(f, "(version {version}) ")?;
                }
                f.write_str("has no login sessions; update Beeper")
            }
            LoginErrorKind::InvalidArgument { argument, reason } => write!(f, "`{argument}` cannot be sent: {reason}"),
            LoginErrorKind::MissingToken => f.write_str(
                "the client has no access token: make one in Beeper Desktop's settings, and set BEEPER_ACCESS_TOKEN or call \
                 `ClientBuilder::access_token`",
            ),
            LoginErrorKind::Unauthorized => f.write_str("the access token is not valid, or not allowed to do this"),
            LoginErrorKind::Transport => f.write_str("the server could not be reached"),
            LoginErrorKind::Protocol { reason } => write!(f, "the server contradicts its documentation: {reason}"),
            LoginErrorKind::StaleAnswer => {
                f.write_str("the answer was made for another step, or for an earlier sight of this one")
            }
            LoginErrorKind::NotADisplay => f.write_str("there is nothing to wait for, the session asks for an answer"),
        }?;
        match self.code().filter(|code| looks_like_a_code(code)) {
            Some(code) => write!(f, " ({code})"),
            None => Ok(()),
        }
    }
}

/// Writes an error and what it was caused by, in one line.
pub(crate) fn write_with_sources(error: &dyn StdError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{error}")?;
    std::iter::successors(error.source(), |&source| source.source()).try_for_each(|source| {
        // It may be an application's own, of which nothing is known.
        let text = printable(&source.to_string(), Lines::Flatten, 500);
        write!(f, "; caused by: {text}")
    })
}

/// Makes an error readable where `main` returns it, which prints `Debug`.
macro_rules! impl_debug_with_sources {
    ($error:ty) => {
        impl std::fmt::Debug for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::error::write_with_sources(self, f)
            }
        }
    };
}
pub(crate) use impl_debug_with_sources;

/// Whether a code looks like one. What does not was not written to be one, and may hold what was typed.
fn looks_like_a_code(code: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    !code.is_empty() && code.len() <= 80 && code.chars().all(plain)
}

struct FlowNames<'a>(&'a [LoginFlow]);

impl fmt::Display for FlowNames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names = self.0.iter().map(|flow| flow.id.as_str());
        if let Some(first) = names.next() {
            write!(f, "{first:?}")?;
        }
        names.try_for_each(|name| write!(f, ", {name:?}"))
    }
}

impl fmt::Debug for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            return match self.kind() {
                // An application's own error may print what was typed.
                LoginErrorKind::Handler => write!(f, "{self} (`source` has its error)"),
                _ => write_with_sources(self, f),
            };
        }
        let Inner {
            kind,
            step,
            code,
            message,
            may_leave_session,
            source,
        } = &*self.0;
        f.debug_struct("LoginError")
            .field("kind", kind)
            .field("step", step)
            .field("code", &code.as_deref().filter(|code| looks_like_a_code(code)))
            .field("message", message)
            .field("may_leave_session", may_leave_session)
            .field("source", &source.as_ref().map(|_| ".."))
            .finish()
    }
}

impl StdError for LoginError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::paste::PasteError;
    use crate::steps::cookies::CookieStepError;

    #[test]
    fn debug_is_one_line_with_the_sources_after_it() {
        let refused = io::Error::other("connection refused");
        let error = LoginError::new(LoginErrorKind::Transport).with_source(refused);
        let line = "the server could not be reached; caused by: connection refused";
        assert_eq!(format!("{error:?}"), line);
        let outer = LoginError::new(LoginErrorKind::OutcomeUnknown).with_source(error.clone());
        assert_eq!(format!("{outer:?}"), format!("{outer}; caused by: {line}"));
        assert_eq!(
            format!("{:?}", LoginError::new(LoginErrorKind::Expired)),
            "nobody acted in time, so the login expired"
        );

        assert_eq!(
            format!("{error}"),
            "the server could not be reached",
            "the sources are not the error's own line"
        );
        let parts = format!("{error:#?}");
        assert!(parts.starts_with("LoginError {\n    kind: Transport,"), "{parts}");
    }

    #[test]
    fn what_a_source_says_stays_in_the_line_and_what_a_handler_says_is_left_to_the_source() {
        let said = "no window\r\n\u{1b}[2Jforged: line\u{202e}";
        let error = LoginError::new(LoginErrorKind::Transport).with_source(io::Error::other(said));
        let line = "the server could not be reached; caused by: no window forged: line";
        assert_eq!(format!("{error:?}"), line);
        let error = LoginError::new(LoginErrorKind::Handler).with_source(io::Error::other("hunter2"));
        let line = "the login was cancelled because its handler failed (`source` has its error)";
        assert_eq!(format!("{error:?}"), line);
        assert!(!format!("{error:#?}").contains("hunter2"), "{error:#?}");
        assert_eq!(error.source().unwrap().to_string(), "hunter2");
    }

    #[test]
    fn debug_repeats_nothing_that_a_network_says() {
        let said = ServerText::from("hunter2 is not the password");
        let code = Some("not a code: hunter2".to_owned());
        let error =
            LoginError::new(LoginErrorKind::Rejected { needs_new_input: true }).with_server_message(code, Some(said));
        for printed in [format!("{error}"), format!("{error:?}"), format!("{error:#?}")] {
            assert!(!printed.contains("hunter2"), "{printed}");
        }
    }

    #[test]
    fn errors_of_steps_and_pastes_are_readable_where_main_returns_them() {
        let returned: [Box<dyn StdError>; 2] = [Box::new(PasteError::NotCurl), Box::new(CookieStepError::InvalidUrl)];
        for error in returned {
            assert_eq!(format!("{error:?}"), error.to_string());
            assert_eq!(format!("{error:#?}"), error.to_string());
        }
    }
}
