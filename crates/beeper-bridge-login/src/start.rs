//! How a login begins.

pub(crate) mod target;

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use beeper_desktop_client::Error;
use beeper_desktop_client::requests::CreateLoginSession;
use beeper_desktop_client::types::{BridgeStatus, FlowId, LoginFlow, LoginSessionId};
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use crate::bridge::BridgeRef;
use crate::connected::Connected;
use crate::error::{LoginError, LoginErrorKind};
use crate::handler::{LoginHandler, Stop};
use crate::session::LoginSession;
use crate::session::calls::bridge_api::{BridgeApi, CANCEL_TIMEOUT, WireSession, unreadable};
use crate::session::calls::error_classification::CallFailure;
use crate::session::calls::id_validation::{invalid_id_reason, validate_id};
use crate::session::cancel_on_drop::CancelOnDrop;
use crate::session::driver::{self, Limits, StopSignal};
use crate::session::lost_answer::bridge_snapshot::{BridgeSnapshot, Evidence};
use crate::session::lost_answer::reconciliation::{RECHECK_PAUSES, find_connected};
use crate::start::target::Target;
use crate::terminal::text::{Lines, printable};

/// A login that has not begun; made by [`BridgeRef::connect`] and [`BridgeRef::reconnect`]. Begins with
/// [`run`](Self::run), which does everything, or [`start`](Self::start), after which it is driven by hand.
///
/// Where a bridge offers several login flows, somebody has to choose one: [`flow`](Self::flow) says it beforehand,
/// [`default_flow`](Self::default_flow) leaves it to the server, [`run`](Self::run) asks its handler, and
/// [`start_choosing`](Self::start_choosing) asks a closure.
///
/// Before the session is created, the server is asked for the bridge, its flows, and its logins and accounts. With these it
/// is seen afterwards whether the login came into being, should the session's last answer get lost.
#[derive(Clone)]
#[must_use = "a login begins with `run`, `start` or `start_choosing`"]
pub struct StartLogin {
    bridge: BridgeRef,
    target: Target,
    flow: FlowChoice,
    limits: Limits,
}

#[derive(Clone)]
enum FlowChoice {
    OnlyFlow,
    ServerDefault,
    Given(FlowId),
}

enum FlowSelection {
    Chosen(Option<FlowId>),
    ToChoose(Vec<LoginFlow>),
}

impl StartLogin {
    pub(crate) fn new(bridge: BridgeRef, target: Target) -> Self {
        Self {
            bridge,
            target,
            flow: FlowChoice::OnlyFlow,
            limits: Limits::default(),
        }
    }

    /// Uses this login flow, one of [`BridgeRef::login_flows`]. Otherwise the only one is used; if there are several,
    /// [`LoginHandler::choose_flow`] or the closure of [`start_choosing`](Self::start_choosing) is asked.
    pub fn flow(mut self, id: impl Into<FlowId>) -> Self {
        self.flow = FlowChoice::Given(id.into());
        self
    }

    /// Leaves the choice of the login flow to the server.
    pub fn default_flow(mut self) -> Self {
        self.flow = FlowChoice::ServerDefault;
        self
    }

