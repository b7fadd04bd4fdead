//! Tests the API's description that the mock publishes, and what `/v1/info` reports of it and of the platform.

use beeper_desktop_mock::{Dialect, MockDesktop};
use serde_json::json;

use crate::{get, http, ok, refusal, request, send};

#[tokio::test]
async fn the_description_is_served_at_the_url_of_info_without_a_token() {
    let mock = MockDesktop::builder().spec("openapi: 3.0.3\n").start().await.unwrap();
    let (_, info) = get(&mock, "/v1/info").await;

    let answer = http()
        .get(info["endpoints"]["spec"].as_str().unwrap())
        .send()
        .await
        .unwrap();

    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["content-type"]),
        (200, &"application/yaml".parse().unwrap())
    );
    assert_eq!(answer.text().await.unwrap(), "openapi: 3.0.3\n");
    assert_eq!(mock.requests().last().unwrap().path(), "/v1/spec");
}

#[tokio::test]
async fn info_lists_only_endpoints_that_are_served() {
    for &dialect in Dialect::ALL {
        for spec in [None, Some("{}")] {
            let builder = MockDesktop::builder().dialect(dialect);
            let builder = spec.iter().fold(builder, |builder, spec| builder.spec(*spec));
            let mock = builder.start().await.unwrap();

            let info = ok(get(&mock, "/v1/info").await);

            let endpoints = info["endpoints"].as_object().unwrap();
            assert_eq!(endpoints.len(), 2 + spec.iter().count(), "{info}");
            for (name, address) in endpoints.iter().filter(|(name, _)| *name != "oauth") {
                let answer = http().get(address.as_str().unwrap()).bearer_auth(mock.token());
                let expected = if name == "ws_events" { 426 } else { 200 };
                assert_eq!(answer.send().await.unwrap().status(), expected, "{name}");
            }
            let oauth = endpoints["oauth"].as_object().unwrap();
            assert_eq!(oauth.len(), 6, "{info}");
            for address in oauth.values() {
                let answer = http().get(address.as_str().unwrap()).send().await.unwrap();
                assert_ne!(answer.status(), 404, "{address}");
            }
            assert_eq!(info["server"]["mcp_enabled"], false);
        }
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn info_names_the_platform_like_the_real_server() {
    let mock = MockDesktop::start().await.unwrap();

    let info = ok(get(&mock, "/v1/info").await);

    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap();
    assert_eq!(info["platform"]["os"], "linux");
    assert_eq!(info["platform"]["release"], release.trim());
    let arch = info["platform"]["arch"].as_str().unwrap();
    assert!(!["x86_64", "aarch64"].contains(&arch), "{arch}");
}

#[tokio::test]
async fn a_json_description_has_the_json_media_type() {
    let mock = MockDesktop::builder()
        .spec(r#"{"openapi": "3.1.0"}"#)
        .start()
        .await
        .unwrap();

    assert_eq!(get(&mock, "/v1/spec").await, (200, json!({ "openapi": "3.1.0" })));
}

#[tokio::test]
async fn the_description_allows_only_get() {
    let mock = MockDesktop::builder().spec("{}").start().await.unwrap();

    assert_eq!(refusal(send(request(&mock, "POST", "/v1/spec")).await).0, 405);
}

#[tokio::test]
async fn the_description_path_is_unknown_without_a_description() {
    let mock = MockDesktop::start().await.unwrap();

    assert_eq!(refusal(get(&mock, "/v1/spec").await).0, 404);
}
