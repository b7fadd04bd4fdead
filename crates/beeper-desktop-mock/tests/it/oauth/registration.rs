//! Tests the registration of programs.

use beeper_desktop_mock::{Endpoint, MockDesktop};
use serde_json::{Value, json};

use crate::oauth::{REDIRECT_URI, authorization, authorize, error, send_registration, with};
use crate::{http, send};

#[tokio::test]
async fn a_program_gets_an_id_and_its_metadata_back() {
    let mock = MockDesktop::start().await.unwrap();
    let metadata = json!({
        "client_name": "Bees",
        "redirect_uris": [REDIRECT_URI, "com.example.bees:/callback"],
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "scope": "read",
        "token_endpoint_auth_method": "none",
        "software_id": "of no interest",
    });

    let (status, mut answer) = send_registration(&mock, metadata.clone()).await;

    assert_eq!(status, 201);
    let members = answer.as_object_mut().unwrap();
    assert!(members.remove("client_id_issued_at").unwrap().as_u64() > Some(1_700_000_000));
    assert_eq!(members.remove("client_id"), Some(json!("mock-client-1")));
    let mut expected = metadata;
    expected.as_object_mut().unwrap().remove("software_id");
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn every_registration_is_another_program() {
    let mock = MockDesktop::start().await.unwrap();
    let metadata = json!({ "redirect_uris": [REDIRECT_URI] });

    let (_, first) = send_registration(&mock, metadata.clone()).await;
    let (_, second) = send_registration(&mock, metadata).await;

    assert_ne!(first["client_id"], second["client_id"]);
    assert_eq!(
        (&first["scope"], first.get("client_name")),
        (&json!("read write"), None)
    );
}

#[tokio::test]
async fn addresses_that_could_leak_a_code_are_refused() {
    let mock = MockDesktop::start().await.unwrap();
    for redirect_uris in [
        Value::Null,
        json!([]),
        json!(REDIRECT_URI),
        json!([7]),
        json!([REDIRECT_URI, "http://example.com/callback"]),
        json!(["http://127.0.0.1:1/callback#here"]),
        json!(["javascript:alert(1)"]),
        json!(["callback"]),
    ] {
        let answer = send_registration(&mock, json!({ "redirect_uris": redirect_uris })).await;
        assert_eq!(error(answer), "invalid_redirect_uri", "{redirect_uris}");
    }
}

#[tokio::test]
async fn metadata_that_the_server_cannot_keep_is_refused() {
    let mock = MockDesktop::start().await.unwrap();
    for (member, value) in [
        ("client_name", json!(7)),
        ("grant_types", json!(["authorization_code", "refresh_token"])),
        ("grant_types", json!("authorization_code")),
        ("response_types", json!(["token"])),
        ("token_endpoint_auth_method", json!("client_secret_basic")),
        ("scope", json!("read admin")),
        ("scope", json!(["read"])),
    ] {
        let answer = send_registration(&mock, json!({ "redirect_uris": [REDIRECT_URI], member: value })).await;
        assert_eq!(error(answer), "invalid_client_metadata", "{member}");
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused() {
    let mock = MockDesktop::start().await.unwrap();
    let url = format!("{}/oauth/register", mock.base_url());
    for (media_type, body) in [
        ("application/json", "{"),
        ("application/json", "[]"),
        ("application/json", ""),
        ("text/plain", r#"{"redirect_uris":["http://127.0.0.1:1/"]}"#),
    ] {
        let request = http().post(&url).header("content-type", media_type).body(body);
        assert_eq!(error(send(request).await), "invalid_client_metadata", "{body}");
    }
    assert_eq!(mock.requests_for(Endpoint::Register).len(), 4);
}

#[tokio::test]
async fn a_program_gets_no_more_than_it_registered_for() {
    let mock = MockDesktop::start().await.unwrap();
    let metadata = json!({ "redirect_uris": [REDIRECT_URI], "scope": "read" });
    let (_, answer) = send_registration(&mock, metadata).await;
    let asked = authorization(answer["client_id"].as_str().unwrap());

    assert_eq!(authorize(&mock, &asked).await.status(), 400);
    for scope in [Some("read"), None] {
        let answer = authorize(&mock, &with(asked.clone(), "scope", scope)).await;
        assert_eq!(answer.status(), 302, "{scope:?}");
    }
}
