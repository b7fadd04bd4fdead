//! Submits answers: each is sent once, and its fate found out when the response is lost.

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
    /// Answers the current step, with what [`InputStep::check`](crate::input::InputStep::check) or
    /// [`CookieStep::answer`](crate::cookies::CookieStep::answer) returned.
    ///
    /// The answer is sent once. If its fate gets lost, the session is looked at instead; where that does not tell, it is in
    /// the same state as before, and [`retry_reason`](Self::retry_reason) is [`Unclear`](RetryReason::Unclear).
    ///
    /// # Errors
    ///
    /// [`StaleAnswer`](LoginErrorKind::StaleAnswer) for an answer to another step, also to an earlier one that looked the
    /// same. All ways in which the session ends without being connected. [`Redirected`](LoginErrorKind::Redirected),
    /// [`ResponseTooLarge`](LoginErrorKind::ResponseTooLarge), [`Transport`](LoginErrorKind::Transport) and
    /// [`Protocol`](LoginErrorKind::Protocol), after which the session may still be waiting (see [`is_over`](Self::is_over)),
    /// and [`Unauthorized`](LoginErrorKind::Unauthorized).
    ///
    /// Too many tries are no error while the session goes on: [`retry_reason`](Self::retry_reason) is
    /// [`RateLimited`](RetryReason::RateLimited) then.
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

    /// Finds out what became of an answer that had no proper reply. Returns why the session asks for the same, should it do so.
    async fn settle_answer(&mut self, error: Error) -> Result<RetryReason, LoginError> {
        let failure = CallFailure::classify(&error);
        match self
            .settle_failed_call(Asked::Answer, failure, error, FailedWaits::default())
            .await?
        {
            Next::AskAgain(reason) => Ok(reason),
            _ => Ok(RetryReason::Refused { message: None }),
        }
    }
}
