//! Tests logins that a handler, a token or a time limit stops, and that leave nothing on the server.

use std::time::Duration;

use beeper_bridge_login::{CancellationToken, LoginErrorKind, LoginHandler, Stop};
use beeper_desktop_mock::{LoginScript, MockBridge, MockStep, Operation, Reply};

use crate::support::{BRIDGE, ScriptedHandler, TestSetup, input, not_found, qr, session_at, showing_a_code};

const CANCEL: Operation = Operation::CancelLoginSession;

#[tokio::test]
async fn a_handler_can_cancel() {
    let setup = TestSetup::with_session(session_at(input("code", "code"))).await;

    let error = setup
        .bridge
        .connect()
        .run(ScriptedHandler::default())
        .await
        .unwrap_err();

    assert!(error.is_cancelled());
    assert_eq!(error.to_string(), "the login was cancelled");
    assert_eq!(setup.call_count(CANCEL), 1);
}

#[tokio::test]
async fn a_handler_that_fails_is_the_cause_and_the_session_is_cancelled() {
    struct Broken;
    impl LoginHandler for Broken {
        async fn show(&mut self, _: &beeper_bridge_login::DisplayStep) -> Result<(), Stop> {
            Err(std::io::Error::other("the window is gone"))?
        }
    }
    let setup = showing_a_code().await;

    let error = setup.bridge.connect().run(Broken).await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::Handler));
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "the window is gone");
    assert_eq!(error.step().unwrap(), "qr");
    assert_eq!(setup.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn a_step_that_the_handler_has_no_place_for_ends_the_session() {
    struct Nothing;
    impl LoginHandler for Nothing {}
    for step in [
        MockStep::qr("step", ["one"]),
        MockStep::input("step").field("code", "2fa_code"),
        MockStep::cookies("step", "https://example.com/"),
    ] {
        let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(LoginScript::new().ask(step))).await;

        let error = setup.bridge.connect().run(Nothing).await.unwrap_err();

        assert!(matches!(error.kind(), LoginErrorKind::UnsupportedStep(_)), "{error:?}");
        assert_eq!(setup.mock.running_login_sessions(), 0);
    }
}

