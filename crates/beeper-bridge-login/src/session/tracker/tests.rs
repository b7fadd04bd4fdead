//! Tests which sessions are cancelled on the server when they are dropped.

use beeper_desktop_client::{Client, VirtualClock};
use beeper_desktop_mock::{MockBridge, MockDesktop, Operation, Reply};
use serde_json::{Value, json};

use crate::bridge::BridgeLoginExt;
use crate::session::LoginSession;

use super::*;

const CREATE: Operation = Operation::CreateLoginSession;
const STEP: Operation = Operation::SubmitLoginStep;
const FETCH: Operation = Operation::GetLoginSession;
const CANCEL: Operation = Operation::CancelLoginSession;

fn session(status: &str) -> Value {
    json!({ "bridgeID": "b", "loginSessionID": "s", "status": status })
}

fn showing(code: &str) -> Reply {
    let mut session = session("waiting_for_display");
    session["currentStep"] =
        json!({ "type": "display_and_wait", "stepID": "qr", "display": { "type": "qr", "data": code } });
    Reply::json(200, session)
}

fn ended(status: &str) -> Reply {
    Reply::json(200, session(status))
}

fn revoked() -> Reply {
    Reply::error(401, "M_UNKNOWN_TOKEN", "Revoked")
}

fn not_found() -> Reply {
    Reply::error(404, "M_NOT_FOUND", "Login session not found")
}

fn slow_down() -> Reply {
    Reply::error(429, "M_LIMIT_EXCEEDED", "Slow down").header("retry-after", "90")
}

/// Starts a session that shows a code, on a server that shows nothing else.
async fn begun() -> (MockDesktop, VirtualClock, LoginSession) {
    let mock = MockDesktop::builder().empty().start().await.unwrap();
    mock.put_bridge(MockBridge::new("b"));
    mock.on(CREATE).reply(showing("one"));
    mock.on(FETCH).reply(showing("one"));
    let clock = VirtualClock::new();
    let client = Client::builder()
        .base_url(mock.base_url())
        .access_token(mock.token())
        .clock(clock.clone())
        .build()
        .unwrap();
    let bridge = client.bridge("b");
    let session = bridge.connect().start().await.unwrap();
    assert!(session.tracker.guard.is_armed());
    (mock, clock, session)
}

#[tokio::test]
async fn a_session_that_goes_on_is_cancelled_when_it_is_dropped_and_one_that_has_ended_is_not() {
    for (waited, fetched, is_armed) in [
        (showing("two"), showing("two"), true),
        (slow_down(), showing("one"), true),
        (Reply::json(200, json!({})), Reply::json(200, json!({})), true),
        (Reply::bytes(502, ""), slow_down(), true),
        (ended("paused"), ended("paused"), true),
        (revoked(), showing("one"), false),
        (Reply::bytes(502, ""), revoked(), false),
        (ended("paused"), revoked(), false),
        (ended("complete"), showing("one"), false),
        (ended("cancelled"), showing("one"), false),
        (ended("failed"), showing("one"), false),
        (Reply::bytes(502, ""), ended("complete"), false),
        (Reply::bytes(502, ""), not_found(), false),
        (not_found(), not_found(), false),
    ] {
        let (mock, _, mut session) = begun().await;
        let what = format!("{waited:?} {fetched:?}");
        mock.on(STEP).reply(waited);
        mock.on(FETCH).reply(fetched);

        let _ = session.wait().await;

        assert_eq!(session.tracker.guard.is_armed(), is_armed, "{what}");
        session.detach();
    }
}

#[tokio::test]
async fn a_session_that_is_let_live_is_not_cancelled_when_it_is_dropped() {
    let (_mock, _, session) = begun().await;

    let session = session.keep_when_dropped();

    assert!(!session.tracker.guard.is_armed());
}

#[tokio::test]
async fn a_session_that_could_be_cancelled_later_is_tried_once_more() {
    for (cancelled, fetched, is_armed) in [
        (ended("cancelled"), ended("cancelled"), false),
        (ended("cancelled"), not_found(), false),
        // The server reports success, but the session continues.
        (ended("cancelled"), showing("one"), true),
        (not_found(), showing("one"), false),
        (Reply::error(410, "LOGIN_CANCELLED", "Gone"), not_found(), false),
        (revoked(), showing("one"), false),
        (Reply::bytes(502, ""), showing("one"), false),
        (slow_down(), showing("one"), true),
        (Reply::error(500, "M_UNKNOWN", "No"), showing("one"), true),
        (Reply::error(409, "M_CONFLICT", "Busy"), not_found(), false),
    ] {
        let (mock, _, mut session) = begun().await;
        let what = format!("{cancelled:?} {fetched:?}");
        mock.on(CANCEL).reply(cancelled);
        mock.on(FETCH).reply(fetched);

        let _ = session.tracker.cancel(false).await;

        assert_eq!(session.tracker.guard.is_armed(), is_armed, "{what}");
        session.detach();
    }
}

#[tokio::test]
async fn a_session_whose_cancellation_hangs_is_tried_once_more() {
    let (mock, clock, mut session) = begun().await;
    let held = mock.on(CANCEL).once().hold();

    let (ended, ()) = tokio::join!(session.tracker.cancel(false), async {
        held.arrived().await;
        clock.advance(Duration::from_secs(15));
    });

    assert!(ended.unwrap_err().may_leave_session());
    assert!(session.tracker.guard.is_armed());
    session.detach();
}
