//! Submits answers: each is sent once, and its fate found out when the response is lost.

use beeper_desktop_client::Error;

use super::{LoginSession, asks_for_the_same};
use crate::error::LoginError;
use crate::error::kind::LoginErrorKind;
use crate::session::calls::bridge_api::submit;
use crate::session::calls::error_classification::{CallFailure, unreadable};
use crate::session::calls::retry::RECHECK_PAUSES;
use crate::session::lost_answer::outcome::CallKind;
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
    /// same. All ways in which the session ends without being connected. [`RateLimited`](LoginErrorKind::RateLimited),
    /// [`Transport`](LoginErrorKind::Transport) and [`Protocol`](LoginErrorKind::Protocol), after which the session may still
    /// be waiting (see [`is_over`](Self::is_over)), and [`Unauthorized`](LoginErrorKind::Unauthorized).
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
        self.pending_call = Some(CallKind::Answer);
        let reason = match submit(request).await {
            Ok(session) => {
                self.tracker.read_response(session, CallKind::Answer).await?;
                RetryReason::Refused { message: None }
            }
            Err(error) => Box::pin(self.recover_failed_answer(error)).await?,
        };
        self.pending_call = None;
        if let LoginState::Waiting(step) = &self.tracker.state
            && asks_for_the_same(&answered, step)
        {
            self.tracker.retry_reason = Some(reason);
        }
        Ok(&self.tracker.state)
    }

    /// What happened to an answer that had no proper reply, should the session still ask for the same.
    async fn recover_failed_answer(&mut self, error: Error) -> Result<RetryReason, LoginError> {
        let failure = CallFailure::classify(&error);
        let mut has_changed = self.tracker.recover(CallKind::Answer, failure.clone(), &error).await?;
        if matches!(failure, CallFailure::ResponseLost) {
            // The network may still be busy with it.
            for pause in RECHECK_PAUSES {
                if has_changed {
                    return Ok(RetryReason::Refused { message: None });
                }
                self.tracker.api.clock.sleep(pause).await;
                has_changed = self.tracker.recover(CallKind::Answer, failure.clone(), &error).await?;
            }
        }
        match failure {
            _ if has_changed => Ok(RetryReason::Refused { message: None }),
            CallFailure::NotSent => Ok(RetryReason::NotSent),
            CallFailure::Unreadable => Err(unreadable(error).with_step(self.tracker.step_id())),
            CallFailure::Refused(refusal) if refusal.is_rate_limit() => {
                let kind = refusal.login_error_kind(true);
                self.pending_call = None;
                Err(refusal
                    .into_error(kind)
                    .with_source(error)
                    .with_step(self.tracker.step_id()))
            }
            CallFailure::Refused(refusal) => Ok(RetryReason::Refused {
                message: refusal.message,
            }),
            CallFailure::InvalidArgument(kind) => Err(LoginError::new(kind)
                .with_source(error)
                .with_step(self.tracker.step_id())),
            CallFailure::Unauthorized
            | CallFailure::ResponseLost
            | CallFailure::NotFound
            | CallFailure::NotSupported => Ok(RetryReason::Unclear),
        }
    }
}
