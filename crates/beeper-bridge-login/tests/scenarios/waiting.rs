//! Tests waiting for a long time, and across lost connections.

use std::time::Duration;

use beeper_bridge_login::{BridgeLoginExt, LoginErrorKind, LoginState, Step};
use beeper_desktop_client::{Client, Timeouts};
use beeper_desktop_mock::{Calls, MockBridge, Operation, Reply};
use serde_json::json;

use crate::support::{
    BRIDGE, ScriptedHandler, TestSetup, complete_reply, complete_session, kind_name, qr, qr_reply, session_at,
};

const WAIT: Operation = Operation::SubmitLoginStep;

#[tokio::test]
async fn a_code_that_changes_under_the_same_step_id_is_shown_each_time() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    for (n, reply) in [
        qr_reply("two"),
        qr_reply("two"),
        qr_reply("three"),
        qr_reply("four"),
        complete_reply(),
    ]
    .into_iter()
    .enumerate()
    {
        setup.mock.on(WAIT).nth(n as u64 + 1).reply(reply);
    }
    let mut handler = ScriptedHandler::default();

    setup.bridge.connect().run(&mut handler).await.unwrap();

    assert_eq!(handler.seen, ["qr one", "qr two", "qr three", "qr four", "hidden"]);
    assert_eq!(setup.call_count(WAIT), 5);
}

#[tokio::test]
async fn a_wait_may_take_longer_than_any_usual_time_out() {
    assert!(
        Timeouts::default().wait > Duration::from_secs(30 * 60),
        "the wait must last as long as the session"
    );

    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    let held = setup.mock.on(WAIT).once().answering(complete_reply()).hold();
    let mut handler = ScriptedHandler::default();
    let (connected, ()) = tokio::join!(setup.bridge.connect().run(&mut handler), async {
        held.arrived().await;
        // More than two minutes without a request pass here.
        for _ in 0..13 {
            setup.clock.advance(Duration::from_secs(10));
            tokio::task::yield_now().await;
        }
        held.release();
    });

    connected.unwrap();
    assert_eq!(setup.called_since_start(), [WAIT]);
}

#[tokio::test]
async fn a_wait_that_times_out_here_is_no_failure() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    setup.mock.on(WAIT).reply(complete_reply());
    let _held = setup.mock.on(WAIT).once().hold();
    let timeouts = Timeouts {
        wait: Duration::from_millis(50),
        ..Timeouts::default()
    };
    let client = Client::builder()
        .base_url(setup.mock.base_url())
        .access_token(setup.mock.token())
        .timeouts(timeouts)
        .clock(setup.clock.clone())
        .build()
        .unwrap();
    let mut handler = ScriptedHandler::default();

    let bridge = client.bridge(BRIDGE);
    bridge.connect().run(&mut handler).await.unwrap();

    assert_eq!(handler.seen, ["qr one", "hidden"]);
    let look = Operation::GetLoginSession;
    assert_eq!(setup.called_since_start(), [WAIT, look, look, WAIT]);
}

#[tokio::test]
async fn a_code_that_comes_back_after_others_is_marked_as_stale() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    for (n, reply) in [qr_reply("two"), qr_reply("one"), complete_reply()]
        .into_iter()
        .enumerate()
    {
        setup.mock.on(WAIT).nth(n as u64 + 1).reply(reply);
    }
    let mut handler = ScriptedHandler::default();

    setup.bridge.connect().run(&mut handler).await.unwrap();

    assert_eq!(handler.seen, ["qr one", "qr two", "qr one stale", "hidden"]);
}

#[tokio::test]
async fn no_code_is_skipped_when_the_connection_is_lost_while_it_changes() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    setup.mock.on(WAIT).nth(1).reset_before_answer();
    setup.mock.on(WAIT).nth(2).reply(qr_reply("three"));
    setup.mock.on(WAIT).nth(3).reply(complete_reply());
    // A second wait would wait on this code, which nobody has seen.
    setup.set_session(session_at(qr("two")));
    let mut handler = ScriptedHandler::default();

    setup.bridge.connect().run(&mut handler).await.unwrap();

    assert_eq!(handler.seen, ["qr one", "qr two", "qr three", "hidden"]);
}

