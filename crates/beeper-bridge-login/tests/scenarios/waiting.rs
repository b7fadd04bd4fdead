//! Waiting: long, on a server that answers at once, over lost connections.

use std::time::Duration;

use beeper_bridge_login::{BridgeLoginExt, LoginErrorKind, LoginState, Step};
use beeper_desktop_client::{Client, Timeouts};
use beeper_desktop_mock::{Calls, MockBridge, Operation, Reply};
use serde_json::json;

use crate::support::{BRIDGE, Player, Stage, asking, complete_as, complete_reply, kind, qr, qr_reply};

const WAIT: Operation = Operation::SubmitLoginStep;

#[tokio::test]
async fn a_code_that_changes_under_the_same_step_id_is_shown_each_time() {
    let stage = Stage::telling(asking(qr("one"))).await;
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
        stage.mock.on(WAIT).nth(n as u64 + 1).reply(reply);
    }
    let mut player = Player::default();

    stage.bridge.connect().run(&mut player).await.unwrap();

    assert_eq!(player.seen, ["qr one", "qr two", "qr three", "qr four", "hidden"]);
    assert_eq!(stage.calls(WAIT), 5);
}

#[tokio::test]
async fn a_wait_may_take_longer_than_any_usual_time_out() {
    assert!(
        Timeouts::default().wait > Duration::from_secs(30 * 60),
        "a session's whole life"
    );

    let stage = Stage::telling(asking(qr("one"))).await;
    let held = stage.mock.on(WAIT).once().answering(complete_reply()).hold();
    let mut player = Player::default();
    let (connected, ()) = tokio::join!(stage.bridge.connect().run(&mut player), async {
        held.arrived().await;
        // More than two minutes pass here, in which nothing is sent.
        for _ in 0..13 {
            stage.clock.advance(Duration::from_secs(10));
            tokio::task::yield_now().await;
        }
        held.release();
    });

    connected.unwrap();
    assert_eq!(stage.called_since_start(), [WAIT]);
}

#[tokio::test]
async fn a_wait_that_times_out_here_is_no_failure() {
    let stage = Stage::telling(asking(qr("one"))).await;
    stage.mock.on(WAIT).reply(complete_reply());
    let _held = stage.mock.on(WAIT).once().hold();
    let timeouts = Timeouts {
        wait: Duration::from_millis(50),
        ..Timeouts::default()
    };
    let client = Client::builder()
        .base_url(stage.mock.base_url())
        .access_token(stage.mock.token())
        .timeouts(timeouts)
        .clock(stage.clock.clone())
        .build()
        .unwrap();
    let mut player = Player::default();

    let bridge = client.bridge(BRIDGE);
    bridge.connect().run(&mut player).await.unwrap();

    assert_eq!(player.seen, ["qr one", "hidden"]);
    assert_eq!(stage.called_since_start(), [WAIT, Operation::GetLoginSession, WAIT]);
}

#[tokio::test]
async fn a_code_that_comes_back_after_others_is_marked_as_stale() {
    let stage = Stage::telling(asking(qr("one"))).await;
    for (n, reply) in [qr_reply("two"), qr_reply("one"), complete_reply()]
        .into_iter()
        .enumerate()
    {
        stage.mock.on(WAIT).nth(n as u64 + 1).reply(reply);
    }
    let mut player = Player::default();

    stage.bridge.connect().run(&mut player).await.unwrap();

    assert_eq!(player.seen, ["qr one", "qr two", "qr one stale", "hidden"]);
}

#[tokio::test]
async fn no_code_is_skipped_when_the_connection_is_lost_while_it_changes() {
    let stage = Stage::telling(asking(qr("one"))).await;
    stage.mock.on(WAIT).nth(1).reset_before_answer();
    stage.mock.on(WAIT).nth(2).reply(qr_reply("three"));
    stage.mock.on(WAIT).nth(3).reply(complete_reply());
    // The code that a second wait would be a wait on.
    stage.looks_find(asking(qr("two")));
    let mut player = Player::default();

    stage.bridge.connect().run(&mut player).await.unwrap();

    assert_eq!(player.seen, ["qr one", "qr two", "qr three", "hidden"]);
}

