//! Answers to steps, each bound to the step for which it was made.

use beeper_desktop_client::types::StepId;

use crate::steps::cookies::answer::CookieAnswer;
use crate::steps::input::validation::AnswerFields;
use crate::steps::step_instance_id::StepInstanceId;

/// The answer to one step.
///
/// It is made from the result of [`InputStep::check`](crate::input::InputStep::check) or
/// [`CookieStep::answer`](crate::cookies::CookieStep::answer).
///
/// It is valid only for that step, and only once.
#[derive(Debug)]
#[must_use = "an answer does nothing before it is submitted"]
pub struct Answer(AnswerContent);

#[derive(Debug)]
pub(crate) enum AnswerContent {
    Input(AnswerFields),
    Cookies(CookieAnswer),
}

impl Answer {
    /// Returns the ID of the step that this answers.
    pub fn step_id(&self) -> &StepId {
        match &self.0 {
            AnswerContent::Input(answer) => answer.step_id(),
            AnswerContent::Cookies(answer) => answer.step_id(),
        }
    }

    pub(crate) fn instance_id(&self) -> StepInstanceId {
        match &self.0 {
            AnswerContent::Input(answer) => answer.instance_id(),
            AnswerContent::Cookies(answer) => answer.instance_id(),
        }
    }

    pub(crate) fn into_content(self) -> AnswerContent {
        self.0
    }
}

impl From<AnswerFields> for Answer {
    fn from(answer: AnswerFields) -> Self {
        Self(AnswerContent::Input(answer))
    }
}

impl From<CookieAnswer> for Answer {
    fn from(answer: CookieAnswer) -> Self {
        Self(AnswerContent::Cookies(answer))
    }
}
