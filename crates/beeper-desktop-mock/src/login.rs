//! One login session: which step it asks for, what it accepts, how it ends. Knows nothing of bridges and accounts.

use serde_json::{Map, Value, json};

use crate::reply::Failure;

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

/// Where a session stands after an accepted submission.
#[derive(Debug, PartialEq)]
pub(crate) enum Next {
    Step,
    Complete,
}

enum Phase {
    Running,
    /// What the answer says beside the IDs: account, login and their IDs.
    Complete(Map<String, Value>),
    Cancelled,
}

pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) bridge_id: String,
    pub(crate) reconnect: Reconnect,
    steps: Vec<Value>,
    position: usize,
    phase: Phase,
}

impl Session {
    pub(crate) fn new(id: String, bridge_id: String, reconnect: Reconnect, steps: Vec<Value>) -> Self {
        Self {
            id,
            bridge_id,
            reconnect,
            steps,
            position: 0,
            phase: Phase::Running,
        }
    }

    /// Whether there is still something to ask; the caller finishes a session that is complete.
    pub(crate) fn next(&self) -> Next {
        match self.step().map(kind) {
            None | Some("complete") => Next::Complete,
            Some(_) => Next::Step,
        }
    }

    pub(crate) fn submit(&mut self, step_id: &str, submitted: &str) -> Result<Next, Failure> {
        // Bridges forget a session once it ended, so this is no conflict but a 404.
        let Phase::Running = self.phase else {
            return Err(Failure::not_found("Login session not found"));
        };
        let step = self.step().unwrap_or(&Value::Null);
        if step["stepID"] != step_id {
            return Err(Failure::bad_state("Step ID does not match"));
        }
        if kind(step) != submitted {
            // A kind that no step accepts is a bad request, whatever the step.
            return Err(match submitted {
                "user_input" | "cookies" | "display_and_wait" => Failure::bad_state("Step type does not match"),
                _ => Failure::bad_json("`type` must be `user_input`, `cookies` or `display_and_wait`"),
            });
        }
        self.position += 1;
        Ok(self.next())
    }

    pub(crate) fn finish(&mut self, outcome: Map<String, Value>) {
        self.phase = Phase::Complete(outcome);
    }

    pub(crate) fn cancel(&mut self) -> Result<(), Failure> {
        let Phase::Running = self.phase else {
            return Err(Failure::not_found("Login session not found"));
        };
        self.phase = Phase::Cancelled;
        Ok(())
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut session = json!({
            "bridgeID": self.bridge_id,
            "loginSessionID": self.id,
            "status": self.status(),
        });
        if let Phase::Complete(outcome) = &self.phase {
            for (name, value) in outcome {
                session[name] = value.clone();
            }
        }
        if let (Some(step), Phase::Running | Phase::Complete(_)) = (self.step(), &self.phase) {
            session["currentStep"] = step.clone();
        }
        session
    }

    fn status(&self) -> String {
        match &self.phase {
            Phase::Complete(_) => "complete".to_owned(),
            Phase::Cancelled => "cancelled".to_owned(),
            Phase::Running => match self.step().map_or("", kind) {
                "user_input" => "waiting_for_input".to_owned(),
                "display_and_wait" => "waiting_for_display".to_owned(),
                other => format!("waiting_for_{other}"),
            },
        }
    }

    fn step(&self) -> Option<&Value> {
        self.steps.get(self.position)
    }
}

fn kind(step: &Value) -> &str {
    step["type"].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(steps: &[Value]) -> Session {
        Session::new(
            "session".to_owned(),
            "bridge".to_owned(),
            Reconnect::default(),
            steps.to_vec(),
        )
    }

    fn input(id: &str) -> Value {
        json!({ "type": "user_input", "stepID": id, "fields": [] })
    }

    #[test]
    fn each_accepted_submission_leads_one_step_further() {
        let mut session = session(&[input("name"), input("code")]);
        assert_eq!(session.next(), Next::Step);

        assert_eq!(session.submit("name", "user_input").unwrap(), Next::Step);
        assert_eq!(session.to_json()["currentStep"]["stepID"], "code");

        assert_eq!(session.submit("code", "user_input").unwrap(), Next::Complete);
    }

    #[test]
    fn a_refused_submission_leaves_the_session_where_it_was() {
        let mut session = session(&[input("name")]);
        let before = session.to_json();

        session.submit("code", "user_input").unwrap_err();
        session.submit("name", "cookies").unwrap_err();
        session.submit("name", "telepathy").unwrap_err();

        assert_eq!(session.to_json(), before);
    }

    #[test]
    fn a_complete_step_ends_the_session_and_stays_visible() {
        let mut session = session(&[input("name"), json!({ "type": "complete" })]);

        assert_eq!(session.submit("name", "user_input").unwrap(), Next::Complete);
        session.finish(Map::new());

        assert_eq!(session.to_json()["status"], "complete");
        assert_eq!(session.to_json()["currentStep"]["type"], "complete");
    }

    #[test]
    fn an_unknown_kind_of_step_names_itself_in_the_status_and_accepts_itself() {
        let mut session = session(&[json!({ "type": "webauthn", "stepID": "key" })]);

        assert_eq!(session.to_json()["status"], "waiting_for_webauthn");
        assert_eq!(session.submit("key", "webauthn").unwrap(), Next::Complete);
    }

    #[test]
    fn an_ended_session_accepts_nothing_more() {
        let mut session = session(&[input("name")]);
        session.cancel().unwrap();

        session.submit("name", "user_input").unwrap_err();
        session.cancel().unwrap_err();

        assert_eq!(session.to_json()["status"], "cancelled");
    }
}
