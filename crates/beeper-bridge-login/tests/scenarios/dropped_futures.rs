//! Answers whose fate was not waited for, or not found out: by hand, the next call must not make it worse.

use beeper_bridge_login::{AskedAgain, LoginErrorKind, LoginSession};
use beeper_desktop_mock::{Operation, Reply};

use crate::support::{Player, Stage, asking, check, ended, input, kind};

const STEP: Operation = Operation::SubmitLoginStep;

/// A session that asks for a password, one of which has been given, without anybody waiting for the answer.
async fn dropped_halfway(stage: &Stage) -> LoginSession {
    let held = stage.mock.on(STEP).once().hold();
    let mut session = stage.bridge.connect().start().await.unwrap();
    let answer = check(session.state(), "password", "one");
    tokio::select! {
        _ = session.submit(answer) => panic!("it is held"),
        () = held.arrived() => {}
    }
    session
}

async fn asking_for_a_password() -> Stage {
    Stage::telling(asking(input("password", "password"))).await
}

#[tokio::test]
async fn an_answer_is_not_sent_after_one_whose_future_was_dropped() {
    let stage = asking_for_a_password().await;
    let mut session = dropped_halfway(&stage).await;

    let second = check(session.state(), "password", "one");
    let error = session.submit(second).await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::StaleAnswer), "{error:?}");
    assert_eq!(session.asked_again(), Some(&AskedAgain::Unclear));
    assert_eq!(stage.calls(STEP), 1);
    session.detach();
}

#[tokio::test]
async fn an_answer_is_not_sent_after_one_whose_fate_could_not_be_found_out() {
    let stage = asking_for_a_password().await;
    stage.mock.on(STEP).reply(Reply::bytes(502, ""));
    stage.mock.on(Operation::GetLoginSession).reply(Reply::bytes(503, ""));
    let mut session = stage.bridge.connect().start().await.unwrap();
    let first = check(session.state(), "password", "one");
    let second = check(session.state(), "password", "one");

    let error = session.submit(first).await.unwrap_err();
    assert_eq!(kind(&error), "Transport");
    assert!(!session.is_over());

    stage.looks_find(asking(input("password", "password")));
    let error = session.submit(second).await.unwrap_err();
    assert_eq!(kind(&error), "StaleAnswer");
    assert_eq!(session.asked_again(), Some(&AskedAgain::Unclear));
    assert_eq!(stage.calls(STEP), 1);
    session.detach();
}

#[tokio::test]
async fn a_dropped_answer_is_unclear_when_the_session_asks_the_same() {
    let stage = asking_for_a_password().await;
    let mut session = dropped_halfway(&stage).await;

    session.refresh().await.unwrap();

    assert_eq!(session.asked_again(), Some(&AskedAgain::Unclear));
    session.detach();
}

#[tokio::test]
async fn a_dropped_answer_is_refused_when_the_session_asks_the_same_in_other_words() {
    let stage = asking_for_a_password().await;
    let mut session = dropped_halfway(&stage).await;
    let mut again = input("password", "password");
    again["instructions"] = "Wrong password".into();
    stage.looks_find(asking(again));

    session.refresh().await.unwrap();

    assert_eq!(session.asked_again(), Some(&AskedAgain::Refused { message: None }));
    session.detach();
}

#[tokio::test]
async fn a_session_that_is_gone_after_a_dropped_answer_has_an_unknown_outcome() {
    let stage = asking_for_a_password().await;
    let mut session = dropped_halfway(&stage).await;
    stage.session_is_gone();

    let error = session.refresh().await.unwrap_err();

    assert_eq!(kind(&error), "OutcomeUnknown");
    assert!(!error.can_start_again() && session.is_over());
}

#[tokio::test]
async fn a_session_is_driven_on_from_where_a_dropped_answer_has_brought_it() {
    let stage = asking_for_a_password().await;
    let session = dropped_halfway(&stage).await;
    stage.looks_find(asking(input("code", "code")));
    stage.mock.on(STEP).reply(Reply::json(200, ended("complete")));
    let mut player = Player::typing([("code", "123456")]);

    session.run(&mut player).await.unwrap();

    assert_eq!(player.seen, ["input code"]);
    assert_eq!(stage.calls(STEP), 2);
}
