//! Tests that a waiting method panics after the time limit if its event does not happen.

use std::sync::Arc;
use std::time::Duration;

use beeper_desktop_mock::{Hold, LoginScript, MockDesktop, MockStep, Operation};
use serde_json::{Value, json};

use crate::{create, get, ok, put_script, request, send, wait};

const BRIDGES: &str = "/v1/bridges";

/// Starts a server with a running login, and returns the login session.
async fn with_wait_timeout(wait_timeout: Duration) -> (Arc<MockDesktop>, Value) {
    let mock = MockDesktop::builder().wait_timeout(wait_timeout).start().await.unwrap();
    put_script(&mock, LoginScript::new().ask(MockStep::qr("qr", ["first"])));
    let session = ok(create(&mock, json!({})).await);
    (Arc::new(mock), session)
}

/// Returns the message of the panic with which a waiting method ends.
async fn panic_of(waiting: impl Future<Output = ()> + Send + 'static) -> String {
    let panic = tokio::spawn(waiting).await.unwrap_err().into_panic();
    let text = panic.downcast_ref::<String>().cloned();
    text.or(panic.downcast_ref::<&str>().map(|it| it.to_string())).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_times_out_panics_with_what_it_waited_for() {
    let (mock, session) = with_wait_timeout(Duration::ZERO).await;
    let hold = Arc::new(mock.on(Operation::ListBridges).hold());
    let phone = mock.other_device("scripted");

    let arrived = Arc::clone(&hold);
    let text = panic_of(async move { arrived.all_arrived(2).await }).await;
    let this = r#"this is Hold { route: "listBridges", held: 0, disconnected: 0 }"#;
    assert_eq!(
        text,
        format!("waited 0ns in vain for 2 calls to be held at the same time; {this}")
    );
    let text = panic_of(async move { hold.until_disconnected().await }).await;
    assert_eq!(
        text,
        format!("waited 0ns in vain for a client to close its connection; {this}")
    );

    let waiting = phone.clone();
    let text = panic_of(async move { waiting.waiting().await }).await;
    let this = r#"this is OtherDevice { bridge: "scripted", held: "#;
    assert_eq!(
        text,
        format!("waited 0ns in vain for 1 waits to be held at the same time; {this}0 }}")
    );
    let held = wait(&mock, &session, "qr");
    while phone.held() == 0 {
        tokio::task::yield_now().await;
    }
    let text = panic_of(async move { phone.nobody_waiting().await }).await;
    assert_eq!(
        text,
        format!("waited 0ns in vain for all held waits to end; {this}1 }}")
    );

    let running = Arc::clone(&mock);
    let text = panic_of(async move { running.until_no_running_login_session().await }).await;
    assert_eq!(text, "waited 0ns in vain for all login sessions to end; 1 still run");
    let text = panic_of(async move { mock.until_all_closed().await }).await;
    assert!(
        text.starts_with("waited 0ns in vain for all connections to close; "),
        "{text}"
    );
    held.abort();
}

#[tokio::test]
async fn every_kind_of_hold_has_the_same_wait_timeout() {
    let (mock, _) = with_wait_timeout(Duration::ZERO).await;
    let kinds: [fn(&MockDesktop) -> Hold; 4] = [
        |mock| mock.on(Operation::ListBridges).hold_answer(),
        |mock| mock.on(Operation::ListBridges).hold_mid_body(),
        |mock| mock.on(Operation::ListBridges).hold_chunks(1),
        |mock| mock.on_any().hold(),
    ];
    for kind in kinds {
        let hold = kind(&mock);
        let text = panic_of(async move { hold.arrived().await }).await;
        assert!(text.starts_with("waited 0ns in vain for 1 calls to be held"), "{text}");
    }
}

#[tokio::test]
async fn a_call_that_arrived_already_needs_no_wait() {
    let (mock, _) = with_wait_timeout(Duration::ZERO).await;
    let hold = mock.on(Operation::ListBridges).hold();
    let held = tokio::spawn(send(request(&mock, "GET", BRIDGES)));
    while hold.held() == 0 {
        tokio::task::yield_now().await;
    }

    hold.arrived().await;

    hold.release();
    ok(held.await.unwrap());
}

#[tokio::test]
async fn the_wait_timeout_can_be_unlimited() {
    let (mock, _) = with_wait_timeout(Duration::MAX).await;
    let hold = mock.on(Operation::ListBridges).hold();

    let ((), answer) = tokio::join!(
        async {
            hold.arrived().await;
            hold.release();
        },
        get(&mock, BRIDGES)
    );

    ok(answer);
}

#[tokio::test]
async fn waiting_panics_when_the_mock_is_gone() {
    let (mock, _) = with_wait_timeout(Duration::ZERO).await;
    let phone = mock.other_device("scripted");
    let hold = mock.on(Operation::ListBridges).hold();
    drop(mock);

    let text = panic_of(async move { hold.arrived().await }).await;
    assert!(text.starts_with("no further call can arrive"), "{text}");
    let text = panic_of(async move { phone.waiting().await }).await;
    assert_eq!(text, "no further call can wait: the mock was dropped");
}

#[tokio::test]
async fn dropping_the_mock_ends_waits_with_a_panic() {
    let (mock, _) = with_wait_timeout(Duration::MAX).await;
    let phone = mock.other_device("scripted");
    let waiting = tokio::spawn(panic_of(async move { phone.waiting().await }));
    tokio::task::yield_now().await;
    drop(mock);

    assert_eq!(waiting.await.unwrap(), "no further call can wait: the mock was dropped");
}
