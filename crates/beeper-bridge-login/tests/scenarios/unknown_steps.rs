//! Tests steps and displays of kinds that the crate does not know.

use beeper_bridge_login::{Display, LoginErrorKind, LoginState, Step, UnsupportedStep};
use beeper_desktop_mock::{LoginScript, MockBridge, MockStep, Operation, Reply};
use serde_json::json;

use crate::support::{BRIDGE, ScriptedHandler, TestSetup, complete_session, input, session_at};

const STEP: Operation = Operation::SubmitLoginStep;

#[tokio::test]
async fn steps_of_an_unknown_kind_are_kept_and_the_session_is_cancelled() {
    for kind in ["webauthn", "client_http", "foo"] {
        let raw = json!({ "type": kind, "stepID": "new", "challenge": { "deep": ["secret"] } });
        let script = LoginScript::new()
            .ask(MockStep::qr("qr", ["one"]))
            .ask(MockStep::raw(raw.clone()));
        let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script)).await;
        let phone = setup.mock.other_device(BRIDGE);
        let mut handler = ScriptedHandler::default();

        let (ended, ()) = tokio::join!(setup.bridge.connect().run(&mut handler), async {
            phone.waiting().await;
            phone.approve();
        });

        let error = ended.unwrap_err();
        let LoginErrorKind::UnsupportedStep(UnsupportedStep::Unknown(step)) = error.kind() else {
            panic!("{error:?}")
        };
        assert_eq!(step.raw().as_value(), &raw);
        let expected = format!("the login asks for a step of an unknown kind (\"{kind}\")");
        assert_eq!(error.to_string(), expected);
        assert_eq!(handler.seen, ["qr one", "hidden"]);
        assert_eq!(setup.mock.running_login_sessions(), 0);
    }
}

#[tokio::test]
async fn a_step_of_an_unknown_kind_is_left_to_the_program_by_hand() {
    let setup = TestSetup::with_session(session_at(json!({ "type": "webauthn" }))).await;

    let mut session = setup.bridge.connect().start().await.unwrap();

    let LoginState::Waiting(Step::Unknown(step)) = session.state() else {
        panic!("{session:?}")
    };
    assert_eq!((step.kind(), step.id()), ("webauthn", None));
    assert!(matches!(
        session.wait().await.unwrap_err().kind(),
        LoginErrorKind::NotADisplay
    ));
    // As if another program had answered the step.
    setup.set_session(session_at(input("code", "code")));
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
    let setup = TestSetup::with_session(session_at(step)).await;
    setup
        .mock
        .on(STEP)
        .reply(Reply::json(200, complete_session("login", "account")));

    let mut session = setup.bridge.connect().start().await.unwrap();

    let LoginState::Waiting(Step::Display(step)) = session.state() else {
        panic!("{session:?}")
    };
    assert!(matches!(step.display(), Display::Unknown(_)));
    assert_eq!(step.instructions().unwrap().as_str(), "Hold the phones together");
    assert!(matches!(session.wait().await.unwrap(), LoginState::Connected(_)));
}
