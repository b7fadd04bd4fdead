//! A login that has not begun: its options, and how it is started.

mod connect;
mod create_session;
mod finish_on_drop;
mod login_flow;
mod named_session;
pub(crate) mod reconnect;

use std::fmt;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use beeper_desktop_client::types::{FlowId, LoginFlow, LoginSessionId};
use tokio_util::sync::CancellationToken;

use crate::bridge::BridgeRef;
use crate::connected::Connected;
use crate::error::LoginError;
use crate::error::kind::LoginErrorKind;
use crate::handler::LoginHandler;
use crate::handler::stop::Stop;
use crate::session::LoginSession;
use crate::session::calls::bridge_api::CANCEL_TIMEOUT;
use crate::session::calls::id_validation::validate_id;
use crate::session::driver;
use crate::session::limits::{Limits, StopSignal};
use create_session::create_session;
use login_flow::{FlowChoice, FlowSelection, ensure_offered, find_flow};
use reconnect::Target;

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
        let flow = match find_flow(&self.bridge, &self.target, &self.flow).await? {
            FlowSelection::Chosen(flow) => flow,
            FlowSelection::ToChoose(flows) => match choose(flows.clone()).await {
                Ok(chosen) => Some(ensure_offered(chosen, flows)?),
                Err(Stop::Unsupported) => return Err(LoginError::new(LoginErrorKind::FlowNotChosen(flows))),
                Err(stop) => return Err(driver::error_of_stop(stop, "flow")),
            },
        };
        is_creating.store(true, Ordering::Relaxed);
        create_session(&self.bridge, &self.target, &self.limits, flow).await
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
}

impl fmt::Debug for StartLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StartLogin")
            .field("bridge", &self.bridge)
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}
