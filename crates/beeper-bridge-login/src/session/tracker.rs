//! Tracks the state of a session on the server.

mod cancellation;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use beeper_desktop_client::Error;
use beeper_desktop_client::types::{LoginSessionId, StepId};
use tokio::sync::watch;

use crate::bridge::BridgeRef;
use crate::connected::{Connected, Identity};
use crate::error::LoginError;
use crate::error::kind::LoginErrorKind;
use crate::session::calls::bridge_api::{BridgeApi, FetchResult, WireSession};
use crate::session::calls::error_classification::{CallFailure, Refusal, unauthorized};
use crate::session::calls::retry::RECHECK_PAUSES;
use crate::session::cancel_on_drop::CancelOnDrop;
use crate::session::decision::{Asked, Came, Decision, Doubtful, GiveUp, Known, decide};
use crate::session::failed_waits::FailedWaits;
use crate::session::lost_answer::bridge_snapshot::{BridgeSnapshot, Evidence};
use crate::session::lost_answer::reconciliation::{connected_kind, find_connected};
use crate::session::response::{Completion, InvalidResponse, ObservedSession, ResponseReader};
use crate::session::state::LoginState;
use crate::start::reconnect::Target;
use crate::steps::Step;
use crate::steps::retry_reason::RetryReason;

/// The last known state of a session, which every response updates.
///
/// It sends only the requests that fetch the session and the lists, and the one that cancels.
pub(super) struct SessionTracker {
    pub(super) api: Arc<BridgeApi>,
    /// Whether the server responded when the session was last requested.
    pub(super) is_reachable: watch::Sender<bool>,
    http_pages: bool,
    pub(super) id: LoginSessionId,
    target: Target,
    before: Option<BridgeSnapshot>,
    pub(super) state: LoginState,
    pub(super) retry_reason: Option<RetryReason>,
    shown: BTreeSet<u64>,
    /// When the server last reported the session's state.
    pub(super) looked_at: Instant,
    guard: CancelOnDrop,
}

/// The kind of call that a response belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Answer,
    Wait,
    Look,
}

/// What the caller does next.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    /// Reports the new state to the application.
    News,
    Unchanged,
    Look,
    LookLater(Duration),
    WaitAgain,
    AskAgain(RetryReason),
    /// Gives up the session, which continues although the failed call cannot be repeated.
    GiveUp,
}

impl SessionTracker {
    pub(super) fn new(
        bridge: &BridgeRef,
        id: LoginSessionId,
        guard: CancelOnDrop,
        target: Target,
        before: Option<BridgeSnapshot>,
    ) -> Self {
        Self {
            api: Arc::clone(&bridge.api),
            is_reachable: watch::Sender::new(true),
            http_pages: bridge.http_pages,
            id,
            target,
            before,
            // A placeholder until the first response has been read; no caller sees it.
            state: LoginState::Ended(LoginError::protocol("the login session has no state yet")),
            retry_reason: None,
            shown: BTreeSet::new(),
            looked_at: bridge.api.clock.now(),
            guard,
        }
    }

    /// Reads the first response. An ended session is a state like any other; a contradictory response is an error.
    pub(super) async fn with_first_response(mut self, answer: WireSession) -> Result<Self, LoginError> {
        match self.read_response(answer, Source::Look).await {
            // The guard is disarmed if the session has ended.
            Err(error) if self.guard.is_armed() || matches!(error.kind(), LoginErrorKind::Protocol { .. }) => {
                if self.guard.is_armed() {
                    self.cancel_quietly().await;
                }
                Err(error)
            }
            _ => Ok(self),
        }
    }

    /// Returns the current step, if the session continues.
    pub(super) fn current_step(&self) -> Result<&Step, LoginError> {
        match &self.state {
            LoginState::Waiting(step) => Ok(step),
            LoginState::Ended(error) => Err(error.clone()),
            LoginState::Connected(_) => Err(LoginError::new(LoginErrorKind::StaleAnswer)),
        }
    }

    pub(super) fn step_id(&self) -> Option<&StepId> {
        match &self.state {
            LoginState::Waiting(step) => step.id(),
            LoginState::Connected(_) | LoginState::Ended(_) => None,
        }
    }

    /// Finds the session's state, and the effect of a call in doubt.
    pub(super) async fn settle(&mut self, doubtful: Option<Doubtful>, mut known: Known) -> Result<Next, LoginError> {
        loop {
            let fetched = self.fetch().await?;
            known.was_unreachable |= fetched.was_unreachable;
            let came = match fetched.session {
                None => Came::Gone(fetched.refusal),
                Some(session) => self.interpret(session, Source::Look).await?,
            };
            let decision = decide(Asked::Look(doubtful.clone()), came, &known);
            match self.apply(decision, Source::Look).await? {
                Next::LookLater(pause) => self.api.clock.sleep(pause).await,
                Next::Look => {}
                next => return Ok(next),
            }
            known.looks += 1;
        }
    }

