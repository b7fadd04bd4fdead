//! One login session: which step it asks for, what it accepts, who waits, how it ends. Knows nothing of bridges and accounts.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::http::failure::Failure;
use crate::model::login_script::LoginScript;
use crate::model::login_script::ending::End;
use crate::model::login_script::refusal::Reaction;
use crate::model::login_script::step::MockStep;
use crate::state::login_sessions::submission::{Next, Question, Submission, Submitted, Verdict};
use crate::state::login_sessions::waiting_calls::Waits;

const WAIT: &str = "display_and_wait";

/// The login or account a session revives; neither for a new login.
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

/// Something that happens to a session without its client.
pub(crate) enum Event {
    Rotate,
    Show(String),
    Approve,
    Fail(Failure),
    /// Answers waits at once from now on, or holds them again.
    Replay(bool),
}

enum Phase {
    Running,
    /// What the answer says beside the IDs: account, login and their IDs.
    Complete(Map<String, Value>),
    Cancelled,
    Failed(Failure),
}

pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) bridge_id: String,
    pub(crate) reconnect: Reconnect,
    pub(crate) script: Arc<LoginScript>,
    pub(crate) waits: Waits,
    position: usize,
    /// The step at `position` as it looks now; `None` after the last.
    shown: Option<Value>,
    /// Which of the step's codes is shown.
    code: usize,
    /// How many submissions the step refused.
    refused: usize,
    replays: bool,
    phase: Phase,
}

impl Session {
    pub(crate) fn new(id: String, bridge_id: String, reconnect: Reconnect, script: Arc<LoginScript>) -> Self {
        let mut session = Self {
            id,
            bridge_id,
            reconnect,
            script,
            waits: Waits::default(),
            position: 0,
            shown: None,
            code: 0,
            refused: 0,
            replays: false,
            phase: Phase::Running,
        };
        session.enter(0);
        session
    }

    /// Whether there is still something to ask; the caller finishes a session that is complete.
    pub(crate) fn next(&self) -> Next {
        match self.shown.as_ref().map(kind) {
            None | Some("complete") => match self.script.end() {
                End::Complete(_) => Next::Complete,
                End::Fail(failure) => Next::Fail(failure.clone()),
            },
            Some(_) => Next::Step,
        }
    }

    pub(crate) fn submit(
        &mut self,
        submission: &Submission<'_>,
        verdict: Option<&Verdict>,
    ) -> Result<Submitted, Failure> {
        let step = self.running_step()?;
        if step["stepID"] != submission.step_id {
            return Err(Failure::bad_state("Step ID does not match"));
        }
        if kind(step) != submission.kind {
            return Err(Failure::bad_state("Step type does not match"));
        }
        if submission.kind == WAIT && self.script.holds_waits() {
            return Ok(match self.replays {
                true => Submitted::Taken(Next::Step),
                false => Submitted::Held(self.waits.join(&self.id)),
            });
        }
        let verdict = verdict.filter(|verdict| verdict.position == self.position);
        let accepted = match (self.scripted().is_none_or(MockStep::accepts_anything), verdict) {
            (true, _) => true,
            (false, Some(verdict)) => verdict.accepted,
            (false, None) => {
                return Ok(Submitted::Undecided(Question {
                    script: Arc::clone(&self.script),
                    position: self.position,
                    fields: submission.fields.clone(),
                }));
            }
        };
        Ok(Submitted::Taken(match accepted {
            true => self.enter(self.position + 1),
            false => self.refuse(),
        }))
    }

