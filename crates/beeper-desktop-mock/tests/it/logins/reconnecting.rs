//! Tests reconnecting logins and accounts, and removing logins.

use beeper_desktop_mock::{MockAccount, MockBridge, MockDesktop, MockLogin};
use serde_json::{Value, json};

use crate::{finish_qr_login, get, ok, post, refusal, start_login};

/// Starts a server with a login of two accounts, all of which need attention.
async fn with_broken_login() -> MockDesktop {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_login(MockLogin::new("key").status("needs_login"));
    for id in ["work", "home"] {
        mock.put_account(MockAccount::new(id).login("key").status("reconnect_required"));
    }
    mock
}

async fn account_statuses(mock: &MockDesktop) -> Vec<Value> {
    let accounts = ok(get(mock, "/v1/accounts").await);
    let accounts = accounts.as_array().unwrap();
    accounts.iter().map(|it| it["status"].clone()).collect()
}

#[tokio::test]
async fn reconnecting_a_login_revives_it_with_its_accounts_and_adds_nothing() {
    let mock = with_broken_login().await;

    let session = start_login(&mock, json!({ "loginID": "key" })).await;
    assert_eq!(
        account_statuses(&mock).await,
        ["reconnect_required", "reconnect_required"]
    );
    let session = finish_qr_login(&mock, session).await;

    assert_eq!(session["loginID"], "key");
    assert_eq!(session["login"]["status"], "connected");
    assert_eq!(session["accountID"], "work");
    assert_eq!(account_statuses(&mock).await, ["connected", "connected"]);
    let logins = ok(get(&mock, "/v1/bridges/mock-qr/logins").await);
    assert_eq!(logins, json!({ "items": [session["login"]] }));
}

#[tokio::test]
async fn reconnecting_an_account_reconnects_its_login() {
    let mock = with_broken_login().await;

    let session = start_login(&mock, json!({ "accountID": "home" })).await;
    let session = finish_qr_login(&mock, session).await;

    assert_eq!(session["accountID"], "home");
    assert_eq!(session["account"]["status"], "connected");
    assert_eq!(session["loginID"], "key");
    assert_eq!(session["login"]["status"], "connected");
}

#[tokio::test]
async fn an_account_without_a_login_reconnects_alone() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_account(MockAccount::new("alone").status("disconnected"));

    let session = start_login(&mock, json!({ "accountID": "alone" })).await;
    let session = finish_qr_login(&mock, session).await;

    assert_eq!(session["account"]["status"], "connected");
    assert!(session.get("login").is_none());
    assert!(session.get("loginID").is_none());
}

#[tokio::test]
async fn reconnecting_what_is_not_on_the_bridge_is_refused() {
    let mock = with_broken_login().await;
    mock.put_bridge(MockBridge::new("other"));
    mock.put_account(MockAccount::new("elsewhere").bridge("other"));
    mock.put_login(MockLogin::new("second-key"));

    for (body, status) in [
        (json!({ "loginID": "nobody" }), 404),
        (json!({ "accountID": "nobody" }), 404),
        (json!({ "accountID": "elsewhere" }), 404),
        (json!({ "accountID": "work", "loginID": "second-key" }), 409),
    ] {
        let refused = post(&mock, "/v1/bridges/mock-qr/login-sessions", body.clone()).await;
        assert_eq!(refusal(refused).0, status, "{body}");
    }
}

#[tokio::test]
async fn a_bridge_that_refuses_new_logins_still_reconnects() {
    let mock = with_broken_login().await;
    for (status, code) in [
        ("limit_reached", "FI.MAU.BRIDGE.TOO_MANY_LOGINS"),
        ("temporarily_unavailable", "M_FORBIDDEN"),
        ("disabled", "M_FORBIDDEN"),
    ] {
        mock.update_bridge("mock-qr", |bridge| bridge.status(status));

        let new = post(&mock, "/v1/bridges/mock-qr/login-sessions", json!({})).await;
        let reconnect = start_login(&mock, json!({ "loginID": "key" })).await;

        assert_eq!(refusal(new), (403, code.to_owned()));
        assert_eq!(reconnect["status"], "waiting_for_display");
    }
}

#[tokio::test]
async fn removing_a_login_removes_its_accounts() {
    let mock = with_broken_login().await;
    mock.put_account(MockAccount::new("other"));
    let remove = async || {
        let body = json!({ "scope": "current-device" });
        post(&mock, "/v1/bridges/mock-qr/logins/key/remove", body).await
    };

    let removed = ok(remove().await);

    assert_eq!(
        removed,
        json!({
            "bridgeID": "mock-qr",
            "loginID": "key",
            "scope": "current-device",
            "status": "removed",
            "affectedAccountIDs": ["work", "home"],
        })
    );
    assert_eq!(refusal(get(&mock, "/v1/bridges/mock-qr/logins/key").await).0, 404);
    assert_eq!(account_statuses(&mock).await, ["connected"]);
    assert_eq!(refusal(remove().await).0, 404);
}

#[tokio::test]
async fn removal_accepts_only_the_scopes_of_the_login() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_login(MockLogin::new("key").remove_scopes(["current-device", "all-trees"]));
    let remove = async |scope: &str| {
        let body = json!({ "scope": scope });
        post(&mock, "/v1/bridges/mock-qr/logins/key/remove", body).await
    };

    assert_eq!(refusal(remove("all-devices").await), (403, "M_FORBIDDEN".to_owned()));
    // The login offers this scope, but the API's description does not have it.
    assert_eq!(refusal(remove("all-trees").await).0, 400);
    assert_eq!(ok(remove("current-device").await)["scope"], "current-device");
}
