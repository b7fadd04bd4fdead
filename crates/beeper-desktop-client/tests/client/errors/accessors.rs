//! Tests of the methods of `Error`: `status`, `api_error`, `is_not_supported`, `is_unauthorized`, `retry_after` and others.

use std::time::Duration;

use beeper_desktop_client::{CallOptions, Client, Error, ErrorKind, Method, VirtualClock};
use beeper_desktop_mock::{Operation, Reply};
use serde_json::json;

use crate::{Act, client, mock};

async fn refused(reply: Reply) -> Error {
    let mock = mock().await;
    mock.on(Operation::GetInfo).reply(reply);
    client(&mock)
        .with(CallOptions::new().retries(0))
        .get_info()
        .await
        .unwrap_err()
}

#[tokio::test]
async fn status_is_that_of_the_answer_if_there_was_one() {
    assert_eq!(refused(Reply::empty(418)).await.status().unwrap(), 418);
    let nowhere = Client::builder()
        .base_url("http://127.0.0.1:1")
        .clock(VirtualClock::new())
        .build()
        .unwrap();
    assert_eq!(nowhere.get_info().await.unwrap_err().status(), None);
}

#[tokio::test]
async fn api_error_has_code_message_and_details() {
    let error = refused(Reply::json(
        409,
        json!({"code": "M_X", "message": "No", "details": {"issues": [1]}}),
    ))
    .await;
    let said = error.api_error().unwrap();
    assert_eq!((said.code.as_str(), said.message.as_str()), ("M_X", "No"));
    assert_eq!(said.details.as_ref().unwrap().as_value()["issues"], json!([1]));
}

#[tokio::test]
async fn api_error_is_read_from_bodies_of_the_bridges_too() {
    let error = refused(Reply::json(
        403,
        json!({"errcode": "FI.MAU.BRIDGE.TOO_MANY_LOGINS", "error": "Too many"}),
    ))
    .await;
    let said = error.api_error().unwrap();
    assert_eq!(
        (said.code.as_str(), said.message.as_str()),
        ("FI.MAU.BRIDGE.TOO_MANY_LOGINS", "Too many")
    );
    assert_eq!(
        error.to_string(),
        "get_info: 403 Forbidden (FI.MAU.BRIDGE.TOO_MANY_LOGINS)"
    );
    let said = refused(Reply::json(403, json!({"errcode": "M_FORBIDDEN"}))).await;
    assert_eq!(said.api_error().unwrap().message.as_str(), "");
    for message in [json!(null), json!({"text": "No"}), json!(7)] {
        for body in [
            json!({"code": "M_X", "message": message}),
            json!({"errcode": "M_X", "error": message}),
        ] {
            assert_eq!(refused(Reply::json(403, body)).await.api_error().unwrap().code, "M_X");
        }
    }
}

#[tokio::test]
async fn api_error_is_read_from_bodies_that_have_both_names_of_a_thing() {
    let body = json!({"statusCode": 400, "code": "M_X", "error": "Bad Request", "message": "The number is too short"});
    let said = refused(Reply::json(400, body)).await.api_error().unwrap().clone();
    assert_eq!(
        (said.code.as_str(), said.message.as_str()),
        ("M_X", "The number is too short")
    );
    let body = json!({"code": 400, "errcode": "M_X", "error": "Too short"});
    let said = refused(Reply::json(400, body)).await.api_error().unwrap().clone();
    assert_eq!((said.code.as_str(), said.message.as_str()), ("M_X", "Too short"));
}

#[tokio::test]
async fn api_error_is_absent_where_the_body_says_nothing() {
    for reply in [
        Reply::empty(500),
        Reply::bytes(502, "<html>"),
        Reply::json(400, json!("no")),
        Reply::json(400, json!({"message": "no code"})),
        Reply::json(400, json!({"code": null, "message": "no"})),
        Reply::json(400, json!({"error": "no code"})),
    ] {
        assert!(refused(reply).await.api_error().is_none());
    }
}