    /// Cancels the login when it takes longer, with [`LoginErrorKind::TimeLimit`]. 35 minutes unless set: sessions live for 30.
    ///
    /// For [`run`](Self::run), and for [`LoginSession::run`]; by hand, the time is yours to take.
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.limits.time = limit;
        self
    }

    /// Cancels the login when the token is cancelled, with [`LoginErrorKind::Cancelled`]. For [`run`](Self::run), and for
    /// [`LoginSession::run`].
    ///
    /// ```no_run
    /// use beeper_bridge_login::{BridgeLoginExt, CancellationToken, LoginHandler};
    /// # async fn example(client: beeper_desktop_client::Client, handler: impl LoginHandler) -> Result<(), Box<dyn std::error::Error>> {
    ///
    /// let token = CancellationToken::new();
    /// let on_ctrl_c = token.clone();
    /// tokio::spawn(async move {
    ///     let _ = tokio::signal::ctrl_c().await;
    ///     on_ctrl_c.cancel();
    /// });
    /// let bridge = client.bridge("local-whatsapp");
    /// let connected = bridge.connect().cancel_token(token).run(handler).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn cancel_token(mut self, token: CancellationToken) -> Self {
        self.limits.token = Some(token);
        self
    }

    /// Signs in, from start to end: the handler is asked and shown what the session asks for, until it has ended. No session is
    /// left on the server: also when the future is dropped, it is cancelled. Where that does not get through,
    /// [`LoginError::may_leave_session`] says so.
    ///
    /// # Errors
    ///
    /// Everything but being connected. See [`LoginErrorKind`].
    pub async fn run(self, mut handler: impl LoginHandler) -> Result<Connected, LoginError> {
        let mut stop = self.limits.begin(&self.bridge.api.clock);
        match self.begin_unless_stopped(&mut stop, &mut handler).await {
            Ok(session) => driver::drive(session, handler, stop).await,
            Err(error) => match error.kind() {
                LoginErrorKind::ConnectedBeforeStart(connected) => Ok((**connected).clone()),
                _ => Err(error),
            },
        }
    }

    async fn begin_unless_stopped(
        &self,
        stop: &mut StopSignal,
        handler: &mut impl LoginHandler,
    ) -> Result<LoginSession, LoginError> {
        let is_creating = AtomicBool::new(false);
        let choose = async |flows: Vec<LoginFlow>| handler.choose_flow(&flows).await;
        let mut begun = pin!(self.begin(choose, &is_creating));
        tokio::select! {
            biased;
            kind = stop => match is_creating.load(Ordering::Relaxed) {
                true => Err(Box::pin(self.stopped_while_creating(kind, begun)).await),
                false => Err(LoginError::new(kind)),
            },
            begun = &mut begun => begun,
        }
    }

    /// The answer names the session that is to be cancelled, so it is worth a short wait.
    async fn stopped_while_creating(
        &self,
        kind: LoginErrorKind,
        begun: impl Future<Output = Result<LoginSession, LoginError>>,
    ) -> LoginError {
        let error = LoginError::new(kind);
        tokio::select! {
            biased;
            begun = begun => match begun {
                Ok(session) => session.give_up(error).await,
                Err(failed) if failed.may_leave_session() => error.with_session_left().with_source(failed),
                Err(failed) => error.with_source(failed),
            },
            () = self.bridge.api.clock.alarm(CANCEL_TIMEOUT) => error.with_session_left(),
        }
    }

    async fn begin(
        &self,
        choose: impl AsyncFnOnce(Vec<LoginFlow>) -> Result<FlowId, Stop>,
        is_creating: &AtomicBool,
    ) -> Result<LoginSession, LoginError> {
        self.check_target()?;
        if let FlowChoice::Given(id) = &self.flow {
            validate_id("flow_id", id.as_str())?;
        }
        let flow = match self.find_flow().await? {
            FlowSelection::Chosen(flow) => flow,
            FlowSelection::ToChoose(flows) => match choose(flows.clone()).await {
                Ok(chosen) => Some(ensure_offered(chosen, flows)?),
                Err(Stop::Unsupported) => return Err(LoginError::new(LoginErrorKind::FlowNotChosen(flows))),
                Err(stop) => return Err(driver::error_of_stop(stop, "flow")),
            },
        };
        is_creating.store(true, Ordering::Relaxed);
        self.create(flow).await
    }

    /// Begins a login that is driven by hand.
    ///
    /// # Errors
    ///
    /// If it could not begin: those of [`LoginErrorKind`] that say so, those about the server and the token, and what
    /// a bridge says when it refuses. A session that ends with its first answer is no error here: see [`LoginSession::state`].
    ///
    /// [`FlowNotChosen`](LoginErrorKind::FlowNotChosen), with the flows in it, if the bridge has several and none was given
    /// with [`flow`](Self::flow). Nothing has begun then; [`start_choosing`](Self::start_choosing) asks instead.
    pub async fn start(self) -> Result<LoginSession, LoginError> {
        self.start_choosing(async |_| Err(Stop::Unsupported)).await
    }

    /// Begins a login that is driven by hand, as [`start`](Self::start), and asks `choose` for one of the login flows if there
    /// are several and none was given with [`flow`](Self::flow).
    ///
    /// The closure is not called where there is nothing to choose. It may borrow what it asks with:
    ///
    /// ```no_run
    /// use beeper_bridge_login::{BridgeRef, LoginError, LoginSession, Stop};
    /// # use beeper_desktop_client::types::LoginFlow;
    /// # struct Window;
    /// # impl Window {
    /// #     async fn pick<'a>(&mut self, flows: &'a [LoginFlow]) -> Option<&'a LoginFlow> { flows.first() }
    /// # }
    ///
    /// async fn begin(bridge: &BridgeRef, window: &mut Window) -> Result<LoginSession, LoginError> {
    ///     let choose = async |flows: Vec<LoginFlow>| {
    ///         let picked = window.pick(&flows).await.ok_or(Stop::Cancel)?;
    ///         Ok(picked.id.clone())
    ///     };
    ///     bridge.connect().start_choosing(choose).await
    /// }
    /// ```
    ///
    /// With a [`LoginHandler`] at hand, `async |flows| handler.choose_flow(&flows).await` asks that one, and
    /// [`LoginSession::run`] goes on with it. A server that holds no connection to its user between two questions lists
    /// [`BridgeRef::login_flows`], and calls [`flow`](Self::flow) once the user has chosen.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start), and what a handler that stops leads to: [`Cancelled`](LoginErrorKind::Cancelled) after
    /// [`Stop::Cancel`], [`FlowNotChosen`](LoginErrorKind::FlowNotChosen) after [`Stop::Unsupported`], and
    /// [`Handler`](LoginErrorKind::Handler) after an error. [`UnknownFlow`](LoginErrorKind::UnknownFlow) if the flow is none
    /// of those offered.
    pub async fn start_choosing(
        self,
        choose: impl AsyncFnOnce(Vec<LoginFlow>) -> Result<FlowId, Stop>,
    ) -> Result<LoginSession, LoginError> {
        self.begin(choose, &AtomicBool::new(false)).await
    }

    /// Takes over a session that was started with the same purpose, and then [detached](LoginSession::detach): by another
    /// request of a web server, for instance. Other than [`BridgeRef::resume`], this knows what the session is meant for, so
    /// that a reconnect that ends on another account is noticed.
    ///
    /// Login flows are not looked at. [`LoginSession`] shows an example.
    ///
    /// # Errors
    ///
    /// As [`BridgeRef::resume`].
    pub async fn resume(self, session: impl Into<LoginSessionId>) -> Result<LoginSession, LoginError> {
        let session = session.into();
        self.check_target()?;
        validate_id("login_session_id", session.as_str())?;
        let before = self.bridge.snapshot().await?;
        LoginSession::resume(&self.bridge, session, self.target, before, self.limits).await
    }

    fn check_target(&self) -> Result<(), LoginError> {
        match &self.target {
            Target::New | Target::Unknown => Ok(()),
            Target::Login(id) => validate_id("login_id", id.as_str()),
            Target::Account(id) => validate_id("account_id", id.as_str()),
        }
    }

    /// Refuses what cannot work, and finds the flow.
    async fn find_flow(&self) -> Result<FlowSelection, LoginError> {
        let bridge = self.bridge.get().await?;
        if let Target::New = self.target
            && let BridgeStatus::LimitReached | BridgeStatus::TemporarilyUnavailable | BridgeStatus::Disabled =
                bridge.status
        {
            let text = bridge.status_text.map(|text| printable(&text, Lines::Flatten, 200));
            return Err(LoginError::new(LoginErrorKind::BridgeUnavailable {
                status: bridge.status,
                text,
            }));
        }
        if let FlowChoice::ServerDefault = self.flow {
            return Ok(FlowSelection::Chosen(None));
        }
        let mut flows = self.bridge.login_flows().await?;
        match &self.flow {
            _ if flows.is_empty() => Err(LoginError::new(LoginErrorKind::NoFlows)),
            FlowChoice::Given(id) => ensure_offered(id.clone(), flows).map(|id| FlowSelection::Chosen(Some(id))),
            _ if flows.len() == 1 => Ok(FlowSelection::Chosen(flows.pop().map(|flow| flow.id))),
            _ => Ok(FlowSelection::ToChoose(flows)),
        }
    }

    async fn create(&self, flow_id: Option<FlowId>) -> Result<LoginSession, LoginError> {
        let api = &self.bridge.api;
        let before = self.bridge.snapshot().await?;
        let mut request = api.client.create_login_session(&api.bridge_id);
        if let Some(id) = flow_id {
            request = request.flow_id(id);
        }
        request = match &self.target {
            Target::New | Target::Unknown => request,
            Target::Login(id) => request.login_id(id),
            Target::Account(id) => request.account_id(id),
        };
        match created(api, request).await {
            Ok((mut guard, session)) => {
                if invalid_id_reason(session.login_session_id.as_str()).is_some() {
                    guard.disarm();
                    let reason = "the login session has an ID that leads elsewhere in an address";
                    return Err(LoginError::protocol(reason).with_session_left());
                }
                LoginSession::begin(
                    &self.bridge,
                    guard,
                    session,
                    self.target.clone(),
                    before,
                    self.limits.clone(),
                )
                .await
            }
            Err(error) => Err(Box::pin(self.creation_error(error, before)).await),
        }
    }

    async fn creation_error(&self, error: Error, before: Option<BridgeSnapshot>) -> LoginError {
        let kind = match CallFailure::classify(&error) {
            CallFailure::Unauthorized => LoginErrorKind::Unauthorized,
            CallFailure::NotSent => LoginErrorKind::Transport,
            CallFailure::ResponseLost => {
                let api = &self.bridge.api;
                return match find_connected(api, before.as_ref(), &self.target, Evidence::AfterLoss, &RECHECK_PAUSES)
                    .await
                {
                    Some(found) => {
                        LoginError::new(LoginErrorKind::ConnectedBeforeStart(Box::new(found))).with_source(error)
                    }
                    None => LoginError::new(LoginErrorKind::Transport)
                        .with_source(error)
                        .with_session_left(),
                };
            }
            CallFailure::Unreadable => return unreadable(error).with_session_left(),
            CallFailure::InvalidArgument(kind) => kind,
            CallFailure::NotSupported => LoginErrorKind::ServerTooOld,
            CallFailure::NotFound => self.not_found_kind(before.as_ref()),
            CallFailure::Refused(refusal) => {
                let kind = match &refusal.code {
                    Some(code) if code.ends_with("TOO_MANY_LOGINS") => LoginErrorKind::BridgeUnavailable {
                        status: BridgeStatus::LimitReached,
                        text: None,
                    },
                    _ => refusal.login_error_kind(false),
                };
                return refusal.into_error(kind).with_source(error);
            }
        };
        LoginError::new(kind).with_source(error)
    }

    /// The bridge is there, and so is the flow, as far as is known.
    fn not_found_kind(&self, before: Option<&BridgeSnapshot>) -> LoginErrorKind {
        match &self.target {
            Target::Login(id) if before.is_none_or(|before| !before.logins.contains_key(id)) => {
                LoginErrorKind::UnknownLogin(id.clone())
            }
            Target::Account(id) if before.is_none_or(|before| !before.accounts.contains_key(id)) => {
                LoginErrorKind::UnknownAccount(id.clone())
            }
            _ => LoginErrorKind::Rejected { needs_new_input: false },
        }
    }
}

