//! What a client sends for a step, and what becomes of it.

use std::sync::Arc;

use crate::http::failure::Failure;
use crate::model::login_script::LoginScript;
use crate::model::login_script::step::Fields;
use crate::state::login_sessions::waiting_calls::Wait;

/// Where a session goes from here.
#[derive(Debug, PartialEq)]
pub(crate) enum Next {
    Step,
    Complete,
    Fail(Failure),
}

/// What a client sends for a step.
pub(crate) struct Submission<'a> {
    pub(crate) step_id: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) fields: &'a Fields,
}

/// What becomes of a submission.
pub(crate) enum Submitted {
    Taken(Next),
    Held(Wait),
    /// To be decided first, without the lock: the test's own code may be asked.
    Undecided(Question),
}

/// Whether a step accepts what was submitted.
pub(crate) struct Question {
    pub(super) script: Arc<LoginScript>,
    pub(super) position: usize,
    pub(super) fields: Fields,
}

pub(crate) struct Verdict {
    pub(super) position: usize,
    pub(super) accepted: bool,
}

impl Question {
    pub(crate) fn decide(self) -> Verdict {
        let step = self.script.step(self.position);
        Verdict {
            position: self.position,
            accepted: step.is_none_or(|step| step.accepts_these(&self.fields)),
        }
    }
}
