//! Tests two simultaneous logins on one bridge: neither takes the other's account for its own result.

use std::time::Duration;

use beeper_bridge_login::CancellationToken;
use beeper_desktop_mock::{LoginScript, MockBridge, MockStep, Operation, Reply};

use crate::support::{
    BRIDGE, ScriptedHandler, TestSetup, account, input, kind_name, login, not_found, qr, session_at, showing_a_code,
};

const STEP: Operation = Operation::SubmitLoginStep;

/// Lets somebody else sign in on the same bridge.
fn rival_connects(setup: &TestSetup) {
    setup.mock.put_login(login("rival"));
    setup.mock.put_account(account("rival-account", "rival"));
}

#[tokio::test]
async fn a_session_that_is_gone_while_nothing_was_lost_is_gone_although_somebody_else_has_connected() {
    for step in [qr("one"), input("code", "code")] {
        let setup = TestSetup::with_session(session_at(step)).await;
        let session = setup.bridge.connect().start().await.unwrap();
        rival_connects(&setup);
        setup.mock.on(STEP).reply(not_found());
        setup.session_is_gone();

        let error = session.run(ScriptedHandler::typing([("code", "1")])).await.unwrap_err();

        assert_eq!(kind_name(&error), "SessionGone");
        assert_eq!(
            setup.clock.elapsed(),
            Duration::ZERO,
            "without a comparison, the login need not wait"
        );
    }
}

#[tokio::test]
async fn a_readable_refusal_is_the_ending_although_somebody_else_has_connected() {
    for (status, code) in [
        (500, "M_UNKNOWN"),
        (500, "FI.MAU.X.WRONG_PASSWORD"),
        (400, "FI.MAU.X.WRONG_PASSWORD"),
        (403, "FI.MAU.BRIDGE.TOO_MANY_LOGINS"),
    ] {
        for step in [qr("one"), input("code", "code")] {
            let setup = TestSetup::with_session(session_at(step)).await;
            let session = setup.bridge.connect().start().await.unwrap();
            rival_connects(&setup);
            setup
                .mock
                .on(STEP)
                .reply(Reply::error(status, code, "Invalid password"));
            setup.session_is_gone();

            let error = session.run(ScriptedHandler::typing([("code", "1")])).await.unwrap_err();

            assert_eq!(kind_name(&error), "Rejected", "{status} {code}");
            assert_eq!(error.code(), Some(code));
            assert!(setup.clock.elapsed() < Duration::from_secs(1));
        }
    }
}

#[tokio::test]
async fn a_login_that_is_cancelled_is_cancelled_although_somebody_else_has_connected() {
    let setup = showing_a_code().await;
    let phone = setup.mock.other_device(BRIDGE);
    let token = CancellationToken::new();

    let login = setup.bridge.connect().cancel_token(token.clone());
    let (ended, ()) = tokio::join!(login.run(ScriptedHandler::default()), async {
        phone.waiting().await;
        rival_connects(&setup);
        token.cancel();
    });

    assert_eq!(kind_name(&ended.unwrap_err()), "Cancelled");
    assert_eq!(setup.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn of_two_logins_on_a_bridge_the_cancelled_one_is_cancelled_and_the_other_connected() {
    let script = LoginScript::new().ask(MockStep::input("code").field("code", "2fa_code"));
    let setup = TestSetup::new(MockBridge::new(BRIDGE).multiple_accounts(true).login_script(script)).await;
    let ours = setup.bridge.connect().start().await.unwrap();

    let theirs = ScriptedHandler::typing([("code", "123456")]);
    setup.bridge.connect().run(theirs).await.unwrap();

    ours.cancel().await.unwrap();
    assert_eq!(setup.bridge.logins().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_login_that_the_network_finishes_seconds_after_it_was_cancelled_is_noticed() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    setup.accepts_cancellation(session_at(qr("one")));
    let session = setup.bridge.connect().start().await.unwrap();

    // Between two and three seconds after the cancellation.
    setup.clock.stop_after(Duration::from_millis(2500));
    let (cancelled, ()) = tokio::join!(session.cancel(), async {
        setup.clock.until_stopped().await;
        rival_connects(&setup);
        setup.clock.resume();
    });

    assert_eq!(kind_name(&cancelled.unwrap_err()), "CancelledButConnected");
}
