//! How sessions end that are not connected, and how a lost ending is found out.

use std::time::Duration;

use beeper_bridge_login::LoginErrorKind;
use beeper_desktop_mock::{Ending, FailuresAs, LoginScript, MockBridge, MockStep, Operation, Reply};

use crate::support::{BRIDGE, Player, Stage, asking, check, ended, failed, input, kind, not_found, qr};

const STEP: Operation = Operation::SubmitLoginStep;

/// The codes with which networks say that nobody acted in time.
#[tokio::test]
async fn codes_that_ran_out_are_an_expiry_in_whichever_way_it_is_said() {
    for (status, code) in [
        (400, "FI.MAU.WHATSAPP.LOGIN_TIMEOUT"),
        (410, "FI.MAU.BRIDGE.LOGIN_TIMED_OUT"),
        (400, "FI.MAU.GMESSAGES.PAIR_QR_TIMEOUT"),
        (400, "FI.MAU.GMESSAGES.PAIR_TIMEOUT"),
    ] {
        for (failures, forgets) in [
            (FailuresAs::Session, false),
            (FailuresAs::Session, true),
            (FailuresAs::HttpError, false),
            (FailuresAs::HttpError, true),
            (FailuresAs::MatrixError, true),
        ] {
            let mut script = LoginScript::new()
                .ask(MockStep::qr("qr", ["one"]))
                .failures_as(failures);
            if forgets {
                script = script.forgets_ended_sessions();
            }
            let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script)).await;
            let phone = stage.mock.other_device(BRIDGE);
            let mut player = Player::default();

            let (ended, ()) = tokio::join!(stage.bridge.connect().run(&mut player), async {
                phone.waiting().await;
                phone.fail(status, code, "Nobody scanned it");
            });

            let error = ended.unwrap_err();
            assert_eq!(kind(&error), "Expired", "{status} {code} {failures:?}: {error:?}");
            assert_eq!(error.code(), Some(code));
            assert_eq!(player.seen, ["qr one", "hidden"]);
            assert_eq!(stage.calls(Operation::CancelLoginSession), 0);
        }
    }
}

#[tokio::test]
async fn a_network_that_refuses_while_nothing_was_typed_asks_for_no_new_input() {
    for (failures, status, code) in [
        (FailuresAs::HttpError, 400, "FI.MAU.GMESSAGES.PAIR_INCORRECT_EMOJI"),
        (FailuresAs::Session, 400, "FI.MAU.GMESSAGES.PAIR_CANCELLED"),
        (FailuresAs::HttpError, 500, "M_UNKNOWN"),
        (FailuresAs::HttpError, 403, "FI.MAU.TELEGRAM.BANNED"),
    ] {
        let script = LoginScript::new()
            .ask(MockStep::qr("qr", ["one"]))
            .failures_as(failures);
        let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script.forgets_ended_sessions())).await;
        let phone = stage.mock.other_device(BRIDGE);

        let (ended, ()) = tokio::join!(stage.bridge.connect().run(Player::default()), async {
            phone.waiting().await;
            phone.fail(status, code, "No");
        });

        let error = ended.unwrap_err();
        assert!(
            matches!(error.kind(), LoginErrorKind::Rejected { needs_new_input: false }),
            "{error:?}"
        );
        assert_eq!(error.code(), Some(code));
        assert_eq!(error.message().unwrap().as_str(), "No");
    }
}

#[tokio::test]
async fn a_session_that_grew_too_old_is_gone_and_the_bridge_is_not_suspected() {
    let script = LoginScript::new().ask(MockStep::input("code").field("code", "2fa_code"));
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script)).await;
    let mut session = stage.bridge.connect().start().await.unwrap();

    stage.mock.other_device(BRIDGE).forget();
    let error = session.refresh().await.unwrap_err();

    assert_eq!(kind(&error), "SessionGone");
    assert_eq!(error.step().unwrap(), "code");
    assert!(error.can_start_again());
    drop(session);
    assert_eq!(stage.calls(Operation::CancelLoginSession), 0);
}

#[tokio::test]
async fn an_answer_to_a_session_that_grew_too_old_finds_it_gone() {
    let stage = Stage::telling(asking(input("code", "code"))).await;
    stage.mock.on(STEP).reply(not_found());
    stage.session_is_gone();

    let error = stage
        .bridge
        .connect()
        .run(Player::typing([("code", "123456")]))
        .await
        .unwrap_err();

    assert_eq!(kind(&error), "SessionGone");
}

#[tokio::test]
async fn a_session_that_another_program_cancels_is_cancelled() {
    for failures in [FailuresAs::Session, FailuresAs::HttpError] {
        let script = LoginScript::new()
            .ask(MockStep::qr("qr", ["one"]))
            .failures_as(failures);
        let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script)).await;
        let phone = stage.mock.other_device(BRIDGE);
        let mut here = stage.bridge.connect().start().await.unwrap();
        let there = stage.bridge.resume(here.id().clone()).await.unwrap();

        let (waited, cancelled) = tokio::join!(here.wait(), async {
            phone.waiting().await;
            there.cancel().await
        });

        cancelled.unwrap();
        assert!(waited.unwrap_err().is_cancelled());
    }
}

#[tokio::test]
async fn a_failed_session_without_a_reason_is_a_rejection() {
    let stage = Stage::telling(ended("failed")).await;

    let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();

    assert_eq!(kind(&error), "Rejected");
    assert_eq!((error.code(), error.message()), (None, None));
}

