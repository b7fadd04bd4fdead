//! Tests answers that the network or this crate rejects.

use std::time::Duration;

use beeper_bridge_login::cookies::{Cookie, WebSnapshot};
use beeper_bridge_login::{LoginErrorKind, LoginState, RetryReason, Unattended};
use beeper_desktop_mock::{Operation, Reply};
use serde_json::json;

use crate::support::{
    ScriptedHandler, TestSetup, complete_session, cookies, failed_session, input, input_answer, session_at,
    session_with_status, with_instructions,
};

#[tokio::test]
async fn a_wrong_code_under_a_new_step_id_is_asked_for_again() {
    let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
    let again = with_instructions(input("code-incorrect", "code"), "That code is not right");
    setup
        .mock
        .on(Operation::SubmitLoginStep)
        .reply(Reply::json(200, session_with_status("complete")));
    setup
        .mock
        .on(Operation::SubmitLoginStep)
        .once()
        .reply(Reply::json(200, session_at(again)));
    let mut handler = ScriptedHandler::typing([("code", "111111"), ("code", "222222")]);

    setup.bridge.connect().run(&mut handler).await.unwrap();

    assert_eq!(handler.seen, ["input code", "input code-incorrect again: refused"]);
}

#[tokio::test]
async fn a_wrong_password_under_the_same_step_id_is_asked_for_again() {
    let setup = TestSetup::with_session(session_at(input("password", "password"))).await;
    setup
        .mock
        .on(Operation::SubmitLoginStep)
        .reply(Reply::json(200, session_with_status("complete")));
    // One responds with new instructions, the other with exactly the same step.
    let again = with_instructions(input("password", "password"), "Wrong password");
    setup
        .mock
        .on(Operation::SubmitLoginStep)
        .nth(1)
        .reply(Reply::json(200, session_at(again)));
    setup
        .mock
        .on(Operation::SubmitLoginStep)
        .nth(2)
        .reply(Reply::json(200, session_at(input("password", "password"))));
    let mut handler = ScriptedHandler::typing([("password", "one"), ("password", "two"), ("password", "three")]);

    setup.bridge.connect().run(&mut handler).await.unwrap();

    let again = "input password again: refused";
    assert_eq!(handler.seen, ["input password", again, again]);
}

// Servers report this in two ways: with an HTTP error after which the session is gone, or with a failed session.
#[tokio::test]
async fn a_value_that_ends_the_session_is_a_rejection_that_asks_for_new_input() {
    const CODE: &str = "FI.MAU.WHATSAPP.PHONE_NUMBER_TOO_SHORT";
    for answer in [
        Reply::error(400, CODE, "Too short"),
        Reply::json(200, failed_session(CODE, "Too short")),
    ] {
        let setup = TestSetup::with_session(session_at(input("phone", "phone"))).await;
        setup.mock.on(Operation::SubmitLoginStep).reply(answer);
        setup.session_is_gone();
        let mut handler = ScriptedHandler::typing([("phone", "+1")]);

        let error = setup.bridge.connect().run(&mut handler).await.unwrap_err();

        let rejected = LoginErrorKind::Rejected { needs_new_input: true };
        assert_eq!(format!("{:?}", error.kind()), format!("{rejected:?}"));
        assert_eq!(error.code(), Some(CODE));
        assert_eq!(error.message().unwrap().as_str(), "Too short");
        assert_eq!(
            error.to_string(),
            format!("the network did not accept the answer ({CODE})")
        );
        assert!(error.can_start_again());
        assert_eq!(setup.call_count(Operation::SubmitLoginStep), 1);
        // There is nothing to cancel.
        assert_eq!(setup.call_count(Operation::CancelLoginSession), 0);
    }
}

