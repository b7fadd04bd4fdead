//! Tests replies that a test sets instead of the server's own.

use beeper_desktop_mock::{MockDesktop, Operation, Reply};
use serde_json::json;

use crate::{get, http, ok, refusal, request};

#[tokio::test]
async fn a_canned_reply_holds_for_one_operation_until_reset() {
    let mock = MockDesktop::start().await.unwrap();
    let canned = json!({ "items": [{ "unheard": "of" }] });
    mock.on(Operation::ListBridges).reply(Reply::json(200, canned.clone()));

    for _ in 0..2 {
        assert_eq!(ok(get(&mock, "/v1/bridges").await), canned);
    }
    assert_eq!(ok(get(&mock, "/v1/bridges/mock-qr").await)["id"], "mock-qr");

    mock.on(Operation::ListBridges).reset();
    let bridges = ok(get(&mock, "/v1/bridges").await);
    assert_eq!(bridges["items"][0]["id"], "mock-qr");
    assert_eq!(mock.requests_for(Operation::ListBridges).len(), 3);
}

#[tokio::test]
async fn status_headers_and_bytes_arrive_as_given() {
    let mock = MockDesktop::start().await.unwrap();
    let body = b"<html>\xff</html>".as_slice();
    mock.on(Operation::GetBridge).reply(
        Reply::bytes(502, body)
            .header("content-type", "text/html")
            .header("retry-after", "3"),
    );

    let answer = request(&mock, "GET", "/v1/bridges/mock-qr").send().await.unwrap();

    assert_eq!(answer.status(), 502);
    assert_eq!(answer.headers()["content-type"], "text/html");
    assert_eq!(answer.headers()["retry-after"], "3");
    assert_eq!(answer.bytes().await.unwrap(), body);
}

#[tokio::test]
async fn all_canned_replies_can_be_forgotten_at_once() {
    let mock = MockDesktop::start().await.unwrap();
    for operation in [Operation::ListBridges, Operation::ListAccounts] {
        mock.on(operation)
            .reply(Reply::error(429, "M_LIMIT_EXCEEDED", "Too many"));
    }
    let limited = refusal(get(&mock, "/v1/accounts").await);
    assert_eq!(limited, (429, "M_LIMIT_EXCEEDED".to_owned()));

    mock.reset_replies();

    ok(get(&mock, "/v1/bridges").await);
    ok(get(&mock, "/v1/accounts").await);
}

#[tokio::test]
async fn a_canned_reply_asks_for_no_token() {
    let mock = MockDesktop::start().await.unwrap();
    mock.on(Operation::ListAccounts).reply(Reply::empty(204));

    let answer = http()
        .get(format!("{}/v1/accounts", mock.base_url()))
        .send()
        .await
        .unwrap();

    assert_eq!(answer.status(), 204);
}
