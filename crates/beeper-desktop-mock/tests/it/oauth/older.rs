//! Tests the OAuth of older and independent servers.

use beeper_desktop_mock::{Consent, Dialect, Endpoint, MockDesktop};
use serde_json::{Value, json};

use crate::oauth::{
    REDIRECT_URI, authorization, authorize, code, code_in, exchange, location, post_form, register, with,
};
use crate::{get, http, ok, refusal, request, send};

async fn older() -> MockDesktop {
    MockDesktop::builder().dialect(Dialect::Older).start().await.unwrap()
}

/// Returns the status, the media type and the JSON of an answer.
async fn labelled(answer: reqwest::Response) -> (u16, String, Value) {
    let status = answer.status().as_u16();
    let media_type = answer.headers()["content-type"].to_str().unwrap().to_owned();
    assert!(!answer.headers().contains_key("x-beeper-desktop-version"));
    (status, media_type, answer.json().await.unwrap())
}

#[tokio::test]
async fn registrations_and_errors_are_labelled_as_plain_text() {
    let mock = older().await;
    let url = format!("{}/oauth/register", mock.base_url());
    let registered = http().post(url).json(&json!({ "redirect_uris": [REDIRECT_URI] }));
    let (status, media_type, answer) = labelled(registered.send().await.unwrap()).await;
    assert_eq!((status, media_type.as_str()), (201, "text/plain; charset=utf-8"));
    let client_id = answer["client_id"].as_str().unwrap();

    let form = exchange(client_id, &code(&mock, client_id).await);
    let (status, media_type, answer) = labelled(post_form(&mock, "/oauth/token", &form).await).await;
    assert_eq!((status, media_type.as_str()), (200, "application/json"));
    assert_eq!(answer["expires_in"], 86_400);

    let (status, media_type, answer) = labelled(post_form(&mock, "/oauth/token", &form).await).await;
    assert_eq!((status, media_type.as_str()), (400, "text/plain; charset=utf-8"));
    assert_eq!(answer["error"], "invalid_grant");
    assert!(answer["error_description"].is_string());
}

#[tokio::test]
async fn no_page_asks_a_person() {
    let mock = MockDesktop::builder()
        .dialect(Dialect::Older)
        .consent(Consent::Ask)
        .start()
        .await
        .unwrap();

    let answer = authorize(&mock, &authorization("bees")).await;

    assert_eq!(code_in(location(&answer)), "mock-code-1");
    assert!(!Dialect::Older.has(Endpoint::Consent) && Dialect::Current.has(Endpoint::Consent));
    let button = post_form(&mock, "/oauth/authorize", &Vec::new()).await;
    assert_eq!(button.status(), 405);
}

#[tokio::test]
async fn a_mistake_in_the_browser_is_a_page() {
    let mock = older().await;
    let client_id = register(&mock).await;
    for (name, value) in [
        ("redirect_uri", "http://127.0.0.1:1/callback"),
        ("code_challenge_method", "plain"),
    ] {
        let answer = authorize(&mock, &with(authorization(&client_id), name, Some(value))).await;

        assert_eq!(answer.status(), 400, "{name}");
        assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    }
}

#[tokio::test]
async fn tokens_are_refused_in_plain_text() {
    let mock = older().await;
    let asked = with(authorization("bees"), "scope", None);
    let code = code_in(location(&authorize(&mock, &asked).await));
    let (_, _, answer) = labelled(post_form(&mock, "/oauth/token", &exchange("bees", &code)).await).await;
    assert_eq!(answer["scope"], "read");
    let token = answer["access_token"].as_str().unwrap();
    let call = |method: reqwest::Method, path: &str| {
        let request = http().request(method, format!("{}{path}", mock.base_url()));
        request.bearer_auth(token).json(&json!({})).send()
    };

    let refused = call(reqwest::Method::POST, "/v1/focus").await.unwrap();
    assert_eq!(refused.status(), 403);
    assert_eq!(refused.text().await.unwrap(), "insufficient scope");

    post_form(&mock, "/oauth/revoke", &vec![("token", token.to_owned())]).await;
    let refused = call(reqwest::Method::GET, "/v1/chats").await.unwrap();
    assert_eq!(refused.status(), 401);
    assert_eq!(refused.headers()["content-type"], "text/plain; charset=utf-8");
}

#[tokio::test]
async fn introspection_says_more_and_the_metadata_less() {
    let mock = older().await;
    let client_id = register(&mock).await;
    let code = code(&mock, &client_id).await;
    let (_, _, answer) = labelled(post_form(&mock, "/oauth/token", &exchange(&client_id, &code)).await).await;
    let token = answer["access_token"].as_str().unwrap();

    let form = vec![("token", token.to_owned())];
    let (_, _, described) = labelled(post_form(&mock, "/oauth/introspect", &form).await).await;
    assert_eq!(described["iss"], mock.base_url());
    assert_eq!(described["aud"], json!(client_id));
    assert_eq!(described["sub"], "@mock-user:beeper.local");
    assert_eq!(described["nbf"], described["iat"]);
    assert_eq!(
        described["exp"].as_u64().unwrap() - described["iat"].as_u64().unwrap(),
        86_400
    );

    let metadata = ok(get(&mock, "/.well-known/oauth-authorization-server").await);
    let info = ok(get(&mock, "/v1/info").await);
    assert_eq!(metadata.get("introspection_endpoint"), None);
    assert!(info["endpoints"]["oauth"]["introspection_endpoint"].is_string());
}

#[tokio::test]
async fn the_current_dialect_labels_json_as_json() {
    let mock = MockDesktop::start().await.unwrap();
    let url = format!("{}/oauth/register", mock.base_url());

    let answer = http().post(url).json(&json!({})).send().await.unwrap();

    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(refusal(send(request(&mock, "GET", "/oauth/none")).await).0, 404);
}
