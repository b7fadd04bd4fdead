//! Tests how the older dialect refuses requests.

use beeper_desktop_mock::{Dialect, MockAsset, MockChat, MockDesktop};
use serde_json::{Value, json};

use crate::older_dialect::{header, older, plain, text, with_message};
use crate::{get, http, ok, post, request, send};

const MESSAGES: &str = "/v1/chats/!ana/messages";

#[tokio::test]
async fn unknown_paths_and_methods_are_plain_text() {
    let mock = older().await;

    assert_eq!(
        text(request(&mock, "GET", "/v1/nowhere")).await,
        plain(404, "404 page not found")
    );
    assert_eq!(
        text(request(&mock, "PATCH", "/v1/chats")).await,
        plain(405, "Method Not Allowed")
    );
}

#[tokio::test]
async fn a_missing_or_wrong_token_is_plain_text_with_a_challenge() {
    let mock = older().await;
    let url = format!("{}/v1/chats", mock.base_url());

    for (call, expected) in [
        (http().get(&url), "no bearer token"),
        (http().get(&url).bearer_auth("wrong"), "invalid bearer token"),
    ] {
        let answer = call.send().await.unwrap();

        // The header names no metadata, because that path is not served.
        assert_eq!(header(&answer, "www-authenticate"), "Bearer");
        assert_eq!(
            (answer.status().as_u16(), header(&answer, "content-type")),
            (401, "text/plain; charset=utf-8")
        );
        assert_eq!(answer.text().await.unwrap(), expected);
    }
}

#[tokio::test]
async fn an_insufficient_scope_is_refused_in_plain_text() {
    let builder = MockDesktop::builder().dialect(Dialect::Older).read_only_token();
    let mock = builder.start().await.unwrap();
    mock.put_chat(MockChat::new("!ana"));

    let refused = text(request(&mock, "POST", MESSAGES).json(&json!({ "text": "x" }))).await;

    assert_eq!(refused, plain(403, "insufficient scope"));
    ok(get(&mock, MESSAGES).await);
    assert_eq!(mock.messages("!ana"), [] as [Value; 0]);
}

#[tokio::test]
async fn its_own_errors_have_codes_in_capitals() {
    let mock = with_message().await;

    let (status, missing) = get(&mock, "/v1/chats/!nobody").await;
    assert_eq!(status, 404);
    assert_eq!(missing, json!({ "message": "Chat not found", "code": "NOT_FOUND" }));

    let (status, invalid) = post(&mock, MESSAGES, json!({ "text": 7 })).await;
    assert_eq!((status, &invalid["code"]), (400, &json!("VALIDATION_ERROR")));
    assert_eq!(invalid["details"], json!({ "text": invalid["message"] }));

    let (status, invalid) = send(request(&mock, "POST", MESSAGES).body("{")).await;
    assert_eq!((status, &invalid["code"]), (400, &json!("VALIDATION_ERROR")));
    assert_eq!(invalid["details"], json!({}));

    let foreign = send(request(&mock, "PUT", &format!("{MESSAGES}/1")).json(&json!({ "text": "x" }))).await;
    assert_eq!((foreign.0, &foreign.1["code"]), (403, &json!("FORBIDDEN")));

    mock.put_asset("mxc://beeper.local/bee", MockAsset::new("bee"));
    let path = "/v1/assets/serve?url=mxc://beeper.local/bee";
    let behind = request(&mock, "GET", path)
        .header("range", "bytes=9-")
        .send()
        .await
        .unwrap();
    assert_eq!(header(&behind, "content-range"), "bytes */3");
    assert_eq!(behind.json::<Value>().await.unwrap()["code"], "INVALID_PARAM");
}

#[tokio::test]
async fn the_current_dialect_refuses_a_scope_in_json() {
    let mock = MockDesktop::builder().read_only_token().start().await.unwrap();

    let (status, body) = post(&mock, "/v1/focus", json!({})).await;

    assert_eq!((status, &body["code"]), (403, &json!("M_FORBIDDEN")));
    ok(get(&mock, "/v1/chats").await);
}
