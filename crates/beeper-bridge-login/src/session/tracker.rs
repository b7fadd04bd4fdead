//! What is known of a session, and finding out more.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use beeper_desktop_client::types::{LoginSessionId, StepId};
use beeper_desktop_client::{CallOptions, Error};
use tokio::sync::watch;

use crate::bridge::BridgeRef;
use crate::connected::{Connected, Identity};
use crate::error::{LoginError, LoginErrorKind};
use crate::session::calls::bridge_api::{CANCEL_WITHIN, Link, Looked, WireSession, unauthorized};
use crate::session::calls::error_classification::{Complaint, Trouble};
use crate::session::cancel_on_drop::Guard;
use crate::session::lost_answer::bridge_snapshot::{Evidence, Snapshot};
use crate::session::lost_answer::outcome::{Look, Sent, Verdict, verdict};
use crate::session::lost_answer::reconciliation::{LATER_LOOKS, arrival, find_connected};
use crate::session::response::LoginState;
use crate::session::response::{Completion, Contradiction, Reader, Seen};
use crate::start::target::Target;
use crate::steps::answer::AskedAgain;
use crate::steps::display::Step;

/// A session as far as is known. Changes with every answer of the server, and sends nothing but looks and a cancellation.
pub(super) struct Standing {
    pub(super) link: Arc<Link>,
    /// Whether the server answers, as far as looks tell.
    pub(super) is_reachable: watch::Sender<bool>,
    http_pages: bool,
    pub(super) id: LoginSessionId,
    target: Target,
    before: Option<Snapshot>,
    pub(super) state: LoginState,
    pub(super) asked_again: Option<AskedAgain>,
    shown: BTreeSet<u64>,
    guard: Guard,
}

impl Standing {
    pub(super) fn new(
        bridge: &BridgeRef,
        id: LoginSessionId,
        guard: Guard,
        target: Target,
        before: Option<Snapshot>,
    ) -> Self {
        Self {
            link: Arc::clone(&bridge.link),
            is_reachable: watch::Sender::new(true),
            http_pages: bridge.http_pages,
            id,
            target,
            before,
            // Until the first answer has been read, which is before anybody sees this.
            state: LoginState::Ended(LoginError::protocol("nothing is known of the login session")),
            asked_again: None,
            shown: BTreeSet::new(),
            guard,
        }
    }

