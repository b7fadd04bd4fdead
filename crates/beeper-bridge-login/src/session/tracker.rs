//! Tracks what is known of a session on the server, and finds out more.

mod cancellation;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

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
use crate::session::lost_answer::bridge_snapshot::{BridgeSnapshot, Evidence};
use crate::session::lost_answer::outcome::{CallKind, FetchedSession, Outcome, outcome};
use crate::session::lost_answer::reconciliation::{connected_kind, find_connected};
use crate::session::response::{Completion, InvalidResponse, ObservedSession, ResponseReader};
use crate::session::state::LoginState;
use crate::start::reconnect::Target;
use crate::steps::Step;
use crate::steps::retry_reason::RetryReason;

/// The last known state of a session, brought up to date by every response. Of calls, it makes those that fetch the session
/// and lists, and the one that cancels.
pub(super) struct SessionTracker {
    pub(super) api: Arc<BridgeApi>,
    /// Whether the server responded when the session was last fetched.
    pub(super) is_reachable: watch::Sender<bool>,
    http_pages: bool,
    pub(super) id: LoginSessionId,
    target: Target,
    before: Option<BridgeSnapshot>,
    pub(super) state: LoginState,
    pub(super) retry_reason: Option<RetryReason>,
    shown: BTreeSet<u64>,
    guard: CancelOnDrop,
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
            // Until the first answer has been read, which is before anybody sees this.
            state: LoginState::Ended(LoginError::protocol("nothing is known of the login session")),
            retry_reason: None,
            shown: BTreeSet::new(),
            guard,
        }
    }

    /// Reads the first answer. That the session has ended is a state like others, one that makes no sense is not.
    pub(super) async fn with_first_response(mut self, answer: WireSession) -> Result<Self, LoginError> {
        match self.read_response(answer, CallKind::Fetch).await {
            // What ends the session disarms the guard.
            Err(error) if self.guard.is_armed() || matches!(error.kind(), LoginErrorKind::Protocol { .. }) => {
                if self.guard.is_armed() {
                    self.cancel_quietly().await;
                }
                Err(error)
            }
            _ => Ok(self),
        }
    }

    /// What comes next, if the session goes on.
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

    /// Finds out what a failed submission did. Returns whether the state has changed.
    pub(super) async fn recover(
        &mut self,
        sent: CallKind,
        failure: CallFailure,
        error: &Error,
    ) -> Result<bool, LoginError> {
        if let CallFailure::Unauthorized = failure {
            return Err(self.set_ended(unauthorized(error.clone())));
        }
        if let CallFailure::InvalidArgument(kind) = failure {
            return Err(LoginError::new(kind)
                .with_source(error.clone())
                .with_step(self.step_id()));
        }
        let was_unreachable = matches!(failure, CallFailure::NotSent);
        tracing::debug!(%error, "looking at the login session after a failed submission");
        self.refresh(sent, Some(failure), was_unreachable).await
    }

    pub(super) async fn refresh(
        &mut self,
        sent: CallKind,
        failure: Option<CallFailure>,
        was_unreachable: bool,
    ) -> Result<bool, LoginError> {
        let fetched = self.fetch().await?;
        let was_unreachable = was_unreachable || fetched.was_unreachable;
        let session_now = match fetched.session {
            None => FetchedSession::Gone(fetched.refusal),
            Some(session) => self.interpret(session).await?,
        };
        self.apply(outcome(sent, failure, session_now, was_unreachable), sent)
            .await
    }

    async fn fetch(&mut self) -> Result<FetchResult, LoginError> {
        match self.api.fetch_session(&self.id, &self.is_reachable).await {
            Err(error) if matches!(error.kind(), LoginErrorKind::Unauthorized) => Err(self.set_ended(error)),
            fetched => fetched.map_err(|error| error.with_step(self.step_id())),
        }
    }

    /// Takes over what an answer says. Returns whether the state has changed.
    pub(super) async fn read_response(&mut self, session: WireSession, sent: CallKind) -> Result<bool, LoginError> {
        let session_now = self.interpret(session).await?;
        self.apply(outcome(sent, None, session_now, false), sent).await
    }

    async fn interpret(&mut self, session: WireSession) -> Result<FetchedSession, LoginError> {
        let mut observed = self.reader().read(*session);
        if let Ok(ObservedSession::NoStep { .. }) = observed {
            // A server may need a moment until there is a step.
            self.api.clock.sleep(RECHECK_PAUSES[0]).await;
            let fetched = self.fetch().await?;
            let Some(session) = fetched.session else {
                return Ok(FetchedSession::Gone(fetched.refusal));
            };
            observed = self.reader().read(*session);
        }
        match observed {
            Ok(observed) => Ok(FetchedSession::Found(Box::new(observed))),
            Err(invalid) => Err(self.invalid_response(invalid)),
        }
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

    async fn apply(&mut self, outcome: Outcome, sent: CallKind) -> Result<bool, LoginError> {
        match outcome {
            Outcome::AtStep(step) => Ok(self.enter_step(step, sent)),
            Outcome::Connected(completion) => {
                let connected = self.connected_from(completion).await;
                self.set_connected(connected);
                Ok(true)
            }
            Outcome::Ended(kind @ LoginErrorKind::Protocol { .. }, _) => {
                Err(LoginError::new(kind).with_step(self.step_id()))
            }
            Outcome::Ended(kind, refusal) => Err(self.set_ended(error(kind, refusal).with_step(self.step_id()))),
            Outcome::Reconcile(kind, refusal) => {
                let evidence = match kind {
                    LoginErrorKind::Cancelled => Evidence::AfterCancelling,
                    _ => Evidence::AfterLoss,
                };
                let found = Box::pin(self.find_connected(evidence, &RECHECK_PAUSES)).await;
                match (found, &kind) {
                    (Some(connected), LoginErrorKind::Cancelled) => {
                        Err(self.set_ended(LoginError::cancelled_too_late(connected)))
                    }
                    (Some(connected), _) => {
                        self.set_connected(connected);
                        Ok(true)
                    }
                    (None, _) => Err(self.set_ended(error(kind, refusal).with_step(self.step_id()))),
                }
            }
        }
    }

    /// Returns whether that is a change.
    fn enter_step(&mut self, mut step: Step, sent: CallKind) -> bool {
        let is_same = matches!(&self.state, LoginState::Waiting(current) if current.is_same(&step));
        // After an answer, what was typed for the step before must not answer this one, however alike they are.
        if is_same && sent != CallKind::Answer {
            return false;
        }
        if let Step::Display(display) = &mut step
            && display.is_a_code()
        {
            let is_stale = match &self.state {
                // The same code with other words.
                LoginState::Waiting(Step::Display(current)) if current.content() == display.content() => {
                    current.is_stale()
                }
                _ => !self.shown.insert(display.content()),
            };
            if is_stale {
                display.mark_stale();
            }
        }
        self.retry_reason = None;
        self.state = LoginState::Waiting(step);
        !is_same
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
        }
    }

    /// With the login of an account, or the account of a login, where the session names one of them only.
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
        // What it cannot do, the guard could not do either.
        let _ = self.api.cancel(&self.id).await;
        self.guard.disarm();
    }

    /// Lets the session live when this is dropped.
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
