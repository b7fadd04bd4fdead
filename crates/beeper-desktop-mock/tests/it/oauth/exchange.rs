//! Tests the exchange of codes for tokens.

use std::time::Duration;

use beeper_desktop_mock::MockDesktop;
use serde_json::json;

use crate::oauth::{
    Parameters, code, error, exchange, post_form, post_token, register, status_with, token_answer, with,
};
use crate::{http, send};

#[tokio::test]
async fn a_code_is_exchanged_for_a_token() {
    let mock = MockDesktop::start().await.unwrap();
    let client_id = register(&mock).await;
    let code = code(&mock, &client_id).await;

    let answer = post_form(&mock, "/oauth/token", &exchange(&client_id, &code)).await;

    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let body: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(
        body,
        json!({ "access_token": "mock-access-token-1", "token_type": "Bearer", "scope": "read write" })
    );
    assert_eq!(
        status_with(&mock, "mock-access-token-1", "GET", "/v1/accounts").await,
        200
    );
}

#[tokio::test]
async fn a_limited_lifetime_comes_with_the_token() {
    let mock = MockDesktop::builder()
        .token_lifetime(Duration::from_secs(3600))
        .start()
        .await
        .unwrap();

    assert_eq!(token_answer(&mock, "read").await["expires_in"], 3600);
    mock.set_token_lifetime(None);
    assert_eq!(token_answer(&mock, "read").await.get("expires_in"), None);
}

#[tokio::test]
async fn a_code_is_good_once() {
    let mock = MockDesktop::start().await.unwrap();
    let client_id = register(&mock).await;
    let form = exchange(&client_id, &code(&mock, &client_id).await);

    assert_eq!(post_token(&mock, &form).await.0, 200);
    assert_eq!(error(post_token(&mock, &form).await), "invalid_grant");
}

#[tokio::test]
async fn a_failed_exchange_uses_the_code_up() {
    let mock = MockDesktop::start().await.unwrap();
    let client_id = register(&mock).await;
    let other_verifier = "e".repeat(43);
    for (name, value, expected) in [
        ("client_id", Some("mock-client-2"), "invalid_grant"),
        ("client_id", None, "invalid_request"),
        ("redirect_uri", Some("http://127.0.0.1:49153/callback"), "invalid_grant"),
        ("redirect_uri", None, "invalid_request"),
        ("code_verifier", Some(other_verifier.as_str()), "invalid_grant"),
        ("code_verifier", Some("too-short"), "invalid_request"),
        ("code_verifier", None, "invalid_request"),
        ("grant_type", Some("refresh_token"), "unsupported_grant_type"),
        ("grant_type", None, "invalid_request"),
    ] {
        let form = exchange(&client_id, &code(&mock, &client_id).await);

        let failed = post_token(&mock, &with(form.clone(), name, value)).await;

        assert_eq!(error(failed), expected, "{name}");
        assert_eq!(error(post_token(&mock, &form).await), "invalid_grant", "{name}");
    }
}

#[tokio::test]
async fn a_code_lives_five_minutes() {
    let mock = MockDesktop::start().await.unwrap();
    let client_id = register(&mock).await;
    for (seconds, status) in [(299, 200), (300, 400)] {
        let form = exchange(&client_id, &code(&mock, &client_id).await);

        mock.advance_time(Duration::from_secs(seconds));

        assert_eq!(post_token(&mock, &form).await.0, status, "{seconds}");
    }
}

#[tokio::test]
async fn what_is_no_exchange_is_refused() {
    let mock = MockDesktop::start().await.unwrap();
    let client_id = register(&mock).await;
    assert_eq!(error(post_token(&mock, &Parameters::new()).await), "invalid_request");
    assert_eq!(
        error(post_token(&mock, &exchange(&client_id, "mock-code-1")).await),
        "invalid_grant"
    );

    let form = exchange(&client_id, &code(&mock, &client_id).await);
    let mut repeated = form.clone();
    repeated.push(("client_id", client_id));
    assert_eq!(error(post_token(&mock, &repeated).await), "invalid_request");

    let object: serde_json::Map<_, _> = form
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect();
    let as_json = http().post(format!("{}/oauth/token", mock.base_url())).json(&object);
    assert_eq!(error(send(as_json).await), "invalid_request");
}
