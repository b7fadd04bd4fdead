//! Reads a login session from the server's responses.

use beeper_desktop_client::ServerText;
use beeper_desktop_client::types::{
    Account, AccountId, BridgeId, BridgeLogin, LoginId, LoginSession, LoginSessionId, LoginSessionStatus, LoginStep,
};

use crate::error::LoginError;
use crate::error::kind::{LoginErrorKind, UnsupportedStep};
use crate::session::calls::error_classification::Refusal;
use crate::session::calls::id_validation::invalid_id_reason;
use crate::session::calls::session_response::SessionResponse;
use crate::steps::Step;
use crate::steps::cookies::error::CookieStepError;
use crate::steps::cookies::step::CookieStep;
use crate::steps::unknown::UnknownStep;

/// The state of a session according to one response.
#[derive(Debug)]
pub(crate) enum ObservedSession {
    Step(Step),
    Complete(Completion),
    Cancelled,
    Failed(Refusal),
    /// The session has neither a step nor an ending.
    NoStep {
        status: LoginSessionStatus,
    },
}

/// The result of a complete session.
#[derive(Debug, Default)]
pub(crate) struct Completion {
    pub(crate) login_id: Option<LoginId>,
    pub(crate) account_id: Option<AccountId>,
    pub(crate) login: Option<Box<BridgeLogin>>,
    pub(crate) account: Option<Box<Account>>,
    pub(crate) instructions: Option<ServerText>,
    /// The parts of the session that could not be read.
    pub(crate) unreadable: Vec<String>,
}

/// Reads responses, and checks that they fit the session.
pub(crate) struct ResponseReader<'a> {
    pub(crate) bridge_id: &'a BridgeId,
    pub(crate) session_id: &'a LoginSessionId,
    pub(crate) http_pages: bool,
}

/// A contradiction in a response.
#[derive(Debug, PartialEq)]
pub(crate) enum InvalidResponse {
    AnotherSession,
    /// The session is complete, but its login or account belongs to another bridge.
    AnotherBridge,
    CompleteWithError,
    /// The step's ID would change the path of a request, so no answer could reach the step.
    StepId,
    Cookies(CookieStepError),
}

impl ResponseReader<'_> {
    pub(crate) fn read(&self, response: SessionResponse) -> Result<ObservedSession, InvalidResponse> {
        let SessionResponse { session, unreadable } = response;
        let observed = self.observe(session)?;
        Ok(match observed {
            ObservedSession::Complete(completion) if completion.is_of_another_bridge(self.bridge_id) => {
                return Err(InvalidResponse::AnotherBridge);
            }
            ObservedSession::Complete(completion) => ObservedSession::Complete(Completion {
                unreadable,
                ..completion
            }),
            observed => observed,
        })
    }

    fn observe(&self, mut session: LoginSession) -> Result<ObservedSession, InvalidResponse> {
        // Some servers send empty strings for absent values.
        session.error = session
            .error
            .filter(|error| !error.code.is_empty() || !error.message.as_str().is_empty());
        if session.bridge_id != *self.bridge_id || session.login_session_id != *self.session_id {
            return Err(InvalidResponse::AnotherSession);
        }
        // The step of an ended session has no meaning; the step of a running session says more than its status.
        match (&session.status, session.current_step.is_some()) {
            (LoginSessionStatus::Complete, _) if session.error.is_some() => {
                return Err(InvalidResponse::CompleteWithError);
            }
            (LoginSessionStatus::Complete, _) => return Ok(ObservedSession::Complete(completion(session))),
            (LoginSessionStatus::Cancelled, _) => return Ok(ObservedSession::Cancelled),
            (LoginSessionStatus::Failed, _) => return Ok(ObservedSession::Failed(refusal_of(session))),
            (_, false) if session.error.is_some() => return Ok(ObservedSession::Failed(refusal_of(session))),
            _ => {}
        }
        let step = match session.current_step {
            None => return Ok(ObservedSession::NoStep { status: session.status }),
            Some(LoginStep::Complete(_)) if session.error.is_some() => return Err(InvalidResponse::CompleteWithError),
            Some(LoginStep::Complete(_)) => return Ok(ObservedSession::Complete(completion(session))),
            Some(step) => step,
        };
        if let Some(promised) = promised_step(&session.status)
            && promised != step.kind()
        {
            tracing::warn!(
                status = session.status.as_str(),
                "the session's status and its step contradict each other"
            );
        }
        let step_id = match &step {
            LoginStep::UserInput(step) => Some(&step.step_id),
            LoginStep::DisplayAndWait(step) => Some(&step.step_id),
            LoginStep::Cookies(step) => Some(&step.step_id),
            _ => None,
        };
        if step_id.is_some_and(|id| invalid_id_reason(id.as_str()).is_some()) {
            return Err(InvalidResponse::StepId);
        }
        Ok(ObservedSession::Step(match step {
            LoginStep::UserInput(step) => Step::Input(step.into()),
            LoginStep::DisplayAndWait(step) => Step::Display(step.into()),
            LoginStep::Cookies(step) => Step::Cookies(
                if self.http_pages {
                    CookieStep::allowing_http_on_loopback(step)
                } else {
                    CookieStep::new(step)
                }
                .map_err(InvalidResponse::Cookies)?,
            ),
            other => {
                let raw = serde_json::to_value(&other).unwrap_or_default();
                Step::Unknown(UnknownStep::new(other.kind(), raw.into()))
            }
        }))
    }
}

