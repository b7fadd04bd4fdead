//! Servers that restart, contradict themselves, or ask for what nobody knows.

use std::time::Duration;

use beeper_bridge_login::{Display, LoginErrorKind, LoginState, Step, UnsupportedStep};
use beeper_desktop_mock::{LoginScript, MockBridge, MockStep, Operation, Reply};
use serde_json::{Value, json};

use crate::support::{BRIDGE, Player, Stage, asking, complete_as, ended, failed, input, kind, qr};

const STEP: Operation = Operation::SubmitLoginStep;

#[tokio::test]
async fn a_restart_in_the_middle_of_a_wait_loses_the_session() {
    let script = LoginScript::new().ask(MockStep::qr("qr", ["one"]));
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script)).await;
    let phone = stage.mock.other_device(BRIDGE);
    let mut player = Player::default();

    let (ended, ()) = tokio::join!(stage.bridge.connect().run(&mut player), async {
        phone.waiting().await;
        // Five seconds of a closed port, by the clock of the login.
        stage.clock.stop_after(Duration::from_secs(5));
        stage.mock.go_offline().await;
        stage.mock.forget_login_sessions();
        stage.clock.until_stopped().await;
        stage.mock.go_online().await.unwrap();
        stage.clock.go_on();
    });

    let error = ended.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::SessionLost), "{error:?}");
    assert!(error.can_start_again());
    assert_eq!(player.seen, ["qr one", "out of reach", "back", "hidden"]);
}

#[tokio::test]
async fn a_server_that_comes_back_with_its_sessions_is_waited_on_again() {
    let script = LoginScript::new().ask(MockStep::qr("qr", ["one"]));
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script)).await;
    let phone = stage.mock.other_device(BRIDGE);
    let mut player = Player::default();

    let (connected, ()) = tokio::join!(stage.bridge.connect().run(&mut player), async {
        phone.waiting().await;
        stage.clock.stop_after(Duration::from_secs(5));
        stage.mock.go_offline().await;
        stage.clock.until_stopped().await;
        stage.mock.go_online().await.unwrap();
        stage.clock.go_on();
        phone.waiting().await;
        phone.approve();
    });

    connected.unwrap();
    assert_eq!(player.seen, ["qr one", "out of reach", "back", "hidden"]);
}

#[tokio::test]
async fn a_server_that_stays_away_is_given_up_after_two_minutes() {
    let script = LoginScript::new().ask(MockStep::qr("qr", ["one"]));
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script)).await;
    let phone = stage.mock.other_device(BRIDGE);

    let (ended, ()) = tokio::join!(stage.bridge.connect().run(Player::default()), async {
        phone.waiting().await;
        stage.mock.go_offline().await;
    });

    let error = ended.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::Transport), "{error:?}");
    let minutes = stage.clock.elapsed().as_secs_f64() / 60.0;
    assert!((2.0..2.5).contains(&minutes), "{minutes}");
}

#[tokio::test]
async fn steps_of_an_unknown_kind_are_kept_and_the_session_is_cancelled() {
    for kind in ["webauthn", "client_http", "foo"] {
        let raw = json!({ "type": kind, "stepID": "new", "challenge": { "deep": ["secret"] } });
        let script = LoginScript::new()
            .ask(MockStep::qr("qr", ["one"]))
            .ask(MockStep::raw(raw.clone()));
        let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script)).await;
        let phone = stage.mock.other_device(BRIDGE);
        let mut player = Player::default();

        let (ended, ()) = tokio::join!(stage.bridge.connect().run(&mut player), async {
            phone.waiting().await;
            phone.approve();
        });

        let error = ended.unwrap_err();
        let LoginErrorKind::UnsupportedStep(UnsupportedStep::Unknown(step)) = error.kind() else {
            panic!("{error:?}")
        };
        assert_eq!(step.raw().as_value(), &raw);
        let expected = format!("the login asks for something that is not supported (\"{kind}\")");
        assert_eq!(error.to_string(), expected);
        assert_eq!(player.seen, ["qr one", "hidden"]);
        assert_eq!(stage.mock.running_login_sessions(), 0);
    }
}

#[tokio::test]
async fn a_step_of_an_unknown_kind_is_left_to_the_program_by_hand() {
    let stage = Stage::telling(asking(json!({ "type": "webauthn" }))).await;

    let mut session = stage.bridge.connect().start().await.unwrap();

    let LoginState::Waiting(Step::Unknown(step)) = session.state() else {
        panic!("{session:?}")
    };
    assert_eq!((step.kind(), step.id()), ("webauthn", None));
    assert!(matches!(
        session.wait().await.unwrap_err().kind(),
        LoginErrorKind::NotADisplay
    ));
    // Another program may have answered it.
    stage.looks_find(asking(input("code", "code")));
    assert!(matches!(
        session.refresh().await.unwrap(),
        LoginState::Waiting(Step::Input(_))
    ));
    session.cancel().await.unwrap();
}

