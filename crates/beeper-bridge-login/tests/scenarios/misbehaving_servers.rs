//! Tests servers that restart or contradict themselves.

use std::time::Duration;

use beeper_bridge_login::{LoginErrorKind, LoginState, Step, UnsupportedStep};
use beeper_desktop_mock::{LoginScript, MockBridge, MockStep, Operation, Reply};
use serde_json::{Value, json};

use crate::support::{
    BRIDGE, ScriptedHandler, TestSetup, complete_session, failed_session, input, kind_name, qr, session_at,
    session_with_status,
};

const STEP: Operation = Operation::SubmitLoginStep;

#[tokio::test]
async fn a_restart_in_the_middle_of_a_wait_loses_the_session() {
    let script = LoginScript::new().ask(MockStep::qr("qr", ["one"]));
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script)).await;
    let phone = setup.mock.other_device(BRIDGE);
    let mut handler = ScriptedHandler::default();

    let (ended, ()) = tokio::join!(setup.bridge.connect().run(&mut handler), async {
        phone.waiting().await;
        // The port is closed for five seconds of the login's clock.
        setup.clock.stop_after(Duration::from_secs(5));
        setup.mock.go_offline().await;
        setup.mock.forget_login_sessions();
        setup.clock.until_stopped().await;
        setup.mock.go_online().await.unwrap();
        setup.clock.resume();
    });

    let error = ended.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::SessionLost), "{error:?}");
    assert!(error.can_start_again());
    assert_eq!(handler.seen, ["qr one", "out of reach", "back", "hidden"]);
}

#[tokio::test]
async fn a_server_that_comes_back_with_its_sessions_is_waited_on_again() {
    let script = LoginScript::new().ask(MockStep::qr("qr", ["one"]));
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script)).await;
    let phone = setup.mock.other_device(BRIDGE);
    let mut handler = ScriptedHandler::default();

    let (connected, ()) = tokio::join!(setup.bridge.connect().run(&mut handler), async {
        phone.waiting().await;
        setup.clock.stop_after(Duration::from_secs(5));
        setup.mock.go_offline().await;
        setup.clock.until_stopped().await;
        setup.mock.go_online().await.unwrap();
        setup.clock.resume();
        phone.waiting().await;
        phone.approve();
    });

    connected.unwrap();
    assert_eq!(handler.seen, ["qr one", "out of reach", "back", "hidden"]);
}

#[tokio::test]
async fn a_server_that_stays_away_is_given_up_after_two_minutes() {
    let script = LoginScript::new().ask(MockStep::qr("qr", ["one"]));
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script)).await;
    let phone = setup.mock.other_device(BRIDGE);

    let (ended, ()) = tokio::join!(setup.bridge.connect().run(ScriptedHandler::default()), async {
        phone.waiting().await;
        setup.mock.go_offline().await;
    });

    let error = ended.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::Transport), "{error:?}");
    let minutes = setup.clock.elapsed().as_secs_f64() / 60.0;
    assert!((2.0..2.5).contains(&minutes), "{minutes}");
}

#[tokio::test]
async fn the_step_is_believed_before_the_status() {
    for status in ["waiting_for_cookies", "waiting_for_display", "paused"] {
        let mut session = session_at(input("code", "code"));
        session["status"] = json!(status);
        let setup = TestSetup::with_session(session).await;

        let session = setup.bridge.connect().start().await.unwrap();

        assert!(
            matches!(session.state(), LoginState::Waiting(Step::Input(_))),
            "{session:?}"
        );
        session.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn a_session_without_a_step_is_fetched_once_more() {
    for status in ["waiting_for_input", "paused"] {
        let setup = TestSetup::with_session(session_with_status(status)).await;
        setup.set_session(session_at(input("code", "code")));
        let session = setup.bridge.connect().start().await.unwrap();
        assert!(matches!(session.state(), LoginState::Waiting(Step::Input(_))));
        session.cancel().await.unwrap();

        setup.set_session(session_with_status(status));
        let looks = setup.call_count(Operation::GetLoginSession);
        let error = setup.bridge.connect().start().await.unwrap_err();
        let expected = format!(
            "the server contradicts its documentation: the login session has neither a step nor an ending (status \"{status}\")"
        );
        assert_eq!(error.to_string(), expected);
        assert_eq!(setup.call_count(Operation::GetLoginSession), looks + 1);
        assert_eq!(setup.call_count(Operation::CancelLoginSession), 2);
    }
}

#[tokio::test]
async fn an_ended_session_has_ended_whatever_else_it_says() {
    let with = |mut session: Value, name: &str, value: Value| {
        session[name] = value;
        session
    };
    let setup = TestSetup::with_session(with(
        session_with_status("failed"),
        "currentStep",
        input("code", "code"),
    ))
    .await;
    let error = setup
        .bridge
        .connect()
        .run(ScriptedHandler::default())
        .await
        .unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::Rejected { .. }));

    let setup = TestSetup::with_session(with(session_with_status("cancelled"), "currentStep", qr("one"))).await;
    let error = setup
        .bridge
        .connect()
        .run(ScriptedHandler::default())
        .await
        .unwrap_err();
    assert!(error.is_cancelled());

    let setup = TestSetup::with_session(with(complete_session("login", "account"), "currentStep", qr("one"))).await;
    setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();

    let setup = TestSetup::with_session(with(
        session_with_status("waiting_for_input"),
        "error",
        failed_session("CODE", "m")["error"].clone(),
    ))
    .await;
    let error = setup
        .bridge
        .connect()
        .run(ScriptedHandler::default())
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("CODE"));
}

