//! Tests signing in to the app: emailed codes, new accounts, recovery keys and the order of the steps.

use beeper_desktop_mock::{MockDesktop, MockSetup};
use serde_json::{Value, json};

use crate::{get, http, ok, post, refusal, send};

const SETUP: &str = "/v1/app/setup";

async fn fresh(setup: MockSetup) -> MockDesktop {
    MockDesktop::builder().setup(setup).start().await.unwrap()
}

/// Calls a step without a token, like a client that has none yet.
async fn open(mock: &MockDesktop, step: &str, body: Value) -> (u16, Value) {
    let url = format!("{}{SETUP}/{step}", mock.base_url());
    let answer = http().post(url).json(&body).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

/// Starts a sign-in up to the point where it asks for the code.
async fn ask_for_code(mock: &MockDesktop) -> Value {
    let started = ok(open(mock, "start", Value::Null).await);
    assert_eq!(started["signInMethods"], json!(["email"]));
    let id = started["setupRequestID"].clone();
    let email = json!({ "setupRequestID": id, "email": "bee@chat.example" });
    assert_eq!(open(mock, "email", email).await.0, 204);
    id
}

async fn answer(mock: &MockDesktop, id: &Value, code: &str) -> (u16, Value) {
    open(mock, "response", json!({ "setupRequestID": id, "response": code })).await
}

async fn state(mock: &MockDesktop) -> Value {
    ok(get(mock, SETUP).await)["state"].clone()
}

#[tokio::test]
async fn a_server_is_set_up_unless_told_otherwise() {
    let mock = MockDesktop::start().await.unwrap();

    let setup = ok(get(&mock, SETUP).await);

    assert_eq!(setup["state"], "ready");
    assert_eq!(setup["matrix"]["userID"], "@mock-user:beeper.local");
    let e2ee = setup["e2ee"].as_object().unwrap();
    assert!(e2ee.values().all(|it| *it == true || it.is_object()));
    assert!(e2ee["secrets"].as_object().unwrap().values().all(|it| *it == true));
    assert_eq!(refusal(open(&mock, "start", Value::Null).await).0, 409);
}

#[tokio::test]
async fn signing_in_needs_no_token_and_brings_one() {
    let mock = fresh(MockSetup::signed_out().sign_in_code("246810")).await;
    let unknown = ok(send(http().get(format!("{}{SETUP}", mock.base_url()))).await);
    assert_eq!(
        (&unknown["state"], unknown.get("matrix")),
        (&json!("needs-login"), None)
    );
    assert_eq!(unknown["e2ee"]["initialized"], false);

    let id = ask_for_code(&mock).await;
    assert_eq!(
        refusal(answer(&mock, &id, "123456").await),
        (403, "M_FORBIDDEN".to_owned())
    );
    let signed_in = ok(answer(&mock, &id, "246810").await);

    assert_eq!(signed_in["matrix"]["accessToken"], mock.token());
    assert_eq!(signed_in["session"]["state"], "needs-verification");
    assert_eq!(signed_in["session"], mock.setup_state());
    let without_token = send(http().get(format!("{}{SETUP}", mock.base_url()))).await;
    assert_eq!(refusal(without_token).0, 401);
    assert_eq!(refusal(answer(&mock, &id, "246810").await).0, 404);
}

#[tokio::test]
async fn the_recovery_key_unlocks_and_the_first_sync_follows() {
    let mock = fresh(MockSetup::unverified().recovery_key("bees know")).await;
    let path = format!("{SETUP}/verification/recovery-key");
    assert_eq!(mock.setup_state()["e2ee"]["verified"], false);

    let wrong = post(&mock, &path, json!({ "recoveryKey": "wasps know" })).await;
    assert_eq!(refusal(wrong), (403, "M_FORBIDDEN".to_owned()));
    assert_eq!(state(&mock).await, "needs-verification");
    let session = &ok(post(&mock, &path, json!({ "recoveryKey": "bees know" })).await)["session"];

    assert_eq!(session["state"], "needs-first-sync");
    assert_eq!(session["e2ee"]["secrets"]["masterKey"], true);
    assert_eq!(state(&mock).await, "needs-first-sync");
    assert_eq!(state(&mock).await, "ready");
}

#[tokio::test]
async fn a_new_account_has_a_name_and_then_a_recovery_key() {
    let mock = fresh(MockSetup::signed_out().new_account().taken_username("bee")).await;
    let id = ask_for_code(&mock).await;
    let asked = ok(answer(&mock, &id, "123456").await);
    assert_eq!(
        (&asked["registrationRequired"], &asked["setupRequestID"]),
        (&json!(true), &id)
    );
    assert_eq!(asked["copy"]["title"], "Choose your username");
    let register = |username: &str, terms: bool, token: &Value| {
        let body = json!({
            "setupRequestID": id, "leadToken": token, "username": username, "acceptTerms": terms,
        });
        open(&mock, "register", body)
    };
    let token = &asked["leadToken"];

    assert_eq!(refusal(register("queen", false, token).await).0, 400);
    assert_eq!(refusal(register("queen", true, &json!("wrong")).await).0, 403);
    let taken = refusal(register("bee", true, token).await);
    assert_eq!(taken, (400, "M_USER_IN_USE".to_owned()));
    assert_eq!(refusal(register("The Queen", true, token).await).0, 400);
    let registered = ok(register("queen", true, token).await);
    assert_eq!(registered["matrix"]["userID"], "@queen:beeper.local");
    assert_eq!(registered["session"]["state"], "needs-cross-signing-setup");

    let reset = format!("{SETUP}/verification/recovery-key/reset");
    let key = ok(post(&mock, &reset, json!({})).await)["recoveryKey"].clone();
    assert_eq!(state(&mock).await, "needs-cross-signing-setup");
    let session = &ok(post(&mock, &format!("{reset}/confirm"), json!({ "recoveryKey": key })).await)["session"];
    assert_eq!(session["e2ee"]["hasBackedUpRecoveryKey"], true);
    assert!(session["e2ee"]["recoveryKeyGeneratedAt"].is_number());
    assert_eq!(session["state"], "needs-first-sync");
}

#[tokio::test]
async fn a_new_recovery_key_counts_once_it_is_confirmed() {
    let mock = fresh(MockSetup::ready().recovery_key("old")).await;
    let path = format!("{SETUP}/verification/recovery-key");
    let verify = |key: Value| post(&mock, &path, json!({ "recoveryKey": key }));
    let confirm_path = format!("{path}/reset/confirm");
    let confirm = |key: Value| post(&mock, &confirm_path, json!({ "recoveryKey": key }));
    let reset_path = format!("{path}/reset");

    assert_eq!(refusal(confirm(json!("old")).await).0, 409);
    let wrong = post(&mock, &reset_path, json!({ "existingRecoveryKey": "wrong" })).await;
    assert_eq!(refusal(wrong).0, 403);
    let made = ok(post(&mock, &reset_path, json!({ "existingRecoveryKey": "old" })).await);
    let new = &made["recoveryKey"];
    ok(verify(json!("old")).await);
    assert_eq!(refusal(confirm(json!("wrong")).await).0, 403);
    ok(confirm(new.clone()).await);

    assert_eq!(refusal(verify(json!("old")).await).0, 403);
    assert_eq!(ok(verify(new.clone()).await)["session"]["state"], "ready");
}

#[tokio::test]
async fn setup_steps_out_of_order_are_refused() {
    let mock = fresh(MockSetup::signed_out()).await;
    let id = ok(open(&mock, "start", Value::Null).await)["setupRequestID"].clone();

    assert_eq!(refusal(answer(&mock, &id, "123456").await).0, 409);
    assert_eq!(refusal(answer(&mock, &json!("other"), "123456").await).0, 404);
    let no_address = json!({ "setupRequestID": id, "email": "bee" });
    assert_eq!(refusal(open(&mock, "email", no_address).await).0, 400);
    let unasked = json!({ "setupRequestID": id, "leadToken": "x", "username": "bee", "acceptTerms": true });
    assert_eq!(refusal(open(&mock, "register", unasked).await).0, 403);
    for path in [
        "verification/recovery-key",
        "verification/recovery-key/reset/confirm",
        "verifications/qr/scan",
    ] {
        let body = json!({ "recoveryKey": "x", "data": "x" });
        assert_eq!(
            refusal(post(&mock, &format!("{SETUP}/{path}"), body).await).0,
            409,
            "{path}"
        );
    }
    assert_eq!(
        refusal(post(&mock, &format!("{SETUP}/verifications"), json!({})).await).0,
        409
    );
}

#[tokio::test]
async fn put_setup_replaces_the_setup_state() {
    let mock = MockDesktop::start().await.unwrap();

    mock.put_setup(MockSetup::unverified().user_id("@bee:beeper.local"));
    assert_eq!(mock.setup_state()["matrix"]["userID"], "@bee:beeper.local");
    mock.put_setup(
        MockSetup::ready()
            .property("state", json!("initializing"))
            .property("hum", json!(1)),
    );

    let setup = ok(get(&mock, SETUP).await);
    assert_eq!((&setup["state"], &setup["hum"]), (&json!("initializing"), &json!(1)));
    mock.put_setup(MockSetup::signed_out());
    let id = ask_for_code(&mock).await;
    assert_eq!(
        ok(answer(&mock, &id, "123456").await)["matrix"]["accessToken"],
        mock.token()
    );
}
