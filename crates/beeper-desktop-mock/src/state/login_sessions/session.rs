//! A login session as a state machine, independent of bridges and accounts.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::http::api_error::ApiError;
use crate::model::login_script::LoginScript;
use crate::model::login_script::ending::Outcome;
use crate::model::login_script::refusal::RefusalAction;
use crate::model::login_script::step::MockStep;
use crate::state::login_sessions::submission::{Next, StepCheck, StepCheckResult, Submission, Submitted};
use crate::state::login_sessions::waiting_calls::WaitingCalls;

const WAIT: &str = "display_and_wait";

/// The login or account that a session reconnects; both absent for a new login.
#[derive(Clone, Default)]
pub(crate) struct Reconnect {
    pub(crate) login_id: Option<String>,
    pub(crate) account_id: Option<String>,
}

impl Reconnect {
    pub(crate) fn is_new_login(&self) -> bool {
        self.login_id.is_none() && self.account_id.is_none()
    }
}

/// An event that the client does not cause.
pub(crate) enum SessionEvent {
    Rotate,
    Show(String),
    Approve,
    Fail(ApiError),
    /// Starts or stops answering waits at once instead of holding them.
    AnswerAtOnce(bool),
}

enum SessionState {
    Running,
    /// The login is complete; contains the account, the login and their IDs for the answer.
    Complete(Map<String, Value>),
    Cancelled,
    Failed(ApiError),
}

pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) bridge_id: String,
    pub(crate) reconnect: Reconnect,
    pub(crate) script: Arc<LoginScript>,
    pub(crate) waiting_calls: WaitingCalls,
    position: usize,
    /// The step at `position` in its current form; `None` after the last step.
    current_step: Option<Value>,
    /// The index of the code that the step shows.
    code: usize,
    /// The number of submissions that the step has rejected.
    rejected: usize,
    answers_at_once: bool,
    state: SessionState,
}

impl Session {
    pub(crate) fn new(id: String, bridge_id: String, reconnect: Reconnect, script: Arc<LoginScript>) -> Self {
        let mut session = Self {
            id,
            bridge_id,
            reconnect,
            script,
            waiting_calls: WaitingCalls::default(),
            position: 0,
            current_step: None,
            code: 0,
            rejected: 0,
            answers_at_once: false,
            state: SessionState::Running,
        };
        session.enter_step(0);
        session
    }

    /// Returns whether a further step follows. If none does, the caller completes the session.
    pub(crate) fn next(&self) -> Next {
        match self.current_step.as_ref().map(kind) {
            None | Some("complete") => match self.script.outcome() {
                Outcome::Complete(_) => Next::Complete,
                Outcome::Fail(failure) => Next::Fail(failure.clone()),
            },
            Some(_) => Next::Step,
        }
    }

    pub(crate) fn submit(
        &mut self,
        submission: &Submission<'_>,
        check_result: Option<&StepCheckResult>,
    ) -> Result<Submitted, ApiError> {
        let step = self.running_step()?;
        if step["stepID"] != submission.step_id {
            return Err(ApiError::bad_state("Step ID does not match"));
        }
        if kind(step) != submission.kind {
            return Err(ApiError::bad_state("Step type does not match"));
        }
        if submission.kind == WAIT && self.script.holds_waits() {
            return Ok(match self.answers_at_once {
                true => Submitted::Processed(Next::Step),
                false => Submitted::Waiting(self.waiting_calls.add(&self.id)),
            });
        }
        let check_result = check_result.filter(|check_result| check_result.position == self.position);
        let accepted = match (
            self.scripted_step().is_none_or(MockStep::accepts_anything),
            check_result,
        ) {
            (true, _) => true,
            (false, Some(check_result)) => check_result.accepted,
            (false, None) => {
                return Ok(Submitted::NeedsCheck(StepCheck {
                    script: Arc::clone(&self.script),
                    position: self.position,
                    fields: submission.fields.clone(),
                }));
            }
        };
        Ok(Submitted::Processed(match accepted {
            true => self.enter_step(self.position + 1),
            false => self.reject(),
        }))
    }

