//! Tests cancellations that come too late, fail, or take long.

use std::pin::pin;
use std::time::Duration;

use beeper_bridge_login::{CancellationToken, LoginErrorKind, LoginState};
use beeper_desktop_client::types::LoginRemoveScope;
use beeper_desktop_mock::{LoginScript, MockBridge, MockStep, Operation, Reply};

use crate::support::{BRIDGE, ScriptedHandler, TestSetup, input, qr, session_at, showing_a_code};

const CANCEL: Operation = Operation::CancelLoginSession;

#[tokio::test]
async fn a_cancellation_that_came_too_late_is_noticed_and_can_be_undone() {
    let script = LoginScript::new()
        .ask(MockStep::qr("qr", ["one"]))
        .cancel_comes_too_late();
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script)).await;
    let session = setup.bridge.connect().start().await.unwrap();

    let error = session.cancel().await.unwrap_err();

    let LoginErrorKind::CancelledButConnected(connected) = error.kind() else {
        panic!("{error:?}")
    };
    let login = connected.login_id().unwrap();
    setup
        .bridge
        .remove_login(login, LoginRemoveScope::CurrentDevice)
        .await
        .unwrap();
    assert!(setup.bridge.logins().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_driven_login_that_is_cancelled_too_late_says_so() {
    let script = LoginScript::new()
        .ask(MockStep::qr("qr", ["one"]))
        .cancel_comes_too_late();
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script)).await;
    let phone = setup.mock.other_device(BRIDGE);
    let token = CancellationToken::new();

    let login = setup.bridge.connect().cancel_token(token.clone());
    let (ended, ()) = tokio::join!(login.run(ScriptedHandler::default()), async {
        phone.waiting().await;
        token.cancel();
    });

    let error = ended.unwrap_err();
    assert!(
        matches!(error.kind(), LoginErrorKind::CancelledButConnected(_)),
        "{error:?}"
    );
    let expected = "the login was cancelled too late: the account is connected";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn a_session_that_was_complete_before_it_was_cancelled_is_connected() {
    for forgets in [true, false] {
        let mut script = LoginScript::new().ask(MockStep::qr("qr", ["one"]));
        if forgets {
            script = script.forgets_ended_sessions();
        }
        let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script)).await;
        let session = setup.bridge.connect().start().await.unwrap();
        setup.mock.other_device(BRIDGE).approve();

        let error = session.cancel().await.unwrap_err();

        assert!(
            matches!(error.kind(), LoginErrorKind::CancelledButConnected(_)),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn cancelling_takes_a_bounded_time_when_the_server_hangs() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    let session = setup.bridge.connect().start().await.unwrap();
    let held = setup.mock.on(CANCEL).hold();

    let (cancelled, ()) = tokio::join!(session.cancel(), async {
        held.arrived().await;
        setup.clock.advance(Duration::from_secs(15));
    });

    assert!(matches!(cancelled.unwrap_err().kind(), LoginErrorKind::Transport));
}

#[tokio::test]
async fn cancelling_without_a_server_fails_at_once() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    let session = setup.bridge.connect().start().await.unwrap();
    setup.mock.go_offline().await;

    let error = session.cancel().await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::Transport), "{error:?}");
    assert!(error.may_leave_session());
}

#[tokio::test]
async fn a_cancellation_that_does_not_get_through_is_not_taken_for_one_that_did() {
    let setup = showing_a_code().await;
    let phone = setup.mock.other_device(BRIDGE);
    let token = CancellationToken::new();

    let login = setup.bridge.connect().cancel_token(token.clone());
    let (ended, ()) = tokio::join!(login.run(ScriptedHandler::default()), async {
        phone.waiting().await;
        setup
            .mock
            .on(CANCEL)
            .reply(Reply::bytes(502, "<html>Bad gateway</html>"));
        token.cancel();
    });

    let error = ended.unwrap_err();
    assert!(error.is_cancelled() && error.may_leave_session(), "{error:?}");
}

#[tokio::test]
async fn a_session_that_is_connected_cannot_be_cancelled() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    let session = setup.bridge.connect().start().await.unwrap();
    assert!(matches!(session.state(), LoginState::Connected(_)));

    let error = session.cancel().await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::CancelledButConnected(_)));
    assert_eq!(setup.call_count(CANCEL), 0);
}