#[tokio::test]
async fn each_kind_of_lost_wait_is_resumed_after_a_fetch() {
    type Break = fn(&Calls<'_>);
    let breaks: [Break; 8] = [
        |wait| wait.answering(qr_reply("one")).reset_before_answer(),
        |wait| wait.answering(qr_reply("one")).close_before_answer(),
        |wait| wait.answering(qr_reply("one")).reset_mid_body(),
        |wait| wait.answering(qr_reply("one")).close_mid_body(),
        |wait| wait.reply(Reply::bytes(502, "<html>Bad gateway</html>")),
        |wait| wait.reply(Reply::bytes(504, "")),
        |wait| wait.reply(Reply::error(409, "M_CONFLICT", "Somebody else waits")),
        |wait| wait.reply(Reply::error(500, "M_BAD_STATE", "Step type does not match")),
    ];
    for break_it in breaks {
        let setup = TestSetup::with_session(session_at(qr("one"))).await;
        setup.mock.on(WAIT).reply(complete_reply());
        break_it(&setup.mock.on(WAIT).first(3));
        let mut handler = ScriptedHandler::default();

        setup.bridge.connect().run(&mut handler).await.unwrap();

        assert_eq!(handler.seen, ["qr one", "hidden"]);
        let look = Operation::GetLoginSession;
        // Requested at once after a break, and again after the pause that follows.
        let expected = [WAIT, look, look, WAIT, look, look, WAIT, look, look, WAIT];
        assert_eq!(setup.called_since_start(), expected);
        assert!(
            setup.clock.elapsed() >= Duration::from_secs(1),
            "the retries must have pauses"
        );
    }
}

#[tokio::test]
async fn a_wait_that_never_works_ends() {
    for (reply, name, waits) in [
        // A failure that may be temporary gets ten attempts, the others three or four.
        (Reply::bytes(502, "<html>Bad gateway</html>"), "Transport", 10),
        (Reply::bytes(504, ""), "Transport", 10),
        (Reply::error(429, "M_LIMIT_EXCEEDED", "Slow down"), "RateLimited", 10),
        (
            Reply::error(500, "M_BAD_STATE", "Step type does not match"),
            "Protocol",
            4,
        ),
        (Reply::error(500, "M_UNKNOWN", "The connector panicked"), "Rejected", 3),
        (Reply::error(400, "FI.MAU.X.BROKEN", "No"), "Rejected", 3),
        (
            Reply::json(200, json!({ "status": "waiting_for_display" })),
            "Protocol",
            3,
        ),
        (
            Reply::json(200, json!({ "bridgeID": BRIDGE, "loginSessionID": 17, "status": [] })),
            "Protocol",
            3,
        ),
        (Reply::bytes(200, " ".repeat(17 << 20)), "ResponseTooLarge", 3),
        (Reply::bytes(200, "<html>Welcome</html>"), "Transport", 3),
        (Reply::empty(204), "Transport", 3),
        (Reply::error(404, "M_NOT_FOUND", "No such step"), "Protocol", 3),
        (Reply::bytes(404, "404 page not found"), "Protocol", 3),
        (Reply::redirect(301, "/elsewhere"), "Redirected", 1),
        (Reply::redirect(308, "https://example.com/"), "Redirected", 1),
    ] {
        let setup = TestSetup::with_session(session_at(qr("one"))).await;
        setup.mock.on(WAIT).reply(reply);

        let error = setup
            .bridge
            .connect()
            .run(ScriptedHandler::default())
            .await
            .unwrap_err();

        assert!(format!("{:?}", error.kind()).starts_with(name), "{error:?}");
        assert_eq!(setup.call_count(WAIT), waits, "{error:?}");
        assert_eq!(setup.call_count(Operation::CancelLoginSession), 1);
        if waits < 10 {
            assert!(
                setup.clock.elapsed() <= Duration::from_secs(10),
                "{:?}",
                setup.clock.elapsed()
            );
        }
    }
}

#[tokio::test]
async fn sleep_of_the_computer_is_survived() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    setup.mock.on(WAIT).reply(complete_reply());
    // No response arrives over this connection.
    let held = setup.mock.on(WAIT).once().hold();
    setup.set_session(session_at(qr("two")));
    let mut handler = ScriptedHandler::default();

    let (connected, ()) = tokio::join!(setup.bridge.connect().run(&mut handler), async {
        held.arrived().await;
        setup.clock.suspend(Duration::from_secs(600));
        setup.clock.advance(Duration::from_secs(30));
    });

    connected.unwrap();
    assert_eq!(handler.seen, ["qr one", "qr two", "hidden"]);
}

