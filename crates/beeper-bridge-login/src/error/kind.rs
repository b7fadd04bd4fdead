//! The ways in which a login ends without being connected.

use std::time::Duration;

use beeper_desktop_client::types::{AccountId, BridgeId, BridgeStatus, FlowId, LoginFlow, LoginId};

use super::cannot_answer::CannotAnswer;
#[cfg(feature = "browser")]
use crate::browser::error::CaptureError;
use crate::connected::Connected;
use crate::steps::cookies::error::CookieStepError;
use crate::steps::unknown::UnknownStep;

/// The kinds of [`LoginError`](super::LoginError), which say why a login did not end in a connected account.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum LoginErrorKind {
    // Somebody stopped the login.
    /// The handler, the cancellation token or another program cancelled the login.
    Cancelled,
    /// The login was cancelled too late: the network had already completed it.
    ///
    /// Check [`Connected::was_inferred`]; then you can remove the login with
    /// [`BridgeRef::remove_login`](crate::BridgeRef::remove_login).
    CancelledButConnected(Box<Connected>),
    /// The response to the session's creation was lost, but the login is complete.
    ///
    /// Your program has nothing left to do. [`run`](crate::StartLogin::run) returns the connected account instead of this
    /// error.
    ConnectedBeforeStart(Box<Connected>),
    /// The login exceeded its time limit. The session was cancelled.
    TimeLimit,
    /// The handler failed, and the session was cancelled; [`source`](std::error::Error::source) returns the handler's error.
    ///
    /// `Display` and `Debug` of the `LoginError` leave that error out, because it may contain user input.
    Handler,
    /// The handler cannot answer a step, for this reason. The session was cancelled.
    CannotAnswer(CannotAnswer),
    /// The web login in a browser returned no values, for this reason. The session was cancelled.
    ///
    /// If the user closed the window, the kind is [`Cancelled`](Self::Cancelled) instead.
    #[cfg(feature = "browser")]
    Capture(CaptureError),

    // The network or the bridge ended the login.
    /// Nobody acted in time: the last code expired, or the session became too old. Start a new session.
    Expired,
    /// The network or the bridge refused the login.
    ///
    /// [`LoginError::code`](super::LoginError::code) and [`LoginError::message`](super::LoginError::message) contain the
    /// reason. The server reports it in a failed session, or refuses a request with a status like 400, 403 or 500. A 403 is
    /// about the login if its code is not one of those of [`Unauthorized`](Self::Unauthorized), or if the code is general but
    /// the session has ended. Codes with a meaning of their own have their own kinds: codes with `TIMEOUT` are
    /// [`Expired`](Self::Expired), and the status 429 and codes with `RATE_LIMIT` are [`RateLimited`](Self::RateLimited).
    Rejected {
        /// Whether the refusal was about the values that the user entered or collected.
        ///
        /// If `true`, start again with other values. If `false`, starting again with the same values may help.
        needs_new_input: bool,
    },
    /// The user made too many attempts. Nothing was sent again.
    RateLimited {
        /// The time to wait before the next attempt, if the server reports it.
        retry_after: Option<Duration>,
    },
    /// The server no longer has the session and gives no reason: it became too old, or somebody else ended it.
    SessionGone,
    /// The server, or the bridge behind it, restarted and lost the session.
    ///
    /// A wait broke off or the server was unreachable, and then the session was gone. Start a new session.
    SessionLost,
    /// The response to the user's last answer was lost, the session has ended, and the bridge lists no new login.
    ///
    /// The login may have failed, or it may appear later. Look at the accounts before you start again.
    OutcomeUnknown,
    /// The session asks for a step that this crate or the handler does not support.
    ///
    /// The session was cancelled, unless your program drives it by hand.
    UnsupportedStep(UnsupportedStep),

    // The login could not begin.
    /// The bridge accepts no new login now. Reconnecting may still work.
    BridgeUnavailable {
        /// The bridge's status, for programs.
        status: BridgeStatus,
        /// The bridge's status in words for people; printable.
        text: Option<String>,
    },
    /// The server has no bridge with this ID.
    UnknownBridge(BridgeId),
    /// The bridge has no login with this ID to reconnect.
    UnknownLogin(LoginId),
    /// The bridge has no account with this ID to reconnect.
    UnknownAccount(AccountId),
    /// The bridge does not offer the requested login flow.
    UnknownFlow {
        /// The requested flow.
        flow: FlowId,
        /// The flows that the bridge offers.
        flows: Vec<LoginFlow>,
    },
    /// The bridge has several login flows, and none was chosen; see [`StartLogin`](crate::StartLogin).
    FlowNotChosen(Vec<LoginFlow>),
    /// The bridge has no login flows.
    NoFlows,
    /// The server is too old: it has no bridges or no login sessions.
    ///
    /// [`LoginError::server_version`](super::LoginError::server_version) returns its version, if the server reported one.
    ServerTooOld,
    /// An ID from your program is empty, `.` or `..`, and so no request can contain it. Nothing was sent.
    InvalidArgument {
        /// The name of the argument, for instance `bridge_id`.
        argument: String,
        /// The reason why it is not valid.
        reason: &'static str,
    },

    // The requests between this program and the server failed.
    /// The client has no access token. Nothing was sent.
    MissingToken,
    /// The server rejected the access token: it may have expired, been revoked, or lack permission.
    ///
    /// The server answered with 401; or with 403 and either no code, a code that contains `TOKEN` or `SCOPE` and does not begin
    /// with `FI.MAU.`, or a general code: `M_FORBIDDEN`, `FORBIDDEN`, `UNAUTHORIZED` or `PERMISSION_DENIED`. If it answers a
    /// submission with 403 and a general code, the crate requests the session: if the session has ended, the kind is
    /// [`Rejected`](Self::Rejected). [`LoginError::message`](super::LoginError::message) is the server's message.
    Unauthorized,
    /// The server was unreachable, or its response did not arrive completely.
    ///
    /// [`source`](std::error::Error::source) is the last failure. If it is the error of a call, this error prints its line, which
    /// names the address and what to check.
    Transport,
    /// The server answered with a redirect to another address.
    ///
    /// The client does not follow it, since it may lead to another server. Check the base address. The session was cancelled,
    /// unless your program drives it by hand.
    Redirected,
    /// The server's response is larger than the client [accepts](beeper_desktop_client::ClientBuilder::max_body_bytes).
    ///
    /// The session was cancelled, unless your program drives it by hand.
    ResponseTooLarge,
    /// The server contradicts itself or its documentation.
    Protocol {
        /// The contradiction.
        reason: String,
    },

    // The program that drives the session made a mistake.
    /// The answer was made for another step than the current one, or for an earlier instance of it.
    ///
    /// Nothing was sent. Make a new answer from [`LoginSession::state`](crate::LoginSession::state).
    StaleAnswer,
    /// The session asks for an answer, so it cannot be waited on. Nothing was sent.
    NotADisplay,
}

/// A step that this crate or the handler cannot answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum UnsupportedStep {
    /// A step of a kind that this version of the crate does not know.
    Unknown(UnknownStep),
    /// A step of a kind that the handler does not support.
    Unhandled {
        /// The step's `type`.
        kind: &'static str,
    },
    /// A web page that this crate refuses to open, for instance because its address does not use `https`.
    ///
    /// Tests can allow `http` pages on this computer with
    /// [`BridgeRef::allow_http_pages_on_loopback`](crate::BridgeRef::allow_http_pages_on_loopback).
    Page(CookieStepError),
}
