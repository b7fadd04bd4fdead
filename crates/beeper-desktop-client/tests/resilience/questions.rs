//! The questions that an error answers.

use std::time::Duration;

use beeper_desktop_client::{CallOptions, Client, Error, VirtualClock};
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
        Reply::json(400, json!({"code": 7, "message": "no"})),
        Reply::json(400, json!({"error": "no code"})),
    ] {
        assert!(refused(reply).await.api_error().is_none());
    }
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
    // More is announced than is read of a refusal, and never comes.
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
    assert!(!refused(Reply::empty(504)).await.is_timeout(), "that is the gateway's");
}

#[tokio::test]
async fn is_delivery_unclear_only_where_a_repetition_would_do_harm() {
    let mock = mock().await;
    let client = client(&mock);
    mock.on(Operation::GetInfo).reset_before_answer();
    assert!(!client.get_info().await.unwrap_err().is_delivery_unclear());
    mock.on(Operation::CreateLoginSession).reset_before_answer();
    assert!(Act::Create.call(&client).await.unwrap_err().is_delivery_unclear());
    // A refusal of the request itself is clear, and so is success in another shape.
    for reply in [
        Reply::error(403, "M_FORBIDDEN", "No"),
        Reply::json(200, json!({"bridgeID": "b"})),
    ] {
        mock.on(Operation::CreateLoginSession).reply(reply);
        assert!(!Act::Create.call(&client).await.unwrap_err().is_delivery_unclear());
    }
    // What may come from something in between is not.
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
