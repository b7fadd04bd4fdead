//! Tests late, lost and canned answers of the OAuth endpoints.

use beeper_desktop_mock::{Endpoint, MockDesktop, Operation, Reply};
use serde_json::json;

use crate::oauth::{code, error, exchange, post_form, post_token, register, status_with};
use crate::{get, http};

#[tokio::test]
async fn an_exchange_is_carried_out_although_its_answer_is_lost() {
    let mock = MockDesktop::start().await.unwrap();
    let client_id = register(&mock).await;
    let form = exchange(&client_id, &code(&mock, &client_id).await);
    mock.on(Endpoint::Token).once().reset_before_answer();

    let url = format!("{}/oauth/token", mock.base_url());
    assert!(http().post(url).form(&form).send().await.is_err());

    // The lost exchange used up the code and issued the token.
    assert_eq!(error(post_token(&mock, &form).await), "invalid_grant");
    assert_eq!(
        status_with(&mock, "mock-access-token-1", "GET", "/v1/bridges").await,
        200
    );
}

#[tokio::test]
async fn a_request_that_never_arrived_uses_no_code_up() {
    let mock = MockDesktop::start().await.unwrap();
    let client_id = register(&mock).await;
    let form = exchange(&client_id, &code(&mock, &client_id).await);
    mock.on(Endpoint::Token)
        .once()
        .reply(Reply::bytes(502, "<html>Bad gateway</html>"));

    assert_eq!(post_form(&mock, "/oauth/token", &form).await.status(), 502);
    assert_eq!(post_token(&mock, &form).await.0, 200);
}

#[tokio::test]
async fn endpoints_can_answer_anything() {
    let mock = MockDesktop::start().await.unwrap();
    mock.on(Endpoint::Register)
        .reply(Reply::redirect(307, "http://127.0.0.1:1/elsewhere"));
    mock.on(Endpoint::ServerMetadata)
        .reply(Reply::json(200, json!({ "issuer": "http://elsewhere" })));
    mock.on(Endpoint::Introspect).close_mid_body();
    mock.on(Endpoint::Authorize).raw("garbage");

    let url = |path: &str| format!("{}{path}", mock.base_url());
    let browser = crate::oauth::browser();
    let registered = browser.post(url("/oauth/register")).send().await.unwrap();
    assert_eq!(registered.status(), 307);
    assert_eq!(
        get(&mock, "/.well-known/oauth-authorization-server").await.1,
        json!({ "issuer": "http://elsewhere" })
    );
    let introspected = post_form(&mock, "/oauth/introspect", &vec![("token", "x".to_owned())]).await;
    assert!(introspected.text().await.is_err());
    assert!(browser.get(url("/oauth/authorize")).send().await.is_err());
}

#[tokio::test]
async fn the_button_and_the_page_fail_each_for_itself() {
    let mock = MockDesktop::start().await.unwrap();
    mock.on(Endpoint::Consent).reply(Reply::empty(503));

    assert_eq!(post_form(&mock, "/oauth/authorize", &Vec::new()).await.status(), 503);
    let page = http().get(format!("{}/oauth/authorize", mock.base_url()));
    assert_eq!(page.send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn an_exchange_can_be_held() {
    let mock = MockDesktop::start().await.unwrap();
    let client_id = register(&mock).await;
    let form = exchange(&client_id, &code(&mock, &client_id).await);
    let hold = mock.on(Endpoint::Token).hold();
    assert!(format!("{hold:?}").contains("POST /oauth/token"), "{hold:?}");

    let url = format!("{}/oauth/token", mock.base_url());
    let call = tokio::spawn(http().post(url).form(&form).send());
    hold.arrived().await;
    hold.release();

    assert_eq!(call.await.unwrap().unwrap().status(), 200);
}

#[tokio::test]
async fn faults_of_endpoints_touch_no_operation() {
    let mock = MockDesktop::start().await.unwrap();
    mock.on(Endpoint::Token).reply(Reply::empty(503));
    mock.on(Operation::ListBridges)
        .once()
        .reply(Reply::error(502, "M_UNKNOWN", "Restarting"));

    assert_eq!(get(&mock, "/v1/bridges").await.0, 502);
    assert_eq!(get(&mock, "/v1/bridges").await.0, 200);
    mock.on(Endpoint::Token).reset();
    assert_eq!(error(post_token(&mock, &Vec::new()).await), "invalid_request");
}