    /// What happens then, or why it cannot happen now.
    pub(crate) fn happen(&mut self, event: Event) -> Result<Next, &'static str> {
        match event {
            Event::Rotate => {
                let next = self.scripted().and_then(|step| step.code_at(self.code + 1));
                let next = next.ok_or("the step has no further code")?.to_owned();
                self.code += 1;
                self.show(next)
            }
            Event::Show(data) => self.show(data),
            Event::Approve => match self.shown.as_ref().map(kind) {
                Some(WAIT) => Ok(self.enter(self.position + 1)),
                _ => Err("the step displays nothing to approve"),
            },
            Event::Fail(failure) => Ok(Next::Fail(failure)),
            Event::Replay(on) => {
                self.replays = on;
                Ok(Next::Step)
            }
        }
    }

    /// Which code of which step is shown.
    pub(crate) fn code(&self) -> (usize, usize) {
        (self.position, self.code)
    }

    pub(crate) fn is_last_code(&self) -> bool {
        self.scripted().is_none_or(|it| it.code_at(self.code + 1).is_none())
    }

    pub(crate) fn is_running(&self) -> bool {
        matches!(self.phase, Phase::Running)
    }

    /// Whether nobody is to find it any more.
    pub(crate) fn is_forgotten(&self) -> bool {
        match &self.phase {
            Phase::Running => false,
            Phase::Failed(failure) if self.script.http_error(failure).is_some() => true,
            _ => self.script.forgets_ended(),
        }
    }

    pub(crate) fn finish(&mut self, outcome: Map<String, Value>) {
        self.phase = Phase::Complete(outcome);
    }

    pub(crate) fn fail(&mut self, failure: Failure) {
        self.phase = Phase::Failed(failure);
    }

    pub(crate) fn cancel(&mut self) -> Result<(), Failure> {
        self.running_step()?;
        self.phase = Phase::Cancelled;
        let cancelled = Failure::new(410, "FI.MAU.BRIDGE.LOGIN_CANCELLED", "The login was cancelled");
        let answer = self.script.http_error(&cancelled).map_or(Ok(self.to_json()), Err);
        self.waits.answer(&answer);
        Ok(())
    }

    /// What a client that acted or waited gets.
    pub(crate) fn answer(&self) -> Result<Value, Failure> {
        match &self.phase {
            Phase::Failed(failure) => self.script.http_error(failure).map_or(Ok(self.to_json()), Err),
            _ => Ok(self.to_json()),
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut session = json!({
            "bridgeID": self.bridge_id,
            "loginSessionID": self.id,
            "status": self.status(),
        });
        match &self.phase {
            Phase::Complete(outcome) => {
                for (name, value) in outcome {
                    session[name] = value.clone();
                }
            }
            Phase::Failed(failure) => session["error"] = failure.to_json(),
            Phase::Running | Phase::Cancelled => {
                let Reconnect { login_id, account_id } = &self.reconnect;
                for (name, id) in [("loginID", login_id), ("accountID", account_id)] {
                    if let Some(id) = id {
                        session[name] = json!(id);
                    }
                }
            }
        }
        if let (Some(step), Phase::Running | Phase::Complete(_)) = (&self.shown, &self.phase) {
            session["currentStep"] = step.clone();
        }
        session
    }

    fn status(&self) -> String {
        match &self.phase {
            Phase::Complete(_) => "complete".to_owned(),
            Phase::Cancelled => "cancelled".to_owned(),
            Phase::Failed(_) => "failed".to_owned(),
            Phase::Running => match self.shown.as_ref().map_or("", kind) {
                "user_input" => "waiting_for_input".to_owned(),
                WAIT => "waiting_for_display".to_owned(),
                other => format!("waiting_for_{other}"),
            },
        }
    }

    fn enter(&mut self, position: usize) -> Next {
        self.position = position;
        self.code = 0;
        self.refused = 0;
        self.replays = false;
        self.shown = self.scripted().map(|step| step.json().clone());
        self.next()
    }

    fn refuse(&mut self) -> Next {
        let refused_before = self.refused;
        self.refused += 1;
        let reaction = self.scripted().map(|step| step.reaction(refused_before));
        match (reaction, &mut self.shown) {
            (Some(Reaction::Fail(failure)), _) => Next::Fail(failure),
            (Some(Reaction::AskAgain { step_id, instructions }), Some(shown)) => {
                shown["instructions"] = json!(instructions);
                if let Some(step_id) = step_id {
                    shown["stepID"] = json!(step_id);
                }
                Next::Step
            }
            _ => Next::Step,
        }
    }

    fn show(&mut self, data: String) -> Result<Next, &'static str> {
        let step = self.shown.as_mut();
        let display = step.and_then(|step| step.get_mut("display")?.as_object_mut());
        let display = display.ok_or("the step displays nothing")?;
        display.insert("data".to_owned(), json!(data));
        Ok(Next::Step)
    }

    /// Bridges forget a session once it ended, so acting on one that did is no conflict but a 404.
    fn running_step(&self) -> Result<&Value, Failure> {
        match self.phase {
            Phase::Running => Ok(self.shown.as_ref().unwrap_or(&Value::Null)),
            _ => Err(Failure::not_found("Login session not found")),
        }
    }

    fn scripted(&self) -> Option<&MockStep> {
        self.script.step(self.position)
    }
}

fn kind(step: &Value) -> &str {
    step["type"].as_str().unwrap_or_default()
}
