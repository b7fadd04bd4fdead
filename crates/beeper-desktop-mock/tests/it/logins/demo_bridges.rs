//! Tests the demo bridges with a login through each of their flows.

use std::time::Duration;

use beeper_desktop_mock::{MockBridge, MockDesktop};
use serde_json::{Value, json};

use crate::{get, ok, post, refusal, submit, type_in, wait};

async fn with_demo_bridges() -> MockDesktop {
    let mock = MockDesktop::builder().demo_bridges().start().await.unwrap();
    mock.auto_approve_logins(Duration::from_millis(1));
    mock
}

async fn start(mock: &MockDesktop, bridge: &str, flow: &str) -> Value {
    let path = format!("/v1/bridges/{bridge}/login-sessions");
    ok(post(mock, &path, json!({ "flowID": flow })).await)
}

/// Waits until the session asks for something else than a wait.
async fn wait_out(mock: &MockDesktop, mut session: Value) -> Value {
    while session["status"] == "waiting_for_display" {
        let step_id = session["currentStep"]["stepID"].as_str().unwrap().to_owned();
        session = ok(wait(mock, &session, &step_id).await.unwrap());
    }
    session
}

#[tokio::test]
async fn demo_bridges_are_added_to_the_built_in_one_or_to_any_server() {
    let mock = with_demo_bridges().await;
    let all = ok(get(&mock, "/v1/bridges").await)["items"].as_array().unwrap().len();
    let with_pages = MockBridge::with_sign_in_pages(mock.base_url());
    assert_eq!(all, MockBridge::demo().len() + with_pages.len() + 1);

    let mock = MockDesktop::builder().empty().start().await.unwrap();
    for bridge in MockBridge::demo().into_iter().chain(with_pages) {
        mock.put_bridge(bridge);
    }
    assert_eq!(
        ok(get(&mock, "/v1/bridges").await)["items"].as_array().unwrap().len(),
        all - 1
    );
}

#[tokio::test]
async fn flows_of_displays_alone_complete() {
    let mock = with_demo_bridges().await;

    for (bridge, flow) in [("mock-linked-device", "qr"), ("mock-emoji", "emoji")] {
        let session = start(&mock, bridge, flow).await;
        assert_eq!(wait_out(&mock, session).await["status"], "complete", "{bridge}");
    }
}

#[tokio::test]
async fn a_linked_device_pairs_by_phone_number() {
    let mock = with_demo_bridges().await;
    let session = start(&mock, "mock-linked-device", "phone").await;
    let refused = type_in(&mock, &session, "phone-number", "phone_number", "123").await;
    assert_eq!(refusal(refused).0, 400);

    let session = start(&mock, "mock-linked-device", "phone").await;
    let session = ok(type_in(&mock, &session, "phone-number", "phone_number", "+15550100").await);
    assert_eq!(session["currentStep"]["display"]["type"], "code");

    assert_eq!(wait_out(&mock, session).await["status"], "complete");
}

#[tokio::test]
async fn the_phone_flow_asks_again_for_a_wrong_code_or_password() {
    let mock = with_demo_bridges().await;
    let session = start(&mock, "mock-phone", "phone").await;
    let answers = [
        ("phone-number", "phone_number", "+15550100", "code"),
        ("code", "code", "000000", "code-incorrect"),
        ("code-incorrect", "code", "123456", "password"),
        ("password", "password", "wrong", "password"),
    ];

    for (step_id, field, value, next) in answers {
        let session = ok(type_in(&mock, &session, step_id, field, value).await);
        assert_eq!(session["currentStep"]["stepID"], next);
    }

    let done = ok(type_in(&mock, &session, "password", "password", "password").await);
    assert_eq!(done["status"], "complete");
}

#[tokio::test]
async fn required_cookies_are_checked() {
    let mock = with_demo_bridges().await;
    let submit_cookies = async |fields: Value| {
        let session = start(&mock, "mock-cookies", "cookies").await;
        let body = json!({ "type": "cookies", "fields": fields, "source": "webview" });
        submit(&mock, &session, "web", body).await
    };

    let missing = submit_cookies(json!({ "session": "a", "csrf": "b" })).await;
    let complete = submit_cookies(json!({ "session": "a", "csrf": "b", "user_id": "c" })).await;

    assert_eq!(refusal(missing), (400, "FI.MAU.META_MISSING_COOKIES".to_owned()));
    assert_eq!(ok(complete)["status"], "complete");
}

#[tokio::test]
async fn the_token_flow_asks_for_one_field() {
    let mock = with_demo_bridges().await;
    let session = start(&mock, "mock-token", "token").await;

    let again = ok(type_in(&mock, &session, "token", "token", "wrong").await);
    let done = ok(type_in(&mock, &session, "token", "token", "secret").await);

    assert_eq!(again["status"], "waiting_for_input");
    assert_eq!(done["status"], "complete");
}

#[tokio::test]
async fn the_failing_bridge_expires_and_rejects_logins() {
    let mock = with_demo_bridges().await;

    let session = start(&mock, "mock-failing", "expires").await;
    let rotated = ok(wait(&mock, &session, "qr").await.unwrap());
    let expired = wait(&mock, &rotated, "qr").await.unwrap();
    let session = start(&mock, "mock-failing", "rejected").await;
    let rejected = wait_out(&mock, session).await;

    assert_eq!(refusal(expired), (410, "FI.MAU.BRIDGE.LOGIN_TIMED_OUT".to_owned()));
    assert_eq!(rejected["status"], "failed");
    assert_eq!(ok(get(&mock, "/v1/accounts").await), json!([]));
}