    /// Requests the session's state during a web login.
    ///
    /// Changes to the same step do not count as news, so that the web login need not start again.
    pub(super) async fn look_beside_answer(&mut self) -> Result<Next, LoginError> {
        let fetched = self.fetch().await?;
        let came = match fetched.session {
            None => Came::Gone(fetched.refusal),
            Some(session) => self.interpret(session, Source::Look).await?,
        };
        if let Came::News(observed) = &came
            && let ObservedSession::Step(step) = &**observed
            && matches!(step, Step::Cookies(_))
            && step.id() == self.step_id()
        {
            return Ok(Next::Unchanged);
        }
        let decision = decide(Asked::Look(None), came, &Known::default());
        self.apply(decision, Source::Look).await
    }

    async fn fetch(&mut self) -> Result<FetchResult, LoginError> {
        let fetched = self.api.fetch_session(&self.id, &self.is_reachable).await;
        self.looked_at = self.api.clock.now();
        match fetched {
            Err(error) if matches!(error.kind(), LoginErrorKind::Unauthorized) => Err(self.set_ended(error)),
            fetched => fetched.map_err(|error| error.with_step(self.step_id())),
        }
    }

    /// Updates the state from the response to a call.
    pub(super) async fn read_response(&mut self, session: WireSession, source: Source) -> Result<Next, LoginError> {
        self.looked_at = self.api.clock.now();
        let came = self.interpret(session, source).await?;
        let asked = match source {
            Source::Answer => Asked::Answer,
            Source::Wait => Asked::Wait,
            Source::Look => Asked::Look(None),
        };
        let decision = decide(asked, came, &Known::default());
        self.apply(decision, source).await
    }

    /// Records that a call failed, and finds its effect.
    pub(super) async fn read_failure(
        &mut self,
        asked: Asked,
        failure: CallFailure,
        error: &Error,
        failed_waits: FailedWaits,
    ) -> Result<Next, LoginError> {
        tracing::debug!(%error, "requesting the state of the login session after a failed submission");
        let doubtful = asked.in_doubt_after(&failure);
        let known = Known {
            was_unreachable: matches!(failure, CallFailure::NotSent),
            failed_waits,
            ..Known::default()
        };
        let is_unauthorized = matches!(failure, CallFailure::Unauthorized);
        match decide(asked, Came::Failure(failure), &known) {
            Decision::Ended(..) if is_unauthorized => Err(self.set_ended(unauthorized(error.clone()))),
            Decision::Look => self.settle(doubtful, known).await,
            decision => self.apply(decision, Source::Look).await,
        }
    }

    async fn interpret(&mut self, session: WireSession, source: Source) -> Result<Came, LoginError> {
        let mut observed = self.reader().read(*session);
        if let Ok(ObservedSession::NoStep { .. }) = observed {
            // A server may need a moment to produce the next step.
            self.api.clock.sleep(RECHECK_PAUSES[0]).await;
            let fetched = self.fetch().await?;
            let Some(session) = fetched.session else {
                return Ok(Came::Gone(fetched.refusal));
            };
            observed = self.reader().read(*session);
        }
        match observed {
            Ok(ObservedSession::Step(step)) if self.is_known(&step, source) => Ok(Came::SameStep),
            Ok(observed) => Ok(Came::News(Box::new(observed))),
            Err(invalid) => Err(self.invalid_response(invalid)),
        }
    }

    /// Returns `true` if a step is not news.
    fn is_known(&self, step: &Step, source: Source) -> bool {
        let LoginState::Waiting(current) = &self.state else {
            return false;
        };
        match source {
            // Values for the previous step must not answer this one, even if both look the same.
            Source::Answer => false,
            Source::Wait => current.is_same(step),
            Source::Look => current.is_same(step) || self.is_older_code(step, current),
        }
    }

    /// Returns `true` if a step shows a code that another has since replaced.
    ///
    /// A request for the state may lag behind the waits, so it does not prove that the network has returned to that code.
    fn is_older_code(&self, step: &Step, current: &Step) -> bool {
        let Step::Display(display) = step else { return false };
        let is_current = matches!(current, Step::Display(current) if current.content() == display.content());
        display.is_a_code() && !is_current && self.shown.contains(&display.content())
    }

