//! Tests sessions that end without a connected account, and their errors.

use std::time::Duration;

use beeper_bridge_login::LoginErrorKind;
use beeper_desktop_mock::{Ending, FailureReporting, LoginScript, MockBridge, MockStep, Operation, Reply};

use crate::support::{
    BRIDGE, ScriptedHandler, TestSetup, failed_session, input, input_answer, kind_name, not_found, qr, session_at,
    session_with_status,
};

const STEP: Operation = Operation::SubmitLoginStep;

/// The codes with which networks report that nobody acted in time.
#[tokio::test]
async fn codes_that_ran_out_are_an_expiry_in_whichever_way_it_is_said() {
    for (status, code) in [
        (400, "FI.MAU.WHATSAPP.LOGIN_TIMEOUT"),
        (410, "FI.MAU.BRIDGE.LOGIN_TIMED_OUT"),
        (400, "FI.MAU.GMESSAGES.PAIR_QR_TIMEOUT"),
        (400, "FI.MAU.GMESSAGES.PAIR_TIMEOUT"),
    ] {
        for (failures, forgets) in [
            (FailureReporting::Session, false),
            (FailureReporting::Session, true),
            (FailureReporting::HttpError, false),
            (FailureReporting::HttpError, true),
            (FailureReporting::MatrixError, true),
        ] {
            let mut script = LoginScript::new()
                .ask(MockStep::qr("qr", ["one"]))
                .failure_reporting(failures);
            if forgets {
                script = script.forgets_ended_sessions();
            }
            let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script)).await;
            let phone = setup.mock.other_device(BRIDGE);
            let mut handler = ScriptedHandler::default();

            let (ended, ()) = tokio::join!(setup.bridge.connect().run(&mut handler), async {
                phone.waiting().await;
                phone.fail(status, code, "Nobody scanned it");
            });

            let error = ended.unwrap_err();
            assert_eq!(kind_name(&error), "Expired", "{status} {code} {failures:?}: {error:?}");
            assert_eq!(error.code(), Some(code));
            assert_eq!(handler.seen, ["qr one", "hidden"]);
            assert_eq!(setup.call_count(Operation::CancelLoginSession), 0);
        }
    }
}

#[tokio::test]
async fn a_network_that_refuses_while_nothing_was_typed_asks_for_no_new_input() {
    for (failures, status, code) in [
        (
            FailureReporting::HttpError,
            400,
            "FI.MAU.GMESSAGES.PAIR_INCORRECT_EMOJI",
        ),
        (FailureReporting::Session, 400, "FI.MAU.GMESSAGES.PAIR_CANCELLED"),
        (FailureReporting::HttpError, 500, "M_UNKNOWN"),
        (FailureReporting::HttpError, 403, "FI.MAU.TELEGRAM.BANNED"),
    ] {
        let script = LoginScript::new()
            .ask(MockStep::qr("qr", ["one"]))
            .failure_reporting(failures);
        let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script.forgets_ended_sessions())).await;
        let phone = setup.mock.other_device(BRIDGE);

        let (ended, ()) = tokio::join!(setup.bridge.connect().run(ScriptedHandler::default()), async {
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
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script)).await;
    let mut session = setup.bridge.connect().start().await.unwrap();

    setup.mock.other_device(BRIDGE).forget();
    let error = session.refresh().await.unwrap_err();

    assert_eq!(kind_name(&error), "SessionGone");
    assert_eq!(error.step().unwrap(), "code");
    assert!(error.can_start_again());
    drop(session);
    assert_eq!(setup.call_count(Operation::CancelLoginSession), 0);
}

#[tokio::test]
async fn an_answer_to_a_session_that_grew_too_old_finds_it_gone() {
    let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
    setup.mock.on(STEP).reply(not_found());
    setup.session_is_gone();

    let error = setup
        .bridge
        .connect()
        .run(ScriptedHandler::typing([("code", "123456")]))
        .await
        .unwrap_err();

    assert_eq!(kind_name(&error), "SessionGone");
}

