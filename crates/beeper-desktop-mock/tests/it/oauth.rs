//! Tests OAuth: how a program gets a token, and what it can do with the token.

mod authorization;
mod consent_page;
mod exchange;
mod faults;
mod metadata;
mod older;
mod program;
mod registration;
mod tokens;

use beeper_desktop_mock::MockDesktop;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::{Value, json};

use crate::{http, send};

const REDIRECT_URI: &str = "http://127.0.0.1:49152/callback";

/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The parameters of a request, which a test may change.
type Parameters = Vec<(&'static str, String)>;

fn with(mut parameters: Parameters, name: &'static str, value: Option<&str>) -> Parameters {
    parameters.retain(|(known, _)| *known != name);
    parameters.extend(value.map(|value| (name, value.to_owned())));
    parameters
}

/// Registers a program, and returns its client ID.
async fn register(mock: &MockDesktop) -> String {
    let (status, answer) =
        send_registration(mock, json!({ "redirect_uris": [REDIRECT_URI], "client_name": "Bees" })).await;
    assert_eq!(status, 201, "{answer}");
    answer["client_id"].as_str().unwrap().to_owned()
}

async fn send_registration(mock: &MockDesktop, body: Value) -> (u16, Value) {
    send(http().post(format!("{}/oauth/register", mock.base_url())).json(&body)).await
}

/// Returns the parameters of an authorization request.
fn authorization(client_id: &str) -> Parameters {
    [
        ("client_id", client_id),
        ("redirect_uri", REDIRECT_URI),
        ("response_type", "code"),
        ("scope", "read write"),
        ("state", "a state"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

/// Returns a client that, instead of following redirects, shows them.
fn browser() -> Client {
    Client::builder().no_proxy().redirect(Policy::none()).build().unwrap()
}

async fn authorize(mock: &MockDesktop, parameters: &Parameters) -> Response {
    let request = browser().get(format!("{}/oauth/authorize", mock.base_url()));
    request.query(parameters).send().await.unwrap()
}

fn location(answer: &Response) -> &str {
    assert_eq!(answer.status(), 302);
    answer.headers()["location"].to_str().unwrap()
}

/// Returns the code in the address to which the server redirects the browser.
fn code_in(location: &str) -> String {
    let query = location.strip_prefix(REDIRECT_URI).unwrap();
    let code = query.strip_prefix("?code=").unwrap();
    code.split('&').next().unwrap().to_owned()
}

/// Returns a code for a program, approved at once.
async fn code(mock: &MockDesktop, client_id: &str) -> String {
    let answer = authorize(mock, &authorization(client_id)).await;
    code_in(location(&answer))
}

/// Returns the parameters with which a program exchanges a code.
fn exchange(client_id: &str, code: &str) -> Parameters {
    [
        ("grant_type", "authorization_code"),
        ("client_id", client_id),
        ("code", code),
        ("code_verifier", VERIFIER),
        ("redirect_uri", REDIRECT_URI),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

async fn post_form(mock: &MockDesktop, path: &str, form: &Parameters) -> Response {
    let request = http().post(format!("{}{path}", mock.base_url()));
    request.form(form).send().await.unwrap()
}

async fn post_token(mock: &MockDesktop, form: &Parameters) -> (u16, Value) {
    let answer = post_form(mock, "/oauth/token", form).await;
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// Returns the answer with the token of a program that asked for these scopes.
async fn token_answer(mock: &MockDesktop, scope: &str) -> Value {
    let client_id = register(mock).await;
    let answer = authorize(mock, &with(authorization(&client_id), "scope", Some(scope))).await;
    let code = code_in(location(&answer));
    let (status, answer) = post_token(mock, &exchange(&client_id, &code)).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

async fn token(mock: &MockDesktop, scope: &str) -> String {
    let answer = token_answer(mock, scope).await;
    answer["access_token"].as_str().unwrap().to_owned()
}

/// Returns the status of a call with a token.
async fn status_with(mock: &MockDesktop, token: &str, method: &str, path: &str) -> u16 {
    let url = format!("{}{path}", mock.base_url());
    let request = http().request(method.parse().unwrap(), url).bearer_auth(token);
    let answer = request.json(&json!({})).send().await.unwrap();
    answer.status().as_u16()
}

/// Returns the code of an OAuth error, and asserts that the error has a description.
fn error((status, body): (u16, Value)) -> String {
    assert_eq!(status, 400, "{body}");
    assert!(body["error_description"].is_string(), "{body}");
    assert_eq!(body.as_object().unwrap().len(), 2, "{body}");
    body["error"].as_str().unwrap().to_owned()
}
