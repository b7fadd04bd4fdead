//! What never happens fails a test instead of holding it up.

use std::sync::Arc;
use std::time::Duration;

use beeper_desktop_mock::{LoginScript, MockDesktop, MockStep, Operation};
use serde_json::{Value, json};

use crate::{create, get, ok, put_script, request, send, wait};

const BRIDGES: &str = "/v1/bridges";

/// A server on which a login runs, and what it said of it.
async fn with_patience(patience: Duration) -> (Arc<MockDesktop>, Value) {
    let mock = MockDesktop::builder().patience(patience).start().await.unwrap();
    put_script(&mock, LoginScript::new().ask(MockStep::qr("qr", ["first"])));
    let session = ok(create(&mock, json!({})).await);
    (Arc::new(mock), session)
}

/// What waiting panics with.
async fn panic_of(waiting: impl Future<Output = ()> + Send + 'static) -> String {
    let panic = tokio::spawn(waiting).await.unwrap_err().into_panic();
    *panic.downcast::<String>().unwrap()
}

#[tokio::test(start_paused = true)]
async fn waiting_in_vain_panics_with_what_was_waited_for() {
    let (mock, session) = with_patience(Duration::ZERO).await;
    let hold = Arc::new(mock.on(Operation::ListBridges).hold());
    let phone = mock.other_device("scripted");

    let arrived = Arc::clone(&hold);
    let text = panic_of(async move { arrived.all_arrived(2).await }).await;
    assert_eq!(text, "waited in vain for 0ns until 2 were held at the same time");
    let text = panic_of(async move { hold.until_hung_up().await }).await;
    assert_eq!(text, "waited in vain for 0ns until a client had hung up");

    let waiting = phone.clone();
    let text = panic_of(async move { waiting.waiting().await }).await;
    assert_eq!(text, "waited in vain for 0ns until 1 waited at the same time");
    let held = wait(&mock, &session, "qr");
    while phone.held() == 0 {
        tokio::task::yield_now().await;
    }
    let text = panic_of(async move { phone.nobody_waiting().await }).await;
    assert_eq!(text, "waited in vain for 0ns until nobody waited");

    let running = Arc::clone(&mock);
    let text = panic_of(async move { running.until_no_live_login_session().await }).await;
    assert_eq!(text, "waited in vain for 0ns until no login session was running");
    let text = panic_of(async move { mock.until_all_closed().await }).await;
    assert_eq!(text, "waited in vain for 0ns until no connection was open");
    held.abort();
}

#[tokio::test]
async fn what_is_there_already_takes_no_patience() {
    let (mock, _) = with_patience(Duration::ZERO).await;
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
async fn patience_can_be_without_end() {
    let (mock, _) = with_patience(Duration::MAX).await;
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
