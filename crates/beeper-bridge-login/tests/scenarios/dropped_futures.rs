//! Tests submissions whose future was dropped: the next call finds out what happened, and sends nothing twice.

use beeper_bridge_login::{LoginErrorKind, LoginSession, RetryReason};
use beeper_desktop_mock::{Operation, Reply};

use crate::support::{ScriptedHandler, TestSetup, input, input_answer, kind_name, session_at, session_with_status};

const STEP: Operation = Operation::SubmitLoginStep;

/// Returns a session that asks for a password, and whose last submission was dropped before its response.
async fn dropped_halfway(setup: &TestSetup) -> LoginSession {
    let held = setup.mock.on(STEP).once().hold();
    let mut session = setup.bridge.connect().start().await.unwrap();
    let answer = input_answer(session.state(), "password", "one");
    tokio::select! {
        _ = session.submit(answer) => panic!("the mock holds the request"),
        () = held.arrived() => {}
    }
    session
}

async fn asking_for_a_password() -> TestSetup {
    TestSetup::with_session(session_at(input("password", "password"))).await
}

#[tokio::test]
async fn an_answer_is_not_sent_after_one_whose_future_was_dropped() {
    let setup = asking_for_a_password().await;
    let mut session = dropped_halfway(&setup).await;

    let second = input_answer(session.state(), "password", "one");
    let error = session.submit(second).await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::StaleAnswer), "{error:?}");
    assert_eq!(session.retry_reason(), Some(&RetryReason::Unclear));
    assert_eq!(setup.call_count(STEP), 1);
    session.detach();
}

#[tokio::test]
async fn an_answer_is_not_sent_after_one_whose_fate_could_not_be_found_out() {
    let setup = asking_for_a_password().await;
    setup.mock.on(STEP).reply(Reply::bytes(502, ""));
    setup.mock.on(Operation::GetLoginSession).reply(Reply::bytes(503, ""));
    let mut session = setup.bridge.connect().start().await.unwrap();
    let first = input_answer(session.state(), "password", "one");
    let second = input_answer(session.state(), "password", "one");

    let error = session.submit(first).await.unwrap_err();
    assert_eq!(kind_name(&error), "Transport");
    assert!(!session.is_over());

    setup.set_session(session_at(input("password", "password")));
    let error = session.submit(second).await.unwrap_err();
    assert_eq!(kind_name(&error), "StaleAnswer");
    assert_eq!(session.retry_reason(), Some(&RetryReason::Unclear));
    assert_eq!(setup.call_count(STEP), 1);
    session.detach();
}

#[tokio::test]
async fn a_dropped_answer_is_unclear_when_the_session_asks_the_same() {
    let setup = asking_for_a_password().await;
    let mut session = dropped_halfway(&setup).await;

    session.refresh().await.unwrap();

    assert_eq!(session.retry_reason(), Some(&RetryReason::Unclear));
    session.detach();
}

#[tokio::test]
async fn a_dropped_answer_is_refused_when_the_session_asks_the_same_in_other_words() {
    let setup = asking_for_a_password().await;
    let mut session = dropped_halfway(&setup).await;
    let mut again = input("password", "password");
    again["instructions"] = "Wrong password".into();
    setup.set_session(session_at(again));

    session.refresh().await.unwrap();

    assert_eq!(session.retry_reason(), Some(&RetryReason::Refused { message: None }));
    session.detach();
}

#[tokio::test]
async fn a_session_that_is_gone_after_a_dropped_answer_has_an_unknown_outcome() {
    let setup = asking_for_a_password().await;
    let mut session = dropped_halfway(&setup).await;
    setup.session_is_gone();

    let error = session.refresh().await.unwrap_err();

    assert_eq!(kind_name(&error), "OutcomeUnknown");
    assert!(!error.can_start_again() && session.is_over());
}

#[tokio::test]
async fn a_session_is_driven_on_from_where_a_dropped_answer_has_brought_it() {
    let setup = asking_for_a_password().await;
    let session = dropped_halfway(&setup).await;
    setup.set_session(session_at(input("code", "code")));
    setup
        .mock
        .on(STEP)
        .reply(Reply::json(200, session_with_status("complete")));
    let mut handler = ScriptedHandler::typing([("code", "123456")]);

    session.run(&mut handler).await.unwrap();

    assert_eq!(handler.seen, ["input code"]);
    assert_eq!(setup.call_count(STEP), 2);
}
