//! Stopping: by the user, by a limit, by dropping. Nothing is left on the server.

use std::pin::pin;
use std::time::Duration;

use beeper_bridge_login::{CancellationToken, LoginErrorKind, LoginHandler, LoginState, Stop};
use beeper_desktop_client::types::LoginRemoveScope;
use beeper_desktop_mock::{LoginScript, MockBridge, MockStep, Operation, Reply};

use crate::support::{BRIDGE, Player, Stage, asking, input, not_found, qr};

const CANCEL: Operation = Operation::CancelLoginSession;

async fn showing_a_code() -> Stage {
    let script = LoginScript::new().ask(MockStep::qr("qr", ["one"]));
    Stage::new(MockBridge::new(BRIDGE).login_script(script)).await
}

#[tokio::test]
async fn a_handler_can_cancel() {
    let stage = Stage::telling(asking(input("code", "code"))).await;

    let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();

    assert!(error.is_cancelled());
    assert_eq!(error.to_string(), "the login was cancelled");
    assert_eq!(stage.calls(CANCEL), 1);
}

#[tokio::test]
async fn a_handler_that_fails_is_the_cause_and_the_session_is_cancelled() {
    struct Broken;
    impl LoginHandler for Broken {
        async fn show(&mut self, _: &beeper_bridge_login::DisplayStep) -> Result<(), Stop> {
            Err(std::io::Error::other("the window is gone"))?
        }
    }
    let stage = showing_a_code().await;

    let error = stage.bridge.connect().run(Broken).await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::Handler));
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "the window is gone");
    assert_eq!(error.step().unwrap(), "qr");
    assert_eq!(stage.mock.running_login_sessions(), 0);
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
        let stage = Stage::new(MockBridge::new(BRIDGE).login_script(LoginScript::new().ask(step))).await;

        let error = stage.bridge.connect().run(Nothing).await.unwrap_err();

        assert!(matches!(error.kind(), LoginErrorKind::UnsupportedStep(_)), "{error:?}");
        assert_eq!(stage.mock.running_login_sessions(), 0);
    }
}

