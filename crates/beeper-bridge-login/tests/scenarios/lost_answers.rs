//! Answers whose fate is not known: nothing is sent twice, and what happened is found out.

use std::time::Duration;

use beeper_bridge_login::{AskedAgain, LoginErrorKind, LoginState, Step};
use beeper_desktop_mock::{LoginScript, MockBridge, MockLogin, MockStep, Operation, Reply};

use crate::support::{
    BRIDGE, Player, Stage, asking, check, input, kind, not_found, qr,
    with_instructions,
};

const STEP: Operation = Operation::SubmitLoginStep;

#[tokio::test]
async fn a_password_whose_answer_is_lost_is_not_sent_again_and_found_to_be_refused() {
    let stage = Stage::telling(asking(input("password", "password"))).await;
    stage.mock.on(Operation::SubmitLoginStep).reset_before_answer();
    stage.looks_find(asking(with_instructions(
        input("password", "password"),
        "Wrong password",
    )));
    let mut player = Player::typing([("password", "hunter2")]);

    let error = stage.bridge.connect().run(&mut player).await.unwrap_err();

    assert!(error.is_cancelled(), "{error}");
    assert_eq!(player.seen, ["input password", "input password again: refused"]);
    assert_eq!(stage.calls(Operation::SubmitLoginStep), 1);
}

#[tokio::test]
async fn a_password_of_which_nobody_knows_whether_it_arrived_is_left_to_the_user() {
    for broken in [
        Reply::bytes(502, "<html>Bad gateway</html>"),
        Reply::error(503, "M_UNKNOWN", "Restarting"),
        Reply::bytes(504, ""),
        Reply::bytes(200, "<html>Welcome</html>"),
        Reply::redirect(302, "https://example.com/"),
    ] {
        let stage = Stage::telling(asking(input("password", "password"))).await;
        stage.mock.on(Operation::SubmitLoginStep).reply(broken);
        let mut player = Player::typing([("password", "hunter2")]);

        stage.bridge.connect().run(&mut player).await.unwrap_err();

        assert_eq!(player.seen, ["input password", "input password again: unclear"]);
        assert_eq!(stage.calls(Operation::SubmitLoginStep), 1);
        // The network may be slow: it was given some time, without the password being sent.
        assert!(stage.clock.elapsed() >= Duration::from_secs(3));
    }
}

#[tokio::test]
async fn a_password_that_could_not_be_sent_is_said_to_be_unsent() {
    let stage = Stage::telling(asking(input("password", "password"))).await;
    let begun = Reply::json(200, asking(input("password", "password"))).header("connection", "close");
    stage.mock.on(Operation::CreateLoginSession).reply(begun);
    let mut session = stage.bridge.connect().start().await.unwrap();
    let answer = check(session.state(), "password", "hunter2");

    // After the client's own tries, which begin within a second and a half.
    stage.clock.stop_after(Duration::from_secs(2));
    stage.mock.go_offline().await;
    let (submitted, ()) = tokio::join!(session.submit(answer), async {
        stage.clock.until_stopped().await;
        stage.mock.go_online().await.unwrap();
        stage.clock.go_on();
    });

    assert!(matches!(submitted.unwrap(), LoginState::Waiting(Step::Input(_))));
    assert_eq!(session.asked_again(), Some(&AskedAgain::NotSent));
    assert_eq!(stage.calls(Operation::SubmitLoginStep), 0);
    // Once the server was back: what was not sent leads to nothing later.
    assert_eq!(stage.calls(Operation::GetLoginSession), 1);
    session.cancel().await.unwrap();
}

#[tokio::test]
async fn an_answer_after_which_the_session_is_gone_and_nothing_new_is_there_has_an_unknown_outcome() {
    let stage = Stage::telling(asking(input("password", "password"))).await;
    stage.mock.on(Operation::SubmitLoginStep).reset_before_answer();
    stage.mock.on(Operation::GetLoginSession).reply(not_found());
    let mut player = Player::typing([("password", "hunter2")]);

    let error = stage.bridge.connect().run(&mut player).await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::OutcomeUnknown), "{error}");
    assert!(!error.can_start_again());
    assert_eq!(stage.calls(Operation::SubmitLoginStep), 1);
}