#[tokio::test]
async fn contradictory_sessions_are_errors() {
    let mut both = failed_session("CODE", "message");
    both["status"] = json!("complete");
    let mut other_bridge = session_at(qr("one"));
    other_bridge["bridgeID"] = json!("local-signal");
    let page = |url: &str, fields: Value| {
        session_at(json!({ "type": "cookies", "stepID": "web", "url": url, "fields": fields }))
    };
    for (session, expected, cancelled) in [
        (
            both,
            "the server contradicts its documentation: the login session is complete and has an error",
            0,
        ),
        (
            other_bridge,
            "the server contradicts its documentation: the response is about another login session",
            1,
        ),
        (
            page("http://example.com/", json!([])),
            "the web login cannot begin: the address of the sign-in page does not begin with https://",
            1,
        ),
        (
            page("https://example.com/", json!([{ "id": "a" }, { "id": "a" }])),
            "the web login cannot begin: two fields of the step have the same ID: \"a\"",
            1,
        ),
    ] {
        let setup = TestSetup::with_session(session).await;

        let error = setup
            .bridge
            .connect()
            .run(ScriptedHandler::default())
            .await
            .unwrap_err();

        assert_eq!(error.to_string(), expected);
        assert_eq!(setup.call_count(Operation::CancelLoginSession), cancelled);
    }
}

#[tokio::test]
async fn http_pages_on_this_computer_are_accepted_where_they_are_allowed() {
    let step = |url: &str| json!({ "type": "cookies", "stepID": "web", "url": url, "fields": [] });
    let setup = TestSetup::with_session(session_at(step("http://127.0.0.1:8080/"))).await;
    let bridge = setup.bridge.clone().allow_http_pages_on_loopback();

    let session = bridge.connect().start().await.unwrap();

    assert!(matches!(session.state(), LoginState::Waiting(Step::Cookies(_))));
    session.cancel().await.unwrap();

    let setup = TestSetup::with_session(session_at(step("http://localhost.example.com/"))).await;
    let bridge = setup.bridge.clone().allow_http_pages_on_loopback();
    let error = bridge.connect().run(ScriptedHandler::default()).await.unwrap_err();
    assert!(matches!(
        error.kind(),
        LoginErrorKind::UnsupportedStep(UnsupportedStep::Page(_))
    ));
    assert_eq!(setup.call_count(Operation::CancelLoginSession), 1);
}

#[tokio::test]
async fn an_answer_about_another_session_in_the_middle_is_an_error_and_changes_nothing() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    let mut other = session_at(qr("two"));
    other["loginSessionID"] = json!("s2");
    setup.mock.on(STEP).reply(Reply::json(200, other));
    let mut handler = ScriptedHandler::default();

    let error = setup.bridge.connect().run(&mut handler).await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::Protocol { .. }));
    assert_eq!(handler.seen, ["qr one", "hidden"]);
    assert_eq!(setup.call_count(Operation::CancelLoginSession), 1);
}

