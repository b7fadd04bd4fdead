//! Tests with responses that no server should send.
//!
//! The client reads of them what it can. Otherwise it returns an error of the right kind, with one line that describes the
//! response.

use beeper_desktop_client::types::BridgeList;
use beeper_desktop_client::{CallOptions, Client, Error, ErrorKind, MisfitReason, ResponseValue};
use beeper_desktop_mock::{Operation, Reply};
use serde_json::json;

use crate::{builder, client, mock};

async fn answered(reply: Reply) -> Result<usize, Error> {
    answer(reply).await.map(|bridges| bridges.items.len())
}

async fn answer(reply: Reply) -> Result<ResponseValue<BridgeList>, Error> {
    let mock = mock().await;
    mock.on(Operation::ListBridges)
        .reply(reply.header("x-request-id", "r-1").header("retry-after", "3"));
    let once = client(&mock).with(CallOptions::new().retries(0));
    once.list_bridges().await
}

fn told(bridges: &ResponseValue<BridgeList>) -> Vec<String> {
    bridges.misfits().iter().map(|misfit| misfit.to_string()).collect()
}

#[track_caller]
fn assert_error(result: Result<usize, Error>, kind: ErrorKind, line: &str) {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), &kind);
    assert_eq!(error.to_string(), format!("list_bridges: {line}"));
    let headers = error.headers().unwrap();
    assert_eq!(
        (&headers["x-request-id"], &headers["retry-after"]),
        (&"r-1".parse().unwrap(), &"3".parse().unwrap())
    );
    assert_eq!(error.retry_after().unwrap().as_secs(), 3);
    assert!(line.starts_with(error.status().unwrap().as_str()));
}

fn misfit(path: &str, reason: &str) -> ErrorKind {
    let (path, reason) = (path.to_owned(), reason.to_owned());
    ErrorKind::Misfit { path, reason }
}

#[tokio::test]
async fn html_of_a_gateway() {
    for (status, line) in [(502, "502 Bad Gateway"), (504, "504 Gateway Timeout")] {
        let html = Reply::bytes(status, "<html>PLANTED</html>").header("content-type", "text/html; charset=utf-8");
        assert_error(
            answered(html).await,
            ErrorKind::Refused,
            &format!("{line} with a body of text/html"),
        );
    }
}

#[tokio::test]
async fn an_empty_500() {
    assert_error(
        answered(Reply::empty(500)).await,
        ErrorKind::Refused,
        "500 Internal Server Error",
    );
}

#[tokio::test]
async fn a_200_with_an_empty_body() {
    assert_error(
        answered(Reply::empty(200)).await,
        ErrorKind::NoBody,
        "200 OK without a body",
    );
}

#[tokio::test]
async fn a_204_where_a_body_is_promised() {
    assert_error(
        answered(Reply::empty(204)).await,
        ErrorKind::NoBody,
        "204 No Content without a body",
    );
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_the_token_goes_nowhere_else() {
    let elsewhere = mock().await;
    for status in [301, 302, 303, 307, 308] {
        let to = format!("{}/v1/bridges", elsewhere.base_url());
        let result = answered(Reply::empty(status).header("location", &to)).await;
        let line = result.as_ref().unwrap_err().to_string();
        assert!(
            line.ends_with("redirects to another address; the client does not follow redirects"),
            "{line}"
        );
        assert_eq!(result.unwrap_err().kind(), &ErrorKind::Redirect);
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn good_json_of_the_wrong_type_is_accepted() {
    let reply = Reply::bytes(200, r#"{"items": []}"#).header("content-type", "text/html");
    assert_eq!(answered(reply).await.unwrap(), 0);
}

#[tokio::test]
async fn bad_json_of_the_right_type() {
    for body in [
        "{\"items\": [",
        "{items: []}",
        "<html>",
        "\u{feff}{\"items\": []}",
        "{\"items\": []} x",
    ] {
        let reply = Reply::bytes(200, body).header("content-type", "application/json");
        assert_error(
            answered(reply).await,
            ErrorKind::NotJson,
            "200 OK with a body that is not JSON",
        );
    }
}

#[tokio::test]
async fn deep_nesting() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let ignored = Reply::bytes(200, format!(r#"{{"items": [], "x": {deep}}}"#));
    assert_eq!(
        answered(ignored).await.unwrap(),
        0,
        "ignored values may be nested to any depth"
    );
    let deep = r#"{"a":"#.repeat(100_000) + "1" + &"}".repeat(100_000);
    let bridge =
        format!(r#"{{"id": "b", "accounts": [{{"accountID": "a", "user": {{"id": "u"}}, "capabilities": {deep}}}]}}"#);
    let kept = answer(Reply::bytes(200, format!(r#"{{"items": [{bridge}]}}"#)))
        .await
        .unwrap();
    let capabilities = kept.items[0].accounts[0].capabilities.as_ref().unwrap();
    assert!(capabilities.contains_key("a"), "the part that can be read is kept");
    let deepest = kept
        .misfits()
        .iter()
        .find(|misfit| misfit.reason() == MisfitReason::TooDeep);
    assert!(
        deepest
            .unwrap()
            .path()
            .starts_with("items[0].accounts[0].capabilities.a.a.")
    );
}

#[tokio::test]
async fn nan() {
    let reply = Reply::bytes(200, r#"{"items": NaN}"#);
    assert_error(
        answered(reply).await,
        ErrorKind::NotJson,
        "200 OK with a body that is not JSON",
    );
}

#[tokio::test]
async fn duplicate_keys() {
    let twice = answer(Reply::bytes(200, r#"{"items": [], "items": [7]}"#))
        .await
        .unwrap();
    assert_eq!(twice.items.len(), 0);
    assert_eq!(told(&twice), ["`items` was taken out: it occurs twice"]);
}

#[tokio::test]
async fn invalid_utf8() {
    // The client does not check text that it ignores.
    let ignored = Reply::bytes(200, *b"{\"items\": [], \"x\": \"\xff\"}");
    assert_eq!(answered(ignored).await.unwrap(), 0);
    let read = answer(Reply::bytes(200, *b"{\"items\": [{\"id\": \"b\xff\"}]}"))
        .await
        .unwrap();
    assert_eq!(read.items[0].id, "b\u{fffd}");
}

#[tokio::test]
async fn null_at_the_top() {
    let line = "200 OK does not fit at `.`: expected an object";
    assert_error(
        answered(Reply::json(200, json!(null))).await,
        misfit(".", "expected an object"),
        line,
    );
}

#[tokio::test]
async fn another_products_answer() {
    let line = "200 OK does not fit at `.`: missing field `items`";
    for body in [json!({}), json!({"data": [], "ok": true})] {
        assert_error(
            answered(Reply::json(200, body)).await,
            misfit(".", "missing field `items`"),
            line,
        );
    }
}

#[tokio::test]
async fn something_that_is_not_http() {
    let mock = mock().await;
    mock.on(Operation::ListBridges).raw("SSH-2.0-OpenSSH_9.6\r\n");
    let client: Client = builder(&mock).build().unwrap();
    let error = client.list_bridges().await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Interrupted);
    assert_eq!(
        error.to_string(),
        "list_bridges: the connection broke before a response arrived"
    );
}