fn promised_step(status: &LoginSessionStatus) -> Option<&'static str> {
    match status {
        LoginSessionStatus::WaitingForInput => Some("user_input"),
        LoginSessionStatus::WaitingForCookies => Some("cookies"),
        LoginSessionStatus::WaitingForDisplay => Some("display_and_wait"),
        _ => None,
    }
}

/// Prefers the objects to the IDs beside them: on a reconnect, the IDs may still name the login and account to be reconnected.
fn completion(session: LoginSession) -> Completion {
    let (step_login, step_account, instructions) = match session.current_step {
        Some(LoginStep::Complete(step)) => (step.login, step.account, step.instructions),
        _ => (None, None, None),
    };
    let (login, account) = (session.login.or(step_login), session.account.or(step_account));
    let of_login = login.as_ref().map(|login| login.login_id.clone());
    let of_account = account.as_ref().and_then(|account| account.login_id.clone());
    // Without an account object, the login's first account is better than an ID that may be the old account's.
    let accounts = login
        .as_ref()
        .and_then(|login| login.account_ids.as_deref())
        .unwrap_or_default();
    let named = session
        .account_id
        .filter(|id| accounts.is_empty() || accounts.contains(id));
    Completion {
        login_id: of_login.or(of_account).or(session.login_id),
        account_id: account
            .as_ref()
            .map(|account| account.account_id.clone())
            .or(named)
            .or_else(|| accounts.first().cloned()),
        login,
        account,
        instructions,
        unreadable: Vec::new(),
    }
}

impl Completion {
    fn is_of_another_bridge(&self, bridge_id: &BridgeId) -> bool {
        let of_login = self.login.as_ref().map(|login| &login.bridge_id);
        let of_account = self.account.as_ref().and_then(|account| account.bridge.as_ref());
        let of_account = of_account.map(|bridge| &bridge.id);
        [of_login, of_account].into_iter().flatten().any(|id| id != bridge_id)
    }
}

fn refusal_of(session: LoginSession) -> Refusal {
    session.error.map_or(Refusal::SILENT, Refusal::from)
}

impl InvalidResponse {
    pub(crate) fn into_error(self) -> LoginError {
        match self {
            Self::AnotherSession => LoginError::protocol("the response is about another login session"),
            Self::AnotherBridge => LoginError::protocol("the login session connected a login of another bridge"),
            Self::CompleteWithError => LoginError::protocol("the login session is complete and has an error"),
            Self::StepId => LoginError::protocol("the step has an ID that would change the path of a request"),
            Self::Cookies(error) => LoginError::new(LoginErrorKind::UnsupportedStep(UnsupportedStep::Page(error))),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn login(id: &str, accounts: &[&str]) -> Value {
        json!({ "bridgeID": "b", "loginID": id, "status": "connected", "removeScopes": [], "accountIDs": accounts })
    }

    fn account(id: &str, login: Option<&str>) -> Value {
        json!({
            "accountID": id,
            "loginID": login,
            "status": "connected",
            "bridge": { "id": "b", "type": "mock", "provider": "local" },
            "user": { "id": "u" },
        })
    }

    /// Returns the login and account that a complete session with these members names.
    fn named(said: Value) -> (Option<String>, Option<String>) {
        let mut session = json!({ "bridgeID": "b", "loginSessionID": "s", "status": "complete" });
        session
            .as_object_mut()
            .unwrap()
            .extend(said.as_object().unwrap().clone());
        let reader = ResponseReader {
            bridge_id: &"b".into(),
            session_id: &"s".into(),
            http_pages: false,
        };
        let Ok(ObservedSession::Complete(completion)) = reader.observe(serde_json::from_value(session).unwrap()) else {
            panic!("the session must be complete")
        };
        (
            completion.login_id.map(String::from),
            completion.account_id.map(String::from),
        )
    }

    #[test]
    fn objects_go_before_ids_and_a_login_of_its_own_before_one_that_an_account_names() {
        for (said, login_id, account_id) in [
            (json!({}), None, None),
            (
                json!({ "loginID": "old", "accountID": "old" }),
                Some("old"),
                Some("old"),
            ),
            (
                json!({ "loginID": "old", "accountID": "old", "account": account("new", Some("new")) }),
                Some("new"),
                Some("new"),
            ),
            (
                json!({ "loginID": "old", "account": account("new", None) }),
                Some("old"),
                Some("new"),
            ),
            (
                json!({ "login": login("1", &[]), "account": account("a", Some("2")) }),
                Some("1"),
                Some("a"),
            ),
        ] {
            let expected = (login_id.map(str::to_owned), account_id.map(str::to_owned));
            assert_eq!(named(said.clone()), expected, "{said}");
        }
    }

    #[test]
    fn an_account_that_the_login_does_not_hold_is_the_old_one() {
        for (named_account, held, expected) in [
            ("old", ["new", "other"].as_slice(), "new"),
            ("other", &["new", "other"], "other"),
            ("a", &[], "a"),
        ] {
            let said = json!({ "accountID": named_account, "login": login("1", held) });
            assert_eq!(named(said), (Some("1".to_owned()), Some(expected.to_owned())));
        }
    }

    #[test]
    fn the_step_may_hold_what_the_session_does_not() {
        let step = json!({ "type": "complete", "login": login("1", &[]), "account": account("a", None) });
        let said = json!({ "loginID": "old", "accountID": "old", "currentStep": step });
        assert_eq!(named(said.clone()), (Some("1".to_owned()), Some("a".to_owned())));

        let mut both = said;
        both["account"] = account("b", None);
        assert_eq!(named(both), (Some("1".to_owned()), Some("b".to_owned())));
    }
}
