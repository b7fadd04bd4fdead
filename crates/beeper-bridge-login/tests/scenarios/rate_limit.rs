//! Tests that requests to a server keep the rate limit and the pauses that it asks for.

use std::time::Duration;

use beeper_bridge_login::LoginErrorKind;
use beeper_desktop_mock::{Operation, Reply};

use crate::support::{ScriptedHandler, TestSetup, complete_reply, qr, qr_reply, session_at};

const WAIT: Operation = Operation::SubmitLoginStep;

#[tokio::test]
async fn a_server_that_answers_at_once_is_asked_forty_times_a_minute_at_most() {
    const UNCHANGED: u64 = 200;
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    setup.mock.on(WAIT).reply(complete_reply());
    setup.mock.on(WAIT).first(UNCHANGED).reply(qr_reply("one"));
    let mut handler = ScriptedHandler::default();

    setup.bridge.connect().run(&mut handler).await.unwrap();

    assert_eq!(
        handler.seen,
        ["qr one", "hidden"],
        "nothing changed, so nothing may be shown"
    );
    let minutes = setup.clock.elapsed().as_secs_f64() / 60.0;
    assert!(setup.call_count(WAIT) as f64 / minutes <= 40.0);
    // The state is requested before each wait, so that no wait is on a code that nobody has seen.
    assert!(setup.called_since_start().len() as f64 / minutes <= 80.0);
    // The change right after a response was detected with the next one.
    let between = setup.clock.elapsed() / u32::try_from(UNCHANGED).unwrap();
    assert!(between <= Duration::from_secs(2), "{between:?}");
}

#[tokio::test]
async fn a_server_whose_codes_change_all_the_time_is_not_asked_all_the_time() {
    let setup = TestSetup::with_session(session_at(qr("0"))).await;
    setup.mock.on(WAIT).reply(complete_reply());
    for n in 1..=100 {
        setup.mock.on(WAIT).nth(n).reply(qr_reply(&n.to_string()));
    }
    let mut handler = ScriptedHandler::default();

    setup.bridge.connect().run(&mut handler).await.unwrap();

    assert_eq!(handler.seen.len(), 102);
    let minutes = setup.clock.elapsed().as_secs_f64() / 60.0;
    assert!(setup.call_count(WAIT) as f64 / minutes <= 42.0);
}

#[tokio::test]
async fn a_server_that_asks_for_a_pause_gets_it() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    setup.mock.on(WAIT).reply(complete_reply());
    let slow_down = Reply::error(429, "M_LIMIT_EXCEEDED", "Slow down").header("retry-after", "40");
    setup.mock.on(WAIT).once().reply(slow_down);

    setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();

    assert!(setup.clock.elapsed() >= Duration::from_secs(40));
}

#[tokio::test]
async fn codes_that_change_three_times_in_a_row_are_followed_at_once() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    for (n, reply) in [qr_reply("two"), qr_reply("three"), qr_reply("four"), complete_reply()]
        .into_iter()
        .enumerate()
    {
        setup.mock.on(WAIT).nth(n as u64 + 1).reply(reply);
    }

    setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();

    assert!(setup.clock.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn no_code_is_skipped_when_it_changes_during_a_pause_that_the_server_asked_for() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    let slow_down = Reply::error(429, "M_LIMIT_EXCEEDED", "Slow down").header("retry-after", "40");
    for (n, reply) in [slow_down, qr_reply("three"), complete_reply()].into_iter().enumerate() {
        setup.mock.on(WAIT).nth(n as u64 + 1).reply(reply);
    }
    let mut handler = ScriptedHandler::default();

    setup.clock.stop_after(Duration::from_secs(39));
    let (connected, ()) = tokio::join!(setup.bridge.connect().run(&mut handler), async {
        setup.clock.until_stopped().await;
        setup.set_session(session_at(qr("two")));
        setup.clock.resume();
    });

    connected.unwrap();
    assert_eq!(handler.seen, ["qr one", "qr two", "qr three", "hidden"]);
}

#[tokio::test]
async fn a_server_that_asks_for_too_long_a_pause_is_not_waited_for() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    let slow_down = Reply::error(429, "M_LIMIT_EXCEEDED", "Slow down").header("retry-after", "90");
    setup.mock.on(WAIT).reply(slow_down);
    let mut session = setup.bridge.connect().start().await.unwrap();

    let error = session.wait().await.unwrap_err();

    let LoginErrorKind::RateLimited { retry_after } = error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!(*retry_after, Some(Duration::from_secs(90)));
    assert_eq!(setup.call_count(WAIT), 1);
    assert!(setup.clock.elapsed() < Duration::from_secs(1) && !session.is_over());
    session.detach();
}
