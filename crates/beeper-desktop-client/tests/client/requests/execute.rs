//! Tests of calls to undocumented endpoints.

use std::time::Duration;

use beeper_desktop_client::types::Info;
use beeper_desktop_client::{Client, ErrorKind, Method, OpenValue};
use beeper_desktop_mock::{Operation, Reply};
use serde::Deserialize;
use serde_json::json;

use crate::{client, mock};

#[derive(Debug, Deserialize)]
struct Typing {
    users: Vec<User>,
}

#[derive(Debug, Deserialize)]
struct User {
    name: String,
}

#[tokio::test]
async fn path_query_and_body_are_sent_and_the_answer_is_any_json() {
    let mock = mock().await;
    mock.on_any()
        .reply(Reply::json(200, json!({"users": [{"name": "Ana"}]})));
    let typing = client(&mock)
        .execute(Method::POST, "/v1/chats/{chatID}/typing/{device}")
        .path("chatID", "!a/b?c:beeper.local")
        .path("device", "first")
        .path("device", "second")
        .query("in", "a&b=c +ü")
        .query("in", "")
        .json(&json!({"typing": true}))
        .await
        .unwrap();
    assert_eq!(typing.as_value()["users"][0]["name"], "Ana");
    let typing = typing.decode::<Typing>().unwrap();
    assert_eq!((typing.status().as_u16(), typing.users[0].name.as_str()), (200, "Ana"));

    let request = mock.requests().pop().unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(
        request.path(),
        "/v1/chats/!a%2Fb%3Fc:beeper.local/typing/second",
        "the last value replaces the others"
    );
    assert_eq!(request.query(), Some("in=a%26b%3Dc+%2B%C3%BC&in="));
    assert_eq!(request.json().unwrap(), json!({"typing": true}));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("authorization"), Some("Bearer mock-token"));
}

#[tokio::test]
async fn nothing_is_sent_that_is_not_set() {
    let mock = mock().await;
    client(&mock).execute(Method::GET, "/v1/info").await.unwrap();
    let request = mock.requests().pop().unwrap();
    assert_eq!((request.path(), request.query()), ("/v1/info", None));
    assert!(request.body().is_empty() && request.header("content-type").is_none());
}

#[tokio::test]
async fn a_query_that_is_written_out_stays_in_front_of_what_is_added() {
    let mock = mock().await;
    let client = client(&mock);
    let info = client.execute(Method::GET, "/v1/info?verbose=%20&x");
    info.clone().await.unwrap();
    info.query("y", "2").query("z", "3").await.unwrap();
    let received = mock.requests();
    assert_eq!(received[0].query(), Some("verbose=%20&x"));
    assert_eq!(received[1].query(), Some("verbose=%20&x&y=2&z=3"));
}

#[tokio::test]
async fn an_answer_without_a_body_is_null() {
    let mock = mock().await;
    for status in [200, 204] {
        mock.on_any().reply(Reply::empty(status));
        let nothing = client(&mock).execute(Method::DELETE, "/v1/x").await.unwrap();
        assert_eq!(nothing.status().as_u16(), status);
        assert!(nothing.as_value().is_null());
        assert!(nothing.clone().decode::<Option<Typing>>().unwrap().is_none());
        assert!(nothing.decode::<()>().is_ok());
    }
}

#[tokio::test]
async fn decoding_goes_to_types_of_the_crate_and_keeps_the_answer() {
    let mock = mock().await;
    let reply = json!({"a": [1, 1.5e300, "x"]});
    mock.on_any()
        .reply(Reply::json(201, reply.clone()).header("x-beeper-desktop-version", "4.2.0"));
    let value = client(&mock).execute(Method::GET, "/v1/x").await.unwrap();
    let open = value.decode::<OpenValue>().unwrap();
    assert_eq!((open.status().as_u16(), open.server_version()), (201, Some("4.2.0")));
    assert_eq!(open.as_value(), &reply);
    mock.reset_replies();
    let value = client(&mock).execute(Method::GET, "/v1/info").await.unwrap();
    assert_eq!(value.decode::<Info>().unwrap().server.base_url, mock.base_url());
}

#[tokio::test]
async fn values_that_do_not_fit_are_errors_with_their_path_and_the_answer() {
    let mock = mock().await;
    let reply = json!({"users": [{"name": "Ana"}, {"name": {"PLANTED": 1}}]});
    mock.on_any().once().reply(Reply::empty(503));
    mock.on_any()
        .after(1)
        .reply(Reply::json(200, reply).header("x-request-id", "r-1"));
    let value = client(&mock).execute(Method::GET, "/v1/x").await.unwrap();
    let error = value.decode::<Typing>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "execute: 200 OK does not fit at `users[1].name`: expected a string"
    );
    assert_eq!((error.operation_id(), error.tries()), (Some("execute"), 2));
    assert_eq!(error.headers().unwrap()["x-request-id"], "r-1");
    assert!(!format!("{error:?}").contains("PLANTED"));
}