#[tokio::test]
async fn a_session_that_another_program_cancels_is_cancelled() {
    for failures in [FailureReporting::Session, FailureReporting::HttpError] {
        let script = LoginScript::new()
            .ask(MockStep::qr("qr", ["one"]))
            .failure_reporting(failures);
        let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script)).await;
        let phone = setup.mock.other_device(BRIDGE);
        let mut here = setup.bridge.connect().start().await.unwrap();
        let there = setup.bridge.resume(here.id().clone()).await.unwrap();

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
    let setup = TestSetup::with_session(session_with_status("failed")).await;

    let error = setup
        .bridge
        .connect()
        .run(ScriptedHandler::default())
        .await
        .unwrap_err();

    assert_eq!(kind_name(&error), "Rejected");
    assert_eq!((error.code(), error.message()), (None, None));
}

#[tokio::test]
async fn a_session_that_ends_with_its_first_answer_has_a_state_by_hand() {
    let setup = TestSetup::with_session(failed_session("FI.MAU.BRIDGE.LOGIN_TIMED_OUT", "Too slow")).await;

    let mut session = setup.bridge.connect().start().await.unwrap();

    let error = session.wait().await.unwrap_err();
    assert_eq!(kind_name(&error), "Expired");
    session.cancel().await.unwrap();
    assert_eq!(setup.call_count(Operation::CancelLoginSession), 0);
}

#[tokio::test]
async fn an_ending_with_a_failure_script_is_what_it_says() {
    let script = LoginScript::new().ends(Ending::fail(400, "FI.MAU.META.CHECKPOINT", "Look into the app"));
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script)).await;

    let error = setup
        .bridge
        .connect()
        .run(ScriptedHandler::default())
        .await
        .unwrap_err();

    assert_eq!(kind_name(&error), "Rejected");
    assert_eq!(error.message().unwrap().as_str(), "Look into the app");
    let text = error.to_string();
    assert_eq!(text, "the network refused the login (FI.MAU.META.CHECKPOINT)");
}

#[tokio::test]
async fn a_page_instead_of_a_session_is_not_taken_for_an_ending() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    setup.mock.on(STEP).reply(Reply::bytes(200, "<html>Welcome</html>"));

    let error = setup
        .bridge
        .connect()
        .run(ScriptedHandler::default())
        .await
        .unwrap_err();

    assert_eq!(kind_name(&error), "Transport");
}

#[tokio::test]
async fn a_failed_session_that_does_not_say_why_failed_as_the_wait_before_said() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    let expired = Reply::error(400, "FI.MAU.WHATSAPP.LOGIN_TIMEOUT", "Nobody scanned it");
    setup.mock.on(STEP).reply(expired);
    setup.set_session(session_with_status("failed"));

    let error = setup
        .bridge
        .connect()
        .run(ScriptedHandler::default())
        .await
        .unwrap_err();

    assert_eq!(kind_name(&error), "Expired");
    assert_eq!(error.code(), Some("FI.MAU.WHATSAPP.LOGIN_TIMEOUT"));
}

#[tokio::test]
async fn a_refused_fetch_of_a_session_says_how_it_ended() {
    for (code, expected) in [
        ("FI.MAU.BRIDGE.LOGIN_CANCELLED", "Cancelled"),
        ("FI.MAU.BRIDGE.LOGIN_TIMED_OUT", "Expired"),
        ("FI.MAU.BRIDGE.LOGIN_ALREADY_FINISHED", "SessionGone"),
    ] {
        let setup = TestSetup::with_session(session_at(qr("one"))).await;
        let mut session = setup.bridge.connect().start().await.unwrap();
        let gone = Reply::error(410, code, "Gone");
        setup.mock.on(Operation::GetLoginSession).reply(gone);

        let error = session.refresh().await.unwrap_err();

        assert_eq!(kind_name(&error), expected);
        assert_eq!(error.code(), Some(code));
        assert!(session.is_over());
    }
}

