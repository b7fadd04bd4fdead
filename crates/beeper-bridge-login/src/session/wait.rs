//! Waits while something is displayed, over lost connections and restarts of the server.

use std::time::Duration;

use beeper_desktop_client::{Error, StatusCode};

use super::LoginSession;
use crate::error::LoginError;
use crate::error::kind::LoginErrorKind;
use crate::session::calls::error_classification::{CallFailure, unreadable};
use crate::session::calls::retry::{Backoff, MAX_RETRY_AFTER};
use crate::session::lost_answer::outcome::CallKind;
use crate::session::state::LoginState;
use crate::steps::Step;

/// How often in a row a wait may fail while the session is still there.
const MAX_FAILED_WAITS: u32 = 10;

/// A wait that broke after this long was held.
const MIN_HELD_TIME: Duration = Duration::from_secs(20);

impl LoginSession {
    /// Waits while something is displayed, until something changes: there is another code to show, another step, or an end.
    /// That takes as long as it takes, many minutes. What does not change anything does not return.
    ///
    /// Lost connections, restarts of the server and sleep of the computer are survived. After each of them, the session is
    /// looked at before it is waited on, so that no code is skipped.
    ///
    /// # Errors
    ///
    /// All ways in which the session ends without being connected; [`Transport`](LoginErrorKind::Transport) if the server
    /// stays out of reach for two minutes, [`NotADisplay`](LoginErrorKind::NotADisplay) if the step asks for an answer,
    /// [`Unauthorized`](LoginErrorKind::Unauthorized), [`RateLimited`](LoginErrorKind::RateLimited) and
    /// [`Protocol`](LoginErrorKind::Protocol).
    pub async fn wait(&mut self) -> Result<&LoginState, LoginError> {
        if self.resolve_pending_call().await? {
            return Ok(&self.tracker.state);
        }
        let (mut failures, mut backoff) = (0, Backoff::default());
        loop {
            let step_id = match &self.tracker.state {
                LoginState::Connected(_) => break,
                LoginState::Ended(error) => return Err(error.clone()),
                LoginState::Waiting(Step::Display(step)) => step.id().clone(),
                LoginState::Waiting(step) => {
                    return Err(LoginError::new(LoginErrorKind::NotADisplay).with_step(step.id()));
                }
            };
            let pause = self
                .rate_limiter
                .pause_before_next(self.tracker.api.clock.now(), fastrand::f64());
            if !pause.is_zero() {
                self.tracker.api.clock.sleep(pause).await;
            }
            self.rate_limiter.wait_started(self.tracker.api.clock.now());
            self.tracker.retry_reason = None;
            self.pending_call = Some(CallKind::Wait);
            let begun = self.tracker.api.clock.now();
            let error = match self.tracker.api.wait(&self.tracker.id, &step_id).await {
                Some(Ok(session)) => {
                    let has_changed = self.tracker.read_response(session, CallKind::Wait).await?;
                    self.pending_call = None;
                    if has_changed {
                        self.rate_limiter.state_changed();
                        break;
                    }
                    (failures, backoff) = (0, Backoff::default());
                    continue;
                }
                Some(Err(error)) => Some(error),
                None => None,
            };
            let now = self.tracker.api.clock.now();
            if now.saturating_duration_since(begun) >= MIN_HELD_TIME {
                // It was held, and cut by something between. That is no failure of the server's.
                (failures, backoff) = (0, Backoff::default());
            }
            // Another program waits on the session. That may go on as long as the session does.
            let is_taken = error.as_ref().and_then(Error::status) == Some(StatusCode::CONFLICT);
            if !is_taken {
                failures += 1;
            }
            let asked_for = error.as_ref().and_then(Error::retry_after).unwrap_or_default();
            let is_too_long = asked_for > MAX_RETRY_AFTER;
            if !is_too_long {
                // Before the fetch: what it finds must be what is waited on.
                let pause = backoff
                    .next(fastrand::f64())
                    .max(self.rate_limiter.pause_before_next(now, 1.0));
                self.tracker.api.clock.sleep(pause.max(asked_for)).await;
            }
            let has_changed = match &error {
                Some(error) => {
                    Box::pin(
                        self.tracker
                            .recover(CallKind::Wait, CallFailure::classify(error), error),
                    )
                    .await?
                }
                None => {
                    Box::pin(
                        self.tracker
                            .refresh(CallKind::Wait, Some(CallFailure::ResponseLost), false),
                    )
                    .await?
                }
            };
            self.pending_call = None;
            if has_changed {
                break;
            }
            if let Some(error) = error
                && (failures >= MAX_FAILED_WAITS || is_too_long)
            {
                return Err(cannot_wait(error).with_step(self.tracker.step_id()));
            }
        }
        Ok(&self.tracker.state)
    }
}

fn cannot_wait(error: Error) -> LoginError {
    match CallFailure::classify(&error) {
        CallFailure::Refused(refusal) if refusal.is_rate_limit() => {
            let kind = refusal.login_error_kind(false);
            refusal.into_error(kind).with_source(error)
        }
        CallFailure::Refused(refusal) => {
            let kind = LoginErrorKind::Protocol {
                reason: "the login session goes on, but cannot be waited on".to_owned(),
            };
            refusal.into_error(kind).with_source(error)
        }
        CallFailure::NotFound | CallFailure::NotSupported => {
            LoginError::protocol("the login session is there, and its step is not").with_source(error)
        }
        CallFailure::Unreadable => unreadable(error),
        CallFailure::InvalidArgument(kind) => LoginError::new(kind).with_source(error),
        CallFailure::Unauthorized | CallFailure::NotSent | CallFailure::ResponseLost => {
            LoginError::new(LoginErrorKind::Transport).with_source(error)
        }
    }
}