#[tokio::test]
async fn a_forbidden_answer_is_rejected_with_its_message_if_the_session_has_ended() {
    for code in ["M_FORBIDDEN", "FORBIDDEN"] {
        let setup = TestSetup::with_session(session_at(input("password", "password"))).await;
        let refusal = Reply::error(403, code, "Too many wrong passwords");
        setup.mock.on(Operation::SubmitLoginStep).reply(refusal);
        setup.session_is_gone();
        let mut handler = ScriptedHandler::typing([("password", "hunter2")]);

        let error = setup.bridge.connect().run(&mut handler).await.unwrap_err();

        let text = format!("the network did not accept the answer ({code})");
        assert_eq!(error.to_string(), text);
        assert_eq!(error.user_message(), format!("{text}: Too many wrong passwords"));
        assert!(error.can_start_again());
        assert_eq!(setup.call_count(Operation::SubmitLoginStep), 1);
    }
}

#[tokio::test]
async fn a_body_that_the_server_does_not_take_leaves_the_session_alive() {
    let setup = TestSetup::with_session(session_at(input("phone", "phone"))).await;
    setup
        .mock
        .on(Operation::SubmitLoginStep)
        .reply(Reply::error(400, "M_NOT_JSON", "Not a map of strings"));
    let mut handler = ScriptedHandler::typing([("phone", "+15550100")]);

    setup.bridge.connect().run(&mut handler).await.unwrap_err();

    assert_eq!(handler.seen, ["input phone", "input phone again: refused"]);
}

#[tokio::test]
async fn too_many_tries_that_end_a_session_say_how_long_to_wait_and_send_nothing_again() {
    let too_many = |status| Reply::error(status, "FI.MAU.BRIDGE.RATE_LIMITED", "Slow down");
    for (answer, retry_after) in [
        (too_many(429).header("retry-after", "90"), Some(Duration::from_secs(90))),
        (too_many(429), None),
        (too_many(400), None),
        (
            Reply::bytes(429, "Too many requests").header("retry-after", "3"),
            Some(Duration::from_secs(3)),
        ),
        (
            Reply::json(200, failed_session("FI.MAU.BRIDGE.RATE_LIMITED", "Slow down")),
            None,
        ),
    ] {
        let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
        setup.mock.on(Operation::SubmitLoginStep).reply(answer.clone());
        setup.session_is_gone();
        let mut handler = ScriptedHandler::typing([("code", "123456"), ("code", "123456")]);

        let error = setup.bridge.connect().run(&mut handler).await.unwrap_err();

        let LoginErrorKind::RateLimited { retry_after: said } = error.kind() else {
            panic!("{error}")
        };
        assert_eq!(*said, retry_after);
        assert_eq!(setup.call_count(Operation::SubmitLoginStep), 1);
        assert!(
            setup.clock.elapsed() < Duration::from_secs(5),
            "the login must not wait for the limit to pass"
        );
    }
}

#[tokio::test]
async fn too_many_tries_on_a_session_that_goes_on_are_told_to_the_handler_which_may_answer_again() {
    let slow_down = |status, code: &str| Reply::error(status, code, "Slow down");
    for (refusal, retry_after) in [
        (
            slow_down(429, "M_LIMIT_EXCEEDED").header("retry-after", "2"),
            Some(Duration::from_secs(2)),
        ),
        (
            slow_down(429, "M_LIMIT_EXCEEDED").header("retry-after-ms", "90000"),
            Some(Duration::from_secs(90)),
        ),
        (slow_down(400, "FI.MAU.WHATSAPP.RATE_LIMITED"), None),
        (Reply::bytes(429, "<html>Too many requests</html>"), None),
    ] {
        let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
        let submit = Operation::SubmitLoginStep;
        setup
            .mock
            .on(submit)
            .reply(Reply::json(200, complete_session("login", "account")));
        setup.mock.on(submit).once().reply(refusal);
        let mut handler = ScriptedHandler::typing([("code", "123456"), ("code", "123456")]);

        setup.bridge.connect().run(&mut handler).await.unwrap();

        let again = format!("input code again: rate limited {retry_after:?}");
        assert_eq!(handler.seen, ["input code", &again]);
        assert_eq!(setup.call_count(Operation::CancelLoginSession), 0);
    }
}