#[tokio::test]
async fn each_kind_of_lost_wait_is_taken_up_again_after_a_look() {
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
        let stage = Stage::telling(asking(qr("one"))).await;
        stage.mock.on(WAIT).reply(complete_reply());
        break_it(&stage.mock.on(WAIT).first(3));
        let mut player = Player::default();

        stage.bridge.connect().run(&mut player).await.unwrap();

        assert_eq!(player.seen, ["qr one", "hidden"]);
        let look = Operation::GetLoginSession;
        assert_eq!(stage.called_since_start(), [WAIT, look, WAIT, look, WAIT, look, WAIT]);
        assert!(stage.clock.elapsed() >= Duration::from_secs(1), "not all at once");
    }
}

#[tokio::test]
async fn a_wait_that_never_works_ends() {
    for (reply, name) in [
        (Reply::bytes(502, "<html>Bad gateway</html>"), "Transport"),
        (Reply::error(500, "M_BAD_STATE", "Step type does not match"), "Protocol"),
        (Reply::json(200, json!({ "status": "waiting_for_display" })), "Protocol"),
        (Reply::error(429, "M_LIMIT_EXCEEDED", "Slow down"), "RateLimited"),
    ] {
        let stage = Stage::telling(asking(qr("one"))).await;
        stage.mock.on(WAIT).reply(reply);

        let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();

        assert!(format!("{:?}", error.kind()).starts_with(name), "{error:?}");
        assert_eq!(stage.calls(WAIT), 10);
        assert_eq!(stage.calls(Operation::CancelLoginSession), 1);
    }
}

#[tokio::test]
async fn sleep_of_the_computer_is_survived() {
    let stage = Stage::telling(asking(qr("one"))).await;
    stage.mock.on(WAIT).reply(complete_reply());
    // Nothing more comes over this connection.
    let held = stage.mock.on(WAIT).once().hold();
    stage.looks_find(asking(qr("two")));
    let mut player = Player::default();

    let (connected, ()) = tokio::join!(stage.bridge.connect().run(&mut player), async {
        held.arrived().await;
        stage.clock.suspend(Duration::from_secs(600));
        stage.clock.advance(Duration::from_secs(30));
    });

    connected.unwrap();
    assert_eq!(player.seen, ["qr one", "qr two", "hidden"]);
}

#[tokio::test]
async fn waiting_by_hand_returns_when_something_has_changed() {
    let stage = Stage::telling(asking(qr("one"))).await;
    for (n, reply) in [qr_reply("one"), qr_reply("two"), complete_reply()]
        .into_iter()
        .enumerate()
    {
        stage.mock.on(WAIT).nth(n as u64 + 1).reply(reply);
    }
    let mut session = stage.bridge.connect().start().await.unwrap();

    session.wait().await.unwrap();
    assert_eq!(stage.calls(WAIT), 2);
    session.wait().await.unwrap();
    assert!(
        matches!(session.wait().await.unwrap(), LoginState::Connected(_)),
        "and stays so"
    );
    assert_eq!(stage.calls(WAIT), 3);
}

#[tokio::test]
async fn a_wait_that_was_given_up_is_looked_after_before_the_next() {
    let stage = Stage::telling(asking(qr("one"))).await;
    let held = stage.mock.on(WAIT).once().hold();
    let mut session = stage.bridge.connect().start().await.unwrap();
    tokio::select! {
        _ = session.wait() => panic!("it is held"),
        () = held.arrived() => {}
    }
    stage.looks_find(asking(qr("two")));

    let state = session.wait().await.unwrap();

    assert!(matches!(state, LoginState::Waiting(_)));
    assert_eq!(stage.called_since_start(), [WAIT, Operation::GetLoginSession]);
    session.cancel().await.unwrap();
}

#[tokio::test]
async fn there_is_nothing_to_wait_for_at_a_step_that_asks() {
    let stage = Stage::telling(asking(crate::support::input("code", "code"))).await;
    let mut session = stage.bridge.connect().start().await.unwrap();

    let error = session.wait().await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::NotADisplay), "{error}");
    assert_eq!(stage.calls(WAIT), 0);
    session.cancel().await.unwrap();
}