#[tokio::test]
async fn an_answer_that_is_not_json_is_an_error() {
    let mock = mock().await;
    mock.on_any().reply(Reply::bytes(200, "<html>"));
    let error = client(&mock).execute(Method::GET, "/v1/x").await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NotJson);
}

#[tokio::test]
async fn the_delivery_class_goes_by_the_method() {
    let mock = mock().await;
    mock.on_any().reply(Reply::empty(503));
    for (method, tries) in [
        (Method::GET, 3),
        (Method::PUT, 3),
        (Method::DELETE, 3),
        (Method::POST, 1),
        (Method::PATCH, 1),
    ] {
        mock.clear_requests();
        let error = client(&mock).execute(method.clone(), "/v1/x").await.unwrap_err();
        assert_eq!(
            (error.tries(), mock.requests().len()),
            (tries, tries as usize),
            "{method}"
        );
        assert_eq!(error.is_delivery_unclear(), tries == 1, "{method}");
    }
}

#[tokio::test]
async fn options_of_a_call_are_the_same_as_elsewhere() {
    let mock = mock().await;
    let hold = mock.on(Operation::GetInfo).hold();
    let limit = Duration::from_millis(20);
    let request = client(&mock).execute(Method::GET, "/v1/info").timeout(limit).retries(1);
    let error = request.header("x-tag", "1").await.unwrap_err();
    assert_eq!((error.kind(), error.tries()), (&ErrorKind::Timeout { limit }, 2));
    assert_eq!(mock.requests()[1].header("x-tag"), Some("1"));
    drop(hold);
}

#[tokio::test]
async fn without_a_token_it_is_sent_without_one() {
    let mock = mock().await;
    let client = Client::builder().base_url(mock.base_url()).build().unwrap();
    client.execute(Method::GET, "/v1/info").await.unwrap();
    assert_eq!(mock.requests()[0].header("authorization"), None);
}

#[tokio::test]
async fn invalid_methods_and_paths_are_refused_by_name() {
    let mock = mock().await;
    let client = client(&mock);
    let get = |path: &str| client.execute(Method::GET, path);
    for (request, expected) in [
        (get("/v1/{chatID}/x"), "chatID"),
        (get("/v1/{chatID}/{x}").path("x", "1"), "chatID"),
        (get("/v1/x").path("chatID", "PLANTED"), "chatID"),
        (
            get("/v1/{chatID}").path("chatID", "a").path("chatid", "PLANTED"),
            "chatid",
        ),
        (get("/v1/{chatID}").path("chatID", ""), "chatID"),
        (get("/v1/{chatID}").path("chatID", "."), "chatID"),
        (get("/v1/{chatID}").path("chatID", ".."), "chatID"),
        (get("/v1/.{x}").path("x", "."), "x"),
        (get("/v1/{chatID"), "path"),
        (get("/v1/{chatID").path("chatID", "PLANTED"), "path"),
        (get("/v1/x?q={text}").path("text", "PLANTED"), "path"),
        (get(""), "path"),
        (get("v1/PLANTED"), "path"),
        (get("//PLANTED/v1"), "path"),
        (get("/v1/../PLANTED"), "path"),
        (get("/v1/%2e%2E/PLANTED"), "path"),
        (get("/v1/./PLANTED"), "path"),
        (get("/v1\\PLANTED"), "path"),
        (get("/v1/PLANTED x"), "path"),
        (get("/v1/PLANTED\n"), "path"),
        (get("/v1/x#PLANTED"), "path"),
        (get("http://PLANTED/v1"), "path"),
    ] {
        let printed = format!("{request:?}");
        let error = request.await.unwrap_err();
        let ErrorKind::InvalidArgument { argument, .. } = error.kind() else {
            panic!("{printed}: {error:?}");
        };
        assert_eq!(argument, expected, "{printed}");
        assert!(!format!("{error} {error:?}").contains("PLANTED"), "{error:?}");
        assert_eq!(error.tries(), 0);
    }
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn a_body_that_is_no_json_is_refused() {
    let mock = mock().await;
    let odd = std::collections::BTreeMap::from([((1, 2), "PLANTED")]);
    let error = client(&mock)
        .execute(Method::POST, "/v1/x")
        .json(&odd)
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::InvalidArgument { argument, .. } if argument == "json"),
        "{error:?}"
    );
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn it_prints_method_and_path_with_its_places_and_nothing_that_was_set() {
    let request = client(&mock().await).execute(Method::POST, "/v1/{chatID}?PLANTED=1");
    let request = request.path("chatID", "PLANTED").query("PLANTED", "PLANTED");
    let printed = format!("{:?}", request.json(&json!("PLANTED")));
    assert!(
        printed.contains("POST") && printed.contains("/v1/{chatID}"),
        "{printed}"
    );
    assert!(!printed.contains("PLANTED"), "{printed}");
}