#[tokio::test]
async fn a_session_that_ends_with_its_first_answer_has_a_state_by_hand() {
    let stage = Stage::telling(failed("FI.MAU.BRIDGE.LOGIN_TIMED_OUT", "Too slow")).await;

    let mut session = stage.bridge.connect().start().await.unwrap();

    let error = session.wait().await.unwrap_err();
    assert_eq!(kind(&error), "Expired");
    session.cancel().await.unwrap();
    assert_eq!(stage.calls(Operation::CancelLoginSession), 0);
}

#[tokio::test]
async fn an_ending_with_a_failure_script_is_what_it_says() {
    let script = LoginScript::new().ends(Ending::fail(400, "FI.MAU.META.CHECKPOINT", "Look into the app"));
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script)).await;

    let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();

    assert_eq!(kind(&error), "Rejected");
    assert_eq!(error.message().unwrap().as_str(), "Look into the app");
    let text = error.to_string();
    assert_eq!(text, "the network refused the login (FI.MAU.META.CHECKPOINT)");
}

#[tokio::test]
async fn a_page_instead_of_a_session_is_not_taken_for_an_ending() {
    let stage = Stage::telling(asking(qr("one"))).await;
    stage.mock.on(STEP).reply(Reply::bytes(200, "<html>Welcome</html>"));

    let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();

    assert_eq!(kind(&error), "Transport");
}

#[tokio::test]
async fn a_failed_session_that_does_not_say_why_failed_as_the_wait_before_said() {
    let stage = Stage::telling(asking(qr("one"))).await;
    let expired = Reply::error(400, "FI.MAU.WHATSAPP.LOGIN_TIMEOUT", "Nobody scanned it");
    stage.mock.on(STEP).reply(expired);
    stage.looks_find(ended("failed"));

    let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();

    assert_eq!(kind(&error), "Expired");
    assert_eq!(error.code(), Some("FI.MAU.WHATSAPP.LOGIN_TIMEOUT"));
}

#[tokio::test]
async fn what_a_look_is_told_of_a_session_that_is_gone_is_how_it_ended() {
    for (code, expected) in [
        ("FI.MAU.BRIDGE.LOGIN_CANCELLED", "Cancelled"),
        ("FI.MAU.BRIDGE.LOGIN_TIMED_OUT", "Expired"),
        ("FI.MAU.BRIDGE.LOGIN_ALREADY_FINISHED", "SessionGone"),
    ] {
        let stage = Stage::telling(asking(qr("one"))).await;
        let mut session = stage.bridge.connect().start().await.unwrap();
        let gone = Reply::error(410, code, "Gone");
        stage.mock.on(Operation::GetLoginSession).reply(gone);

        let error = session.refresh().await.unwrap_err();

        assert_eq!(kind(&error), expected);
        assert_eq!(error.code(), Some(code));
        assert!(session.is_over());
    }
}

#[tokio::test]
async fn a_look_is_repeated_where_that_may_help_and_not_for_longer_than_that() {
    let after = |reply: Reply, seconds: &str| reply.header("retry-after", seconds);
    let (busy, slow_down) = (
        || Reply::bytes(503, ""),
        || Reply::error(429, "M_LIMIT_EXCEEDED", "Slow down"),
    );
    for reply in [after(busy(), "30"), after(slow_down(), "30")] {
        let stage = Stage::telling(asking(qr("one"))).await;
        let mut session = stage.bridge.connect().start().await.unwrap();
        stage.mock.on(Operation::GetLoginSession).once().reply(reply);

        session.refresh().await.unwrap();

        assert_eq!(stage.calls(Operation::GetLoginSession), 2);
        assert_eq!(stage.clock.elapsed(), Duration::from_secs(30));
        session.detach();
    }
    for (reply, expected) in [
        (after(busy(), "90"), "Transport"),
        (after(slow_down(), "90"), "RateLimited"),
        (Reply::json(200, serde_json::json!({})), "Protocol"),
        (Reply::error(401, "M_UNKNOWN_TOKEN", "Revoked"), "Unauthorized"),
    ] {
        let stage = Stage::telling(asking(qr("one"))).await;
        let mut session = stage.bridge.connect().start().await.unwrap();
        stage.mock.on(Operation::GetLoginSession).reply(reply);

        let error = session.refresh().await.unwrap_err();

        assert_eq!(kind(&error), expected);
        assert_eq!(stage.calls(Operation::GetLoginSession), 1);
        assert_eq!(stage.clock.elapsed(), Duration::ZERO);
        session.detach();
    }
}

#[tokio::test]
async fn a_session_that_is_connected_takes_no_more_answers() {
    let stage = Stage::telling(asking(input("code", "code"))).await;
    stage.mock.on(STEP).reply(Reply::json(200, ended("complete")));
    let mut session = stage.bridge.connect().start().await.unwrap();
    assert!(!session.is_over());
    let first = check(session.state(), "code", "123456");
    let second = check(session.state(), "code", "123456");

    session.submit(first).await.unwrap();
    assert!(session.is_over());
    let error = session.submit(second).await.unwrap_err();

    assert_eq!(kind(&error), "StaleAnswer");
    assert_eq!(stage.calls(STEP), 1);
}

#[tokio::test]
async fn what_the_server_says_for_people_is_shown_in_one_line() {
    let stage = Stage::telling(failed("FI.MAU.META.CHECKPOINT", "Look\ninto \u{1b}[31mthe app")).await;
    let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();
    let text = "the network refused the login (FI.MAU.META.CHECKPOINT)";
    assert_eq!(error.to_string(), text);
    assert_eq!(error.for_people(), format!("{text}: Look into the app"));

    let stage = Stage::telling(failed("CODE", "")).await;
    let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();
    assert_eq!(error.for_people(), error.to_string());
}
