//! Tests how scripts end: which login and accounts are signed in, and which of them the answer contains.

use beeper_desktop_mock::{Ending, FailureReporting, LoginScript, MockAccount, MockDesktop, MockLogin, MockStep};
use serde_json::{Value, json};

use crate::{cancel, create, get, ok, put_script, refusal, session_path, started};

/// Starts a server with the login `old` and its accounts `old-1` and `old-2` on `scripted`, whose script has this ending.
async fn ending(ending: Ending) -> MockDesktop {
    let mock = MockDesktop::start().await.unwrap();
    put_script(&mock, LoginScript::new().ends(ending));
    mock.put_login(MockLogin::new("old").bridge("scripted").status("needs_login"));
    for id in ["old-1", "old-2"] {
        let account = MockAccount::new(id).bridge("scripted").login("old");
        mock.put_account(account.status("reconnect_required"));
    }
    mock
}

/// Returns the IDs and statuses of the accounts and logins on the server.
async fn listed(mock: &MockDesktop) -> (Vec<(String, String)>, Vec<(String, String)>) {
    let pairs = |items: &Value, id: &str| {
        let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
        let items = items.as_array().unwrap().iter();
        items.map(|item| (text(item, id), text(item, "status"))).collect()
    };
    let accounts = ok(get(mock, "/v1/accounts").await);
    let logins = ok(get(mock, "/v1/bridges/scripted/logins").await);
    (pairs(&accounts, "accountID"), pairs(&logins["items"], "loginID"))
}

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(id, status)| (id.to_string(), status.to_string()))
        .collect()
}

fn bob() -> Ending {
    Ending::complete()
        .login(MockLogin::new("new"))
        .account(MockAccount::new("bob"))
}

#[tokio::test]
async fn a_reconnect_of_a_script_revives_what_was_named() {
    let mock = ending(Ending::complete()).await;

    let session = ok(create(&mock, json!({ "accountID": "old-2" })).await);

    assert_eq!(
        (&session["loginID"], &session["accountID"]),
        (&json!("old"), &json!("old-2"))
    );
    let (accounts, logins) = listed(&mock).await;
    assert_eq!(accounts, pairs([("old-1", "connected"), ("old-2", "connected")]));
    assert_eq!(logins, pairs([("old", "connected")]));
}

#[tokio::test]
async fn a_login_ends_with_the_login_and_the_accounts_of_the_test() {
    let with_two = bob().account(MockAccount::new("office").status("backfilling"));
    let mock = ending(with_two).await;

    let session = ok(create(&mock, json!({})).await);

    assert_eq!(
        (&session["loginID"], &session["accountID"]),
        (&json!("new"), &json!("bob"))
    );
    assert_eq!(session["login"]["accountIDs"], json!(["bob", "office"]));
    assert_eq!(session["login"]["bridgeID"], "scripted");
    assert_eq!(session["account"]["loginID"], "new");
    assert_eq!(session["account"]["bridge"]["id"], "scripted");
    let (accounts, logins) = listed(&mock).await;
    assert_eq!(accounts[2..], pairs([("bob", "connected"), ("office", "backfilling")]));
    assert_eq!(logins, pairs([("old", "needs_login"), ("new", "connected")]));
}

#[tokio::test]
async fn a_reconnect_that_lands_on_another_login_removes_the_old_one() {
    for target in [json!({ "loginID": "old" }), json!({ "accountID": "old-2" })] {
        let mock = ending(bob()).await;

        let session = ok(create(&mock, target).await);

        assert_eq!(
            (&session["loginID"], &session["accountID"]),
            (&json!("new"), &json!("bob"))
        );
        let (accounts, logins) = listed(&mock).await;
        assert_eq!(accounts, pairs([("bob", "connected")]));
        assert_eq!(logins, pairs([("new", "connected")]));
    }
}

#[tokio::test]
async fn another_login_without_an_account_gets_a_new_one() {
    let mock = ending(Ending::complete().login(MockLogin::new("new"))).await;

    let session = ok(create(&mock, json!({ "loginID": "old" })).await);

    assert_eq!(session["account"]["loginID"], "new");
    assert_eq!(session["login"]["accountIDs"], json!([session["accountID"]]));
    assert_eq!(listed(&mock).await.0.len(), 1);
}

#[tokio::test]
async fn a_new_login_that_is_known_already_keeps_its_accounts() {
    let mock = ending(Ending::complete().login(MockLogin::new("old"))).await;

    let session = ok(create(&mock, json!({})).await);

    assert_eq!(session["accountID"], "old-1");
    let (accounts, logins) = listed(&mock).await;
    assert_eq!(accounts, pairs([("old-1", "connected"), ("old-2", "connected")]));
    assert_eq!(logins, pairs([("old", "connected")]));
}