#[tokio::test]
async fn a_display_of_an_unknown_kind_is_its_instructions_and_a_wait() {
    let step = json!({
        "type": "display_and_wait",
        "stepID": "nfc",
        "instructions": "Hold the phones together",
        "display": { "type": "nfc", "payload": "x" },
    });
    let stage = Stage::telling(asking(step)).await;
    stage
        .mock
        .on(STEP)
        .reply(Reply::json(200, complete_as("login", "account")));

    let mut session = stage.bridge.connect().start().await.unwrap();

    let LoginState::Waiting(Step::Display(step)) = session.state() else {
        panic!("{session:?}")
    };
    assert!(matches!(step.display(), Display::Unknown(_)));
    assert_eq!(step.instructions().unwrap().as_str(), "Hold the phones together");
    assert!(matches!(session.wait().await.unwrap(), LoginState::Connected(_)));
}

#[tokio::test]
async fn the_step_is_believed_before_the_status() {
    for status in ["waiting_for_cookies", "waiting_for_display", "paused"] {
        let mut session = asking(input("code", "code"));
        session["status"] = json!(status);
        let stage = Stage::telling(session).await;

        let session = stage.bridge.connect().start().await.unwrap();

        assert!(
            matches!(session.state(), LoginState::Waiting(Step::Input(_))),
            "{session:?}"
        );
        session.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn a_session_that_asks_for_nothing_is_looked_at_once_more() {
    for status in ["waiting_for_input", "paused"] {
        let stage = Stage::telling(ended(status)).await;
        stage.looks_find(asking(input("code", "code")));
        let session = stage.bridge.connect().start().await.unwrap();
        assert!(matches!(session.state(), LoginState::Waiting(Step::Input(_))));
        session.cancel().await.unwrap();

        stage.looks_find(ended(status));
        let looks = stage.calls(Operation::GetLoginSession);
        let error = stage.bridge.connect().start().await.unwrap_err();
        let expected = format!(
            "the server contradicts its documentation: the login session asks for nothing and has not ended (status \"{status}\")"
        );
        assert_eq!(error.to_string(), expected);
        assert_eq!(stage.calls(Operation::GetLoginSession), looks + 1);
        assert_eq!(stage.calls(Operation::CancelLoginSession), 2);
    }
}

#[tokio::test]
async fn an_ended_session_has_ended_whatever_else_it_says() {
    let with = |mut session: Value, name: &str, value: Value| {
        session[name] = value;
        session
    };
    let stage = Stage::telling(with(ended("failed"), "currentStep", input("code", "code"))).await;
    let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::Rejected { .. }));

    let stage = Stage::telling(with(ended("cancelled"), "currentStep", qr("one"))).await;
    let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();
    assert!(error.is_cancelled());

    let stage = Stage::telling(with(complete_as("login", "account"), "currentStep", qr("one"))).await;
    stage.bridge.connect().run(Player::default()).await.unwrap();

    let stage = Stage::telling(with(
        ended("waiting_for_input"),
        "error",
        failed("CODE", "m")["error"].clone(),
    ))
    .await;
    let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();
    assert_eq!(error.code(), Some("CODE"));
}

#[tokio::test]
async fn contradictions_are_errors() {
    let mut both = failed("CODE", "message");
    both["status"] = json!("complete");
    let mut other_bridge = asking(qr("one"));
    other_bridge["bridgeID"] = json!("local-signal");
    let page =
        |url: &str, fields: Value| asking(json!({ "type": "cookies", "stepID": "web", "url": url, "fields": fields }));
    for (session, expected, cancelled) in [
        (
            both,
            "the server contradicts its documentation: the login session is complete and failed at once",
            0,
        ),
        (
            other_bridge,
            "the server contradicts its documentation: the answer is about another login session",
            1,
        ),
        (
            page("http://example.com/", json!([])),
            "the login asks for something that is not supported: the address of the page to sign in on does not begin with https://",
            1,
        ),
        (
            page("https://example.com/", json!([{ "id": "a" }, { "id": "a" }])),
            "the login asks for something that is not supported: the page's fields contradict each other: \"a\" is there twice",
            1,
        ),
    ] {
        let stage = Stage::telling(session).await;

        let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();

        assert_eq!(error.to_string(), expected);
        assert_eq!(stage.calls(Operation::CancelLoginSession), cancelled);
    }
}

#[tokio::test]
async fn pages_of_http_are_for_tests() {
    let step = json!({ "type": "cookies", "stepID": "web", "url": "http://127.0.0.1:8080/", "fields": [] });
    let stage = Stage::telling(asking(step)).await;

    let session = stage.bridge.clone().allow_http_pages().connect().start().await.unwrap();

    assert!(matches!(session.state(), LoginState::Waiting(Step::Cookies(_))));
    session.cancel().await.unwrap();
}

