//! Waits while the session displays something, across lost connections and server restarts.

use std::time::{Duration, Instant};

use super::tracker::{Next, Source};
use super::{LoginSession, PendingCall};
use crate::error::LoginError;
use crate::error::kind::LoginErrorKind;
use crate::session::calls::error_classification::CallFailure;
use crate::session::calls::retry::Backoff;
use crate::session::decision::{Asked, Doubtful, Known};
use crate::session::failed_waits::FailedWaits;
use crate::session::state::LoginState;
use crate::steps::Step;

/// The shortest time after which a broken wait counts as held by the server.
const MIN_HELD_TIME: Duration = Duration::from_secs(20);

/// The age at which the last known state counts as outdated.
const MAX_AGE_OF_A_LOOK: Duration = Duration::from_millis(100);

impl LoginSession {
    /// Waits until the session has a new code, has another step, or has ended.
    ///
    /// Call this while the session displays something. It can take many minutes, and returns only when something has changed.
    ///
    /// It continues across lost connections, restarts of the server and sleep of the computer. As soon as a wait breaks off,
    /// and after each pause before the next wait, it requests the session's state, so that it skips no code. If the error looks
    /// permanent, such as an oversized response or the same error again and again, it gives up at the third or fourth time.
    ///
    /// # Errors
    ///
    /// Returns an error for every ending without a connected account, [`Transport`](LoginErrorKind::Transport) if the server is
    /// unreachable for two minutes, [`NotADisplay`](LoginErrorKind::NotADisplay) if the step asks for an answer,
    /// [`Unauthorized`](LoginErrorKind::Unauthorized), [`RateLimited`](LoginErrorKind::RateLimited),
    /// [`Redirected`](LoginErrorKind::Redirected), [`ResponseTooLarge`](LoginErrorKind::ResponseTooLarge) and
    /// [`Protocol`](LoginErrorKind::Protocol).
    pub async fn wait(&mut self) -> Result<&LoginState, LoginError> {
        if self.resolve_pending_call().await? {
            return Ok(&self.tracker.state);
        }
        let (mut failed, mut backoff, mut pause) = (FailedWaits::default(), Backoff::default(), Duration::ZERO);
        loop {
            let step_id = match &self.tracker.state {
                LoginState::Connected(_) => break,
                LoginState::Ended(error) => return Err(error.clone()),
                LoginState::Waiting(Step::Display(step)) => step.id().clone(),
                LoginState::Waiting(step) => {
                    return Err(LoginError::new(LoginErrorKind::NotADisplay).with_step(step.id()));
                }
            };
            pause = pause.max(self.rate_limiter.pause_before_next(self.now(), fastrand::f64()));
            if !pause.is_zero() {
                self.tracker.api.clock.sleep(pause).await;
            }
            // The state may have changed since. A wait would then hang at a step that the application has not seen.
            if self.now().saturating_duration_since(self.tracker.looked_at) >= MAX_AGE_OF_A_LOOK
                && self.tracker.settle(None, Known::default()).await? == Next::News
            {
                break;
            }
            self.tracker.retry_reason = None;
            self.pending_call = Some(PendingCall::Wait);
            let begun = self.now();
            self.rate_limiter.wait_started(begun);
            let waited = self.tracker.api.wait(&self.tracker.id, &step_id).await;
            let was_held = self.now().saturating_duration_since(begun) >= MIN_HELD_TIME;
            let has_failed = matches!(waited, Some(Err(_)));
            let next = match waited {
                Some(Ok(session)) => {
                    (failed, backoff) = (FailedWaits::default(), Backoff::default());
                    self.tracker.read_response(session, Source::Wait).await?
                }
                Some(Err(error)) => {
                    if was_held {
                        backoff = Backoff::default();
                    }
                    let failure = CallFailure::classify_submission(&error);
                    failed.count(&failure, was_held, error.retry_after());
                    Box::pin(self.settle_failed_call(Asked::Wait, failure, error, failed.clone())).await?
                }
                // The computer was asleep.
                None => {
                    let doubtful = Some(Doubtful::Wait(None));
                    Box::pin(self.tracker.settle(doubtful, Known::default())).await?
                }
            };
            self.pending_call = None;
            pause = match next {
                Next::News => {
                    self.rate_limiter.state_changed();
                    break;
                }
                _ if has_failed && !was_held => backoff.next(fastrand::f64()).max(failed.retry_after()),
                _ => failed.retry_after(),
            };
        }
        Ok(&self.tracker.state)
    }

    fn now(&self) -> Instant {
        self.tracker.api.clock.now()
    }
}