#[tokio::test]
async fn a_cancellation_that_the_server_refuses_is_none() {
    for refusal in [
        Reply::error(429, "M_LIMIT_EXCEEDED", "Slow down"),
        Reply::error(500, "M_UNKNOWN", "No"),
        Reply::error(405, "M_UNRECOGNIZED", "No such method"),
        Reply::bytes(404, "404 page not found"),
        Reply::empty(501),
        Reply::error(409, "M_CONFLICT", "Busy"),
    ] {
        let setup = TestSetup::with_session(session_at(qr("one"))).await;
        setup.mock.on(CANCEL).reply(refusal);
        let session = setup.bridge.connect().start().await.unwrap();

        let error = session.cancel().await.unwrap_err();

        assert!(matches!(error.kind(), LoginErrorKind::Transport), "{error:?}");
        assert!(error.may_leave_session());
    }
}

#[tokio::test]
async fn a_session_that_is_cancelled_is_so_when_the_lists_hang_after_it() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    setup.accepts_cancellation(session_at(qr("one")));
    let session = setup.bridge.connect().start().await.unwrap();
    // Logins are listed once before the cancellation.
    let held = setup.mock.on(Operation::ListBridgeLogins).after(1).hold();

    let (cancelled, ()) = tokio::join!(session.cancel(), async {
        held.arrived().await;
        setup.clock.advance(Duration::from_secs(15));
    });

    cancelled.unwrap();
}

#[tokio::test]
async fn cancelling_takes_fifteen_seconds_and_no_longer() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    let session = setup.bridge.connect().start().await.unwrap();
    let held = setup.mock.on(CANCEL).hold();
    let mut cancelling = pin!(session.cancel());

    tokio::select! {
        biased;
        cancelled = &mut cancelling => panic!("{cancelled:?}"),
        () = async {
            held.arrived().await;
            setup.clock.advance(Duration::from_millis(14_999));
            tokio::task::yield_now().await;
        } => {}
    }
    setup.clock.advance(Duration::from_millis(1));

    let error = cancelling.await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::Transport) && error.may_leave_session());
}

#[tokio::test]
async fn a_driven_login_that_could_not_be_cancelled_is_said_to_be_left() {
    let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
    setup.mock.on(CANCEL).reply(Reply::bytes(502, ""));

    let error = setup
        .bridge
        .connect()
        .run(ScriptedHandler::default())
        .await
        .unwrap_err();

    assert!(error.is_cancelled() && error.may_leave_session(), "{error:?}");
}

#[tokio::test]
async fn a_session_that_goes_on_although_it_is_said_to_be_cancelled_is_not_called_cancelled() {
    for status in ["cancelled", "waiting_for_display"] {
        let setup = TestSetup::with_session(session_at(qr("one"))).await;
        let mut said = session_at(qr("one"));
        said["status"] = serde_json::json!(status);
        setup.mock.on(CANCEL).reply(Reply::json(200, said));
        let session = setup.bridge.connect().start().await.unwrap();

        let error = session.cancel().await.unwrap_err();

        assert!(matches!(error.kind(), LoginErrorKind::Protocol { .. }), "{error:?}");
        assert!(error.may_leave_session());
        assert!(
            error
                .to_string()
                .contains("continues although the server reported that it was cancelled"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_refused_cancellation_after_which_nothing_can_be_seen_is_none() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    let session = setup.bridge.connect().start().await.unwrap();
    setup.mock.on(CANCEL).reply(Reply::error(500, "M_UNKNOWN", "No"));
    setup.mock.on(Operation::GetLoginSession).reply(Reply::bytes(502, ""));

    let error = session.cancel().await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::Transport), "{error:?}");
    assert!(error.may_leave_session());
}

#[tokio::test]
async fn a_session_that_ends_a_moment_after_its_cancellation_is_cancelled() {
    // Bridges respond with `{}`.
    for said in [serde_json::json!({}), session_at(qr("one"))] {
        let setup = TestSetup::with_session(session_at(qr("one"))).await;
        setup.accepts_cancellation(session_at(qr("one")));
        let looks = setup.mock.on(Operation::GetLoginSession).first(2);
        looks.reply(Reply::json(200, session_at(qr("one"))));
        let session = setup.bridge.connect().start().await.unwrap();

        session.cancel().await.unwrap();

        let setup = TestSetup::with_session(session_at(qr("one"))).await;
        setup.accepts_cancellation(session_at(qr("one")));
        setup.mock.on(CANCEL).reply(Reply::json(200, said));
        let session = setup.bridge.connect().start().await.unwrap();
        session.cancel().await.unwrap();
    }
}
