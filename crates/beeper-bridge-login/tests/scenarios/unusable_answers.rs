//! Tests responses that can never be used: one attempt, a clear error, and no session left behind.

use std::time::Duration;

use beeper_bridge_login::{LoginError, RetryReason};
use beeper_desktop_mock::{MockBridge, Operation, Reply};
use serde_json::{Value, json};

use crate::support::{
    BRIDGE, ScriptedHandler, TestSetup, complete_session, input, input_answer, kind_name, qr, session_at,
    session_with_status,
};

const CREATE: Operation = Operation::CreateLoginSession;
const STEP: Operation = Operation::SubmitLoginStep;
const LOOK: Operation = Operation::GetLoginSession;
const CANCEL: Operation = Operation::CancelLoginSession;

fn session_with_step(step: Value) -> Value {
    let mut session = session_with_status("waiting_for_input");
    session["currentStep"] = step;
    session
}

/// Returns the error of `run` on a server that responds to the creation of a session with `reply`.
async fn ended_after_creation(reply: Reply) -> (TestSetup, LoginError) {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    setup.mock.on(CREATE).reply(reply);
    setup.accepts_cancellation(session_at(qr("one")));
    let mut handler = ScriptedHandler::default();
    let error = setup.bridge.connect().run(&mut handler).await.unwrap_err();
    assert!(handler.seen.is_empty(), "{:?}", handler.seen);
    (setup, error)
}

#[tokio::test]
async fn a_session_whose_first_answer_does_not_fit_is_cancelled() {
    for step in [
        json!({ "type": "user_input", "fields": [] }),
        json!({ "type": "user_input", "stepID": "", "fields": [] }),
        json!({ "type": "user_input", "stepID": "code", "fields": [{ "type": "password" }] }),
        json!({ "type": "user_input", "stepID": "code", "fields": "password" }),
        json!({ "type": "cookies", "stepID": "web", "fields": [] }),
        json!({ "type": "display_and_wait", "display": { "type": "qr", "data": "one" } }),
        json!("display_and_wait"),
        json!([1, 2]),
    ] {
        let what = step.to_string();
        let (setup, error) = ended_after_creation(Reply::json(200, session_with_step(step))).await;

        assert_eq!(kind_name(&error), "Protocol", "{what}");
        assert!(!error.may_leave_session(), "{what}");
        assert_eq!(setup.call_count(CANCEL), 1, "{what}");
    }
}

#[tokio::test]
async fn a_session_whose_first_answer_is_too_large_is_cancelled() {
    for megabytes in [17, 20, 40] {
        let mut step = input("code", "code");
        step["instructions"] = json!("x".repeat(megabytes << 20));
        // Members are sorted, so the session's ID comes after all of this.
        let (setup, error) = ended_after_creation(Reply::json(200, session_at(step))).await;

        assert_eq!(kind_name(&error), "ResponseTooLarge");
        assert!(!error.may_leave_session());
        assert_eq!((setup.call_count(CREATE), setup.call_count(CANCEL)), (1, 1));
    }
}

#[tokio::test]
async fn a_session_whose_first_answer_breaks_off_is_cancelled_if_it_was_named_before() {
    let body = json!({ "loginSessionID": "s1", "status": "waiting_for_input" }).to_string();
    for (bytes, is_named) in [(body.len() - 1, true), (24, true), (10, false)] {
        let setup = TestSetup::with_session(session_at(qr("one"))).await;
        setup.accepts_cancellation(session_at(qr("one")));
        let calls = setup.mock.on(CREATE).first(9);
        calls.answering(Reply::bytes(200, body.clone())).close_after(bytes);

        let error = setup.bridge.connect().start().await.unwrap_err();

        assert_eq!(kind_name(&error), "Transport", "{bytes}");
        assert_eq!(error.may_leave_session(), !is_named, "{bytes}");
        assert_eq!(setup.call_count(CANCEL), usize::from(is_named), "{bytes}");
    }
}

#[tokio::test]
async fn a_session_that_nothing_names_is_said_to_be_left() {
    let redirect = Reply::redirect(307, "https://example.com/");
    for reply in [
        Reply::json(200, json!({})),
        Reply::bytes(200, "<html></html>"),
        redirect,
    ] {
        let (setup, error) = ended_after_creation(reply).await;

        assert!(error.may_leave_session());
        assert!(error.to_string().contains("a login session may remain"), "{error}");
        assert_eq!((setup.call_count(CREATE), setup.call_count(CANCEL)), (1, 0));
    }
}

#[tokio::test]
async fn answers_to_starting_that_are_lost_again_and_again_say_that_a_session_may_be_left() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE)).await;
    setup.mock.on(CREATE).reset_before_answer();
    for _ in 0..3 {
        let error = setup
            .bridge
            .connect()
            .run(ScriptedHandler::default())
            .await
            .unwrap_err();
        assert!(error.may_leave_session());
        assert!(error.to_string().contains("a login session may remain"), "{error}");
    }
    assert_eq!(setup.call_count(CREATE), 3, "no request may be repeated");
}