    /// Applies an event, or returns the reason why it is impossible now.
    pub(crate) fn apply(&mut self, event: SessionEvent) -> Result<Next, &'static str> {
        match event {
            SessionEvent::Rotate => {
                let next = self.scripted_step().and_then(|step| step.display_at(self.code + 1));
                let next = next.ok_or("the step has no further code")?.clone();
                self.code += 1;
                if let Some(step) = &mut self.current_step {
                    step["display"] = next;
                }
                Ok(Next::Step)
            }
            SessionEvent::Show(data) => self.show(data),
            SessionEvent::Approve => match self.current_step.as_ref().map(kind) {
                Some(WAIT) => Ok(self.enter_step(self.position + 1)),
                _ => Err("the step displays nothing to approve"),
            },
            SessionEvent::Fail(failure) => Ok(Next::Fail(failure)),
            SessionEvent::AnswerAtOnce(on) => {
                self.answers_at_once = on;
                Ok(Next::Step)
            }
        }
    }

    /// Returns the position of the step and the index of its code.
    pub(crate) fn code(&self) -> (usize, usize) {
        (self.position, self.code)
    }

    pub(crate) fn is_last_code(&self) -> bool {
        self.scripted_step()
            .is_none_or(|it| it.display_at(self.code + 1).is_none())
    }

    pub(crate) fn is_running(&self) -> bool {
        matches!(self.state, SessionState::Running)
    }

    /// Returns `true` if clients cannot find the session any more.
    pub(crate) fn is_forgotten(&self) -> bool {
        match &self.state {
            SessionState::Running => false,
            SessionState::Failed(failure) if self.script.http_error(failure).is_some() => true,
            _ => self.script.forgets_ended(),
        }
    }

    pub(crate) fn finish(&mut self, outcome: Map<String, Value>) {
        self.state = SessionState::Complete(outcome);
    }

    pub(crate) fn fail(&mut self, failure: ApiError) {
        self.state = SessionState::Failed(failure);
    }

    pub(crate) fn cancel(&mut self) -> Result<(), ApiError> {
        self.running_step()?;
        self.state = SessionState::Cancelled;
        let cancelled = ApiError::new(410, "FI.MAU.BRIDGE.LOGIN_CANCELLED", "The login was cancelled");
        let answer = self.script.http_error(&cancelled).map_or(Ok(self.to_json()), Err);
        self.waiting_calls.answer(&answer);
        Ok(())
    }

    /// Returns the answer to a client that submitted a step or waited.
    pub(crate) fn answer(&self) -> Result<Value, ApiError> {
        match &self.state {
            SessionState::Failed(failure) => self.script.http_error(failure).map_or(Ok(self.to_json()), Err),
            _ => Ok(self.to_json()),
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut session = json!({
            "bridgeID": self.bridge_id,
            "loginSessionID": self.id,
            "status": self.status(),
        });
        match &self.state {
            SessionState::Complete(outcome) => {
                for (name, value) in outcome {
                    session[name] = value.clone();
                }
            }
            SessionState::Failed(failure) => session["error"] = failure.to_json(),
            SessionState::Running | SessionState::Cancelled => {
                let Reconnect { login_id, account_id } = &self.reconnect;
                for (name, id) in [("loginID", login_id), ("accountID", account_id)] {
                    if let Some(id) = id {
                        session[name] = json!(id);
                    }
                }
            }
        }
        if let (Some(step), SessionState::Running | SessionState::Complete(_)) = (&self.current_step, &self.state) {
            session["currentStep"] = step.clone();
        }
        session
    }

    fn status(&self) -> String {
        match &self.state {
            SessionState::Complete(_) => "complete".to_owned(),
            SessionState::Cancelled => "cancelled".to_owned(),
            SessionState::Failed(_) => "failed".to_owned(),
            SessionState::Running => match self.current_step.as_ref().map_or("", kind) {
                "user_input" => "waiting_for_input".to_owned(),
                WAIT => "waiting_for_display".to_owned(),
                other => format!("waiting_for_{other}"),
            },
        }
    }

    fn enter_step(&mut self, position: usize) -> Next {
        self.position = position;
        self.code = 0;
        self.rejected = 0;
        self.answers_at_once = false;
        self.current_step = self.scripted_step().map(|step| step.json().clone());
        self.next()
    }

    fn reject(&mut self) -> Next {
        let rejected_before = self.rejected;
        self.rejected += 1;
        let action = self.scripted_step().map(|step| step.refusal_action(rejected_before));
        match (action, &mut self.current_step) {
            (Some(RefusalAction::Fail(failure)), _) => Next::Fail(failure),
            (Some(RefusalAction::AskAgain { step_id, instructions }), Some(current_step)) => {
                current_step["instructions"] = json!(instructions);
                if let Some(step_id) = step_id {
                    current_step["stepID"] = json!(step_id);
                }
                Next::Step
            }
            _ => Next::Step,
        }
    }

    fn show(&mut self, data: String) -> Result<Next, &'static str> {
        let step = self.current_step.as_mut();
        let display = step.and_then(|step| step.get_mut("display")?.as_object_mut());
        let display = display.ok_or("the step has no display")?;
        display.insert("data".to_owned(), json!(data));
        Ok(Next::Step)
    }

    /// Returns the current step, or 404 if the session has ended, because bridges forget sessions that ended.
    fn running_step(&self) -> Result<&Value, ApiError> {
        match self.state {
            SessionState::Running => Ok(self.current_step.as_ref().unwrap_or(&Value::Null)),
            _ => Err(ApiError::not_found("Login session not found")),
        }
    }

    fn scripted_step(&self) -> Option<&MockStep> {
        self.script.step(self.position)
    }
}

fn kind(step: &Value) -> &str {
    step["type"].as_str().unwrap_or_default()
}