#[tokio::test]
async fn unattended_too_many_tries_end_the_login_with_how_long_to_wait() {
    let setup = TestSetup::with_session(session_at(input("password", "value"))).await;
    let slow_down = Reply::error(429, "M_LIMIT_EXCEEDED", "Slow down").header("retry-after", "7");
    setup.mock.on(Operation::SubmitLoginStep).reply(slow_down);

    let login = setup.bridge.connect();
    let error = login.run(Unattended::new([("value", "hunter2")])).await.unwrap_err();

    let LoginErrorKind::RateLimited { retry_after } = error.kind() else {
        panic!("{error}")
    };
    assert_eq!(*retry_after, Some(Duration::from_secs(7)));
    assert_eq!(setup.call_count(Operation::SubmitLoginStep), 1);
    assert_eq!(setup.call_count(Operation::CancelLoginSession), 1);
}

#[tokio::test]
async fn a_rate_limited_session_can_be_answered_later_by_hand() {
    let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
    setup
        .mock
        .on(Operation::SubmitLoginStep)
        .reply(Reply::json(200, session_with_status("complete")));
    let busy = Reply::error(429, "M_LIMIT_EXCEEDED", "Slow down").header("retry-after", "5");
    setup.mock.on(Operation::SubmitLoginStep).once().reply(busy);
    let mut session = setup.bridge.connect().start().await.unwrap();

    let answer = input_answer(session.state(), "code", "123456");
    session.submit(answer).await.unwrap();
    let retry_after = Some(Duration::from_secs(5));
    assert_eq!(session.retry_reason(), Some(&RetryReason::RateLimited { retry_after }));
    let answer = input_answer(session.state(), "code", "123456");
    let state = session.submit(answer).await.unwrap();

    assert!(matches!(state, LoginState::Connected(_)), "{state:?}");
    let (submit, look) = (Operation::SubmitLoginStep, Operation::GetLoginSession);
    assert_eq!(setup.called_since_start()[..3], [submit, look, submit]);
}

#[tokio::test]
async fn a_late_answer_is_refused_here() {
    let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
    let same_again = Reply::json(200, session_at(input("code", "code")));
    setup.mock.on(Operation::SubmitLoginStep).reply(same_again);
    let mut session = setup.bridge.connect().start().await.unwrap();
    // Simulates two clicks on the same button.
    let first = input_answer(session.state(), "code", "123456");
    let second = input_answer(session.state(), "code", "123456");

    session.submit(first).await.unwrap();
    let error = session.submit(second).await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::StaleAnswer), "{error}");
    assert_eq!(setup.call_count(Operation::SubmitLoginStep), 1);
    assert_eq!(session.retry_reason(), Some(&RetryReason::Refused { message: None }));
    session.cancel().await.unwrap();
}

#[tokio::test]
async fn an_answer_of_another_session_is_refused_here() {
    let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
    let mut one = setup.bridge.connect().start().await.unwrap();
    let mut other = setup.bridge.connect().start().await.unwrap();

    let answer = input_answer(one.state(), "code", "123456");
    let error = other.submit(answer).await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::StaleAnswer), "{error}");
    assert_eq!(setup.call_count(Operation::SubmitLoginStep), 0);
    // A request for the state without news does not invalidate an answer that the user is typing.
    let answer = input_answer(one.state(), "code", "123456");
    one.refresh().await.unwrap();
    setup
        .mock
        .on(Operation::SubmitLoginStep)
        .reply(Reply::json(200, session_with_status("complete")));
    one.submit(answer).await.unwrap();
    other.cancel().await.unwrap();
}