#[tokio::test]
async fn a_token_cancels_a_login_that_waits() {
    let stage = showing_a_code().await;
    let phone = stage.mock.other_device(BRIDGE);
    let token = CancellationToken::new();
    let mut player = Player::default();

    let login = stage.bridge.connect().cancel_token(token.clone());
    let (ended, ()) = tokio::join!(login.run(&mut player), async {
        phone.waiting().await;
        token.cancel();
    });

    assert!(ended.unwrap_err().is_cancelled());
    assert_eq!(player.seen, ["qr one", "hidden"]);
    assert_eq!(stage.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn a_token_cancels_a_login_whose_handler_asks() {
    struct Slow;
    impl LoginHandler for Slow {
        async fn fill(
            &mut self,
            _: &beeper_bridge_login::input::InputStep,
            _: Option<&beeper_bridge_login::AskedAgain>,
        ) -> Result<beeper_bridge_login::input::FieldValues, Stop> {
            std::future::pending().await
        }
    }
    let stage = Stage::telling(asking(input("code", "code"))).await;
    let cancelled = stage.mock.on(CANCEL).once().hold();
    let token = CancellationToken::new();
    let login = stage.bridge.connect().cancel_token(token.clone());

    let ended = tokio::spawn(login.run(Slow));
    token.cancel();
    let error = ended.await.unwrap().unwrap_err();

    assert!(error.is_cancelled());
    // It was cancelled before it began, so there is nothing to cancel on the server.
    assert_eq!((stage.calls(Operation::CreateLoginSession), cancelled.held()), (0, 0));
}

#[tokio::test]
async fn a_session_that_is_being_created_when_it_is_cancelled_is_cancelled_as_well() {
    let stage = showing_a_code().await;
    let created = stage.mock.on(Operation::CreateLoginSession).once().hold_answer();
    let token = CancellationToken::new();

    let login = stage.bridge.connect().cancel_token(token.clone());
    let (ended, ()) = tokio::join!(login.run(Player::default()), async {
        created.arrived().await;
        token.cancel();
        tokio::task::yield_now().await;
        created.release();
    });

    let error = ended.unwrap_err();
    assert!(error.is_cancelled() && !error.may_leave_session());
    assert_eq!(stage.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn a_session_that_is_created_long_after_it_was_cancelled_is_cancelled_then() {
    let stage = showing_a_code().await;
    let created = stage.mock.on(Operation::CreateLoginSession).once().hold_answer();
    let cancelled = stage.mock.on(CANCEL).once().hold_answer();
    let token = CancellationToken::new();

    let login = stage.bridge.connect().cancel_token(token.clone());
    let (ended, ()) = tokio::join!(login.run(Player::default()), async {
        created.arrived().await;
        token.cancel();
        tokio::task::yield_now().await;
        stage.clock.advance(Duration::from_secs(5));
    });
    let error = ended.unwrap_err();
    assert!(error.is_cancelled() && error.may_leave_session());
    assert_eq!(stage.mock.running_login_sessions(), 1);

    // The answer comes when nobody waits for it any more.
    created.release();
    cancelled.arrived().await;
    assert_eq!(stage.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn a_login_that_is_dropped_while_it_is_created_ends_on_the_server() {
    let stage = showing_a_code().await;
    let created = stage.mock.on(Operation::CreateLoginSession).once().hold_answer();

    tokio::select! {
        _ = stage.bridge.connect().run(Player::default()) => panic!("it is held"),
        () = created.arrived() => {}
    }
    created.release();

    stage.mock.until_no_running_login_session().await;
}

#[tokio::test]
async fn a_time_limit_cancels() {
    let stage = showing_a_code().await;
    let phone = stage.mock.other_device(BRIDGE);

    let login = stage.bridge.connect().time_limit(Duration::from_secs(60));
    let (ended, ()) = tokio::join!(login.run(Player::default()), async {
        phone.waiting().await;
        stage.clock.advance(Duration::from_secs(60));
    });

    let error = ended.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::TimeLimit), "{error:?}");
    assert!(!error.is_cancelled());
    assert_eq!(stage.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn a_login_that_is_dropped_ends_on_the_server() {
    let stage = showing_a_code().await;
    let phone = stage.mock.other_device(BRIDGE);

    tokio::select! {
        _ = stage.bridge.connect().run(Player::default()) => panic!("it is held"),
        () = phone.waiting() => {}
    }

    stage.mock.until_no_running_login_session().await;
}

#[tokio::test]
async fn a_session_that_is_dropped_by_hand_ends_on_the_server() {
    let stage = showing_a_code().await;

    drop(stage.bridge.connect().start().await.unwrap());

    stage.mock.until_no_running_login_session().await;
}

#[tokio::test]
async fn a_panic_ends_the_session_on_the_server() {
    struct Panicking;
    impl LoginHandler for Panicking {
        async fn show(&mut self, _: &beeper_bridge_login::DisplayStep) -> Result<(), Stop> {
            panic!("on purpose")
        }
    }
    let stage = showing_a_code().await;

    let ended = tokio::spawn(stage.bridge.connect().run(Panicking)).await;

    assert!(ended.unwrap_err().is_panic());
    stage.mock.until_no_running_login_session().await;
}

#[test]
fn a_session_that_outlives_its_runtime_ends_on_the_server() {
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
    };
    let first = runtime();
    let (stage, session) = first.block_on(async {
        let stage = showing_a_code().await;
        let session = stage.bridge.connect().start().await.unwrap();
        (stage, session)
    });
    drop(first);

    drop(session);

    runtime().block_on(stage.mock.until_no_running_login_session());
}

#[tokio::test]
async fn a_detached_session_lives_and_can_be_resumed() {
    let stage = showing_a_code().await;
    let phone = stage.mock.other_device(BRIDGE);
    let id = stage.bridge.connect().start().await.unwrap().detach();
    assert_eq!(stage.mock.running_login_sessions(), 1);

    let mut player = Player::default();
    let resumed = stage.bridge.resume(id).await.unwrap();
    let (connected, ()) = tokio::join!(resumed.run(&mut player), async {
        phone.waiting().await;
        phone.approve();
    });

    connected.unwrap();
    assert_eq!(player.seen, ["qr one", "hidden"]);
    assert_eq!(stage.calls(CANCEL), 0);
}

#[tokio::test]
async fn a_session_that_is_kept_when_dropped_lives_through_errors() {
    let stage = Stage::telling(asking(input("code", "code"))).await;
    let session = stage.bridge.connect().start().await.unwrap().keep_when_dropped();

    drop(session);
    let resumed = stage.bridge.connect().resume("s1").await.unwrap();
    resumed.keep_when_dropped().cancel().await.unwrap();

    assert_eq!(stage.calls(CANCEL), 1, "by hand");
}

#[tokio::test]
async fn a_session_that_nobody_knows_cannot_be_resumed() {
    let stage = showing_a_code().await;

    let error = stage.bridge.resume("unknown").await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::SessionGone));

    stage.mock.remove_bridge(BRIDGE);
    let error = stage.bridge.resume("unknown").await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::UnknownBridge(_)), "{error:?}");
}

#[tokio::test]
async fn cancelling_twice_is_fine() {
    for gone in [
        not_found(),
        Reply::error(410, "FI.MAU.BRIDGE.LOGIN_CANCELLED", "Cancelled"),
    ] {
        let stage = showing_a_code().await;
        let session = stage.bridge.connect().start().await.unwrap();
        let same = stage.bridge.resume(session.id().clone()).await.unwrap();

        session.cancel().await.unwrap();
        stage.mock.on(CANCEL).reply(gone);
        same.cancel().await.unwrap();

        assert_eq!(stage.calls(CANCEL), 2);
    }
}

#[tokio::test]
async fn a_cancellation_that_came_too_late_is_noticed_and_can_be_undone() {
    let script = LoginScript::new()
        .ask(MockStep::qr("qr", ["one"]))
        .cancel_comes_too_late();
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script)).await;
    let session = stage.bridge.connect().start().await.unwrap();

    let error = session.cancel().await.unwrap_err();

    let LoginErrorKind::CancelledButConnected(connected) = error.kind() else {
        panic!("{error:?}")
    };
    let login = connected.login_id().unwrap();
    stage
        .bridge
        .remove_login(login, LoginRemoveScope::CurrentDevice)
        .await
        .unwrap();
    assert!(stage.bridge.logins().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_driven_login_that_is_cancelled_too_late_says_so() {
    let script = LoginScript::new()
        .ask(MockStep::qr("qr", ["one"]))
        .cancel_comes_too_late();
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script)).await;
    let phone = stage.mock.other_device(BRIDGE);
    let token = CancellationToken::new();

    let login = stage.bridge.connect().cancel_token(token.clone());
    let (ended, ()) = tokio::join!(login.run(Player::default()), async {
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
        let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script)).await;
        let session = stage.bridge.connect().start().await.unwrap();
        stage.mock.other_device(BRIDGE).approve();

        let error = session.cancel().await.unwrap_err();

        assert!(
            matches!(error.kind(), LoginErrorKind::CancelledButConnected(_)),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn cancelling_takes_a_bounded_time_when_the_server_hangs() {
    let stage = Stage::telling(asking(qr("one"))).await;
    let session = stage.bridge.connect().start().await.unwrap();
    let held = stage.mock.on(CANCEL).hold();

    let (cancelled, ()) = tokio::join!(session.cancel(), async {
        held.arrived().await;
        stage.clock.advance(Duration::from_secs(15));
    });

    assert!(matches!(cancelled.unwrap_err().kind(), LoginErrorKind::Transport));
}

#[tokio::test]
async fn cancelling_without_a_server_fails_at_once() {
    let stage = Stage::telling(asking(qr("one"))).await;
    let session = stage.bridge.connect().start().await.unwrap();
    stage.mock.go_offline().await;

    let error = session.cancel().await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::Transport), "{error:?}");
    assert!(error.may_leave_session());
}

