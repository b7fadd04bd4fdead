//! A login session and the methods to drive it by hand.

pub(crate) mod calls;
pub(crate) mod cancel_on_drop;
mod decision;
pub(crate) mod driver;
mod failed_waits;
pub(crate) mod limits;
pub(crate) mod lost_answer;
pub(crate) mod response;
pub(crate) mod state;
mod submit;
mod tracker;
mod wait;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use beeper_desktop_client::Error;
use beeper_desktop_client::types::{BridgeId, LoginSessionId, LoginSessionStatus};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::bridge::BridgeRef;
use crate::error::LoginError;
use crate::error::kind::LoginErrorKind;
use crate::start::reconnect::Target;
use crate::steps::Step;
use crate::steps::retry_reason::RetryReason;
use calls::bridge_api::WireSession;
use calls::error_classification::{CallFailure, error_of_call};
use calls::rate_limit::RateLimiter;
use cancel_on_drop::CancelOnDrop;
use decision::{Asked, Doubtful, Known};
use failed_waits::FailedWaits;
use limits::Limits;
use lost_answer::bridge_snapshot::BridgeSnapshot;
use state::LoginState;
use tracker::{Next, SessionTracker};

/// The time between two requests for a session's state during a web login.
const LOOK_INTERVAL: Duration = Duration::from_secs(3);

/// A handle on one attempt to sign in.
///
/// [`StartLogin::start`](crate::StartLogin::start) starts a session, and [`BridgeRef::resume`] takes an existing one over.
///
/// The [state](Self::state) decides what your program does next. It [submits](Self::submit) an answer to a step, or
/// [waits](Self::wait) while it shows a display, until the account is connected or the session has ended. [`run`](Self::run)
/// does this with a handler.
///
/// ```no_run
/// use beeper_bridge_login::input::FieldValues;
/// use beeper_bridge_login::{BridgeLoginExt, LoginState, Step};
/// # fn ask(label: &str) -> String { String::new() }
/// # fn draw(step: &beeper_bridge_login::DisplayStep) {}
///
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut session = client.bridge("local-signal").connect().start().await?;
/// loop {
///     match session.state() {
///         LoginState::Waiting(Step::Input(step)) => {
///             let mut values = FieldValues::new();
///             for field in step.fields() {
///                 values.insert(field.id(), ask(field.label()));
///             }
///             let answer = step.check(&values)?;
///             session.submit(answer).await?;
///         }
///         LoginState::Waiting(Step::Display(step)) => {
///             draw(step);
///             session.wait().await?;
///         }
///         LoginState::Connected(connected) => {
///             println!("{:?} is connected", connected.account_id());
///             break;
///         }
///         _ => return Err("this program does not support the step".into()),
///     }
/// }
/// # Ok(())
/// # }
/// ```
///
/// **Dropping the handle cancels the session** on the server, in the background and within 10 seconds. So an error, a panic or
/// a dropped future leaves no session behind. A program that exits at once has no time for this and must call
/// [`cancel`](Self::cancel). [`detach`](Self::detach) keeps the session.
///
/// # Sessions across several requests
///
/// A web server cannot keep a handle between two requests. It detaches the session and resumes it by its ID:
///
/// ```no_run
/// use beeper_bridge_login::input::FieldValues;
/// use beeper_bridge_login::{BridgeRef, LoginState, Step};
/// use beeper_desktop_client::types::{AccountId, LoginSessionId};
/// # type Failure = Box<dyn std::error::Error>;
///
/// async fn begin(bridge: BridgeRef, whom: AccountId) -> Result<LoginSessionId, Failure> {
///     Ok(bridge.reconnect(whom).start().await?.detach())
/// }
///
/// /// `token` is the token of the step for which the form was made.
/// async fn answer(
///     bridge: BridgeRef, whom: AccountId, id: LoginSessionId, token: &str, typed: FieldValues,
/// ) -> Result<LoginSessionId, Failure> {
///     // Without this, any `?` below would cancel the login, and so would a browser that closes the connection.
///     let mut session = bridge.reconnect(whom).resume(id).await?.keep_when_dropped();
///     if let LoginState::Waiting(step @ Step::Input(input)) = session.state()
///         && step.token() == token
///     {
///         let answer = input.check(&typed)?;
///         session.submit(answer).await?;
///     }
///     Ok(session.detach())
/// }
/// ```
///
/// While the session displays something, compare [`Step::token`] with the token of the browser's page before you
/// [`wait`](Self::wait). If the code has changed since the page was made, `wait` does not report it as a change.
///
/// Dropping the future of a method halfway is safe: the next call first requests the session's state.
#[must_use = "the session is cancelled when this is dropped"]
pub struct LoginSession {
    tracker: SessionTracker,
    /// The call in progress; stays `Some` if its future was dropped.
    pending_call: Option<PendingCall>,
    rate_limiter: RateLimiter,
    limits: Limits,
}