#[tokio::test]
async fn invalid_values_are_not_sent() {
    let phone = json!({ "type": "user_input", "stepID": "phone", "fields": [{ "id": "n", "type": "phone_number" }] });
    let setup = TestSetup::with_session(session_at(phone)).await;
    setup
        .mock
        .on(Operation::SubmitLoginStep)
        .reply(Reply::json(200, session_with_status("complete")));
    let mut handler = ScriptedHandler::typing([("n", "0555 0100"), ("n", "+1 555 0100")]);

    setup.bridge.connect().run(&mut handler).await.unwrap();

    assert_eq!(handler.seen, ["input phone", "input phone again: invalid"]);
    assert_eq!(
        setup.submitted(),
        [json!({ "type": "user_input", "fields": { "n": "+15550100" } })]
    );
}

#[tokio::test]
async fn an_answer_to_a_step_that_is_no_longer_current_finds_the_current_one() {
    let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
    setup
        .mock
        .on(Operation::SubmitLoginStep)
        .reply(Reply::json(200, session_with_status("complete")));
    setup
        .mock
        .on(Operation::SubmitLoginStep)
        .once()
        .reply(Reply::error(500, "M_BAD_STATE", "Step ID does not match"));
    setup.set_session(session_at(input("password", "password")));
    let mut handler = ScriptedHandler::typing([("code", "123456"), ("password", "hunter2")]);

    setup.bridge.connect().run(&mut handler).await.unwrap();

    assert_eq!(handler.seen.len(), 2);
    assert!(handler.seen[1].starts_with("input password"));
    assert_eq!(setup.submitted()[1]["fields"], json!({ "password": "hunter2" }));
}

#[tokio::test]
async fn cookies_that_are_asked_for_again_were_refused() {
    let setup = TestSetup::with_session(session_at(cookies())).await;
    let submit = Operation::SubmitLoginStep;
    setup
        .mock
        .on(submit)
        .reply(Reply::json(200, complete_session("login", "account")));
    setup
        .mock
        .on(submit)
        .once()
        .reply(Reply::json(200, session_at(cookies())));
    let mut browser = WebSnapshot::new();
    browser.add_cookie(Cookie::new("sid", "abc").domain("example.com"));
    let mut handler = ScriptedHandler::default();
    handler.browsers.extend([browser.clone(), browser]);

    setup.bridge.connect().run(&mut handler).await.unwrap();

    assert_eq!(handler.seen, ["cookies web", "cookies web again: refused"]);
}

#[tokio::test]
async fn unattended_no_cookie_is_given_twice() {
    let setup = TestSetup::with_session(session_at(cookies())).await;
    setup
        .mock
        .on(Operation::SubmitLoginStep)
        .reply(Reply::json(200, session_at(cookies())));

    let login = setup.bridge.connect();
    let error = login.run(Unattended::new([("sid", "abc")])).await.unwrap_err();

    let expected = r#"the login cannot continue: the session asks again for values that were already given: "sid""#;
    assert_eq!(error.to_string(), expected);
    assert_eq!(setup.call_count(Operation::SubmitLoginStep), 1);
}

#[tokio::test]
async fn unattended_unsent_values_are_given_again() {
    for step in [input("password", "value"), cookies()] {
        let setup = TestSetup::with_session(session_at(step.clone())).await;
        let begun = Reply::json(200, session_at(step)).header("connection", "close");
        setup.mock.on(Operation::CreateLoginSession).reply(begun);
        setup
            .mock
            .on(Operation::SubmitLoginStep)
            .reply(Reply::json(200, complete_session("login", "account")));
        let session = setup.bridge.connect().start().await.unwrap();

        setup.clock.stop_after(Duration::from_secs(1));
        setup.mock.go_offline().await;
        let values = Unattended::new([("value", "hunter2"), ("sid", "abc")]);
        let (connected, ()) = tokio::join!(session.run(values), async {
            setup.clock.until_stopped().await;
            setup.mock.go_online().await.unwrap();
            setup.clock.resume();
        });

        connected.unwrap();
        assert_eq!(setup.call_count(Operation::SubmitLoginStep), 1);
    }
}