    fn reader(&self) -> ResponseReader<'_> {
        ResponseReader {
            bridge_id: &self.api.bridge_id,
            session_id: &self.id,
            http_pages: self.http_pages,
        }
    }

    fn invalid_response(&mut self, invalid: InvalidResponse) -> LoginError {
        let is_over = invalid == InvalidResponse::CompleteWithError;
        let error = invalid.into_error().with_step(self.step_id());
        if is_over { self.set_ended(error) } else { error }
    }

    async fn apply(&mut self, decision: Decision, source: Source) -> Result<Next, LoginError> {
        match decision {
            Decision::AtStep(step) => self.enter_step(step, source),
            Decision::Connected(completion) => {
                let connected = self.connected_from(completion).await;
                self.set_connected(connected);
            }
            Decision::Ended(kind, refusal) => {
                return Err(self.set_ended(error(kind, refusal).with_step(self.step_id())));
            }
            Decision::CompareLogins(kind, refusal) => {
                let is_cancelled = matches!(kind, LoginErrorKind::Cancelled);
                let evidence = if is_cancelled {
                    Evidence::AfterCancelling
                } else {
                    Evidence::AfterLoss
                };
                match Box::pin(self.find_connected(evidence, &RECHECK_PAUSES)).await {
                    Some(connected) if is_cancelled => {
                        return Err(self.set_ended(LoginError::cancelled_too_late(connected)));
                    }
                    Some(connected) => self.set_connected(connected),
                    None => return Err(self.set_ended(error(kind, refusal).with_step(self.step_id()))),
                }
            }
            Decision::Look => return Ok(Next::Look),
            Decision::LookLater(pause) => return Ok(Next::LookLater(pause)),
            Decision::Unchanged => return Ok(Next::Unchanged),
            Decision::AskAgain(reason) => {
                // A second click must not send the same values again.
                if let LoginState::Waiting(step) = &mut self.state {
                    step.renew();
                }
                return Ok(Next::AskAgain(reason));
            }
            Decision::WaitAgain => return Ok(Next::WaitAgain),
            Decision::GiveUp(GiveUp::CallFailed) => return Ok(Next::GiveUp),
            Decision::GiveUp(GiveUp::Protocol(reason)) => {
                return Err(LoginError::protocol(reason).with_step(self.step_id()));
            }
        }
        Ok(Next::News)
    }

    fn enter_step(&mut self, mut step: Step, source: Source) {
        if let Step::Display(display) = &mut step
            && display.is_a_code()
        {
            let is_stale = match &self.state {
                // The same code with different instructions.
                LoginState::Waiting(Step::Display(current)) if current.content() == display.content() => {
                    current.is_stale()
                }
                // A request for the state may lag behind, so it does not prove that a code is old.
                _ => !self.shown.insert(display.content()) && source != Source::Look,
            };
            if is_stale {
                display.mark_stale();
            }
        }
        self.retry_reason = None;
        self.state = LoginState::Waiting(step);
    }

    fn set_connected(&mut self, connected: Connected) {
        self.guard.disarm();
        self.retry_reason = None;
        self.state = LoginState::Connected(connected);
    }

    fn set_ended(&mut self, error: LoginError) -> LoginError {
        self.guard.disarm();
        self.retry_reason = None;
        self.state = LoginState::Ended(error.clone());
        error
    }

    async fn connected_from(&self, completion: Completion) -> Connected {
        let identity = Identity {
            login_id: completion.login_id,
            account_id: completion.account_id,
        };
        let identity = self.complete_identity(identity).await;
        if identity == Identity::default()
            && let Some(found) = Box::pin(self.find_connected(Evidence::AfterLoss, &[])).await
        {
            return Connected {
                instructions: completion.instructions,
                is_inferred: false,
                unreadable: completion.unreadable,
                ..found
            };
        }
        Connected {
            bridge_id: self.api.bridge_id.clone(),
            kind: connected_kind(
                self.before.as_ref(),
                &self.target,
                &identity,
                completion.login.as_deref(),
            ),
            login_id: identity.login_id,
            account_id: identity.account_id,
            account: completion.account,
            login: completion.login,
            instructions: completion.instructions,
            is_inferred: false,
            unreadable: completion.unreadable,
        }
    }

    /// Adds the login of an account, or the account of a login, if the session names only one of them.
    async fn complete_identity(&self, identity: Identity) -> Identity {
        if identity.login_id.is_some() == identity.account_id.is_some() {
            return identity;
        }
        match self.api.snapshot().await {
            Ok(now) => now.complete_identity(identity),
            Err(_) => identity,
        }
    }

    async fn find_connected(&self, evidence: Evidence, pauses: &[Duration]) -> Option<Connected> {
        find_connected(&self.api, self.before.as_ref(), &self.target, evidence, pauses).await
    }

    async fn cancel_quietly(&mut self) {
        // If this request fails, the guard's would fail too.
        let _ = self.api.cancel(&self.id).await;
        self.guard.disarm();
    }

    /// Keeps the session on the server when this is dropped.
    pub(super) fn keep_on_server(&mut self) {
        self.guard.disarm();
    }
}

fn error(kind: LoginErrorKind, refusal: Option<Refusal>) -> LoginError {
    match refusal {
        Some(refusal) => refusal.into_error(kind),
        None => LoginError::new(kind),
    }
}

#[cfg(test)]
mod tests;
