//! Tests the mock's whole API over HTTP, as a client uses it.
#![allow(
    clippy::unwrap_used,
    reason = "the functions below are test code, but not inside a test function"
)]

mod app_setup;
mod binary;
mod chats;
mod faults;
mod live;
mod logins;
mod oauth;
mod older_dialect;
mod requests;
mod server;

use std::io::ErrorKind;

use beeper_desktop_mock::{LoginScript, MockBridge, MockDesktop};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

fn http() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

fn request(mock: &MockDesktop, method: &str, path: &str) -> RequestBuilder {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let url = format!("{}{path}", mock.base_url());
    http().request(method, url).bearer_auth(mock.token())
}

async fn send(request: RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn get(mock: &MockDesktop, path: &str) -> (u16, Value) {
    send(request(mock, "GET", path)).await
}

async fn post(mock: &MockDesktop, path: &str, body: Value) -> (u16, Value) {
    send(request(mock, "POST", path).json(&body)).await
}

/// Sends a body with any method.
async fn call(mock: &MockDesktop, method: &str, path: &str, body: Value) -> (u16, Value) {
    send(request(mock, method, path).json(&body)).await
}

/// Calls an operation whose answer has no body.
async fn done(mock: &MockDesktop, method: &str, path: &str, body: Value) {
    let answer = request(mock, method, path).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 204, "{method} {path}");
    assert_eq!(answer.bytes().await.unwrap(), "");
}

/// Returns one property of each item of a list.
fn each(list: &Value, property: &str) -> Vec<String> {
    let items = list["items"].as_array().unwrap().iter();
    items.map(|item| item[property].as_str().unwrap().to_owned()).collect()
}

/// Percent-encodes a text for a query.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// Asserts the status 200, and returns the body.
#[track_caller]
fn ok((status, body): (u16, Value)) -> Value {
    assert_eq!(status, 200, "{body}");
    body
}

/// Asserts that the body is an error body, and returns the status and the code.
#[track_caller]
fn refusal((status, body): (u16, Value)) -> (u16, String) {
    assert!(status >= 400, "{status} {body}");
    assert!(body["message"].is_string(), "{body}");
    (status, body["code"].as_str().unwrap().to_owned())
}

/// Starts a login on `mock-qr` and returns its session.
async fn start_login(mock: &MockDesktop, body: Value) -> Value {
    ok(post(mock, "/v1/bridges/mock-qr/login-sessions", body).await)
}

/// Submits a step of a session on `mock-qr`.
async fn submit(mock: &MockDesktop, session: &Value, step_id: &str, body: Value) -> (u16, Value) {
    let path = format!("{}/steps/{step_id}", session_path(session));
    post(mock, &path, body).await
}

/// Puts the bridge `scripted` with this login on the server.
fn put_script(mock: &MockDesktop, script: LoginScript) {
    mock.put_bridge(MockBridge::new("scripted").login_script(script));
}

/// Starts a login on the bridge `scripted`.
async fn create(mock: &MockDesktop, body: Value) -> (u16, Value) {
    post(mock, "/v1/bridges/scripted/login-sessions", body).await
}

/// Starts a server with this login on the bridge `scripted`, and its first session.
async fn started(script: LoginScript) -> (MockDesktop, Value) {
    let mock = MockDesktop::start().await.unwrap();
    put_script(&mock, script);
    let session = ok(create(&mock, json!({})).await);
    (mock, session)
}

/// Submits one field of an input step.
async fn type_in(mock: &MockDesktop, session: &Value, step_id: &str, field: &str, value: &str) -> (u16, Value) {
    let body = json!({ "type": "user_input", "fields": { field: value } });
    submit(mock, session, step_id, body).await
}

/// Waits on a display step, in a separate task.
fn wait(mock: &MockDesktop, session: &Value, step_id: &str) -> JoinHandle<(u16, Value)> {
    let path = format!("{}/steps/{step_id}", session_path(session));
    tokio::spawn(send(
        request(mock, "POST", &path).json(&json!({ "type": "display_and_wait" })),
    ))
}

async fn cancel(mock: &MockDesktop, session: &Value) -> (u16, Value) {
    send(request(mock, "DELETE", &session_path(session))).await
}

/// Returns the data that the session displays.
fn data(session: &Value) -> &str {
    session["currentStep"]["display"]["data"].as_str().unwrap()
}

/// Waits on the QR step until the login is complete.
async fn finish_qr_login(mock: &MockDesktop, mut session: Value) -> Value {
    while session["status"] == "waiting_for_display" {
        session = ok(submit(mock, &session, "qr", json!({ "type": "display_and_wait" })).await);
    }
    session
}

fn session_path(session: &Value) -> String {
    let part = |name: &str| session[name].as_str().unwrap().to_owned();
    format!(
        "/v1/bridges/{}/login-sessions/{}",
        part("bridgeID"),
        part("loginSessionID")
    )
}

/// Sends a request over a separate connection, which the caller reads.
async fn raw_request(mock: &MockDesktop, method: &str, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(mock.addr()).await.unwrap();
    send_raw(mock, &mut stream, method, path).await;
    stream
}

async fn send_raw(mock: &MockDesktop, stream: &mut TcpStream, method: &str, path: &str) {
    let token = mock.token();
    let body = if method == "POST" {
        "content-length: 2\r\n\r\n{}"
    } else {
        "\r\n"
    };
    let request = format!("{method} {path} HTTP/1.1\r\nhost: mock\r\nauthorization: Bearer {token}\r\n{body}");
    stream.write_all(request.as_bytes()).await.unwrap();
}

#[derive(Debug, PartialEq, Eq)]
enum End {
    Closed,
    Reset,
}

/// Reads everything until the connection ends, and returns how it ends.
async fn read_to_end(mut stream: TcpStream) -> (String, End) {
    let mut bytes = Vec::new();
    let end = match stream.read_to_end(&mut bytes).await {
        Ok(_) => End::Closed,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::ConnectionReset);
            End::Reset
        }
    };
    (String::from_utf8(bytes).unwrap(), end)
}

/// Reads one complete answer from a connection that stays open: its head and body.
async fn read_answer(stream: &mut TcpStream) -> (String, String) {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        head.push(char::from(stream.read_u8().await.unwrap()));
    }
    let length = head.split_once("content-length: ").unwrap().1;
    let mut body = vec![0; length.split_once('\r').unwrap().0.parse().unwrap()];
    stream.read_exact(&mut body).await.unwrap();
    (head, String::from_utf8(body).unwrap())
}
