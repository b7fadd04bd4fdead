//! The ways in which a login ends without being connected.

use std::time::Duration;

use beeper_desktop_client::types::{AccountId, BridgeId, BridgeStatus, FlowId, LoginFlow, LoginId};

use super::cannot_answer::CannotAnswer;
#[cfg(feature = "browser")]
use crate::browser::error::CaptureError;
use crate::connected::Connected;
use crate::steps::cookies::error::CookieStepError;
use crate::steps::unknown::UnknownStep;

/// The kinds of [`LoginError`](super::LoginError)s: what kept a login from being connected.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum LoginErrorKind {
    // Somebody stopped it.
    /// The login was cancelled: by the handler, the cancellation token, or another program.
    Cancelled,
    /// It was cancelled, but the network was faster: the login is there. It can be removed with
    /// [`BridgeRef::remove_login`](crate::BridgeRef::remove_login), after a look at
    /// [`Connected::was_inferred`].
    CancelledButConnected(Box<Connected>),
    /// The answer to starting the session was lost, and the login found done: nothing is left to do. Only by hand,
    /// [`run`](crate::StartLogin::run) returns what was connected.
    ConnectedBeforeStart(Box<Connected>),
    /// The time limit of this program was up. The session has been cancelled.
    TimeLimit,
    /// The handler failed; [`source`](std::error::Error::source) is its error. The session has been cancelled.
    Handler,
    /// The handler cannot answer a step, and says why. The session has been cancelled.
    CannotAnswer(CannotAnswer),
    /// The web login in a browser brought nothing, for this reason. The session has been cancelled. A window that the user closed is
    /// [`Cancelled`](Self::Cancelled) instead.
    #[cfg(feature = "browser")]
    Capture(CaptureError),

    // The network or the bridge ended it.
    /// Nobody acted in time: the codes ran out, or the session grew too old. A new one can be started.
    Expired,
    /// The network or the bridge said no; [`LoginError::code`](super::LoginError::code) and
    /// [`LoginError::message`](super::LoginError::message) say why.
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
    /// The server, or the bridge behind it, has forgotten the session: a wait broke off or the server could not be reached, and
    /// then the session was gone. It has been restarted. A new session can be started.
    SessionLost,
    /// What became of the user's last answer was lost, the session has ended, and there is no new login: it may have failed, or come into being
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
    /// The server has no bridges or no login sessions: it is too old.
    /// [`LoginError::server_version`](super::LoginError::server_version) says which version it is, if it told.
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
    /// The server could not be reached, or only in parts; [`source`](std::error::Error::source) is the last failure.
    Transport,
    /// The server answered with a redirect to another address, which is not followed, since it may lead to another server.
    /// The session has been cancelled, unless it is driven by hand. Is the base address the server's own?
    Redirected,
    /// The server's answer is larger than the client [accepts](beeper_desktop_client::ClientBuilder::max_body_bytes). The
    /// session has been cancelled, unless it is driven by hand.
    ResponseTooLarge,
    /// The server contradicts itself or its documentation.
    Protocol {
        /// In what.
        reason: String,
    },

    // By hand.
    /// The answer was made for another step than the one that the session is at, or for an earlier instance of it. Nothing was
    /// sent. Make it anew, from [`LoginSession::state`](crate::LoginSession::state).
    StaleAnswer,
    /// There is nothing to wait for: the session asks for an answer. Nothing was sent.
    NotADisplay,
}

/// A step that cannot be answered here.
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
    /// (see [`BridgeRef::allow_http_pages_on_loopback`](crate::BridgeRef::allow_http_pages_on_loopback)).
    Page(CookieStepError),
}
