//! Submits answers. Each is sent once; if the response is lost, this finds out what happened to it.

use beeper_desktop_client::Error;

use super::tracker::{Next, Source};
use super::{LoginSession, PendingCall, asks_for_the_same};
use crate::error::LoginError;
use crate::error::kind::LoginErrorKind;
use crate::session::calls::error_classification::CallFailure;
use crate::session::decision::Asked;
use crate::session::failed_waits::FailedWaits;
use crate::session::state::LoginState;
use crate::steps::Step;
use crate::steps::answer::Answer;
use crate::steps::retry_reason::RetryReason;

impl LoginSession {
    /// Submits an answer to the current step.
    ///
    /// [`InputStep::check`](crate::input::InputStep::check) and [`CookieStep::answer`](crate::cookies::CookieStep::answer)
    /// return answers. The client sends each answer once. If the response is lost, this requests the session's state instead.
    /// If that leaves the effect open, the session's state is unchanged, and [`retry_reason`](Self::retry_reason) is
    /// [`Unclear`](RetryReason::Unclear).
    ///
    /// # Errors
    ///
    /// Returns [`StaleAnswer`](LoginErrorKind::StaleAnswer) for an answer to another step, including an earlier one that looked
    /// the same. Returns an error for every ending without a connected account, and
    /// [`Unauthorized`](LoginErrorKind::Unauthorized).
    ///
    /// Also returns [`Redirected`](LoginErrorKind::Redirected), [`ResponseTooLarge`](LoginErrorKind::ResponseTooLarge),
    /// [`Transport`](LoginErrorKind::Transport) and [`Protocol`](LoginErrorKind::Protocol). After these, the session may still
    /// wait for an answer; see [`is_over`](Self::is_over).
    ///
    /// Too many attempts are not an error while the session continues. [`retry_reason`](Self::retry_reason) is then
    /// [`RateLimited`](RetryReason::RateLimited).
    pub async fn submit(&mut self, answer: impl Into<Answer>) -> Result<&LoginState, LoginError> {
        let answer = answer.into();
        self.resolve_pending_call().await?;
        let instance_id = match self.tracker.current_step()? {
            Step::Input(step) => Some(step.instance_id()),
            Step::Cookies(step) => Some(step.instance_id()),
            Step::Display(_) | Step::Unknown(_) => None,
        };
        if instance_id != Some(answer.instance_id()) {
            return Err(LoginError::new(LoginErrorKind::StaleAnswer).with_step(Some(answer.step_id())));
        }
        let answered = self.tracker.current_step()?.clone();
        let request = self.tracker.api.answer_request(&self.tracker.id, answer);
        self.tracker.retry_reason = None;
        self.pending_call = Some(PendingCall::Answer);
        let submitted = self.tracker.api.submit(&self.tracker.id, request).await;
        let reason = match submitted {
            Ok(session) => {
                self.tracker.read_response(session, Source::Answer).await?;
                RetryReason::Refused { message: None }
            }
            Err(error) => Box::pin(self.settle_answer(error)).await?,
        };
        self.pending_call = None;
        if let LoginState::Waiting(step) = &self.tracker.state
            && asks_for_the_same(&answered, step)
        {
            self.tracker.retry_reason = Some(reason);
        }
        Ok(&self.tracker.state)
    }

    /// Finds the effect of an answer without a proper response.
    ///
    /// Returns the reason if the session asks for the same values again.
    async fn settle_answer(&mut self, error: Error) -> Result<RetryReason, LoginError> {
        let failure = CallFailure::classify_submission(&error);
        match self
            .settle_failed_call(Asked::Answer, failure, error, FailedWaits::default())
            .await?
        {
            Next::AskAgain(reason) => Ok(reason),
            _ => Ok(RetryReason::Refused { message: None }),
        }
    }
}
