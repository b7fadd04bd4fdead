//! Tests the errors of calls: each failure has a separate kind, and one line that names the operation.

use std::error::Error as _;

use beeper_desktop_client::{CallOptions, Client, Error, ErrorKind, Method, VirtualClock};
use beeper_desktop_mock::{MockDesktop, Operation, Reply};
use serde_json::json;

use crate::support::client;
use crate::support::closed_port::ClosedPort;

async fn list_bridges(reply: Reply) -> Error {
    let mock = MockDesktop::start().await.unwrap();
    mock.on(Operation::ListBridges).reply(reply);
    let once = client(&mock).with(CallOptions::new().retries(0));
    once.list_bridges().await.unwrap_err()
}

#[tokio::test]
async fn a_refusal_keeps_what_the_server_says_without_printing_it() {
    let reply = Reply::json(
        403,
        json!({"code": "M_FORBIDDEN", "message": "Not you", "details": {"why": "because"}}),
    );
    let error = list_bridges(reply.header("x-request-id", "r-1")).await;
    assert_eq!(error.to_string(), "list_bridges: 403 Forbidden (M_FORBIDDEN)");
    assert_eq!(error.operation_id(), Some("list_bridges"));
    assert_eq!(error.status().unwrap(), 403);
    let api_error = error.api_error().unwrap();
    assert_eq!(
        (api_error.code.as_str(), api_error.message.as_str()),
        ("M_FORBIDDEN", "Not you")
    );
    assert_eq!(api_error.details.as_ref().unwrap().as_value()["why"], "because");
    assert_eq!(error.kind(), &ErrorKind::Refused);
    assert_eq!(error.headers().unwrap()["x-request-id"], "r-1");
    assert!(!error.is_timeout() && !error.is_unauthorized());
}

#[tokio::test]
async fn a_wrong_token_is_unauthorized() {
    let mock = MockDesktop::start().await.unwrap();
    let client = Client::builder()
        .base_url(mock.base_url())
        .access_token("wrong")
        .build()
        .unwrap();
    let error = client.list_bridges().await.unwrap_err();
    assert!(error.is_unauthorized());
    let line = error.to_string();
    assert!(
        line.starts_with("list_bridges: 401 Unauthorized (unauthorized); it needs a valid access token"),
        "{line}"
    );
}

#[tokio::test]
async fn each_unexpected_response_is_named() {
    let html = || Reply::bytes(502, "<html>Bad gateway</html>").header("content-type", "text/html; charset=utf-8");
    let odd = "M_BAD\nforged: line";
    for (reply, expected) in [
        (html(), "502 Bad Gateway with a body of text/html"),
        (Reply::empty(500), "500 Internal Server Error"),
        (
            Reply::json(500, json!({"code": odd, "message": ""})),
            "500 Internal Server Error",
        ),
        (Reply::json(400, json!("no")), "400 Bad Request"),
        (
            Reply::empty(302).header("location", "http://127.0.0.1:1/"),
            "302 Found redirects to another address; the client does not follow redirects",
        ),
        (Reply::empty(204), "204 No Content without a body"),
        (Reply::empty(200), "200 OK without a body"),
        (
            Reply::bytes(200, "hello").header("content-type", "text/plain"),
            "200 OK with a body that is not JSON but text/plain",
        ),
        (
            Reply::json(200, json!({"items": {"id": "b"}})),
            "200 OK does not fit at `items`: expected a list",
        ),
        (
            Reply::json(200, json!(null)),
            "200 OK does not fit at `.`: expected an object",
        ),
    ] {
        let error = list_bridges(reply).await;
        assert_eq!(error.to_string(), format!("list_bridges: {expected}"));
        assert!(error.api_error().is_none_or(|api_error| api_error.code == odd));
        assert!(error.source().is_none());
    }
}

#[tokio::test]
async fn good_json_of_another_content_type_is_accepted() {
    let mock = MockDesktop::start().await.unwrap();
    mock.on(Operation::ListBridges)
        .reply(Reply::bytes(200, r#"{"items": []}"#).header("content-type", "text/plain"));
    assert!(client(&mock).list_bridges().await.unwrap().items.is_empty());
}

#[tokio::test]
async fn a_refused_connection_is_an_error_of_kind_connect() {
    let nobody = ClosedPort::new();
    let address = nobody.url();
    let client = Client::builder()
        .base_url(&address)
        .access_token("t")
        .clock(VirtualClock::new())
        .build()
        .unwrap();
    let error = client.list_bridges().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Connect), "{error:?}");
    let expected = format!(
        "list_bridges: could not connect to {address}; is Beeper Desktop running, and its API switched on? \
         `discover()` finds it on other ports of this computer"
    );
    assert_eq!(error.to_string(), expected);
    let mut source = error.source();
    let mut causes = Vec::new();
    while let Some(cause) = source {
        causes.push(format!("{cause} {cause:?}"));
        source = cause.source();
    }
    assert!(causes.iter().any(|cause| cause.contains("refused")), "{causes:?}");
    assert!(causes.iter().all(|cause| !cause.contains("127.0.0.1")), "{causes:?}");
}

#[tokio::test]
async fn an_endpoint_without_a_method_is_reached_with_execute() {
    let mock = MockDesktop::start().await.unwrap();
    let client = client(&mock);
    let info = client.execute(Method::GET, "/v1/info?verbose=%20").await.unwrap();
    assert_eq!(info.as_value()["server"]["base_url"], mock.base_url());
    let request = mock.requests().pop().unwrap();
    assert_eq!(request.query(), Some("verbose=%20"));
    assert_eq!(request.header("authorization"), Some("Bearer mock-token"));

    let body = json!({"type": "user_input"});
    let error = client
        .execute(Method::PATCH, "/v9/nothing")
        .json(&body)
        .await
        .unwrap_err();
    assert!(error.is_not_supported());
    let expected = format!(
        "execute: the server at {} (version {}) does not have this operation (M_UNRECOGNIZED)",
        mock.base_url(),
        error.server_version().unwrap()
    );
    assert_eq!(error.to_string(), expected);
    let request = mock.requests().pop().unwrap();
    assert_eq!((request.method(), request.json().unwrap()), ("PATCH", body));

    mock.on(Operation::GetInfo).reply(Reply::empty(204));
    let nothing = client.execute(Method::GET, "/v1/info").await.unwrap();
    assert!(nothing.as_value().is_null());
}

#[tokio::test]
async fn execute_refuses_paths_that_lead_elsewhere() {
    let mock = MockDesktop::start().await.unwrap();
    for path in [
        "v1/info",
        "//elsewhere.example/",
        "/v1/../info",
        "/v1/%2e%2E/info",
        "/v1\\info",
        "/v1/info#x",
        "",
    ] {
        let error = client(&mock).execute(Method::GET, path).await.unwrap_err();
        let names_the_path = matches!(error.kind(), ErrorKind::InvalidArgument { argument, .. } if argument == "path");
        assert!(names_the_path, "{path}: {error:?}");
        assert!(mock.requests().is_empty(), "{path}");
    }
}