#[tokio::test]
async fn a_token_cancels_a_login_that_waits() {
    let setup = showing_a_code().await;
    let phone = setup.mock.other_device(BRIDGE);
    let token = CancellationToken::new();
    let mut handler = ScriptedHandler::default();

    let login = setup.bridge.connect().cancel_token(token.clone());
    let (ended, ()) = tokio::join!(login.run(&mut handler), async {
        phone.waiting().await;
        token.cancel();
    });

    assert!(ended.unwrap_err().is_cancelled());
    assert_eq!(handler.seen, ["qr one", "hidden"]);
    assert_eq!(setup.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn a_token_cancels_a_login_whose_handler_asks() {
    struct Slow;
    impl LoginHandler for Slow {
        async fn fill(
            &mut self,
            _: &beeper_bridge_login::input::InputStep,
            _: Option<&beeper_bridge_login::RetryReason>,
        ) -> Result<beeper_bridge_login::input::FieldValues, Stop> {
            std::future::pending().await
        }
    }
    let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
    let cancelled = setup.mock.on(CANCEL).once().hold();
    let token = CancellationToken::new();
    let login = setup.bridge.connect().cancel_token(token.clone());

    let ended = tokio::spawn(login.run(Slow));
    token.cancel();
    let error = ended.await.unwrap().unwrap_err();

    assert!(error.is_cancelled());
    // The login was cancelled before it began, so no session needs cancelling.
    assert_eq!(
        (setup.call_count(Operation::CreateLoginSession), cancelled.held()),
        (0, 0)
    );
}

#[tokio::test]
async fn a_session_that_is_being_created_when_it_is_cancelled_is_cancelled_as_well() {
    let setup = showing_a_code().await;
    let created = setup.mock.on(Operation::CreateLoginSession).once().hold_answer();
    let token = CancellationToken::new();

    let login = setup.bridge.connect().cancel_token(token.clone());
    let (ended, ()) = tokio::join!(login.run(ScriptedHandler::default()), async {
        created.arrived().await;
        token.cancel();
        tokio::task::yield_now().await;
        created.release();
    });

    let error = ended.unwrap_err();
    assert!(error.is_cancelled() && !error.may_leave_session());
    assert_eq!(setup.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn a_session_that_is_created_long_after_it_was_cancelled_is_cancelled_then() {
    let setup = showing_a_code().await;
    let created = setup.mock.on(Operation::CreateLoginSession).once().hold_answer();
    let cancelled = setup.mock.on(CANCEL).once().hold_answer();
    let token = CancellationToken::new();

    let login = setup.bridge.connect().cancel_token(token.clone());
    let (ended, ()) = tokio::join!(login.run(ScriptedHandler::default()), async {
        created.arrived().await;
        token.cancel();
        tokio::task::yield_now().await;
        setup.clock.advance(Duration::from_secs(5));
    });
    let error = ended.unwrap_err();
    assert!(error.is_cancelled() && error.may_leave_session());
    assert_eq!(setup.mock.running_login_sessions(), 1);

    // The response arrives after its future was dropped.
    created.release();
    cancelled.arrived().await;
    assert_eq!(setup.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn a_time_limit_cancels() {
    let setup = showing_a_code().await;
    let phone = setup.mock.other_device(BRIDGE);

    let login = setup.bridge.connect().time_limit(Duration::from_secs(60));
    let (ended, ()) = tokio::join!(login.run(ScriptedHandler::default()), async {
        phone.waiting().await;
        setup.clock.advance(Duration::from_secs(60));
    });

    let error = ended.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::TimeLimit), "{error:?}");
    assert!(!error.is_cancelled());
    assert_eq!(setup.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn cancelling_twice_is_fine() {
    for gone in [
        not_found(),
        Reply::error(410, "FI.MAU.BRIDGE.LOGIN_CANCELLED", "Cancelled"),
    ] {
        let setup = showing_a_code().await;
        let session = setup.bridge.connect().start().await.unwrap();
        let same = setup.bridge.resume(session.id().clone()).await.unwrap();

        session.cancel().await.unwrap();
        setup.mock.on(CANCEL).reply(gone);
        same.cancel().await.unwrap();

        assert_eq!(setup.call_count(CANCEL), 2);
    }
}

#[tokio::test]
async fn limits_set_by_hand_hold_from_running_on() {
    let setup = showing_a_code().await;
    let phone = setup.mock.other_device(BRIDGE);
    let session = setup.bridge.connect().start().await.unwrap();
    let session = session.time_limit(Duration::from_secs(60));
    setup.clock.advance(Duration::from_secs(600));

    let (ended, ()) = tokio::join!(session.run(ScriptedHandler::default()), async {
        phone.waiting().await;
        setup.clock.advance(Duration::from_secs(60));
    });

    assert!(matches!(ended.unwrap_err().kind(), LoginErrorKind::TimeLimit));
    assert_eq!(setup.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn a_token_given_by_hand_cancels() {
    let setup = showing_a_code().await;
    let phone = setup.mock.other_device(BRIDGE);
    let token = CancellationToken::new();
    let session = setup.bridge.connect().start().await.unwrap();
    let session = session.cancel_token(token.clone());

    let (ended, ()) = tokio::join!(session.run(ScriptedHandler::default()), async {
        phone.waiting().await;
        token.cancel();
    });

    assert!(ended.unwrap_err().is_cancelled());
    assert_eq!(setup.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn with_a_token_that_was_revoked_nothing_more_is_sent_by_hand() {
    const STEP: Operation = Operation::SubmitLoginStep;
    const LOOK: Operation = Operation::GetLoginSession;
    for (revoked, expected) in [(STEP, [STEP].as_slice()), (LOOK, &[LOOK])] {
        let setup = TestSetup::with_session(session_at(qr("one"))).await;
        let mut session = setup.bridge.connect().start().await.unwrap();
        let refusal = Reply::error(401, "M_UNKNOWN_TOKEN", "Revoked");
        setup.mock.on(revoked).reply(refusal);

        let error = match revoked {
            STEP => session.wait().await.unwrap_err(),
            _ => session.refresh().await.unwrap_err(),
        };
        assert!(matches!(error.kind(), LoginErrorKind::Unauthorized), "{error:?}");
        session.refresh().await.unwrap();
        session.wait().await.unwrap_err();
        session.cancel().await.unwrap();

        assert_eq!(setup.called_since_start(), expected);
    }

    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    let session = setup.bridge.connect().start().await.unwrap();
    setup
        .mock
        .on(CANCEL)
        .reply(Reply::error(401, "M_UNKNOWN_TOKEN", "Revoked"));
    let error = session.cancel().await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::Unauthorized), "{error:?}");
    assert_eq!(setup.called_since_start().last(), Some(&CANCEL));
}