impl std::fmt::Debug for StartLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StartLogin")
            .field("bridge", &self.bridge)
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}

fn ensure_offered(id: FlowId, flows: Vec<LoginFlow>) -> Result<FlowId, LoginError> {
    if flows.iter().any(|flow| flow.id == id) {
        return Ok(id);
    }
    Err(LoginError::new(LoginErrorKind::UnknownFlow { flow: id, flows }))
}

/// Creates a session. If nobody waits for it any more, it is still created, because it has no other end than its guard's.
async fn created(api: &Arc<BridgeApi>, request: CreateLoginSession) -> Result<(CancelOnDrop, WireSession), Error> {
    let api = Arc::clone(api);
    let creating = async move {
        let session = Box::new(request.await?.into_inner());
        Ok((CancelOnDrop::new(api, session.login_session_id.clone()), session))
    };
    SpawnOnDrop {
        rest: Some(Box::pin(creating.in_current_span())),
        runtime: Handle::current(),
    }
    .await
}

/// A future that becomes a task of its own when it is dropped before its end.
struct SpawnOnDrop<T: Send + 'static> {
    rest: Option<Pin<Box<dyn Future<Output = T> + Send>>>,
    runtime: Handle,
}

impl<T: Send + 'static> Future for SpawnOnDrop<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        // Not there while it is polled: what panics has no rest.
        let Some(mut rest) = self.rest.take() else {
            return Poll::Pending;
        };
        let output = rest.as_mut().poll(context);
        if output.is_pending() {
            self.rest = Some(rest);
        }
        output
    }
}

impl<T: Send + 'static> Drop for SpawnOnDrop<T> {
    fn drop(&mut self) {
        if let Some(rest) = self.rest.take() {
            drop(self.runtime.spawn(rest));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::AssertUnwindSafe;
    use std::sync::atomic::AtomicUsize;

    use super::*;

    /// Counts how often it is polled, and panics.
    struct Panics(Arc<AtomicUsize>);

    impl Future for Panics {
        type Output = ();

        fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
            self.0.fetch_add(1, Ordering::Relaxed);
            panic!("as it is to");
        }
    }

    #[tokio::test]
    async fn what_panics_is_not_taken_up_again() {
        let polled = Arc::new(AtomicUsize::new(0));
        let mut future = SpawnOnDrop {
            rest: Some(Box::pin(Panics(Arc::clone(&polled)))),
            runtime: Handle::current(),
        };
        let mut context = Context::from_waker(std::task::Waker::noop());
        let poll = AssertUnwindSafe(|| Pin::new(&mut future).poll(&mut context));
        assert!(std::panic::catch_unwind(poll).is_err());
        drop(future);
        tokio::task::yield_now().await;
        assert_eq!(polled.load(Ordering::Relaxed), 1);
    }
}
