//! Tests the metadata from which programs learn the endpoints.

use beeper_desktop_mock::{Endpoint, MockDesktop};
use serde_json::json;

use crate::oauth::post_form;
use crate::{get, http, send};

#[tokio::test]
async fn the_metadata_names_the_endpoints_and_what_they_support() {
    let mock = MockDesktop::start().await.unwrap();
    let url = |path: &str| format!("{}{path}", mock.base_url());

    let (status, metadata) = send(http().get(url("/.well-known/oauth-authorization-server"))).await;

    assert_eq!(status, 200);
    assert_eq!(
        metadata,
        json!({
            "issuer": mock.base_url(),
            "authorization_endpoint": url("/oauth/authorize"),
            "token_endpoint": url("/oauth/token"),
            "registration_endpoint": url("/oauth/register"),
            "revocation_endpoint": url("/oauth/revoke"),
            "introspection_endpoint": url("/oauth/introspect"),
            "userinfo_endpoint": url("/oauth/userinfo"),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "scopes_supported": ["read", "write"],
        })
    );
}

#[tokio::test]
async fn the_api_names_the_server_that_gives_tokens() {
    let mock = MockDesktop::start().await.unwrap();

    let (status, metadata) =
        send(http().get(format!("{}/.well-known/oauth-protected-resource", mock.base_url()))).await;

    assert_eq!((status, &metadata["resource"]), (200, &json!(mock.base_url())));
    assert_eq!(metadata["authorization_servers"], json!([mock.base_url()]));
}

#[tokio::test]
async fn info_names_the_same_endpoints() {
    let mock = MockDesktop::start().await.unwrap();
    let (_, metadata) = get(&mock, "/.well-known/oauth-authorization-server").await;

    let (_, info) = get(&mock, "/v1/info").await;

    let named = info["endpoints"]["oauth"].as_object().unwrap();
    assert_eq!(named.len(), 6, "{info}");
    for (name, address) in named {
        assert_eq!(&metadata[name], address, "{name}");
    }
}

#[tokio::test]
async fn every_answer_tells_the_version() {
    let mock = MockDesktop::start().await.unwrap();
    for endpoint in Endpoint::ALL.iter().filter(|it| **it != Endpoint::Spec) {
        let answer = match endpoint.method() {
            "GET" => http()
                .get(format!("{}{}", mock.base_url(), endpoint.path()))
                .send()
                .await
                .unwrap(),
            _ => post_form(&mock, endpoint.path(), &Vec::new()).await,
        };

        assert!(answer.headers().contains_key("x-beeper-desktop-version"), "{endpoint}");
    }
}