#[tokio::test]
async fn waiting_by_hand_returns_when_something_has_changed() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    for (n, reply) in [qr_reply("one"), qr_reply("two"), complete_reply()]
        .into_iter()
        .enumerate()
    {
        setup.mock.on(WAIT).nth(n as u64 + 1).reply(reply);
    }
    let mut session = setup.bridge.connect().start().await.unwrap();

    session.wait().await.unwrap();
    assert_eq!(setup.call_count(WAIT), 2);
    session.wait().await.unwrap();
    assert!(
        matches!(session.wait().await.unwrap(), LoginState::Connected(_)),
        "and stays so"
    );
    assert_eq!(setup.call_count(WAIT), 3);
}

#[tokio::test]
async fn a_session_is_fetched_after_a_dropped_wait_and_before_the_next() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    let held = setup.mock.on(WAIT).once().hold();
    let mut session = setup.bridge.connect().start().await.unwrap();
    tokio::select! {
        _ = session.wait() => panic!("the mock holds the request"),
        () = held.arrived() => {}
    }
    setup.set_session(session_at(qr("two")));

    let state = session.wait().await.unwrap();

    assert!(matches!(state, LoginState::Waiting(_)));
    assert_eq!(setup.called_since_start(), [WAIT, Operation::GetLoginSession]);
    session.cancel().await.unwrap();
}

#[tokio::test]
async fn there_is_nothing_to_wait_for_at_a_step_that_asks() {
    let setup = TestSetup::with_session(session_at(crate::support::input("code", "code"))).await;
    let mut session = setup.bridge.connect().start().await.unwrap();

    let error = session.wait().await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::NotADisplay), "{error}");
    assert_eq!(setup.call_count(WAIT), 0);
    session.cancel().await.unwrap();
}

#[tokio::test]
async fn two_programs_may_wait_on_one_session() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE)).await;
    let held = setup.mock.on(WAIT).first(2).answering(complete_reply()).hold();
    setup.mock.on(Operation::CreateLoginSession).reply(qr_reply("one"));
    setup.set_session(session_at(qr("one")));
    let mut here = setup.bridge.connect().start().await.unwrap();
    let mut there = setup.bridge.resume(here.id().clone()).await.unwrap();

    let (one, two, ()) = tokio::join!(here.wait(), there.wait(), async {
        held.all_arrived(2).await;
        held.release();
    });

    assert!(matches!(one.unwrap(), LoginState::Connected(_)));
    assert!(matches!(two.unwrap(), LoginState::Connected(_)));
}

#[tokio::test]
async fn steps_without_a_code_do_not_grow_stale() {
    let nothing = |id: &str, text: &str| {
        session_at(json!({
            "type": "display_and_wait", "stepID": id, "instructions": text, "display": { "type": "nothing" },
        }))
    };
    let setup = TestSetup::with_session(nothing("open", "Open the app")).await;
    let confirm = nothing("confirm", "Now confirm");
    setup.mock.on(WAIT).reply(Reply::json(200, confirm));
    let mut session = setup.bridge.connect().start().await.unwrap();

    let LoginState::Waiting(Step::Display(step)) = session.wait().await.unwrap() else {
        panic!("the session must be at a display step")
    };

    assert_eq!(step.instructions().unwrap().as_str(), "Now confirm");
    assert!(!step.is_stale());
    session.detach();
}

#[tokio::test]
async fn the_same_code_with_other_words_is_shown_again_and_not_stale() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    let mut scanned = qr("one");
    scanned["instructions"] = json!("Scanned. Confirm on the phone");
    setup.mock.on(WAIT).reply(complete_reply());
    setup.mock.on(WAIT).once().reply(Reply::json(200, session_at(scanned)));
    let mut handler = ScriptedHandler::default();

    setup.bridge.connect().run(&mut handler).await.unwrap();

    assert_eq!(handler.seen, ["qr one", "qr one", "hidden"]);
}

#[tokio::test]
async fn a_proxy_that_cuts_each_wait_after_a_minute_is_no_failure() {
    const CUT: u64 = 15;
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    setup.mock.on(WAIT).reply(complete_reply());
    let held = setup.mock.on(WAIT).first(CUT).answering(Reply::bytes(504, "")).hold();

    let (connected, ()) = tokio::join!(setup.bridge.connect().run(ScriptedHandler::default()), async {
        for _ in 0..CUT {
            held.arrived().await;
            for _ in 0..12 {
                setup.clock.advance(Duration::from_secs(5));
                tokio::task::yield_now().await;
            }
            held.release_one();
        }
    });

    connected.unwrap();
    assert!(setup.clock.elapsed() >= Duration::from_secs(60) * u32::try_from(CUT).unwrap());
}