#[tokio::test]
async fn an_account_alone_joins_the_login_it_was_for() {
    let mock = ending(Ending::complete().account(MockAccount::new("bob"))).await;

    let session = ok(create(&mock, json!({ "loginID": "old" })).await);
    assert_eq!(session["login"]["accountIDs"], json!(["old-1", "old-2", "bob"]));
    assert_eq!(session["accountID"], "bob");

    let session = ok(create(&mock, json!({})).await);
    assert_eq!(session["login"]["accountIDs"], json!(["bob"]));
    assert_ne!(session["loginID"], "old");
}

#[tokio::test]
async fn an_answer_may_still_name_the_old_account() {
    for target in [json!({ "loginID": "old" }), json!({ "accountID": "old-1" })] {
        let mock = ending(bob().names_old_account()).await;

        let session = ok(create(&mock, target).await);

        assert_eq!(session["accountID"], "old-1");
        assert_eq!(session["account"]["accountID"], "bob");
        assert_eq!(session["loginID"], "new");
    }
}

#[tokio::test]
async fn an_answer_may_leave_out_objects_and_ids() {
    let mock = ending(Ending::complete().without_objects()).await;
    let session = ok(create(&mock, json!({})).await);
    assert_eq!((session.get("account"), session.get("login")), (None, None));
    assert!(session["accountID"].is_string() && session["loginID"].is_string());
    assert_eq!(listed(&mock).await.0.len(), 3);

    let mock = ending(Ending::complete().without_objects().without_ids().names_old_account()).await;
    let session = ok(create(&mock, json!({ "loginID": "old" })).await);
    assert_eq!(
        session,
        json!({ "bridgeID": "scripted", "loginSessionID": "mock-session-1", "status": "complete" })
    );
    let (accounts, _) = listed(&mock).await;
    assert_eq!(accounts, pairs([("old-1", "connected"), ("old-2", "connected")]));
}

#[tokio::test]
async fn accounts_may_still_be_connecting_at_the_end() {
    let mock = ending(Ending::complete().account_status("connecting")).await;

    let reconnected = ok(create(&mock, json!({ "loginID": "old" })).await);
    let new = ok(create(&mock, json!({})).await);

    assert_eq!(reconnected["account"]["status"], "connecting");
    assert_eq!(reconnected["login"]["status"], "connected");
    assert_eq!(new["account"]["status"], "connecting");
    let id = new["accountID"].as_str().unwrap();
    assert!(mock.update_account(id, |account| account.status("connected")));
    assert_eq!(
        ok(get(&mock, &format!("/v1/accounts/{id}")).await)["status"],
        "connected"
    );
}

#[tokio::test]
async fn a_script_may_end_with_a_failure() {
    let script = || {
        LoginScript::new()
            .ask(MockStep::nothing("approve", "Open the app"))
            .fails(400, "FI.MAU.META_AFAD_STOPPED", "Nobody approved")
    };
    for (failure_reporting, status) in [(FailureReporting::HttpError, 400), (FailureReporting::Session, 200)] {
        let (mock, session) = started(script().failure_reporting(failure_reporting)).await;
        let phone = mock.other_device("scripted");
        let wait = crate::wait(&mock, &session, "approve");
        phone.waiting().await;
        phone.approve();

        let (answered, body) = wait.await.unwrap();

        assert_eq!(answered, status);
        let error = match failure_reporting {
            FailureReporting::Session => &body["error"],
            _ => &body,
        };
        assert_eq!(error["code"], "FI.MAU.META_AFAD_STOPPED");
        assert_eq!(ok(get(&mock, "/v1/accounts").await), json!([]));
    }
}

#[tokio::test]
async fn a_script_may_fail_before_anything_was_asked() {
    let mock = ending(Ending::fail(429, "FI.MAU.WHATSAPP.RATE_LIMITED", "Later")).await;

    let refused = create(&mock, json!({})).await;

    assert_eq!(refusal(refused), (429, "FI.MAU.WHATSAPP.RATE_LIMITED".to_owned()));
    assert_eq!(mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn a_cancellation_may_come_too_late() {
    let script = LoginScript::new().ask(MockStep::qr("qr", ["1"]));
    let (mock, session) = started(script.cancel_comes_too_late()).await;
    let wait = crate::wait(&mock, &session, "qr");
    mock.other_device("scripted").waiting().await;

    let cancelled = ok(cancel(&mock, &session).await);

    assert_eq!(cancelled["status"], "cancelled");
    let refused = (410, "FI.MAU.BRIDGE.LOGIN_CANCELLED".to_owned());
    assert_eq!(refusal(wait.await.unwrap()), refused);
    assert_eq!(ok(get(&mock, &session_path(&session)).await), cancelled);
    let (accounts, logins) = listed(&mock).await;
    assert_eq!(accounts, pairs([("mock-account-1", "connected")]));
    assert_eq!(logins, pairs([("mock-login-1", "connected")]));
}
