//! Tests answers whose response is lost: nothing is sent twice, and the login finds out what happened.

use std::time::Duration;

use beeper_bridge_login::{LoginErrorKind, LoginState, RetryReason, Step};
use beeper_desktop_mock::{LoginScript, MockBridge, MockLogin, MockStep, Operation, Reply};

use crate::support::{
    BRIDGE, ScriptedHandler, TestSetup, input, input_answer, kind_name, not_found, qr, session_at, with_instructions,
};

const STEP: Operation = Operation::SubmitLoginStep;

#[tokio::test]
async fn a_password_whose_answer_is_lost_is_not_sent_again_and_found_to_be_refused() {
    let setup = TestSetup::with_session(session_at(input("password", "password"))).await;
    setup.mock.on(Operation::SubmitLoginStep).reset_before_answer();
    setup.set_session(session_at(with_instructions(
        input("password", "password"),
        "Wrong password",
    )));
    let mut handler = ScriptedHandler::typing([("password", "hunter2")]);

    let error = setup.bridge.connect().run(&mut handler).await.unwrap_err();

    assert!(error.is_cancelled(), "{error}");
    assert_eq!(handler.seen, ["input password", "input password again: refused"]);
    assert_eq!(setup.call_count(Operation::SubmitLoginStep), 1);
}

#[tokio::test]
async fn a_password_of_which_nobody_knows_whether_it_arrived_is_left_to_the_user() {
    for broken in [
        Reply::bytes(502, "<html>Bad gateway</html>"),
        Reply::error(503, "M_UNKNOWN", "Restarting"),
        Reply::bytes(504, ""),
        Reply::bytes(200, "<html>Welcome</html>"),
    ] {
        let setup = TestSetup::with_session(session_at(input("password", "password"))).await;
        setup.mock.on(Operation::SubmitLoginStep).reply(broken);
        let mut handler = ScriptedHandler::typing([("password", "hunter2")]);

        setup.bridge.connect().run(&mut handler).await.unwrap_err();

        assert_eq!(handler.seen, ["input password", "input password again: unclear"]);
        assert_eq!(setup.call_count(Operation::SubmitLoginStep), 1);
        // The network may be slow, so the login gave it some time without sending the password again.
        assert!(setup.clock.elapsed() >= Duration::from_secs(3));
    }
}

#[tokio::test]
async fn a_password_that_could_not_be_sent_is_said_to_be_unsent() {
    let setup = TestSetup::with_session(session_at(input("password", "password"))).await;
    let begun = Reply::json(200, session_at(input("password", "password"))).header("connection", "close");
    setup.mock.on(Operation::CreateLoginSession).reply(begun);
    let mut session = setup.bridge.connect().start().await.unwrap();
    let answer = input_answer(session.state(), "password", "hunter2");

    // After the client's own retries, which begin within a second and a half.
    setup.clock.stop_after(Duration::from_secs(2));
    setup.mock.go_offline().await;
    let (submitted, ()) = tokio::join!(session.submit(answer), async {
        setup.clock.until_stopped().await;
        setup.mock.go_online().await.unwrap();
        setup.clock.resume();
    });

    assert!(matches!(submitted.unwrap(), LoginState::Waiting(Step::Input(_))));
    assert_eq!(session.retry_reason(), Some(&RetryReason::NotSent));
    assert_eq!(setup.call_count(Operation::SubmitLoginStep), 0);
    // Requested once the server was reachable again; an answer that was not sent has no later effect.
    assert_eq!(setup.call_count(Operation::GetLoginSession), 1);
    session.cancel().await.unwrap();
}

#[tokio::test]
async fn an_answer_after_which_the_session_is_gone_and_nothing_new_is_there_has_an_unknown_outcome() {
    let setup = TestSetup::with_session(session_at(input("password", "password"))).await;
    setup.mock.on(Operation::SubmitLoginStep).reset_before_answer();
    setup.mock.on(Operation::GetLoginSession).reply(not_found());
    let mut handler = ScriptedHandler::typing([("password", "hunter2")]);

    let error = setup.bridge.connect().run(&mut handler).await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::OutcomeUnknown), "{error}");
    assert!(!error.can_start_again());
    assert_eq!(setup.call_count(Operation::SubmitLoginStep), 1);
}