/// A call that is in progress, or whose result nobody has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PendingCall {
    Answer,
    Wait,
    Look,
}

impl LoginSession {
    /// Takes over a session that was just created.
    pub(crate) async fn begin(
        bridge: &BridgeRef,
        guard: CancelOnDrop,
        answer: WireSession,
        target: Target,
        before: Option<BridgeSnapshot>,
        limits: Limits,
    ) -> Result<Self, LoginError> {
        let tracker = SessionTracker::new(bridge, answer.session.login_session_id.clone(), guard, target, before);
        Ok(Self::new(tracker.with_first_response(answer).await?, limits))
    }

    pub(crate) async fn resume(
        bridge: &BridgeRef,
        id: LoginSessionId,
        target: Target,
        before: Option<BridgeSnapshot>,
        limits: Limits,
    ) -> Result<Self, LoginError> {
        let Some(answer) = bridge.api.fetch_session(&id, &watch::Sender::new(true)).await?.session else {
            // If the bridge does not exist, the missing session is not the reason.
            bridge.get().await?;
            return Err(LoginError::new(LoginErrorKind::SessionGone));
        };
        // At the end, these name the connected account; before, the one to be reconnected.
        let target = match (target, &answer.session.login_id, &answer.session.account_id) {
            (Target::Unknown, Some(login), _) if answer.session.status != LoginSessionStatus::Complete => {
                Target::Login(login.clone())
            }
            (Target::Unknown, None, Some(account)) if answer.session.status != LoginSessionStatus::Complete => {
                Target::Account(account.clone())
            }
            (target, _, _) => target,
        };
        let guard = CancelOnDrop::new(bridge.api.clone(), id.clone());
        let tracker = SessionTracker::new(bridge, id, guard, target, before);
        Ok(Self::new(tracker.with_first_response(answer).await?, limits))
    }

    fn new(tracker: SessionTracker, limits: Limits) -> Self {
        Self {
            tracker,
            pending_call: None,
            rate_limiter: RateLimiter::new(),
            limits,
        }
    }

    /// Returns the session's ID, with which [`BridgeRef::resume`] takes it over.
    pub fn id(&self) -> &LoginSessionId {
        &self.tracker.id
    }

    /// Returns the bridge's ID.
    pub fn bridge_id(&self) -> &BridgeId {
        &self.tracker.api.bridge_id
    }

    /// Returns the session's last known state, without asking the server.
    pub fn state(&self) -> &LoginState {
        &self.tracker.state
    }

    /// Returns `true` once the session has ended, whether it succeeded, failed or was cancelled.
    ///
    /// If a method returns an error, the session may still continue.
    pub fn is_over(&self) -> bool {
        !matches!(self.tracker.state, LoginState::Waiting(_))
    }

    /// Returns the reason why the current step asks again for values that were answered before, if it does.
    ///
    /// Only this handle has the reason. After [`resume`](BridgeRef::resume), only the step's instructions may contain it.
    pub fn retry_reason(&self) -> Option<&RetryReason> {
        self.tracker.retry_reason.as_ref()
    }