/// Returns JSON with the content type `text/plain`, which Go servers set when they do not check the body.
fn text(status: u16, body: &str) -> Reply {
    Reply::bytes(status, body).header("content-type", "text/plain; charset=utf-8")
}

#[tokio::test]
async fn api_error_is_read_whatever_the_body_is_labelled_as() {
    for reply in [
        Reply::bytes(400, r#"{"message":"Too many","code":"VALIDATION_ERROR"}"#),
        text(400, r#"{"message":"Too many","code":"VALIDATION_ERROR"}"#),
        text(400, "{\"code\":\"VALIDATION_ERROR\",\"message\":\"Too many\"}\n"),
    ] {
        let error = refused(reply).await;
        let said = error.api_error().unwrap();
        assert_eq!(
            (said.code.as_str(), said.message.as_str()),
            ("VALIDATION_ERROR", "Too many")
        );
        assert_eq!(error.to_string(), "get_info: 400 Bad Request (VALIDATION_ERROR)");
    }
    let oauth = refused(text(400, r#"{"error":"invalid_grant"}"#)).await;
    assert_eq!(
        oauth.to_string(),
        "get_info: 400 Bad Request",
        "the body is JSON, not text"
    );
}

#[tokio::test]
async fn api_error_gives_what_there_is_of_an_odd_body() {
    for (body, code, message) in [
        (r#"{"code":"GONE"}"#, "GONE", ""),
        (r#"{"code":"GONE","message":7,"details":null}"#, "GONE", "7"),
        (r#"{"code":409,"message":"Busy"}"#, "409", "Busy"),
        (r#"{"code":{},"errcode":"M_X","error":"No"}"#, "M_X", "No"),
        (
            r#"{"code":"CUT","message":"half of \ud83d","details":["\udfff"]}"#,
            "CUT",
            "half of \u{fffd}",
        ),
    ] {
        let error = refused(text(409, body)).await;
        let said = error.api_error().unwrap();
        assert_eq!((said.code.as_str(), said.message.as_str()), (code, message), "{body}");
        assert!(!error.is_not_supported() && !error.is_not_found());
    }
}

#[tokio::test]
async fn is_not_supported_where_the_server_lacks_the_operation_and_is_not_found_where_it_lacks_the_thing() {
    let mut supported = Vec::new();
    for (reply, is_not_supported, is_not_found) in [
        (text(404, "404 page not found\n"), true, false),
        (text(405, "Method Not Allowed"), true, false),
        (Reply::empty(404), true, false),
        (
            Reply::bytes(404, "<html>").header("content-type", "text/html"),
            true,
            false,
        ),
        (Reply::json(404, json!({"detail": "Not Found"})), true, false),
        (
            Reply::json(404, json!({"message": "Not Found", "statusCode": 404})),
            true,
            false,
        ),
        (
            Reply::json(404, json!({"code": 404, "message": "Not Found"})),
            true,
            false,
        ),
        (Reply::json(405, json!("no")), true, false),
        (Reply::empty(501), true, false),
        (Reply::error(501, "NOT_IMPLEMENTED", "Later"), true, false),
        (
            Reply::json(404, json!({"errcode": "M_UNRECOGNIZED", "error": "What?"})),
            true,
            false,
        ),
        (Reply::error(404, "NOT_FOUND", "No such chat"), false, true),
        (text(404, r#"{"code":"NOT_FOUND"}"#), false, true),
        (text(404, r#"{"errcode":"M_NOT_FOUND","error":8}"#), false, true),
        (text(404, r#"{"code":"","message":"\ud800"}"#), false, true),
        (Reply::error(405, "METHOD_NOT_ALLOWED", "No"), false, false),
        (text(403, "insufficient scope"), false, false),
        (text(410, "gone"), false, false),
        (Reply::empty(500), false, false),
    ] {
        let what = format!("{reply:?}");
        let error = refused(reply).await;
        let said = (error.is_not_supported(), error.is_not_found());
        assert_eq!(said, (is_not_supported, is_not_found), "{what}");
        if error.is_not_supported() {
            assert_eq!(error.kind(), &ErrorKind::NotSupported, "{what}");
            let others = [
                error.is_retryable(),
                error.is_delivery_unclear(),
                error.is_unauthorized(),
            ];
            assert_eq!(others, [false; 3], "{what}");
        } else {
            supported.push(error.status().unwrap().as_u16());
        }
    }
    assert_eq!(supported, [404, 404, 404, 404, 405, 403, 410, 500]);
}

#[tokio::test]
async fn operations_that_the_server_lacks_are_called_once_and_did_nothing() {
    let mock = mock().await;
    mock.on_any().reply(Reply::bytes(501, "<p>Not here"));
    let client = client(&mock);
    let error = client.get_info().await.unwrap_err();
    assert_eq!((error.tries(), error.is_not_supported()), (1, true));
    let error = Act::Create.call(&client).await.unwrap_err();
    assert!(error.is_not_supported() && !error.is_delivery_unclear() && !error.is_retryable());
    let error = client.execute(Method::GET, "/v1/later").await.unwrap_err();
    assert!(error.is_not_supported(), "{error:?}");

    mock.reset_replies();
    let error = client.execute(Method::GET, "/v1/later").await.unwrap_err();
    assert!(error.is_not_supported() && !error.is_not_found(), "{error:?}");
    let line = error.to_string();
    assert!(line.starts_with("execute: the server at http://127.0.0.1:"), "{line}");
}

#[tokio::test]
async fn a_404_whose_body_breaks_off_may_be_the_apis() {
    let mock = mock().await;
    let reply = Reply::error(404, "NOT_FOUND", "No such bridge");
    mock.on(Operation::GetInfo).answering(reply).close_mid_body();
    let error = client(&mock).get_info().await.unwrap_err();
    assert!(error.is_not_found() && !error.is_not_supported(), "{error:?}");
}

#[tokio::test]
async fn is_unauthorized_by_its_status_whatever_the_body_is() {
    for reply in [
        text(401, "no bearer token PLANTED").header("www-authenticate", "Bearer resource_metadata=\"http://x\""),
        text(401, r#"{"error":"invalid_token"}"#),
        Reply::empty(401),
        Reply::error(401, "unauthorized", "PLANTED"),
    ] {
        let error = refused(reply).await;
        assert!(error.is_unauthorized() && !error.is_not_supported(), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("PLANTED"), "{error:?}");
    }
    let scope = refused(text(403, "insufficient scope PLANTED")).await;
    assert_eq!(
        scope.to_string(),
        "get_info: 403 Forbidden with a body of text/plain",
        "another token may be allowed to do this, so this one is valid"
    );
    assert!(!scope.is_unauthorized());
}

#[tokio::test]
async fn server_version_is_that_of_the_answer_if_it_told_one() {
    let versioned = |reply: Reply, version: &str| reply.header("x-beeper-desktop-version", version);
    for reply in [
        Reply::error(409, "BUSY", "No"),
        text(404, "404 page not found"),
        Reply::bytes(200, "<html>"),
        Reply::json(200, json!([])),
        Reply::redirect(302, "http://127.0.0.1:1/"),
    ] {
        let error = refused(versioned(reply.clone(), "4.2.785-beta.1")).await;
        assert_eq!(error.server_version(), Some("4.2.785-beta.1"), "{error:?}");
        assert_eq!(refused(reply).await.server_version(), None);
    }
    for odd in ["", " ", "4.2\tforged", "<b>4</b>"] {
        let error = refused(versioned(Reply::empty(409), odd)).await;
        assert_eq!(error.server_version(), None, "{odd:?}");
    }
    let mock = mock().await;
    mock.go_offline().await;
    assert_eq!(client(&mock).get_info().await.unwrap_err().server_version(), None);
}

#[tokio::test]
async fn is_unauthorized_without_a_token_and_with_a_wrong_one() {
    let mock = mock().await;
    let none = Client::builder().base_url(mock.base_url()).build().unwrap();
    assert!(none.list_bridges().await.unwrap_err().is_unauthorized());
    let wrong = Client::builder()
        .base_url(mock.base_url())
        .access_token("wrong")
        .build()
        .unwrap();
    assert!(wrong.list_bridges().await.unwrap_err().is_unauthorized());
    assert!(!refused(Reply::empty(403)).await.is_unauthorized());
}

#[tokio::test]
async fn a_refusal_whose_body_breaks_off_is_still_one() {
    let mock = mock().await;
    let reply = Reply::error(401, "M_UNKNOWN_TOKEN", "Unknown access token");
    mock.on(Operation::ListBridges).answering(reply).close_mid_body();
    let error = client(&mock).list_bridges().await.unwrap_err();
    assert!(error.is_unauthorized() && error.api_error().is_none());
    assert!(
        error.to_string().starts_with("list_bridges: 401 Unauthorized; "),
        "{error}"
    );
}

#[tokio::test]
async fn a_refusal_is_not_waited_for_as_an_answer_is() {
    let mock = mock().await;
    let reply = Reply::bytes(503, vec![b' '; 2 << 20]);
    let hold = mock.on(Operation::SubmitLoginStep).answering(reply).hold_mid_body();
    // The server announces a longer body than the client reads for a refusal, and never sends all of it.
    let error = Act::Wait.call(&client(&mock)).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.is_timeout()), (503, false));
    assert!(error.api_error().is_none());
    drop(hold);
}

#[tokio::test]
async fn is_timeout_for_answers_that_do_not_come() {
    let mock = mock().await;
    let hold = mock.on(Operation::GetInfo).hold();
    let impatient = client(&mock).with(CallOptions::new().timeout(Duration::from_millis(20)).retries(0));
    let error = impatient.get_info().await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable());
    drop(hold);
    assert!(
        !refused(Reply::empty(504)).await.is_timeout(),
        "a 504 is a time-out of the gateway"
    );
}

#[tokio::test]
async fn is_delivery_unclear_only_where_a_repetition_would_do_harm() {
    let mock = mock().await;
    let client = client(&mock);
    mock.on(Operation::GetInfo).reset_before_answer();
    assert!(!client.get_info().await.unwrap_err().is_delivery_unclear());
    mock.on(Operation::CreateLoginSession).reset_before_answer();
    assert!(Act::Create.call(&client).await.unwrap_err().is_delivery_unclear());
    // A refusal of the request is clear, and so is a success with an unexpected body.
    for reply in [
        Reply::error(403, "M_FORBIDDEN", "No"),
        Reply::json(200, json!({"bridgeID": "b"})),
    ] {
        mock.on(Operation::CreateLoginSession).reply(reply);
        assert!(!Act::Create.call(&client).await.unwrap_err().is_delivery_unclear());
    }
    // These may come from a proxy, so the outcome is not clear.
    for reply in [
        Reply::bytes(200, "<html>"),
        Reply::empty(200),
        Reply::redirect(303, "http://127.0.0.1:1/login"),
    ] {
        mock.on(Operation::CreateLoginSession).reply(reply);
        assert!(Act::Create.call(&client).await.unwrap_err().is_delivery_unclear());
    }
}

#[tokio::test]
async fn retry_after_tells_an_act_how_long_to_wait() {
    let mock = mock().await;
    mock.on(Operation::CreateLoginSession)
        .reply(Reply::empty(429).header("retry-after", "30"));
    let error = Act::Create.call(&client(&mock)).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    assert!(error.is_retryable() && !error.is_delivery_unclear());
}
