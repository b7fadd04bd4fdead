//! Tests the transitions of a login session.

use super::*;
use crate::model::login_script::step::Fields;

fn session(steps: &[Value]) -> Session {
    Session::new(
        "session".to_owned(),
        "bridge".to_owned(),
        Reconnect::default(),
        Arc::new(LoginScript::immediate(steps.iter().cloned().map(MockStep::raw))),
    )
}

fn input(id: &str) -> Value {
    json!({ "type": "user_input", "stepID": id, "fields": [] })
}

fn submit(session: &mut Session, step_id: &str, kind: &str) -> Result<Next, ApiError> {
    let submission = Submission {
        step_id,
        kind,
        fields: &Fields::new(),
    };
    match session.submit(&submission, None)? {
        Submitted::Processed(next) => Ok(next),
        Submitted::Waiting(_) | Submitted::NeedsCheck(_) => panic!("these steps neither hold nor check anything"),
    }
}

#[test]
fn each_accepted_submission_leads_one_step_further() {
    let mut session = session(&[input("name"), input("code")]);
    assert_eq!(session.next(), Next::Step);

    assert_eq!(submit(&mut session, "name", "user_input").unwrap(), Next::Step);
    assert_eq!(session.to_json()["currentStep"]["stepID"], "code");

    assert_eq!(submit(&mut session, "code", "user_input").unwrap(), Next::Complete);
}

#[test]
fn a_refused_submission_leaves_the_session_where_it_was() {
    let mut session = session(&[input("name")]);
    let before = session.to_json();

    submit(&mut session, "code", "user_input").unwrap_err();
    submit(&mut session, "name", "cookies").unwrap_err();
    submit(&mut session, "name", "telepathy").unwrap_err();

    assert_eq!(session.to_json(), before);
}

#[test]
fn a_complete_step_ends_the_session_and_stays_visible() {
    let mut session = session(&[input("name"), json!({ "type": "complete" })]);

    assert_eq!(submit(&mut session, "name", "user_input").unwrap(), Next::Complete);
    session.finish(Map::new());

    assert_eq!(session.to_json()["status"], "complete");
    assert_eq!(session.to_json()["currentStep"]["type"], "complete");
}

#[test]
fn an_unknown_kind_of_step_names_itself_in_the_status_and_accepts_itself() {
    let mut session = session(&[json!({ "type": "webauthn", "stepID": "key" })]);

    assert_eq!(session.to_json()["status"], "waiting_for_webauthn");
    assert_eq!(submit(&mut session, "key", "webauthn").unwrap(), Next::Complete);
}

#[test]
fn an_ended_session_accepts_nothing_more() {
    let mut session = session(&[input("name")]);
    session.cancel().unwrap();

    submit(&mut session, "name", "user_input").unwrap_err();
    session.cancel().unwrap_err();

    assert_eq!(session.to_json()["status"], "cancelled");
}