    /// Sets a time limit, counted from the call of [`run`](Self::run).
    ///
    /// See [`StartLogin::time_limit`](crate::StartLogin::time_limit).
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.limits.time = limit;
        self
    }

    /// Sets a token that cancels the login; see [`StartLogin::cancel_token`](crate::StartLogin::cancel_token).
    pub fn cancel_token(mut self, token: CancellationToken) -> Self {
        self.limits.token = Some(token);
        self
    }

    /// Requests the session's state from the server, for instance after another program has answered.
    ///
    /// # Errors
    ///
    /// Returns an error for every ending without a connected account, [`Transport`](LoginErrorKind::Transport),
    /// [`Unauthorized`](LoginErrorKind::Unauthorized) and [`Protocol`](LoginErrorKind::Protocol). If this handle already knew the
    /// ending, it is a state and not an error.
    pub async fn refresh(&mut self) -> Result<&LoginState, LoginError> {
        self.pending_call.get_or_insert(PendingCall::Look);
        self.resolve_pending_call().await?;
        Ok(&self.tracker.state)
    }

    /// Cancels the session and checks whether the cancellation came too late.
    ///
    /// This usually takes three seconds, and 15 at most. If the session has already ended, this does nothing and returns `Ok`.
    ///
    /// A login that appears on the bridge while the session still waits does not count as its result, because somebody else may
    /// be signing in at the same time.
    ///
    /// # Errors
    ///
    /// Returns [`CancelledButConnected`](LoginErrorKind::CancelledButConnected) if the account was connected before the
    /// cancellation, and [`Transport`](LoginErrorKind::Transport), [`Unauthorized`](LoginErrorKind::Unauthorized),
    /// [`Redirected`](LoginErrorKind::Redirected) and [`Protocol`](LoginErrorKind::Protocol) if the session could not be
    /// cancelled, or continues although the server confirmed the cancellation. The server later ends the session by itself.
    pub async fn cancel(mut self) -> Result<(), LoginError> {
        let is_call_pending = self.pending_call.is_some();
        match self.tracker.cancel(is_call_pending).await? {
            None => Ok(()),
            Some(connected) => Err(LoginError::cancelled_too_late(connected)),
        }
    }

    /// Keeps the session on the server when the handle is dropped.
    ///
    /// [`cancel`](Self::cancel) still cancels it, and so does [`run`](Self::run) when it fails.
    pub fn keep_when_dropped(mut self) -> Self {
        self.tracker.keep_on_server();
        self
    }

    /// Keeps the session on the server, and returns the ID with which [`resume`](BridgeRef::resume) takes it over.
    ///
    /// The server ends the session after half an hour at most.
    pub fn detach(mut self) -> LoginSessionId {
        self.tracker.keep_on_server();
        self.tracker.id.clone()
    }

    /// Returns a receiver that changes when the server becomes unreachable or reachable again.
    pub(crate) fn reachability(&self) -> watch::Receiver<bool> {
        self.tracker.is_reachable.subscribe()
    }

    /// Requests the session's state repeatedly until the session has left the current step or has ended.
    ///
    /// Ignores failed requests: the response to the user's answer will show the state.
    pub(crate) async fn until_step_is_left(&mut self) {
        let clock = Arc::clone(&self.tracker.api.clock);
        loop {
            clock.alarm(LOOK_INTERVAL).await;
            match self.tracker.look_beside_answer().await {
                Ok(Next::News) => return,
                Ok(_) => {}
                Err(_) if self.is_over() => return,
                Err(error) => tracing::debug!(%error, "the state of the login session could not be requested"),
            }
        }
    }

    /// Ends the session because of `error`, and returns the error with which the login ended.
    pub(crate) async fn give_up(mut self, error: LoginError) -> LoginError {
        // An answer was being sent, and its result is unknown.
        let error = match (error.kind(), self.pending_call) {
            (LoginErrorKind::Transport, Some(PendingCall::Answer)) => LoginError::new(LoginErrorKind::OutcomeUnknown)
                .with_step(error.step())
                .with_source(error),
            _ => error,
        };
        let is_call_pending = self.pending_call.is_some();
        self.tracker.give_up(error, is_call_pending).await
    }

    /// Requests the session's state after a call that failed.
    async fn settle_failed_call(
        &mut self,
        asked: Asked,
        failure: CallFailure,
        error: Error,
        failed_waits: FailedWaits,
    ) -> Result<Next, LoginError> {
        let read = self.tracker.read_failure(asked, failure.clone(), &error, failed_waits);
        match read.await? {
            Next::GiveUp => {
                // The session is known to continue without the call.
                self.pending_call = None;
                Err(error_of_call(failure, error).with_step(self.tracker.step_id()))
            }
            next => Ok(next),
        }
    }

    /// Finds the result of a submission whose future was dropped. Returns whether the state has changed.
    pub(crate) async fn resolve_pending_call(&mut self) -> Result<bool, LoginError> {
        let (Some(sent), LoginState::Waiting(step)) = (self.pending_call, &self.tracker.state) else {
            return Ok(false);
        };
        let before = step.clone();
        let doubtful = match sent {
            PendingCall::Answer => Some(Doubtful::Answer(None)),
            PendingCall::Wait => Some(Doubtful::Wait(None)),
            PendingCall::Look => None,
        };
        let next = Box::pin(self.tracker.settle(doubtful, Known::default())).await?;
        let has_changed = next == Next::News;
        self.pending_call = None;
        if sent == PendingCall::Answer
            && let LoginState::Waiting(step) = &self.tracker.state
            && asks_for_the_same(&before, step)
        {
            self.tracker.retry_reason = Some(if has_changed {
                RetryReason::Refused { message: None }
            } else {
                RetryReason::Unclear
            });
        }
        Ok(has_changed)
    }
}

/// Returns `true` if a step asks for the values that were just answered.
fn asks_for_the_same(answered: &Step, now: &Step) -> bool {
    match (answered, now) {
        (Step::Input(answered), Step::Input(now)) => {
            !now.fields().is_empty() && now.fingerprint().has_same_fields(answered.fingerprint())
                || now.fingerprint() == answered.fingerprint()
        }
        (Step::Cookies(answered), Step::Cookies(now)) => answered.id() == now.id(),
        _ => false,
    }
}

impl fmt::Debug for LoginSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginSession")
            .field("bridge_id", self.bridge_id())
            .field("id", &self.tracker.id)
            .field("state", &self.tracker.state)
            .field("retry_reason", &self.tracker.retry_reason)
            .finish_non_exhaustive()
    }
}