#[tokio::test]
async fn a_lost_answer_on_which_the_network_was_still_busy_is_found_a_little_later() {
    for (old, waited) in [(0, 0), (1, 1), (2, 3)] {
        let setup = TestSetup::with_session(session_at(input("password", "password"))).await;
        setup.mock.on(Operation::SubmitLoginStep).reset_before_answer();
        let mut session = setup.bridge.connect().start().await.unwrap();
        setup.set_session(session_at(input("code", "code")));
        let same = Reply::json(200, session_at(input("password", "password")));
        setup.mock.on(Operation::GetLoginSession).first(old).reply(same);

        let answer = input_answer(session.state(), "password", "hunter2");
        let state = session.submit(answer).await.unwrap();

        assert!(matches!(state, LoginState::Waiting(step) if step.id().unwrap() == "code"));
        assert_eq!(session.retry_reason(), None);
        assert_eq!(setup.call_count(Operation::GetLoginSession) as u64, old + 1);
        assert_eq!(setup.clock.elapsed(), Duration::from_secs(waited));
        session.detach();
    }
}

#[tokio::test]
async fn a_lost_answer_and_a_server_that_stays_away_have_an_unknown_outcome() {
    let setup = TestSetup::with_session(session_at(input("password", "password"))).await;
    setup.mock.on(Operation::SubmitLoginStep).reset_before_answer();
    setup.mock.on(Operation::GetLoginSession).reply(Reply::bytes(503, ""));

    let answers = ScriptedHandler::typing([("password", "hunter2")]);
    let error = setup.bridge.connect().run(answers).await.unwrap_err();

    assert_eq!(kind_name(&error), "OutcomeUnknown");
    assert!(!error.can_start_again());
}

#[tokio::test]
async fn a_lost_final_answer_is_found_to_be_a_success() {
    for forgets in [true, false] {
        for (step, is_shown) in [
            (MockStep::qr("qr", ["one"]), true),
            (MockStep::input("code").field("code", "2fa_code"), false),
        ] {
            let mut script = LoginScript::new().ask(step);
            if forgets {
                script = script.forgets_ended_sessions();
            }
            let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script)).await;
            setup.mock.put_login(MockLogin::new("someone-else").bridge(BRIDGE));
            setup.mock.on(STEP).reset_before_answer();
            let phone = setup.mock.other_device(BRIDGE);
            let mut handler = ScriptedHandler::typing([("code", "123456")]);

            let (connected, ()) = tokio::join!(setup.bridge.connect().run(&mut handler), async {
                if is_shown {
                    phone.waiting().await;
                    phone.approve();
                }
            });

            let connected = connected.unwrap();
            assert_eq!(connected.login_id().unwrap(), "mock-login-1");
            assert_eq!(connected.account_id().unwrap(), "mock-account-1");
            assert_eq!(connected.was_inferred(), forgets);
            assert_eq!(setup.call_count(STEP), 1);
            assert_eq!(setup.call_count(Operation::CreateLoginSession), 1);
        }
    }
}

#[tokio::test]
async fn a_lost_wait_after_which_nothing_new_is_there_has_lost_its_session() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    setup.mock.on(STEP).reset_before_answer();
    setup.session_is_gone();

    let error = setup
        .bridge
        .connect()
        .run(ScriptedHandler::default())
        .await
        .unwrap_err();

    assert_eq!(kind_name(&error), "SessionLost");
    assert!(error.can_start_again());
    // Listed more than once, because bridges take a moment to show a new login.
    assert_eq!(setup.call_count(Operation::ListBridgeLogins), 4);
    assert!(setup.clock.elapsed() >= Duration::from_secs(3));
}

#[tokio::test]
async fn a_lost_answer_to_starting_is_found_to_be_a_success_or_said_to_leave_a_session() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    setup.mock.on(Operation::CreateLoginSession).reset_before_answer();
    let connected = setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();
    assert!(connected.was_inferred());

    let error = setup.bridge.connect().start().await.unwrap_err();
    let LoginErrorKind::ConnectedBeforeStart(connected) = error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!(connected.login_id().unwrap(), "mock-login-2");

    let script = LoginScript::new().ask(MockStep::qr("qr", ["one"]));
    setup.mock.put_bridge(MockBridge::new(BRIDGE).login_script(script));
    let error = setup.bridge.connect().start().await.unwrap_err();
    assert_eq!(kind_name(&error), "Transport");
    assert!(error.may_leave_session());
    assert_eq!(
        setup.call_count(Operation::CreateLoginSession),
        3,
        "no request may be repeated"
    );
}