#[tokio::test]
async fn failures_are_counted_from_the_last_wait_that_worked() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    setup.mock.on(WAIT).reply(Reply::bytes(502, ""));
    setup.mock.on(WAIT).nth(10).reply(qr_reply("one"));
    setup.mock.on(WAIT).nth(20).reply(complete_reply());

    setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();

    assert_eq!(setup.call_count(WAIT), 20);
}

#[tokio::test]
async fn a_session_on_which_another_program_waits_is_waited_for() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    let taken = Reply::error(409, "M_CONFLICT", "Somebody else waits");
    setup.mock.on(WAIT).reply(taken);

    setup.clock.stop_after(Duration::from_secs(120));
    let (connected, ()) = tokio::join!(setup.bridge.connect().run(ScriptedHandler::default()), async {
        setup.clock.until_stopped().await;
        setup.set_session(complete_session("login", "account"));
        setup.clock.resume();
    });

    connected.unwrap();
    assert_eq!(setup.call_count(Operation::CancelLoginSession), 0);
}

#[tokio::test]
async fn a_session_that_is_gone_after_sleep_of_the_computer_is_gone() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    let held = setup.mock.on(WAIT).once().hold();
    setup.session_is_gone();

    let (ended, ()) = tokio::join!(setup.bridge.connect().run(ScriptedHandler::default()), async {
        held.arrived().await;
        setup.clock.suspend(Duration::from_secs(600));
        setup.clock.advance(Duration::from_secs(30));
    });

    assert_eq!(kind_name(&ended.unwrap_err()), "SessionGone");
}

#[tokio::test]
async fn an_older_code_that_a_look_finds_is_neither_shown_nor_dead() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    for (n, reply) in [
        qr_reply("two"),
        Reply::bytes(502, ""),
        qr_reply("two"),
        qr_reply("three"),
        complete_reply(),
    ]
    .into_iter()
    .enumerate()
    {
        setup.mock.on(WAIT).nth(n as u64 + 1).reply(reply);
    }
    // A request for the state lags behind what waits have reported.
    setup.set_session(session_at(qr("one")));
    let mut handler = ScriptedHandler::default();

    setup.bridge.connect().run(&mut handler).await.unwrap();

    assert_eq!(handler.seen, ["qr one", "qr two", "qr three", "hidden"]);
}

#[tokio::test]
async fn a_code_that_changes_in_the_pause_after_an_unchanged_answer_is_shown() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    for (n, reply) in [qr_reply("one"), qr_reply("three"), complete_reply()]
        .into_iter()
        .enumerate()
    {
        setup.mock.on(WAIT).nth(n as u64 + 1).reply(reply);
    }
    let mut handler = ScriptedHandler::default();

    setup.clock.stop_after(Duration::from_secs(1));
    let (connected, ()) = tokio::join!(setup.bridge.connect().run(&mut handler), async {
        setup.clock.until_stopped().await;
        setup.set_session(session_at(qr("two")));
        setup.clock.resume();
    });

    connected.unwrap();
    assert_eq!(handler.seen, ["qr one", "qr two", "qr three", "hidden"]);
}

#[tokio::test]
async fn a_code_that_changed_while_nobody_waited_is_shown_before_the_next_wait() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    let mut session = setup.bridge.connect().start().await.unwrap();
    setup.set_session(session_at(qr("two")));
    setup.clock.advance(Duration::from_secs(200));

    session.wait().await.unwrap();

    assert_eq!(setup.called_since_start(), [Operation::GetLoginSession]);
    session.detach();
}

#[tokio::test]
async fn a_restart_of_a_second_is_noticed_and_loses_the_session() {
    for seconds in [0.3, 1.0, 1.7] {
        let setup = crate::support::showing_a_code().await;
        let phone = setup.mock.other_device(BRIDGE);

        let (ended, ()) = tokio::join!(setup.bridge.connect().run(ScriptedHandler::default()), async {
            phone.waiting().await;
            setup.clock.stop_after(Duration::from_secs_f64(seconds));
            setup.mock.go_offline().await;
            setup.mock.forget_login_sessions();
            setup.clock.until_stopped().await;
            setup.mock.go_online().await.unwrap();
            setup.clock.resume();
        });

        let error = ended.unwrap_err();
        assert_eq!(kind_name(&error), "SessionLost", "{seconds}");
        assert!(error.can_start_again());
    }
}

#[tokio::test]
async fn a_session_is_looked_at_at_once_when_a_wait_breaks_off() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    setup.mock.on(WAIT).reset_before_answer();
    setup.set_session(complete_session("login", "account"));

    setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();

    assert_eq!(setup.clock.elapsed(), Duration::ZERO);
}