#[tokio::test]
async fn a_password_that_is_redirected_is_sent_once_and_the_session_cancelled() {
    for status in [301, 302, 303, 307, 308] {
        for location in ["https://example.com/", "/v1/elsewhere", "http://127.0.0.1:1/"] {
            let setup = TestSetup::with_session(session_at(input("password", "password"))).await;
            setup.accepts_cancellation(session_at(input("password", "password")));
            let looks = setup.mock.on(LOOK).first(2);
            looks.reply(Reply::json(200, session_at(input("password", "password"))));
            setup.mock.on(STEP).reply(Reply::redirect(status, location));
            let mut handler = ScriptedHandler::typing([("password", "hunter2"), ("password", "hunter2")]);

            let error = setup.bridge.connect().run(&mut handler).await.unwrap_err();

            assert_eq!(kind_name(&error), "Redirected", "{status}");
            assert!(error.to_string().contains("redirect"), "{error}");
            assert!(!error.may_leave_session());
            assert_eq!(handler.seen, ["input password"]);
            assert_eq!((setup.call_count(STEP), setup.call_count(CANCEL)), (1, 1));
            assert!(
                setup.clock.elapsed() <= Duration::from_secs(5),
                "{:?}",
                setup.clock.elapsed()
            );
        }
    }
}

#[tokio::test]
async fn a_server_that_redirects_everything_is_given_up_within_seconds() {
    for step in [input("password", "password"), qr("one")] {
        let setup = TestSetup::with_session(session_at(step)).await;
        for operation in [STEP, LOOK, CANCEL] {
            setup
                .mock
                .on(operation)
                .reply(Reply::redirect(308, "https://example.com/"));
        }
        let handler = ScriptedHandler::typing([("password", "hunter2")]);

        let error = setup.bridge.connect().run(handler).await.unwrap_err();

        assert_eq!(kind_name(&error), "Redirected");
        assert!(error.may_leave_session(), "the session could not be cancelled");
        assert_eq!((setup.call_count(STEP), setup.call_count(CANCEL)), (1, 1));
        assert!(
            setup.clock.elapsed() <= Duration::from_secs(5),
            "{:?}",
            setup.clock.elapsed()
        );
    }
}

#[tokio::test]
async fn a_redirect_after_which_the_session_has_gone_on_is_no_end() {
    let setup = TestSetup::with_session(session_at(input("password", "password"))).await;
    setup.mock.on(STEP).reply(Reply::redirect(303, "/v1/sessions"));
    setup.set_session(complete_session("login", "account"));

    let handler = ScriptedHandler::typing([("password", "hunter2")]);
    let connected = setup.bridge.connect().run(handler).await.unwrap();

    assert_eq!(connected.login_id().unwrap(), "login");
    assert_eq!(setup.call_count(STEP), 1);
}

#[tokio::test]
async fn an_answer_whose_reply_is_too_large_or_does_not_fit_is_sent_once() {
    for (reply, kind) in [
        (Reply::bytes(200, " ".repeat(17 << 20)), "ResponseTooLarge"),
        (Reply::json(200, json!({ "status": "waiting_for_input" })), "Protocol"),
    ] {
        let setup = TestSetup::with_session(session_at(input("password", "password"))).await;
        setup.mock.on(STEP).reply(reply);
        let mut handler = ScriptedHandler::typing([("password", "hunter2"), ("password", "hunter2")]);

        let error = setup.bridge.connect().run(&mut handler).await.unwrap_err();

        assert_eq!(kind_name(&error), kind);
        assert_eq!(handler.seen, ["input password"]);
        assert_eq!((setup.call_count(STEP), setup.call_count(CANCEL)), (1, 1));
    }
}

#[tokio::test]
async fn by_hand_a_session_goes_on_after_a_reply_that_cannot_be_used() {
    let setup = TestSetup::with_session(session_at(input("password", "password"))).await;
    setup
        .mock
        .on(STEP)
        .reply(Reply::json(200, complete_session("login", "account")));
    setup.mock.on(STEP).once().reply(Reply::redirect(302, "/elsewhere"));
    let mut session = setup.bridge.connect().start().await.unwrap();

    let answer = input_answer(session.state(), "password", "hunter2");
    let error = session.submit(answer).await.unwrap_err();
    assert_eq!((kind_name(&error).as_str(), session.is_over()), ("Redirected", false));
    assert_eq!(session.retry_reason(), None::<&RetryReason>);

    let answer = input_answer(session.state(), "password", "hunter2");
    session.submit(answer).await.unwrap();
    assert!(session.is_over());
}
