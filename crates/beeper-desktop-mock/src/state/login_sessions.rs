//! Starts, finds and ends login sessions.

mod completion;
pub(crate) mod session;
pub(crate) mod submission;
pub(crate) mod waiting_calls;

use std::sync::Arc;

use serde_json::Value;

use crate::http::api_error::ApiError;
use crate::model::login_script::LoginScript;
use crate::model::login_script::ending::Outcome;
use crate::state::login_sessions::session::Reconnect;
use crate::state::login_sessions::session::{Session, SessionEvent};
use crate::state::login_sessions::submission::{Next, StepCheck, StepCheckResult, Submission, Submitted};
use crate::state::login_sessions::waiting_calls::WaitingCall;
use crate::state::store::State;

/// The outcome of a submission: an answer, a wait, or a check that runs without the lock.
pub(crate) enum StepAnswer {
    Ready(Value),
    Waiting(WaitingCall),
    NeedsCheck(StepCheck),
}

/// Selects a login session.
#[derive(Clone)]
pub(crate) enum SessionSelector {
    /// The running session on this bridge that began last.
    LatestOnBridge(String),
    Id(String),
}

impl SessionSelector {
    fn matches(&self, session: &Session) -> bool {
        match self {
            Self::LatestOnBridge(id) => session.bridge_id == *id && session.is_running(),
            Self::Id(id) => session.id == *id,
        }
    }
}

impl State {
    pub(crate) fn session(&self, bridge_id: &str, id: &str) -> Result<&Session, ApiError> {
        let at = self.session_at(bridge_id, id)?;
        Ok(&self.sessions[at])
    }

    pub(crate) fn start_session(
        &mut self,
        bridge_id: &str,
        reconnect: Reconnect,
        script: Arc<LoginScript>,
    ) -> Result<Value, ApiError> {
        self.session_count += 1;
        let id = format!("mock-session-{}", self.session_count);
        let session = Session::new(id, bridge_id.to_owned(), reconnect, script);
        let next = session.next();
        self.sessions.push(session);
        self.proceed(self.sessions.len() - 1, next)
    }

    pub(crate) fn submit_step(
        &mut self,
        bridge_id: &str,
        session_id: &str,
        submission: &Submission<'_>,
        check_result: Option<&StepCheckResult>,
    ) -> Result<StepAnswer, ApiError> {
        let at = self.session_at(bridge_id, session_id)?;
        match self.sessions[at].submit(submission, check_result)? {
            Submitted::Processed(next) => self.proceed(at, next).map(StepAnswer::Ready),
            Submitted::Waiting(wait) => Ok(StepAnswer::Waiting(wait)),
            Submitted::NeedsCheck(check) => Ok(StepAnswer::NeedsCheck(check)),
        }
    }

    pub(crate) fn cancel_session(&mut self, bridge_id: &str, id: &str) -> Result<Value, ApiError> {
        let at = self.session_at(bridge_id, id)?;
        let session = &mut self.sessions[at];
        session.cancel()?;
        let answer = session.to_json();
        let (reconnect, script) = (session.reconnect.clone(), Arc::clone(&session.script));
        if let Some(completion) = script.completion_of_cancelled() {
            self.complete_login(bridge_id, reconnect, completion);
        }
        self.forget_if_over(at);
        Ok(answer)
    }

    /// Advances a session, answers all calls that wait on it, and returns the same answer.
    fn proceed(&mut self, at: usize, next: Next) -> Result<Value, ApiError> {
        match next {
            Next::Step => {}
            Next::Fail(failure) => self.sessions[at].fail(failure),
            Next::Complete => {
                let session = &self.sessions[at];
                let (bridge_id, reconnect) = (session.bridge_id.clone(), session.reconnect.clone());
                let script = Arc::clone(&session.script);
                if let Outcome::Complete(completion) = script.outcome() {
                    let outcome = self.complete_login(&bridge_id, reconnect, completion);
                    self.sessions[at].finish(outcome);
                }
            }
        }
        let session = &mut self.sessions[at];
        let answer = session.answer();
        session.waiting_calls.answer(&answer);
        self.forget_if_over(at);
        answer
    }

    fn forget_if_over(&mut self, at: usize) {
        if self.sessions[at].is_forgotten() {
            self.sessions.remove(at);
        }
    }

    fn session_at(&self, bridge_id: &str, id: &str) -> Result<usize, ApiError> {
        self.bridge(bridge_id)?;
        self.sessions
            .iter()
            .position(|session| session.bridge_id == bridge_id && session.id == id)
            .ok_or(ApiError::not_found("Login session not found"))
    }

    /// Returns the login or account that a session reconnects, with the login of the account.
    pub(crate) fn reconnect(
        &self,
        bridge_id: &str,
        login_id: Option<&str>,
        account_id: Option<&str>,
    ) -> Result<Reconnect, ApiError> {
        if let Some(login_id) = login_id {
            self.login(bridge_id, login_id)?;
        }
        let Some(account_id) = account_id else {
            return Ok(Reconnect {
                login_id: login_id.map(str::to_owned),
                account_id: None,
            });
        };
        let account = self.account(account_id)?;
        if account.bridge_id != bridge_id {
            return Err(ApiError::not_found("Account not found"));
        }
        let own_login = account.properties.get("loginID").and_then(Value::as_str);
        if login_id.is_some() && login_id != own_login {
            return Err(ApiError::conflict("`accountID` does not belong to `loginID`"));
        }
        Ok(Reconnect {
            login_id: own_login.map(str::to_owned),
            account_id: Some(account_id.to_owned()),
        })
    }

    pub(crate) fn find_session(&self, selector: &SessionSelector) -> Option<&Session> {
        self.sessions.iter().rfind(|session| selector.matches(session))
    }

    /// Applies an event to a session, or returns the reason why that is impossible.
    pub(crate) fn apply(&mut self, selector: &SessionSelector, event: SessionEvent) -> Result<(), &'static str> {
        let running = |session: &Session| selector.matches(session) && session.is_running();
        let at = self.sessions.iter().rposition(running);
        let at = at.ok_or("no such login session is running")?;
        let holds_again = matches!(event, SessionEvent::AnswerAtOnce(false));
        let next = self.sessions[at].apply(event)?;
        if !holds_again {
            // The waiting calls have the answer; no other call asked for it.
            let _ = self.proceed(at, next);
        }
        Ok(())
    }

    /// Forgets a session and the calls that wait on it, and returns `true` if the session existed.
    pub(crate) fn forget_session(&mut self, selector: &SessionSelector) -> bool {
        let at = self.sessions.iter().rposition(|session| selector.matches(session));
        at.map(|at| self.sessions.remove(at)).is_some()
    }

    pub(crate) fn forget_all_sessions(&mut self) {
        self.sessions.clear();
    }

    pub(crate) fn remove_waiting_call(&mut self, call: &WaitingCall) {
        let mut sessions = self.sessions.iter_mut();
        if let Some(session) = sessions.find(|session| session.id == call.session_id) {
            session.waiting_calls.remove(call.ticket);
        }
    }

    pub(crate) fn running_sessions(&self) -> impl Iterator<Item = &Session> {
        self.sessions.iter().filter(|session| session.is_running())
    }
}
