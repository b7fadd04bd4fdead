//! Tests timeouts: each class of operations has its own, which covers the exchange to its last byte.

use std::time::Duration;

use beeper_desktop_client::types::LoginStepAnswerType;
use beeper_desktop_client::{CallOptions, Client, Error, ErrorKind, Method, Timeouts, VirtualClock};
use beeper_desktop_mock::{MockDesktop, Operation, Reply};
use serde_json::json;

const NEVER: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(20);

fn patient() -> Timeouts {
    Timeouts {
        connect: NEVER,
        read: NEVER,
        act: NEVER,
        login: NEVER,
        wait: NEVER,
    }
}

fn client(mock: &MockDesktop, timeouts: Timeouts) -> Client {
    Client::builder()
        .base_url(mock.base_url())
        .access_token(mock.token())
        .timeouts(timeouts)
        .clock(VirtualClock::new())
        .build()
        .unwrap()
}

async fn submit(client: &Client, kind: LoginStepAnswerType) -> Error {
    client.submit_login_step("i", "i", "i", kind).await.unwrap_err()
}

#[track_caller]
fn assert_timed_out(error: &Error) {
    assert!(
        matches!(error.kind(), ErrorKind::Timeout { limit } if *limit == SHORT),
        "{error:?}"
    );
    assert!(error.is_timeout());
}

#[tokio::test]
async fn each_class_of_operation_has_its_own_time_out() {
    let mock = MockDesktop::start().await.unwrap();
    let _hold = mock.on_any().hold();
    let only_read = client(
        &mock,
        Timeouts {
            read: SHORT,
            ..patient()
        },
    );
    assert_timed_out(&only_read.list_bridges().await.unwrap_err());
    assert_timed_out(&only_read.cancel_login_session("i", "i").await.unwrap_err());

    let only_act = client(
        &mock,
        Timeouts {
            act: SHORT,
            ..patient()
        },
    );
    let posted = only_act.execute(Method::POST, "/v1/x").json(&json!({}));
    assert_timed_out(&posted.await.unwrap_err());

    let only_login = client(
        &mock,
        Timeouts {
            login: SHORT,
            ..patient()
        },
    );
    assert_timed_out(&only_login.create_login_session("i").await.unwrap_err());
    assert_timed_out(&submit(&only_login, LoginStepAnswerType::UserInput).await);
    assert_timed_out(&submit(&only_login, LoginStepAnswerType::Cookies).await);

    let only_wait = client(
        &mock,
        Timeouts {
            wait: SHORT,
            ..patient()
        },
    );
    assert_timed_out(&submit(&only_wait, LoginStepAnswerType::DisplayAndWait).await);
}

#[tokio::test]
async fn each_request_has_a_time_out_of_its_own() {
    let mock = MockDesktop::start().await.unwrap();
    let _hold = mock.on_any().hold();
    let client = client(&mock, patient());
    assert_timed_out(&client.list_bridges().timeout(SHORT).retries(0).await.unwrap_err());
    assert_timed_out(&client.list_bridges().timeout(SHORT).raw().await.unwrap_err());
    assert_timed_out(&client.send_message("c").text("Hi").timeout(SHORT).await.unwrap_err());
    assert_timed_out(&client.serve_asset("mxc://x/y").timeout(SHORT).await.unwrap_err());
    let posted = client.execute(Method::POST, "/v1/x").timeout(SHORT);
    assert_timed_out(&posted.await.unwrap_err());
    let wait = client.submit_login_step("i", "i", "i", LoginStepAnswerType::DisplayAndWait);
    assert_timed_out(&wait.timeout(SHORT).await.unwrap_err());
    let mut contacts = client.list_contacts("a").timeout(SHORT).items();
    assert_timed_out(&contacts.next().await.unwrap().unwrap_err());
}

#[tokio::test]
async fn the_longest_duration_is_a_valid_time_out() {
    let mock = MockDesktop::start().await.unwrap();
    let endless = Timeouts {
        connect: Duration::MAX,
        read: Duration::MAX,
        act: Duration::MAX,
        login: Duration::MAX,
        wait: Duration::MAX,
    };
    client(&mock, endless).list_bridges().await.unwrap();
}

#[tokio::test]
async fn a_refusal_with_a_stalled_body_is_reported_when_its_time_is_up() {
    let mock = MockDesktop::start().await.unwrap();
    let refusal = Reply::bytes(403, vec![b' '; 2000]);
    let _hold = mock.on(Operation::ListBridges).answering(refusal).hold_mid_body();
    let client = client(&mock, patient()).with(CallOptions::new().timeout(Duration::from_millis(500)));
    // Without the request's timeout, the client would wait for the body until this one.
    let refused = tokio::time::timeout(Duration::from_secs(4), client.list_bridges()).await;
    let error = refused.expect("the call has to end within its timeout").unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.is_timeout()), (403, false));
}

#[tokio::test]
async fn a_stalled_download_times_out() {
    let mock = MockDesktop::start().await.unwrap();
    let file = Reply::bytes(200, vec![b'x'; 2000]);
    let _hold = mock.on(Operation::ServeAsset).answering(file).hold_mid_body();
    let limit = Duration::from_millis(500);
    let client = client(&mock, patient()).with(CallOptions::new().timeout(limit));
    let error = client.serve_asset("mxc://x/y").bytes(9999).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status().unwrap().as_u16()),
        (&ErrorKind::Timeout { limit }, 200)
    );
}

#[tokio::test]
async fn a_stalled_body_times_out() {
    let mock = MockDesktop::start().await.unwrap();
    let _hold = mock.on(Operation::ListBridges).hold_mid_body();
    // This is long enough for the beginning of the answer, even on a busy machine.
    let limit = Duration::from_millis(500);
    let client = client(&mock, patient()).with(CallOptions::new().timeout(limit).retries(0));
    let error = client.list_bridges().await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Timeout { limit });
    assert_eq!(
        error.to_string(),
        "list_bridges: 200 OK, but its body did not arrive within 500ms"
    );
}
