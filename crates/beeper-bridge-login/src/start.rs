//! A login that has not begun: its options, and the methods that start it.

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

/// A login that has not begun; made by [`BridgeRef::connect`] and [`BridgeRef::reconnect`].
///
/// [`run`](Self::run) drives the whole login with a handler. [`start`](Self::start) returns a session that your program drives.
///
/// If a bridge offers several login flows, one must be chosen. [`flow`](Self::flow) names it in advance,
/// [`default_flow`](Self::default_flow) leaves the choice to the server, [`run`](Self::run) asks its handler, and
/// [`start_choosing`](Self::start_choosing) asks a closure.
///
/// Before this creates the session, it requests the bridge, its flows, its logins and its accounts. If the session's last
/// response is lost, comparing with these shows whether the login was created.
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

    /// Uses this login flow, one of [`BridgeRef::login_flows`].
    ///
    /// Without it, the login uses the only flow. If the bridge offers several, it asks [`LoginHandler::choose_flow`] or the
    /// closure of [`start_choosing`](Self::start_choosing).
    pub fn flow(mut self, id: impl Into<FlowId>) -> Self {
        self.flow = FlowChoice::Given(id.into());
        self
    }

    /// Leaves the choice of the login flow to the server.
    pub fn default_flow(mut self) -> Self {
        self.flow = FlowChoice::ServerDefault;
        self
    }

    /// Cancels the login when it takes longer than `limit`, with [`LoginErrorKind::TimeLimit`].
    ///
    /// The default is 35 minutes; the server ends a session after 30. The limit applies to [`run`](Self::run) and
    /// [`LoginSession::run`], not to a session that your program drives.
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.limits.time = limit;
        self
    }

    /// Cancels the login when `token` is cancelled, with [`LoginErrorKind::Cancelled`].
    ///
    /// This applies to [`run`](Self::run) and [`LoginSession::run`].
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

    /// Drives the login from start to end: passes each step to the handler until the session has ended.
    ///
    /// This leaves no session on the server: if the login fails or the future is dropped, it cancels the session. If that
    /// request fails, [`LoginError::may_leave_session`] returns `true`.
    ///
    /// A program that exits at once has no time to cancel the session, which then remains for half an hour at most. By default,
    /// Ctrl-C and SIGTERM end a program in this way. Handle them, cancel the [token](Self::cancel_token), and wait until this
    /// returns:
    ///
    /// ```no_run
    /// # use beeper_bridge_login::{CancellationToken, Connected, LoginError, LoginHandler, StartLogin};
    /// # async fn example(login: StartLogin, handler: impl LoginHandler) -> Result<Connected, LoginError> {
    /// let token = CancellationToken::new();
    /// let mut running = std::pin::pin!(login.cancel_token(token.clone()).run(handler));
    /// tokio::select! {
    ///     ended = &mut running => ended,
    ///     _ = tokio::signal::ctrl_c() => {
    ///         token.cancel();
    ///         running.await
    ///     }
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error for every ending other than a connected account; see [`LoginErrorKind`].
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

    // Waits briefly for the response, because it names the session to cancel.
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

    /// Starts a login session that your program drives.
    ///
    /// # Errors
    ///
    /// Returns an error if the session could not be created: one of the kinds of [`LoginErrorKind`] about the beginning of a
    /// login or about the server and the token, or a refusal by the bridge. A session that ends with its first response is not an
    /// error here: see [`LoginSession::state`].
    ///
    /// Returns [`FlowNotChosen`](LoginErrorKind::FlowNotChosen), with the flows, if the bridge offers several and
    /// [`flow`](Self::flow) named none. No session exists then; [`start_choosing`](Self::start_choosing) asks for a flow instead.
    pub async fn start(self) -> Result<LoginSession, LoginError> {
        self.start_choosing(async |_| Err(Stop::Unsupported)).await
    }

    /// Starts a login session that your program drives, and asks `choose` which login flow to use.
    ///
    /// Works as [`start`](Self::start), which fails if there are several flows and [`flow`](Self::flow) named none.
    ///
    /// If there is no choice, this does not call the closure. The closure may borrow from its surroundings:
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
    /// If you have a [`LoginHandler`], `async |flows| handler.choose_flow(&flows).await` asks it, and [`LoginSession::run`]
    /// continues with the same handler. A web server that keeps no connection between two requests lists
    /// [`BridgeRef::login_flows`], and calls [`flow`](Self::flow) once the user has chosen.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`start`](Self::start), and those of a closure that stops: [`Cancelled`](LoginErrorKind::Cancelled)
    /// after [`Stop::Cancel`], [`FlowNotChosen`](LoginErrorKind::FlowNotChosen) after [`Stop::Unsupported`], and
    /// [`Handler`](LoginErrorKind::Handler) after an error. Returns [`UnknownFlow`](LoginErrorKind::UnknownFlow) if the bridge
    /// does not offer the chosen flow.
    pub async fn start_choosing(
        self,
        choose: impl AsyncFnOnce(Vec<LoginFlow>) -> Result<FlowId, Stop>,
    ) -> Result<LoginSession, LoginError> {
        self.begin(choose, &AtomicBool::new(false)).await
    }

    /// Takes over a session that was started with the same purpose and then [detached](LoginSession::detach).
    ///
    /// A web server does this when it handles the next request of the same login. Unlike [`BridgeRef::resume`], this method
    /// knows the session's purpose, and so it detects a reconnect that ends on another account. It ignores the login flow.
    /// [`LoginSession`] shows an example.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`BridgeRef::resume`].
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
