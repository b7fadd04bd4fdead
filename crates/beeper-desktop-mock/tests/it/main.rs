//! The mock as a test of a client sees it: over HTTP, through its public interface.
#![allow(
    clippy::unwrap_used,
    reason = "the functions below are test code, but not inside a test function"
)]

mod lifetime;
mod login;
mod logins;
mod program;
mod reading;
mod recording;
mod refusals;
mod replies;

use beeper_desktop_mock::MockDesktop;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

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

/// A 200 answer's body.
#[track_caller]
fn ok((status, body): (u16, Value)) -> Value {
    assert_eq!(status, 200, "{body}");
    body
}

/// A refusal's status and code; its body is an error body.
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

/// Submits a step of a session of `mock-qr`.
async fn submit(mock: &MockDesktop, session: &Value, step_id: &str, body: Value) -> (u16, Value) {
    let path = format!("{}/steps/{step_id}", session_path(session));
    post(mock, &path, body).await
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