#[tokio::test]
async fn a_token_that_is_not_valid_any_more_stops_everything() {
    let revoked = Reply::error(401, "M_UNKNOWN_TOKEN", "Token revoked");
    let no_scope = Reply::error(403, "insufficient_scope", "Missing scope: write");
    // A network may send this code too. The session shows that it did not.
    let not_allowed = Reply::error(403, "M_FORBIDDEN", "Missing scope: write");
    for (refusal, message, calls) in [
        (revoked, "Token revoked", &[STEP][..]),
        (no_scope, "Missing scope: write", &[STEP]),
        (not_allowed, "Missing scope: write", &[STEP, Operation::GetLoginSession]),
    ] {
        for step in [qr("one"), input("code", "code")] {
            let setup = TestSetup::with_session(session_at(step)).await;
            setup.mock.on(STEP).reply(refusal.clone());

            let error = setup
                .bridge
                .connect()
                .run(ScriptedHandler::typing([("code", "123456")]))
                .await
                .unwrap_err();

            assert!(matches!(error.kind(), LoginErrorKind::Unauthorized), "{error:?}");
            assert_eq!(error.message().unwrap().as_str(), message);
            assert_eq!(
                setup.called_since_start(),
                calls,
                "nothing may be sent with a revoked token"
            );
        }
    }
}

#[tokio::test]
async fn a_session_that_asks_without_end_is_given_up() {
    let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
    setup
        .mock
        .on(STEP)
        .reply(Reply::json(200, session_at(input("code", "code"))));
    let mut handler = ScriptedHandler::typing(std::iter::repeat_n(("code", "123456"), 200));

    let error = setup.bridge.connect().run(&mut handler).await.unwrap_err();

    let expected = "the server contradicts its documentation: the login session asks for too many answers";
    assert_eq!(error.to_string(), expected);
    assert_eq!(setup.call_count(STEP), 100);
}

#[tokio::test]
async fn a_first_answer_without_a_step_that_nobody_explains_leaves_no_session() {
    let setup = TestSetup::with_session(session_with_status("paused")).await;
    let look = Operation::GetLoginSession;
    setup.mock.on(look).reply(Reply::bytes(503, ""));
    let error = setup
        .bridge
        .connect()
        .run(ScriptedHandler::default())
        .await
        .unwrap_err();
    assert_eq!(kind_name(&error), "Transport");
    assert_eq!(setup.call_count(Operation::CancelLoginSession), 1);

    let revoked = Reply::error(401, "M_UNKNOWN_TOKEN", "Revoked");
    setup.mock.on(look).reply(revoked);
    let error = setup
        .bridge
        .connect()
        .run(ScriptedHandler::default())
        .await
        .unwrap_err();
    assert_eq!(kind_name(&error), "Unauthorized");
    assert_eq!(
        setup.call_count(Operation::CancelLoginSession),
        1,
        "nothing may be sent with a revoked token"
    );
}

#[tokio::test]
async fn a_step_id_that_leads_elsewhere_in_an_address_is_refused() {
    for id in ["..", ".", ""] {
        for mut step in [input("code", "code"), qr("one")] {
            step["stepID"] = json!(id);
            let setup = TestSetup::with_session(session_at(step)).await;
            let mut handler = ScriptedHandler::typing([("code", "123456")]);

            let error = setup.bridge.connect().run(&mut handler).await.unwrap_err();

            assert_eq!(kind_name(&error), "Protocol", "{id:?}");
            assert!(!error.may_leave_session());
            assert_eq!(setup.call_count(Operation::CancelLoginSession), 1);
            assert_eq!((handler.seen.len(), setup.call_count(STEP)), (0, 0));
        }
    }
}

#[tokio::test]
async fn a_session_id_that_leads_elsewhere_in_an_address_is_refused() {
    for id in ["..", ".", ""] {
        let mut session = session_at(input("code", "code"));
        session["loginSessionID"] = json!(id);
        let setup = TestSetup::with_session(session).await;
        let mut handler = ScriptedHandler::typing([("code", "123456")]);

        let error = setup.bridge.connect().run(&mut handler).await.unwrap_err();

        assert_eq!(kind_name(&error), "Protocol", "{id:?}");
        assert!(error.may_leave_session());
        assert_eq!((handler.seen.len(), setup.call_count(STEP)), (0, 0));
        assert_eq!(setup.call_count(Operation::CancelLoginSession), 0);
    }
}

#[tokio::test]
async fn a_step_id_that_means_something_in_an_address_is_sent_as_it_is() {
    for id in ["a/b", "a?b#c", "../..", "%2e%2e", "\u{0}"] {
        let setup = TestSetup::with_session(session_at(input(id, "code"))).await;
        setup
            .mock
            .on(STEP)
            .reply(Reply::json(200, complete_session("login", "account")));

        let answers = ScriptedHandler::typing([("code", "123456")]);
        setup.bridge.connect().run(answers).await.unwrap();

        let requests = setup.mock.requests_for(STEP);
        let answered = requests[0].path_params().any(|(_, value)| value == id);
        assert!(answered, "{:?}", requests[0].path());
    }
}