#[tokio::test]
async fn a_lost_answer_on_which_the_network_was_still_busy_is_found_a_little_later() {
    for (old, waited) in [(0, 0), (1, 1), (2, 3)] {
        let stage = Stage::telling(asking(input("password", "password"))).await;
        stage.mock.on(Operation::SubmitLoginStep).reset_before_answer();
        let mut session = stage.bridge.connect().start().await.unwrap();
        stage.looks_find(asking(input("code", "code")));
        let same = Reply::json(200, asking(input("password", "password")));
        stage.mock.on(Operation::GetLoginSession).first(old).reply(same);

        let answer = check(session.state(), "password", "hunter2");
        let state = session.submit(answer).await.unwrap();

        assert!(matches!(state, LoginState::Waiting(step) if step.id().unwrap() == "code"));
        assert_eq!(session.asked_again(), None);
        assert_eq!(stage.calls(Operation::GetLoginSession) as u64, old + 1);
        assert_eq!(stage.clock.elapsed(), Duration::from_secs(waited));
        session.detach();
    }
}

#[tokio::test]
async fn a_lost_answer_and_a_server_that_stays_away_have_an_unknown_outcome() {
    let stage = Stage::telling(asking(input("password", "password"))).await;
    stage.mock.on(Operation::SubmitLoginStep).reset_before_answer();
    stage.mock.on(Operation::GetLoginSession).reply(Reply::bytes(503, ""));

    let answers = Player::typing([("password", "hunter2")]);
    let error = stage.bridge.connect().run(answers).await.unwrap_err();

    assert_eq!(kind(&error), "OutcomeUnknown");
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
            let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script)).await;
            stage.mock.put_login(MockLogin::new("someone-else").bridge(BRIDGE));
            stage.mock.on(STEP).reset_before_answer();
            let phone = stage.mock.other_device(BRIDGE);
            let mut player = Player::typing([("code", "123456")]);

            let (connected, ()) = tokio::join!(stage.bridge.connect().run(&mut player), async {
                if is_shown {
                    phone.waiting().await;
                    phone.approve();
                }
            });

            let connected = connected.unwrap();
            assert_eq!(connected.login_id().unwrap(), "mock-login-1");
            assert_eq!(connected.account_id().unwrap(), "mock-account-1");
            assert_eq!(connected.was_found_by_looking(), forgets);
            assert_eq!(stage.calls(STEP), 1);
            assert_eq!(stage.calls(Operation::CreateLoginSession), 1);
        }
    }
}

#[tokio::test]
async fn a_lost_wait_after_which_nothing_new_is_there_has_an_unknown_outcome() {
    let stage = Stage::telling(asking(qr("one"))).await;
    stage.mock.on(STEP).reset_before_answer();
    stage.session_is_gone();

    let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();

    assert_eq!(kind(&error), "OutcomeUnknown");
    // It was looked for more than once: bridges take a moment to show what is new.
    assert_eq!(stage.calls(Operation::ListBridgeLogins), 4);
    assert!(stage.clock.elapsed() >= Duration::from_secs(3));
}

#[tokio::test]
async fn a_lost_answer_to_starting_is_found_to_be_a_success_or_said_to_leave_a_session() {
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    stage.mock.on(Operation::CreateLoginSession).reset_before_answer();
    let connected = stage.bridge.connect().run(Player::default()).await.unwrap();
    assert!(connected.was_found_by_looking());

    let error = stage.bridge.connect().start().await.unwrap_err();
    let LoginErrorKind::ConnectedBeforeStart(connected) = error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!(connected.login_id().unwrap(), "mock-login-2");

    let script = LoginScript::new().ask(MockStep::qr("qr", ["one"]));
    stage.mock.put_bridge(MockBridge::new(BRIDGE).login_script(script));
    let error = stage.bridge.connect().start().await.unwrap_err();
    assert_eq!(kind(&error), "Transport");
    assert!(error.may_leave_session());
    assert_eq!(stage.calls(Operation::CreateLoginSession), 3, "none was repeated");
}
