//! Tests authorization requests, and decisions without a page.

use beeper_desktop_mock::{Consent, Endpoint, MockDesktop};

use crate::oauth::{
    REDIRECT_URI, authorization, authorize, browser, code_in, exchange, location, post_token, register, with,
};

#[tokio::test]
async fn an_approved_program_gets_a_code_and_its_state_back() {
    let mock = MockDesktop::start().await.unwrap();
    let client_id = register(&mock).await;

    let answer = authorize(&mock, &authorization(&client_id)).await;

    assert_eq!(
        location(&answer),
        format!("{REDIRECT_URI}?code=mock-code-1&state=a%20state")
    );
    assert_eq!(answer.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn a_program_without_a_state_gets_none_back() {
    let mock = MockDesktop::start().await.unwrap();
    let client_id = register(&mock).await;

    let answer = authorize(&mock, &with(authorization(&client_id), "state", None)).await;

    assert_eq!(location(&answer), format!("{REDIRECT_URI}?code=mock-code-1"));
}

#[tokio::test]
async fn a_denied_program_gets_an_error_and_its_state_back() {
    let mock = MockDesktop::builder().consent(Consent::Deny).start().await.unwrap();
    let client_id = register(&mock).await;

    let answer = authorize(&mock, &authorization(&client_id)).await;

    assert_eq!(
        location(&answer),
        format!("{REDIRECT_URI}?error=access_denied&state=a%20state")
    );
    mock.set_consent(Consent::Approve);
    let answer = authorize(&mock, &authorization(&client_id)).await;
    assert_eq!(code_in(location(&answer)), "mock-code-1");
}

#[tokio::test]
async fn a_program_can_be_allowed_to_read_alone() {
    let mock = MockDesktop::builder()
        .consent(Consent::ApproveReading)
        .start()
        .await
        .unwrap();
    let client_id = register(&mock).await;

    let answer = authorize(&mock, &authorization(&client_id)).await;
    let (_, token) = post_token(&mock, &exchange(&client_id, &code_in(location(&answer)))).await;
    assert_eq!(token["scope"], "read");

    let answer = authorize(&mock, &with(authorization(&client_id), "scope", Some("write"))).await;
    assert!(location(&answer).contains("?error=access_denied&"));
}

#[tokio::test]
async fn a_fixed_client_id_needs_no_registration() {
    let mock = MockDesktop::start().await.unwrap();

    let answer = authorize(&mock, &authorization("com.example.bees")).await;
    let code = code_in(location(&answer));

    assert_eq!(post_token(&mock, &exchange("com.example.bees", &code)).await.0, 200);
}

#[tokio::test]
async fn a_mistake_ends_on_a_page_and_not_at_the_program() {
    let mock = MockDesktop::start().await.unwrap();
    let client_id = register(&mock).await;
    let right = authorization(&client_id);
    let mut repeated = right.clone();
    repeated.push(("state", "another".to_owned()));
    let mistakes = [
        ("client_id", None),
        ("redirect_uri", None),
        // The address must match exactly.
        ("redirect_uri", Some("http://127.0.0.1:49152/callback/")),
        ("redirect_uri", Some("http://127.0.0.1:49153/callback")),
        ("redirect_uri", Some("http://localhost:49152/callback")),
        ("redirect_uri", Some("HTTP://127.0.0.1:49152/callback")),
        ("response_type", None),
        ("response_type", Some("token")),
        ("scope", Some("read admin")),
        ("code_challenge", None),
        ("code_challenge", Some("too-short")),
        ("code_challenge_method", None),
        ("code_challenge_method", Some("plain")),
    ];
    let mistakes = mistakes.map(|(name, value)| with(right.clone(), name, value));

    for parameters in mistakes.iter().chain([&repeated]) {
        let answer = authorize(&mock, parameters).await;

        assert_eq!(answer.status(), 400, "{parameters:?}");
        assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
        assert!(answer.headers().get("location").is_none());
    }
    assert_eq!(mock.requests_for(Endpoint::Authorize).len(), 14);
    // None of these requests got a code.
    let answer = authorize(&mock, &right).await;
    assert_eq!(code_in(location(&answer)), "mock-code-1");
}

#[tokio::test]
async fn a_program_without_a_registration_cannot_send_its_code_anywhere() {
    let mock = MockDesktop::start().await.unwrap();
    for redirect_uri in ["http://example.com/callback", "javascript:alert(1)"] {
        let parameters = with(authorization("any"), "redirect_uri", Some(redirect_uri));
        assert_eq!(authorize(&mock, &parameters).await.status(), 400, "{redirect_uri}");
    }
}

#[tokio::test]
async fn asking_without_anything_is_a_mistake() {
    let mock = MockDesktop::start().await.unwrap();

    let answer = browser().get(format!("{}/oauth/authorize?state=%FF", mock.base_url()));

    assert_eq!(answer.send().await.unwrap().status(), 400);
}
