//! Tests what tokens allow, and how they expire.

use std::time::Duration;

use beeper_desktop_mock::{Endpoint, MockDesktop, MockSetup};
use serde_json::{Value, json};

use crate::oauth::{Parameters, error, post_form, status_with, token, token_answer};
use crate::{get, http, refusal, request, send};

async fn introspect(mock: &MockDesktop, token: &str) -> Value {
    let answer = post_form(mock, "/oauth/introspect", &form(token)).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

fn form(token: &str) -> Parameters {
    vec![("token", token.to_owned())]
}

#[tokio::test]
async fn a_token_is_accepted_beside_the_configured_one() {
    let mock = MockDesktop::start().await.unwrap();
    let token = token(&mock, "read write").await;

    assert_eq!(status_with(&mock, &token, "GET", "/v1/bridges").await, 200);
    assert_eq!(status_with(&mock, &token, "POST", "/v1/focus").await, 200);
    assert_eq!(get(&mock, "/v1/bridges").await.0, 200);
    assert_eq!(
        status_with(&mock, "mock-access-token-2", "GET", "/v1/bridges").await,
        401
    );
}

#[tokio::test]
async fn a_token_is_good_for_its_scopes_alone() {
    let mock = MockDesktop::start().await.unwrap();
    let reads = token(&mock, "read").await;
    let writes = token(&mock, "write").await;

    assert_eq!(status_with(&mock, &reads, "GET", "/v1/bridges").await, 200);
    assert_eq!(status_with(&mock, &reads, "POST", "/v1/focus").await, 403);
    assert_eq!(status_with(&mock, &writes, "GET", "/v1/bridges").await, 403);
    assert_eq!(status_with(&mock, &writes, "POST", "/v1/focus").await, 200);
}

#[tokio::test]
async fn an_expired_token_is_refused_as_a_wrong_one() {
    let mock = MockDesktop::builder()
        .token_lifetime(Duration::from_secs(60))
        .start()
        .await
        .unwrap();
    let token = token(&mock, "read").await;
    assert_eq!(status_with(&mock, &token, "GET", "/v1/bridges").await, 200);

    mock.advance_time(Duration::from_secs(60));

    let call = http()
        .get(format!("{}/v1/bridges", mock.base_url()))
        .bearer_auth(&token);
    assert_eq!(
        send(call).await,
        (
            401,
            json!({ "code": "unauthorized", "message": "Unauthorized: Invalid or missing token" })
        )
    );
    assert_eq!(introspect(&mock, &token).await, json!({ "active": false }));
    assert_eq!(get(&mock, "/v1/bridges").await.0, 200);
}

#[tokio::test]
async fn tokens_that_never_expire_can_be_made_to() {
    let mock = MockDesktop::start().await.unwrap();
    let before = token(&mock, "read").await;

    mock.expire_tokens();

    let after = token(&mock, "read").await;
    assert_eq!(status_with(&mock, &before, "GET", "/v1/bridges").await, 401);
    assert_eq!(status_with(&mock, &after, "GET", "/v1/bridges").await, 200);
    assert_eq!(get(&mock, "/v1/bridges").await.0, 200);
}

#[tokio::test]
async fn revoking_answers_200_whatever_was_sent() {
    let mock = MockDesktop::start().await.unwrap();
    let token = token(&mock, "read").await;
    let mut with_hint = form(&token);
    with_hint.push(("token_type_hint", "access_token".to_owned()));

    for form in [with_hint.clone(), with_hint, form("unknown"), Parameters::new()] {
        assert_eq!(post_form(&mock, "/oauth/revoke", &form).await.status(), 200);
    }
    let no_form = http().post(format!("{}/oauth/revoke", mock.base_url())).body("{");
    assert_eq!(no_form.send().await.unwrap().status(), 200);

    assert_eq!(status_with(&mock, &token, "GET", "/v1/bridges").await, 401);
    assert_eq!(introspect(&mock, &token).await, json!({ "active": false }));
}

#[tokio::test]
async fn the_configured_token_can_be_revoked_too() {
    let mock = MockDesktop::start().await.unwrap();

    post_form(&mock, "/oauth/revoke", &form(mock.token())).await;

    assert_eq!(refusal(get(&mock, "/v1/bridges").await).0, 401);
}

#[tokio::test]
async fn introspection_describes_a_token() {
    let mock = MockDesktop::builder()
        .token_lifetime(Duration::from_secs(3600))
        .start()
        .await
        .unwrap();
    let token = token(&mock, "write read").await;

    let mut described = introspect(&mock, &token).await;

    let expires_at = described["exp"].take().as_u64().unwrap();
    assert!(expires_at > 1_700_003_600, "{expires_at}");
    let (_, info) = get(&mock, "/v1/info").await;
    assert_eq!(
        described,
        json!({
            "active": true,
            "scope": "read write",
            "client_id": "mock-client-1",
            "client": { "id": "mock-client-1", "name": "Bees" },
            "app": info["app"],
            "exp": null,
        })
    );
}

#[tokio::test]
async fn a_token_for_ever_is_described_without_an_end() {
    let mock = MockDesktop::builder().read_only_token().start().await.unwrap();

    let described = introspect(&mock, mock.token()).await;

    assert_eq!(
        (&described["active"], &described["scope"]),
        (&json!(true), &json!("read"))
    );
    assert_eq!(described.get("exp"), None);
}

#[tokio::test]
async fn introspection_needs_a_token_to_examine() {
    let mock = MockDesktop::start().await.unwrap();

    let answer = post_form(&mock, "/oauth/introspect", &Parameters::new()).await;

    let answer = (answer.status().as_u16(), answer.json().await.unwrap());
    assert_eq!(error(answer), "invalid_request");
    assert_eq!(introspect(&mock, "unknown").await, json!({ "active": false }));
}

#[tokio::test]
async fn the_user_of_a_token_has_a_name() {
    let setup = MockSetup::ready().user_id("@ana:beeper.local");
    let mock = MockDesktop::builder().setup(setup).start().await.unwrap();
    let token = token(&mock, "read").await;
    let ask = |token: &str| {
        let request = http().get(format!("{}/oauth/userinfo", mock.base_url()));
        send(request.bearer_auth(token))
    };

    assert_eq!(ask(&token).await, (200, json!({ "sub": "@ana:beeper.local" })));
    assert_eq!(refusal(ask("wrong").await).0, 401);
}

#[tokio::test]
async fn recorded_requests_show_the_endpoint_and_no_secret() {
    let mock = MockDesktop::start().await.unwrap();
    let answer = token_answer(&mock, "read").await;
    let token = answer["access_token"].as_str().unwrap();
    post_form(&mock, "/oauth/revoke", &form(token)).await;

    let exchange = &mock.requests_for(Endpoint::Token)[0];
    assert_eq!(
        (exchange.endpoint(), exchange.operation()),
        (Some(Endpoint::Token), None)
    );
    assert!(String::from_utf8_lossy(exchange.body()).contains("code=mock-code-1"));
    let shown = format!("{:?} {mock:?} {:?}", mock.requests(), mock.on(Endpoint::Token));
    assert!(
        shown.contains("Endpoint(Token)") && shown.contains("Endpoint(Authorize)"),
        "{shown}"
    );
    for hidden in [token, "mock-code-1", "dBjftJeZ4CVP", "E9Melhoa2Owv", "state"] {
        assert!(!shown.contains(hidden), "{hidden} in {shown}");
    }
}

#[tokio::test]
async fn other_methods_are_refused() {
    let mock = MockDesktop::start().await.unwrap();
    for (method, path) in [
        ("GET", "/oauth/token"),
        ("GET", "/oauth/register"),
        ("PUT", "/oauth/authorize"),
        ("POST", "/.well-known/oauth-authorization-server"),
    ] {
        assert_eq!(
            refusal(send(request(&mock, method, path)).await).0,
            405,
            "{method} {path}"
        );
    }
    assert!(mock.requests().iter().all(|request| request.endpoint().is_none()));
    let head = request(&mock, "HEAD", "/oauth/authorize").send().await.unwrap();
    assert_eq!(head.status(), 405);
}