#[tokio::test]
async fn an_answer_about_another_session_in_the_middle_is_an_error_and_changes_nothing() {
    let stage = Stage::telling(asking(qr("one"))).await;
    let mut other = asking(qr("two"));
    other["loginSessionID"] = json!("s2");
    stage.mock.on(STEP).reply(Reply::json(200, other));
    let mut player = Player::default();

    let error = stage.bridge.connect().run(&mut player).await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::Protocol { .. }));
    assert_eq!(player.seen, ["qr one", "hidden"]);
    assert_eq!(stage.calls(Operation::CancelLoginSession), 1);
}

#[tokio::test]
async fn a_token_that_is_not_valid_any_more_stops_everything() {
    let revoked = Reply::error(401, "M_UNKNOWN_TOKEN", "Token revoked");
    let not_allowed = Reply::error(403, "M_FORBIDDEN", "Missing scope: write");
    for refusal in [revoked, not_allowed] {
        for step in [qr("one"), input("code", "code")] {
            let stage = Stage::telling(asking(step)).await;
            stage.mock.on(STEP).reply(refusal.clone());

            let error = stage
                .bridge
                .connect()
                .run(Player::typing([("code", "123456")]))
                .await
                .unwrap_err();

            assert!(matches!(error.kind(), LoginErrorKind::Unauthorized), "{error:?}");
            assert_eq!(
                stage.called_since_start(),
                [STEP],
                "nothing more is sent with a dead token"
            );
        }
    }
}

#[tokio::test]
async fn a_session_that_asks_without_end_is_given_up() {
    let stage = Stage::telling(asking(input("code", "code"))).await;
    stage
        .mock
        .on(STEP)
        .reply(Reply::json(200, asking(input("code", "code"))));
    let mut player = Player::typing(std::iter::repeat_n(("code", "123456"), 200));

    let error = stage.bridge.connect().run(&mut player).await.unwrap_err();

    let expected = "the server contradicts its documentation: the login session asks without end";
    assert_eq!(error.to_string(), expected);
    assert_eq!(stage.calls(STEP), 100);
}

#[tokio::test]
async fn a_first_answer_without_a_step_that_nobody_explains_leaves_no_session() {
    let stage = Stage::telling(ended("paused")).await;
    let look = Operation::GetLoginSession;
    stage.mock.on(look).reply(Reply::bytes(503, ""));
    let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();
    assert_eq!(kind(&error), "Transport");
    assert_eq!(stage.calls(Operation::CancelLoginSession), 1);

    let revoked = Reply::error(401, "M_UNKNOWN_TOKEN", "Revoked");
    stage.mock.on(look).reply(revoked);
    let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();
    assert_eq!(kind(&error), "Unauthorized");
    assert_eq!(
        stage.calls(Operation::CancelLoginSession),
        1,
        "nothing more is sent with a dead token"
    );
}

#[tokio::test]
async fn a_step_id_that_leads_elsewhere_in_an_address_is_refused() {
    for id in ["..", ".", ""] {
        for mut step in [input("code", "code"), qr("one")] {
            step["stepID"] = json!(id);
            let stage = Stage::telling(asking(step)).await;
            let mut player = Player::typing([("code", "123456")]);

            let error = stage.bridge.connect().run(&mut player).await.unwrap_err();

            assert_eq!(kind(&error), "Protocol", "{id:?}");
            // Where there is no ID at all, the answer is none, and so the session has no name to be cancelled by.
            assert_eq!(error.may_leave_session(), id.is_empty());
            let cancelled = stage.calls(Operation::CancelLoginSession);
            assert_eq!(cancelled, usize::from(!id.is_empty()));
            assert_eq!((player.seen.len(), stage.calls(STEP)), (0, 0));
        }
    }
}

#[tokio::test]
async fn a_session_id_that_leads_elsewhere_in_an_address_is_refused() {
    for id in ["..", ".", ""] {
        let mut session = asking(input("code", "code"));
        session["loginSessionID"] = json!(id);
        let stage = Stage::telling(session).await;
        let mut player = Player::typing([("code", "123456")]);

        let error = stage.bridge.connect().run(&mut player).await.unwrap_err();

        assert_eq!(kind(&error), "Protocol", "{id:?}");
        assert!(error.may_leave_session());
        assert_eq!((player.seen.len(), stage.calls(STEP)), (0, 0));
        assert_eq!(stage.calls(Operation::CancelLoginSession), 0);
    }
}

#[tokio::test]
async fn a_step_id_that_means_something_in_an_address_is_sent_as_it_is() {
    for id in ["a/b", "a?b#c", "../..", "%2e%2e", "\u{0}"] {
        let stage = Stage::telling(asking(input(id, "code"))).await;
        stage
            .mock
            .on(STEP)
            .reply(Reply::json(200, complete_as("login", "account")));

        let answers = Player::typing([("code", "123456")]);
        stage.bridge.connect().run(answers).await.unwrap();

        let requests = stage.mock.requests_for(STEP);
        let answered = requests[0].path_params().any(|(_, value)| value == id);
        assert!(answered, "{:?}", requests[0].path());
    }
}
