//! Tests the bridges, accounts and logins of a server, and changes to them while it runs.

use beeper_desktop_mock::{MockAccount, MockBridge, MockDesktop, MockLogin, MockLoginFlow};
use serde_json::json;

use crate::{get, http, ok, refusal};

/// IDs with all characters that a path segment must escape, and their percent-encoded form.
const ODD_IDS: [(&str, &str); 5] = [
    ("a/b", "a%2Fb"),
    ("what? #1", "what%3F%20%231"),
    ("100%25", "100%2525"),
    ("grüße 🐝", "gr%C3%BC%C3%9Fe%20%F0%9F%90%9D"),
    ("@user:example.com+1", "@user:example.com+1"),
];

#[tokio::test]
async fn a_new_server_has_one_available_qr_bridge() {
    let mock = MockDesktop::start().await.unwrap();

    let bridges = ok(get(&mock, "/v1/bridges").await);
    let bridge = ok(get(&mock, "/v1/bridges/mock-qr").await);

    assert_eq!(bridges, json!({ "items": [bridge] }));
    assert_eq!(
        bridge,
        json!({
            "id": "mock-qr",
            "displayName": "Mock QR",
            "provider": "local",
            "type": "mock",
            "status": "available",
            "supportsMultipleAccounts": false,
            "activeAccountCount": 0,
            "accounts": [],
        })
    );
    assert_eq!(ok(get(&mock, "/v1/accounts").await), json!([]));
}

#[tokio::test]
async fn an_empty_server_has_nothing() {
    let mock = MockDesktop::builder().empty().start().await.unwrap();

    assert_eq!(ok(get(&mock, "/v1/bridges").await), json!({ "items": [] }));
}

#[tokio::test]
async fn info_describes_the_server_without_a_token() {
    let mock = MockDesktop::start().await.unwrap();

    let answer = http().get(format!("{}/v1/info", mock.base_url())).send().await.unwrap();

    assert_eq!(answer.status(), 200);
    let info: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(info["server"]["base_url"], mock.base_url());
    assert_eq!(info["server"]["port"], mock.addr().port());
    assert_eq!(info["app"]["bundle_id"], "com.example.beeper-desktop-mock");
}

#[tokio::test]
async fn an_account_appears_in_its_list_its_bridge_and_its_login() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_login(MockLogin::new("+15550100"));
    mock.put_account(MockAccount::new("alice").login("+15550100"));

    let account = ok(get(&mock, "/v1/accounts/alice").await);

    assert_eq!(
        account,
        json!({
            "accountID": "alice",
            "bridge": { "id": "mock-qr", "provider": "local", "type": "mock" },
            "loginID": "+15550100",
            "status": "connected",
            "user": { "id": "@mock-user:example.com", "fullName": "Mock User", "isSelf": true },
        })
    );
    assert_eq!(ok(get(&mock, "/v1/accounts").await), json!([account]));
    let bridge = ok(get(&mock, "/v1/bridges/mock-qr").await);
    assert_eq!(bridge["accounts"], json!([account]));
    let login = ok(get(&mock, "/v1/bridges/mock-qr/logins/+15550100").await);
    assert_eq!(login["accountIDs"], json!(["alice"]));
    let logins = ok(get(&mock, "/v1/bridges/mock-qr/logins").await);
    assert_eq!(logins, json!({ "items": [login] }));
}