#[tokio::test]
async fn a_cancellation_that_does_not_get_through_is_not_taken_for_one_that_did() {
    let stage = showing_a_code().await;
    let phone = stage.mock.other_device(BRIDGE);
    let token = CancellationToken::new();

    let login = stage.bridge.connect().cancel_token(token.clone());
    let (ended, ()) = tokio::join!(login.run(Player::default()), async {
        phone.waiting().await;
        stage
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
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    let session = stage.bridge.connect().start().await.unwrap();
    assert!(matches!(session.state(), LoginState::Connected(_)));

    let error = session.cancel().await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::CancelledButConnected(_)));
    assert_eq!(stage.calls(CANCEL), 0);
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
        let stage = Stage::telling(asking(qr("one"))).await;
        stage.mock.on(CANCEL).reply(refusal);
        let session = stage.bridge.connect().start().await.unwrap();

        let error = session.cancel().await.unwrap_err();

        assert!(matches!(error.kind(), LoginErrorKind::Transport), "{error:?}");
        assert!(error.may_leave_session());
    }
}

#[tokio::test]
async fn a_session_that_is_cancelled_is_so_when_the_lists_hang_after_it() {
    let stage = Stage::telling(asking(qr("one"))).await;
    stage.cancels();
    let session = stage.bridge.connect().start().await.unwrap();
    let held = stage.mock.on(Operation::ListBridgeLogins).hold();

    let (cancelled, ()) = tokio::join!(session.cancel(), async {
        held.arrived().await;
        stage.clock.advance(Duration::from_secs(15));
    });

    cancelled.unwrap();
}

