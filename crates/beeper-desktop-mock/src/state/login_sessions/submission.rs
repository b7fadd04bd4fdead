//! Submissions of steps, and their outcomes.

use std::sync::Arc;

use crate::http::api_error::ApiError;
use crate::model::login_script::LoginScript;
use crate::model::login_script::step::Fields;
use crate::state::login_sessions::waiting_calls::WaitingCall;

/// The next state of a session.
#[derive(Debug, PartialEq)]
pub(crate) enum Next {
    Step,
    Complete,
    Fail(ApiError),
}

/// A client's submission of a step.
pub(crate) struct Submission<'a> {
    pub(crate) step_id: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) fields: &'a Fields,
}

/// The outcome of a submission.
pub(crate) enum Submitted {
    Processed(Next),
    Waiting(WaitingCall),
    /// The caller runs a check first, without the lock, because the check may be the test's own code.
    NeedsCheck(StepCheck),
}

/// A check whether a step accepts the submitted values.
pub(crate) struct StepCheck {
    pub(super) script: Arc<LoginScript>,
    pub(super) position: usize,
    pub(super) fields: Fields,
}

pub(crate) struct StepCheckResult {
    pub(super) position: usize,
    pub(super) accepted: bool,
}

impl StepCheck {
    pub(crate) fn run(self) -> StepCheckResult {
        let step = self.script.step(self.position);
        StepCheckResult {
            position: self.position,
            accepted: step.is_none_or(|step| step.accepts_fields(&self.fields)),
        }
    }
}
