//! Tests what the mock records of the requests that it receives.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

use beeper_desktop_mock::{MockDesktop, Operation};
use serde_json::json;

use crate::{get, http, post, request, send, start_login, submit};

#[tokio::test]
async fn a_request_is_recorded_as_it_was_sent() {
    let mock = MockDesktop::start().await.unwrap();
    let body = json!({ "type": "user_input", "fields": { "code": "123456" } });
    let path = "/v1/bridges/a%2Fb/login-sessions/s%20%C3%BC/steps/%23?x=1&x=%20";

    let call = request(&mock, "POST", path).header("X-Odd", "yes");
    send(call.json(&body)).await;

    let requests = mock.requests();
    let [recorded] = requests.as_slice() else {
        panic!("{requests:?}");
    };
    assert_eq!(recorded.operation(), Some(Operation::SubmitLoginStep));
    assert_eq!(recorded.method(), "POST");
    assert_eq!(recorded.path(), "/v1/bridges/a%2Fb/login-sessions/s%20%C3%BC/steps/%23");
    assert_eq!(recorded.query(), Some("x=1&x=%20"));
    let params: Vec<_> = recorded.path_params().collect();
    assert_eq!(
        params,
        [("bridgeID", "a/b"), ("loginSessionID", "s ü"), ("stepID", "#")]
    );
    assert_eq!(recorded.path_param("stepID"), Some("#"));
    assert_eq!(recorded.path_param("accountID"), None);
    assert_eq!(recorded.header("x-oDD"), Some("yes"));
    assert_eq!(recorded.header("absent"), None);
    assert!(recorded.headers().any(|header| header == ("x-odd", b"yes".as_slice())));
    assert_eq!(recorded.body(), body.to_string().as_bytes());
    assert_eq!(recorded.json().unwrap(), body);
}

#[tokio::test]
async fn refused_requests_are_recorded_too() {
    let mock = MockDesktop::start().await.unwrap();

    let anonymous = http().get(format!("{}/v1/accounts", mock.base_url()));
    assert_eq!(send(anonymous).await.0, 401);
    get(&mock, "/nowhere").await;
    post(&mock, "/v1/accounts", json!({ "wrong": "method" })).await;
    get(&mock, "/v1/accounts/%FF").await;

    let operations: Vec<_> = mock.requests().iter().map(|it| it.operation()).collect();
    assert_eq!(
        operations,
        [Some(Operation::ListAccounts), None, None, Some(Operation::GetAccount)]
    );
    let wrong_method = &mock.requests()[2];
    assert_eq!(wrong_method.json().unwrap(), json!({ "wrong": "method" }));
    assert_eq!(mock.requests()[1].path(), "/nowhere");
    assert!(mock.requests()[1].json().is_err());
}

#[tokio::test]
async fn requests_can_be_picked_by_operation_and_forgotten() {
    let mock = MockDesktop::start().await.unwrap();
    let session = start_login(&mock, json!({})).await;
    for _ in 0..2 {
        submit(&mock, &session, "qr", json!({ "type": "display_and_wait" })).await;
    }

    assert_eq!(mock.requests().len(), 3);
    assert_eq!(mock.requests_for(Operation::SubmitLoginStep).len(), 2);
    assert_eq!(mock.requests_for(Operation::ListBridges).len(), 0);

    mock.clear_requests();
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn debug_output_names_headers_and_hides_every_value() {
    let mock = MockDesktop::builder().token("the-token").start().await.unwrap();
    let path = "/v1/bridges/the-bridge/login-sessions/s/steps/t?q=the-query";
    post(&mock, path, json!({ "fields": { "a": "the-password" } })).await;

    let shown = format!("{:?} {mock:?}", mock.requests());

    assert!(shown.contains("authorization"), "{shown}");
    assert!(shown.contains("SubmitLoginStep"), "{shown}");
    assert!(shown.contains("body_len: 31"), "{shown}");
    for hidden in ["the-token", "the-bridge", "the-query", "the-password"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}

#[tokio::test]
async fn a_request_that_breaks_off_in_its_body_is_recorded_and_changes_nothing() {
    let mock = MockDesktop::start().await.unwrap();
    let mut client = TcpStream::connect(mock.addr()).unwrap();
    client
        .write_all(b"POST /v1/bridges/mock-qr/login-sessions HTTP/1.1\r\nhost: mock\r\ncontent-length: 10\r\n\r\n{\"a")
        .unwrap();

    client.shutdown(Shutdown::Write).unwrap();
    client.read_to_end(&mut Vec::new()).unwrap();

    let requests = mock.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].operation(), Some(Operation::CreateLoginSession));
    let session = start_login(&mock, json!({})).await;
    assert_eq!(session["loginSessionID"], "mock-session-1");
}