    /// Reads the first answer. That the session has ended is a state like others, one that makes no sense is not.
    pub(super) async fn learn(mut self, answer: WireSession) -> Result<Self, LoginError> {
        match self.read(answer, Sent::Look).await {
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
    pub(super) fn ongoing(&self) -> Result<&Step, LoginError> {
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
    pub(super) async fn recover(&mut self, sent: Sent, trouble: Trouble, error: &Error) -> Result<bool, LoginError> {
        if let Trouble::Unauthorized = trouble {
            return Err(self.ended(unauthorized(error.clone())));
        }
        if let Trouble::InvalidArgument(kind) = trouble {
            return Err(LoginError::new(kind).because(error.clone()).at(self.step_id()));
        }
        let was_unreachable = matches!(trouble, Trouble::NotSent);
        tracing::debug!(%error, "looking at the login session after a failed submission");
        self.look(sent, Some(trouble), was_unreachable).await
    }

    pub(super) async fn look(
        &mut self,
        sent: Sent,
        trouble: Option<Trouble>,
        was_unreachable: bool,
    ) -> Result<bool, LoginError> {
        let looked = self.look_at_it().await?;
        let was_unreachable = was_unreachable || looked.was_unreachable;
        let look = match looked.session {
            None => Look::Gone(looked.complaint),
            Some(session) => self.understand(session).await?,
        };
        self.take(verdict(sent, trouble, look, was_unreachable), sent).await
    }

    async fn look_at_it(&mut self) -> Result<Looked, LoginError> {
        match self.link.look(&self.id, &self.is_reachable).await {
            Err(error) if matches!(error.kind(), LoginErrorKind::Unauthorized) => Err(self.ended(error)),
            looked => looked.map_err(|error| error.at(self.step_id())),
        }
    }

    /// Takes over what an answer says. Returns whether the state has changed.
    pub(super) async fn read(&mut self, session: WireSession, sent: Sent) -> Result<bool, LoginError> {
        let look = self.understand(session).await?;
        self.take(verdict(sent, None, look, false), sent).await
    }

    async fn understand(&mut self, session: WireSession) -> Result<Look, LoginError> {
        let mut seen = self.reader().read(*session);
        if let Ok(Seen::Nothing { .. }) = seen {
            // A server may need a moment until there is a step.
            self.link.clock.sleep(LATER_LOOKS[0]).await;
            let looked = self.look_at_it().await?;
            let Some(session) = looked.session else {
                return Ok(Look::Gone(looked.complaint));
            };
            seen = self.reader().read(*session);
        }
        match seen {
            Ok(seen) => Ok(Look::Found(Box::new(seen))),
            Err(contradiction) => Err(self.contradicted(contradiction)),
        }
    }

    fn reader(&self) -> Reader<'_> {
        Reader {
            bridge_id: &self.link.bridge_id,
            session_id: &self.id,
            http_pages: self.http_pages,
        }
    }

    fn contradicted(&mut self, contradiction: Contradiction) -> LoginError {
        let is_over = contradiction == Contradiction::CompleteWithError;
        let error = contradiction.into_error().at(self.step_id());
        if is_over { self.ended(error) } else { error }
    }

    async fn take(&mut self, verdict: Verdict, sent: Sent) -> Result<bool, LoginError> {
        match verdict {
            Verdict::At(step) => Ok(self.arrive(step, sent)),
            Verdict::Connected(completion) => {
                let connected = self.completed(completion).await;
                self.connected(connected);
                Ok(true)
            }
            Verdict::Ended(kind @ LoginErrorKind::Protocol { .. }, _) => Err(LoginError::new(kind).at(self.step_id())),
            Verdict::Ended(kind, complaint) => Err(self.ended(error(kind, complaint).at(self.step_id()))),
            Verdict::Compare(kind, complaint) => {
                let evidence = match kind {
                    LoginErrorKind::Cancelled => Evidence::AfterCancelling,
                    _ => Evidence::AfterLoss,
                };
                let found = Box::pin(self.find_connected(evidence, &LATER_LOOKS)).await;
                match (found, &kind) {
                    (Some(connected), LoginErrorKind::Cancelled) => Err(self.ended(too_late(connected))),
                    (Some(connected), _) => {
                        self.connected(connected);
                        Ok(true)
                    }
                    (None, _) => Err(self.ended(error(kind, complaint).at(self.step_id()))),
                }
            }
        }
    }

    /// Returns whether that is a change.
    fn arrive(&mut self, mut step: Step, sent: Sent) -> bool {
        let is_same = matches!(&self.state, LoginState::Waiting(current) if current.is_same(&step));
        // After an answer, what was typed for the step before must not answer this one, however alike they are.
        if is_same && sent != Sent::Answer {
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
        self.asked_again = None;
        self.state = LoginState::Waiting(step);
        !is_same
    }

    fn connected(&mut self, connected: Connected) {
        self.guard.disarm();
        self.asked_again = None;
        self.state = LoginState::Connected(connected);
    }

    fn ended(&mut self, error: LoginError) -> LoginError {
        self.guard.disarm();
        self.asked_again = None;
        self.state = LoginState::Ended(error.clone());
        error
    }

    async fn completed(&self, completion: Completion) -> Connected {
        let identity = Identity {
            login_id: completion.login_id,
            account_id: completion.account_id,
        };
        let identity = self.named_in_full(identity).await;
        if identity == Identity::default()
            && let Some(found) = Box::pin(self.find_connected(Evidence::AfterLoss, &[])).await
        {
            return Connected {
                instructions: completion.instructions,
                found_by_looking: false,
                ..found
            };
        }
        Connected {
            bridge_id: self.link.bridge_id.clone(),
            arrival: arrival(
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
            found_by_looking: false,
        }
    }

    /// With the login of an account, or the account of a login, where the session names one of them only.
    async fn named_in_full(&self, identity: Identity) -> Identity {
        if identity.login_id.is_some() == identity.account_id.is_some() {
            return identity;
        }
        match self.link.snapshot().await {
            Ok(now) => now.complete(identity),
            Err(_) => identity,
        }
    }

    async fn find_connected(&self, evidence: Evidence, pauses: &[Duration]) -> Option<Connected> {
        find_connected(&self.link, self.before.as_ref(), &self.target, evidence, pauses).await
    }

    /// Ends the session because of `error`, and says how it has ended.
    pub(super) async fn give_up(&mut self, error: LoginError) -> LoginError {
        if let LoginState::Ended(_) = self.state {
            self.guard.disarm();
            return error;
        }
        let cause = match error.kind() {
            LoginErrorKind::Unauthorized => {
                self.guard.disarm();
                return error;
            }
            _ => self.end().await,
        };
        match cause {
            Ok(Some(connected)) => too_late(connected).because_of(Arc::new(error)),
            Ok(None) => error,
            Err(not_cancelled) => {
                tracing::debug!(error = %not_cancelled, "the login session could not be cancelled");
                error.leaving_a_session()
            }
        }
    }

    /// Cancels, and returns what was connected nevertheless.
    pub(super) async fn end(&mut self) -> Result<Option<Connected>, LoginError> {
        match &self.state {
            LoginState::Connected(connected) => return Ok(Some(connected.clone())),
            LoginState::Ended(_) => return Ok(None),
            LoginState::Waiting(_) => {}
        }
        let limit = self.link.clock.alarm(3 * CANCEL_WITHIN);
        let ended = tokio::select! {
            ended = self.end_in_time() => Some(ended),
            () = limit => None,
        };
        match ended {
            Some(ended) => ended,
            None if self.guard.is_armed() => Err(LoginError::new(LoginErrorKind::Transport).leaving_a_session()),
            // It is cancelled; whether that came too late could not be seen in time.
            None => {
                self.state = LoginState::Ended(LoginError::new(LoginErrorKind::Cancelled));
                Ok(None)
            }
        }
    }

    async fn end_in_time(&mut self) -> Result<Option<Connected>, LoginError> {
        let looks = match self.link.cancel(&self.id).await {
            Ok(()) => 1,
            Err(error) => match Trouble::of(&error) {
                Trouble::Unauthorized => {
                    self.guard.disarm();
                    return Err(LoginError::new(LoginErrorKind::Unauthorized).because(error));
                }
                Trouble::NotSent | Trouble::Lost => {
                    // The guard would try the same in vain.
                    self.guard.disarm();
                    return Err(LoginError::new(LoginErrorKind::Transport)
                        .because(error)
                        .leaving_a_session());
                }
                // The guard tries once more.
                Trouble::Said(_) | Trouble::NotSupported if self.goes_on().await => {
                    return Err(LoginError::new(LoginErrorKind::Transport)
                        .because(error)
                        .leaving_a_session());
                }
                // It was over before, perhaps because it was complete.
                _ => 2,
            },
        };
        self.guard.disarm();
        let found = match self.completed_before_cancelling(looks).await {
            Some(connected) => Some(connected),
            None => {
                self.find_connected(Evidence::AfterCancelling, &LATER_LOOKS[..looks])
                    .await
            }
        };
        self.state = match &found {
            Some(connected) => LoginState::Connected(connected.clone()),
            None => LoginState::Ended(LoginError::new(LoginErrorKind::Cancelled)),
        };
        Ok(found)
    }

    async fn goes_on(&self) -> bool {
        let once = self.link.client.with(CallOptions::new().retries(0));
        let looked = once.get_login_session(&self.link.bridge_id, &self.id).await;
        looked.is_ok_and(|session| matches!(self.reader().read(session.into_inner()), Ok(Seen::Step(_))))
    }

    async fn cancel_quietly(&mut self) {
        // What it cannot do, the guard could not do either.
        let _ = self.link.cancel(&self.id).await;
        self.guard.disarm();
    }

    async fn completed_before_cancelling(&self, looks: usize) -> Option<Connected> {
        if looks < LATER_LOOKS.len() {
            return None;
        }
        let once = self.link.client.with(CallOptions::new().retries(0));
        let session = once.get_login_session(&self.link.bridge_id, &self.id).await.ok()?;
        match self.reader().read(session.into_inner()) {
            Ok(Seen::Complete(completion)) => Some(self.completed(completion).await),
            _ => None,
        }
    }

    /// Lets the session live when this is dropped.
    pub(super) fn let_live(&mut self) {
        self.guard.disarm();
    }
}

fn error(kind: LoginErrorKind, complaint: Option<Complaint>) -> LoginError {
    match complaint {
        Some(complaint) => complaint.into_error(kind),
        None => LoginError::new(kind),
    }
}

pub(super) fn too_late(connected: Connected) -> LoginError {
    LoginError::new(LoginErrorKind::CancelledButConnected(Box::new(connected)))
}

#[cfg(test)]
mod tests;