#[tokio::test]
async fn a_failed_fetch_is_repeated_while_that_may_help() {
    let after = |reply: Reply, seconds: &str| reply.header("retry-after", seconds);
    let (busy, slow_down) = (
        || Reply::bytes(503, ""),
        || Reply::error(429, "M_LIMIT_EXCEEDED", "Slow down"),
    );
    for reply in [after(busy(), "30"), after(slow_down(), "30")] {
        let setup = TestSetup::with_session(session_at(qr("one"))).await;
        let mut session = setup.bridge.connect().start().await.unwrap();
        setup.mock.on(Operation::GetLoginSession).once().reply(reply);

        session.refresh().await.unwrap();

        assert_eq!(setup.call_count(Operation::GetLoginSession), 2);
        assert_eq!(setup.clock.elapsed(), Duration::from_secs(30));
        session.detach();
    }
    for (reply, expected) in [
        (after(busy(), "90"), "Transport"),
        (after(slow_down(), "90"), "RateLimited"),
        (Reply::json(200, serde_json::json!({})), "Protocol"),
        (Reply::error(401, "M_UNKNOWN_TOKEN", "Revoked"), "Unauthorized"),
    ] {
        let setup = TestSetup::with_session(session_at(qr("one"))).await;
        let mut session = setup.bridge.connect().start().await.unwrap();
        setup.mock.on(Operation::GetLoginSession).reply(reply);

        let error = session.refresh().await.unwrap_err();

        assert_eq!(kind_name(&error), expected);
        assert_eq!(setup.call_count(Operation::GetLoginSession), 1);
        assert_eq!(setup.clock.elapsed(), Duration::ZERO);
        session.detach();
    }
}

#[tokio::test]
async fn a_session_that_is_connected_takes_no_more_answers() {
    let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
    setup
        .mock
        .on(STEP)
        .reply(Reply::json(200, session_with_status("complete")));
    let mut session = setup.bridge.connect().start().await.unwrap();
    assert!(!session.is_over());
    let first = input_answer(session.state(), "code", "123456");
    let second = input_answer(session.state(), "code", "123456");

    session.submit(first).await.unwrap();
    assert!(session.is_over());
    let error = session.submit(second).await.unwrap_err();

    assert_eq!(kind_name(&error), "StaleAnswer");
    assert_eq!(setup.call_count(STEP), 1);
}

#[tokio::test]
async fn messages_of_the_server_are_shown_in_one_line() {
    let setup = TestSetup::with_session(failed_session("FI.MAU.META.CHECKPOINT", "Look\ninto \u{1b}[31mthe app")).await;
    let error = setup
        .bridge
        .connect()
        .run(ScriptedHandler::default())
        .await
        .unwrap_err();
    let text = "the network refused the login (FI.MAU.META.CHECKPOINT)";
    assert_eq!(error.to_string(), text);
    assert_eq!(error.user_message(), format!("{text}: Look into the app"));

    let setup = TestSetup::with_session(failed_session("CODE", "")).await;
    let error = setup
        .bridge
        .connect()
        .run(ScriptedHandler::default())
        .await
        .unwrap_err();
    assert_eq!(error.user_message(), error.to_string());
}

#[tokio::test]
async fn a_session_that_the_bridge_has_forgotten_is_lost() {
    for code in ["M_NOT_FOUND", "NOT_FOUND"] {
        let setup = TestSetup::with_session(session_at(qr("one"))).await;
        let forgotten = failed_session(code, "Login not found");
        setup.mock.on(STEP).reply(Reply::json(200, forgotten));

        let login = setup.bridge.connect();
        let error = login.run(ScriptedHandler::default()).await.unwrap_err();

        assert_eq!(kind_name(&error), "SessionLost");
        assert!(error.can_start_again());
    }
    // An object that a network does not find is another matter.
    let setup = TestSetup::with_session(session_at(input("name", "name"))).await;
    let unknown = failed_session("FI.MAU.X.USER_NOT_FOUND", "No such user");
    setup.mock.on(STEP).reply(Reply::json(200, unknown));
    let handler = ScriptedHandler::typing([("name", "nobody")]);
    let error = setup.bridge.connect().run(handler).await.unwrap_err();
    assert_eq!(kind_name(&error), "Rejected");
}