#[tokio::test]
async fn bridge_status_and_count_follow_the_accounts() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_bridge(MockBridge::new("many").multiple_accounts(true));
    mock.put_account(MockAccount::new("only"));
    mock.put_account(MockAccount::new("one").bridge("many"));
    mock.put_account(MockAccount::new("two").bridge("many").status("disabled"));

    let single = ok(get(&mock, "/v1/bridges/mock-qr").await);
    let several = ok(get(&mock, "/v1/bridges/many").await);

    assert_eq!(single["status"], "connected");
    assert_eq!(single["activeAccountCount"], 1);
    assert_eq!(several["status"], "available");
    assert_eq!(several["activeAccountCount"], 1);
    assert_eq!(several["accounts"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn login_flows_and_capabilities_are_those_of_the_bridge() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_bridge(
        MockBridge::new("two-ways")
            .login_flows([
                MockLoginFlow::new("qr").name("QR code"),
                MockLoginFlow::new("phone").description("With a number"),
            ])
            .capabilities(json!({ "anything": true })),
    );

    let flows = ok(get(&mock, "/v1/bridges/two-ways/login-flows").await);
    let capabilities = ok(get(&mock, "/v1/bridges/two-ways/capabilities").await);
    let built_in = ok(get(&mock, "/v1/bridges/mock-qr/capabilities").await);

    assert_eq!(
        flows,
        json!({ "items": [
            { "id": "qr", "name": "QR code" },
            { "id": "phone", "description": "With a number" },
        ] })
    );
    assert_eq!(capabilities, json!({ "anything": true }));
    assert_eq!(built_in["resolve_identifier"]["create_dm"], true);
}

#[tokio::test]
async fn properties_override_derived_ones() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_bridge(
        MockBridge::new("odd")
            .provider("moon")
            .bridge_type("carrier-pigeon")
            .network("Pigeons")
            .status("molting")
            .property("activeAccountCount", json!(7))
            .property("feathers", json!({ "left": null })),
    );
    mock.put_account(
        MockAccount::new("coo")
            .bridge("odd")
            .status("asleep")
            .property("statusText", json!(null)),
    );
    mock.put_login(
        MockLogin::new("nest")
            .bridge("odd")
            .status("hatching")
            .remove_scopes(["this-tree"])
            .property("eggs", json!(2)),
    );

    let bridge = ok(get(&mock, "/v1/bridges/odd").await);
    let account = ok(get(&mock, "/v1/accounts/coo").await);
    let login = ok(get(&mock, "/v1/bridges/odd/logins/nest").await);

    assert_eq!(bridge["status"], "molting");
    assert_eq!(bridge["activeAccountCount"], 7);
    assert_eq!(bridge["feathers"], json!({ "left": null }));
    assert_eq!(
        account["bridge"],
        json!({ "id": "odd", "provider": "moon", "type": "carrier-pigeon" })
    );
    assert_eq!(account["network"], "Pigeons");
    assert_eq!(account["status"], "asleep");
    assert!(account.as_object().unwrap()["statusText"].is_null());
    assert_eq!(login["removeScopes"], json!(["this-tree"]));
    assert_eq!(login["eggs"], 2);
}

#[tokio::test]
async fn ids_with_special_characters_are_found() {
    let mock = MockDesktop::start().await.unwrap();
    for (id, _) in ODD_IDS {
        mock.put_bridge(MockBridge::new(id));
        mock.put_account(MockAccount::new(id).bridge(id).login(id));
        mock.put_login(MockLogin::new(id).bridge(id));
    }

    for (id, encoded) in ODD_IDS {
        let bridge = ok(get(&mock, &format!("/v1/bridges/{encoded}")).await);
        let account = ok(get(&mock, &format!("/v1/accounts/{encoded}")).await);
        let login = ok(get(&mock, &format!("/v1/bridges/{encoded}/logins/{encoded}")).await);

        assert_eq!(bridge["id"], id);
        assert_eq!(account["accountID"], id);
        assert_eq!(login["accountIDs"], json!([id]));
    }
}

#[tokio::test]
async fn the_state_can_change_while_the_server_runs() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_account(MockAccount::new("alice"));
    mock.put_login(MockLogin::new("key"));

    assert!(mock.update_bridge("mock-qr", |bridge| bridge.display_name("Other")));
    assert!(mock.update_account("alice", |account| account.status("connecting")));
    assert!(mock.update_login("mock-qr", "key", |login| login.status("needs_login")));
    let bridge = ok(get(&mock, "/v1/bridges/mock-qr").await);
    let login = ok(get(&mock, "/v1/bridges/mock-qr/logins/key").await);
    assert_eq!(bridge["displayName"], "Other");
    assert_eq!(bridge["accounts"][0]["status"], "connecting");
    assert_eq!(login["status"], "needs_login");

    assert!(mock.remove_account("alice"));
    assert!(mock.remove_login("mock-qr", "key"));
    assert!(mock.remove_bridge("mock-qr"));
    for path in [
        "/v1/accounts/alice",
        "/v1/bridges/mock-qr/logins/key",
        "/v1/bridges/mock-qr",
    ] {
        let refused = refusal(get(&mock, path).await);
        assert_eq!(refused, (404, "M_NOT_FOUND".to_owned()), "{path}");
    }
    assert!(!mock.update_account("alice", |account| account));
    assert!(!mock.remove_bridge("mock-qr"));
}