#[tokio::test]
async fn two_programs_may_wait_on_one_session() {
    let stage = Stage::new(MockBridge::new(BRIDGE)).await;
    let held = stage.mock.on(WAIT).first(2).answering(complete_reply()).hold();
    stage.mock.on(Operation::CreateLoginSession).reply(qr_reply("one"));
    stage.looks_find(asking(qr("one")));
    let mut here = stage.bridge.connect().start().await.unwrap();
    let mut there = stage.bridge.resume(here.id().clone()).await.unwrap();

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
        asking(json!({
            "type": "display_and_wait", "stepID": id, "instructions": text, "display": { "type": "nothing" },
        }))
    };
    let stage = Stage::telling(nothing("open", "Open the app")).await;
    let confirm = nothing("confirm", "Now confirm");
    stage.mock.on(WAIT).reply(Reply::json(200, confirm));
    let mut session = stage.bridge.connect().start().await.unwrap();

    let LoginState::Waiting(Step::Display(step)) = session.wait().await.unwrap() else {
        panic!("it shows something")
    };

    assert_eq!(step.instructions().unwrap().as_str(), "Now confirm");
    assert!(!step.is_stale());
    session.detach();
}

#[tokio::test]
async fn the_same_code_with_other_words_is_shown_again_and_not_stale() {
    let stage = Stage::telling(asking(qr("one"))).await;
    let mut scanned = qr("one");
    scanned["instructions"] = json!("Scanned. Confirm on the phone");
    stage.mock.on(WAIT).reply(complete_reply());
    stage.mock.on(WAIT).once().reply(Reply::json(200, asking(scanned)));
    let mut player = Player::default();

    stage.bridge.connect().run(&mut player).await.unwrap();

    assert_eq!(player.seen, ["qr one", "qr one", "hidden"]);
}

#[tokio::test]
async fn a_proxy_that_cuts_each_wait_after_a_minute_is_no_failure() {
    const CUT: u64 = 15;
    let stage = Stage::telling(asking(qr("one"))).await;
    stage.mock.on(WAIT).reply(complete_reply());
    let held = stage.mock.on(WAIT).first(CUT).answering(Reply::bytes(504, "")).hold();

    let (connected, ()) = tokio::join!(stage.bridge.connect().run(Player::default()), async {
        for _ in 0..CUT {
            held.arrived().await;
            for _ in 0..12 {
                stage.clock.advance(Duration::from_secs(5));
                tokio::task::yield_now().await;
            }
            held.release_one();
        }
    });

    connected.unwrap();
    assert!(stage.clock.elapsed() >= Duration::from_secs(60) * u32::try_from(CUT).unwrap());
}

#[tokio::test]
async fn failures_are_counted_from_the_last_wait_that_worked() {
    let stage = Stage::telling(asking(qr("one"))).await;
    stage.mock.on(WAIT).reply(Reply::bytes(502, ""));
    stage.mock.on(WAIT).nth(10).reply(qr_reply("one"));
    stage.mock.on(WAIT).nth(20).reply(complete_reply());

    stage.bridge.connect().run(Player::default()).await.unwrap();

    assert_eq!(stage.calls(WAIT), 20);
}

#[tokio::test]
async fn a_session_on_which_another_program_waits_is_waited_for() {
    let stage = Stage::telling(asking(qr("one"))).await;
    let taken = Reply::error(409, "M_CONFLICT", "Somebody else waits");
    stage.mock.on(WAIT).reply(taken);

    stage.clock.stop_after(Duration::from_secs(120));
    let (connected, ()) = tokio::join!(stage.bridge.connect().run(Player::default()), async {
        stage.clock.until_stopped().await;
        stage.looks_find(complete_as("login", "account"));
        stage.clock.go_on();
    });

    connected.unwrap();
    assert_eq!(stage.calls(Operation::CancelLoginSession), 0);
}

#[tokio::test]
async fn a_session_that_is_gone_after_sleep_of_the_computer_has_an_unknown_outcome() {
    let stage = Stage::telling(asking(qr("one"))).await;
    let held = stage.mock.on(WAIT).once().hold();
    stage.session_is_gone();

    let (ended, ()) = tokio::join!(stage.bridge.connect().run(Player::default()), async {
        held.arrived().await;
        stage.clock.suspend(Duration::from_secs(600));
        stage.clock.advance(Duration::from_secs(30));
    });

    assert_eq!(kind(&ended.unwrap_err()), "OutcomeUnknown");
}