#[tokio::test]
async fn cancelling_takes_fifteen_seconds_and_no_longer() {
    let stage = Stage::telling(asking(qr("one"))).await;
    let session = stage.bridge.connect().start().await.unwrap();
    let held = stage.mock.on(CANCEL).hold();
    let mut cancelling = pin!(session.cancel());

    tokio::select! {
        biased;
        cancelled = &mut cancelling => panic!("{cancelled:?}"),
        () = async {
            held.arrived().await;
            stage.clock.advance(Duration::from_millis(14_999));
            tokio::task::yield_now().await;
        } => {}
    }
    stage.clock.advance(Duration::from_millis(1));

    let error = cancelling.await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::Transport) && error.may_leave_session());
}

#[tokio::test]
async fn a_driven_login_that_could_not_be_cancelled_is_said_to_be_left() {
    let stage = Stage::telling(asking(input("code", "code"))).await;
    stage.mock.on(CANCEL).reply(Reply::bytes(502, ""));

    let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();

    assert!(error.is_cancelled() && error.may_leave_session(), "{error:?}");
}

#[tokio::test]
async fn limits_set_by_hand_hold_from_running_on() {
    let stage = showing_a_code().await;
    let phone = stage.mock.other_device(BRIDGE);
    let session = stage.bridge.connect().start().await.unwrap();
    let session = session.time_limit(Duration::from_secs(60));
    stage.clock.advance(Duration::from_secs(600));

    let (ended, ()) = tokio::join!(session.run(Player::default()), async {
        phone.waiting().await;
        stage.clock.advance(Duration::from_secs(60));
    });

    assert!(matches!(ended.unwrap_err().kind(), LoginErrorKind::TimeLimit));
    assert_eq!(stage.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn a_token_given_by_hand_cancels() {
    let stage = showing_a_code().await;
    let phone = stage.mock.other_device(BRIDGE);
    let token = CancellationToken::new();
    let session = stage.bridge.connect().start().await.unwrap();
    let session = session.cancel_token(token.clone());

    let (ended, ()) = tokio::join!(session.run(Player::default()), async {
        phone.waiting().await;
        token.cancel();
    });

    assert!(ended.unwrap_err().is_cancelled());
    assert_eq!(stage.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn with_a_token_that_was_revoked_nothing_more_is_sent_by_hand() {
    const STEP: Operation = Operation::SubmitLoginStep;
    const LOOK: Operation = Operation::GetLoginSession;
    for (revoked, expected) in [(STEP, [STEP].as_slice()), (LOOK, &[LOOK])] {
        let stage = Stage::telling(asking(qr("one"))).await;
        let mut session = stage.bridge.connect().start().await.unwrap();
        let refusal = Reply::error(401, "M_UNKNOWN_TOKEN", "Revoked");
        stage.mock.on(revoked).reply(refusal);

        let error = match revoked {
            STEP => session.wait().await.unwrap_err(),
            _ => session.refresh().await.unwrap_err(),
        };
        assert!(matches!(error.kind(), LoginErrorKind::Unauthorized), "{error:?}");
        session.refresh().await.unwrap();
        session.wait().await.unwrap_err();
        session.cancel().await.unwrap();

        assert_eq!(stage.called_since_start(), expected);
    }

    let stage = Stage::telling(asking(qr("one"))).await;
    let session = stage.bridge.connect().start().await.unwrap();
    stage
        .mock
        .on(CANCEL)
        .reply(Reply::error(401, "M_UNKNOWN_TOKEN", "Revoked"));
    let error = session.cancel().await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::Unauthorized), "{error:?}");
    assert_eq!(stage.called_since_start(), [CANCEL]);
}
