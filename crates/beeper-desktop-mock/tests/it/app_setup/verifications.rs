//! Tests the verification of the app by another device: emoji comparison, QR codes, and how a verification ends.

use beeper_desktop_mock::{MockDesktop, MockSetup};
use serde_json::{Value, json};

use crate::{each, get, ok, post, refusal};

const VERIFICATIONS: &str = "/v1/app/setup/verifications";

async fn with(setup: MockSetup) -> MockDesktop {
    MockDesktop::builder().setup(setup).start().await.unwrap()
}

async fn create(mock: &MockDesktop) -> Value {
    ok(post(mock, VERIFICATIONS, json!({})).await)["verification"].clone()
}

async fn act(mock: &MockDesktop, id: &str, action: &str) -> (u16, Value) {
    post(mock, &format!("{VERIFICATIONS}/{id}/{action}"), json!({})).await
}

async fn verification(mock: &MockDesktop, id: &str) -> Value {
    ok(get(mock, &format!("{VERIFICATIONS}/{id}")).await)["verification"].clone()
}

#[tokio::test]
async fn the_other_device_accepts_and_confirms_by_default() {
    let mock = with(MockSetup::unverified()).await;

    let ready = create(&mock).await;
    assert_eq!(
        ready,
        json!({
            "id": "mock-verification-1",
            "state": "ready",
            "availableActions": ["sas.start", "cancel"],
            "direction": "outgoing",
            "methods": ["qr", "sas"],
            "purpose": "login",
            "otherDevice": { "id": "MOCKPHONE", "name": "Mock Phone" },
            "otherUserID": "@mock-user:beeper.local",
            "qr": { "data": "mock-qr-of-mock-verification-1" },
        })
    );
    assert_eq!(mock.setup_state()["verification"], ready);
    assert_eq!(ok(get(&mock, VERIFICATIONS).await), json!({ "items": [ready] }));
    let compared = ok(act(&mock, "mock-verification-1", "sas/start").await);
    assert_eq!(compared["verification"]["state"], "sas_ready");
    assert!(compared["verification"]["sas"]["emojis"].is_string());
    let done = ok(act(&mock, "mock-verification-1", "sas/confirm").await);

    assert_eq!(done["verification"]["state"], "done");
    assert_eq!(done["verification"]["availableActions"], json!([]));
    assert_eq!(done["session"]["state"], "needs-first-sync");
    assert_eq!(done["session"].get("verification"), None);
    assert_eq!(ok(get(&mock, VERIFICATIONS).await), json!({ "items": [] }));
    assert_eq!(verification(&mock, "mock-verification-1").await["state"], "done");
}

#[tokio::test]
async fn emoji_comparison_needs_both_devices_in_either_order() {
    for phone_first in [true, false] {
        let mock = with(MockSetup::unverified().other_device_waits()).await;
        let phone = mock.trusted_device();
        let requested = create(&mock).await;
        assert_eq!(
            (&requested["state"], &requested["availableActions"]),
            (&json!("requested"), &json!(["cancel"]))
        );
        let id = "mock-verification-1";
        assert_eq!(
            refusal(act(&mock, id, "sas/start").await),
            (409, "M_BAD_STATE".to_owned())
        );
        phone.accept();
        match phone_first {
            true => phone.start_sas(),
            false => drop(ok(act(&mock, id, "sas/start").await)),
        }

        if phone_first {
            phone.confirm();
            assert_eq!(verification(&mock, id).await["state"], "sas_ready");
        }
        let confirmed = ok(act(&mock, id, "sas/confirm").await);
        if !phone_first {
            assert_eq!(confirmed["verification"]["availableActions"], json!(["cancel"]));
            assert_eq!(confirmed["session"]["state"], "needs-verification");
            phone.confirm();
        }

        assert_eq!(verification(&mock, id).await["state"], "done");
        assert_eq!(mock.setup_state()["e2ee"]["verified"], true);
    }
}

#[tokio::test]
async fn the_other_device_scans_the_qr_code_of_the_app() {
    let mock = with(MockSetup::unverified()).await;
    create(&mock).await;
    let id = "mock-verification-1";
    assert_eq!(refusal(act(&mock, id, "qr/confirm-scanned").await).0, 409);

    mock.trusted_device().scan();

    let scanned = verification(&mock, id).await;
    assert_eq!(
        (&scanned["state"], &scanned["availableActions"]),
        (&json!("qr_scanned"), &json!(["qr.confirmScanned", "cancel"]))
    );
    let done = ok(act(&mock, id, "qr/confirm-scanned").await);
    assert_eq!(done["verification"]["state"], "done");
    assert_eq!(done["session"]["state"], "needs-first-sync");
}

#[tokio::test]
async fn the_app_scans_the_qr_code_of_the_other_device() {
    let mock = with(MockSetup::unverified().other_device_waits()).await;
    let phone = mock.trusted_device();
    let path = format!("{VERIFICATIONS}/qr/scan");

    let nonsense = post(&mock, &path, json!({ "data": "nonsense" })).await;
    assert_eq!(refusal(nonsense).0, 403);
    let scanned = ok(post(&mock, &path, json!({ "data": phone.qr_data() })).await);
    assert_eq!(scanned["verification"]["state"], "qr_scanned");
    assert_eq!(scanned["verification"]["availableActions"], json!(["cancel"]));
    let again = post(&mock, &path, json!({ "data": phone.qr_data() })).await;
    assert_eq!(refusal(again).0, 409);
    phone.confirm();
    assert_eq!(verification(&mock, "mock-verification-1").await["state"], "done");

    mock.put_setup(MockSetup::unverified());
    let done = ok(post(&mock, &path, json!({ "data": mock.trusted_device().qr_data() })).await);
    assert_eq!(done["verification"]["state"], "done");
}

#[tokio::test]
async fn the_other_device_can_request_the_verification() {
    let mock = with(MockSetup::ready()).await;

    let id = mock.trusted_device().request();

    let requested = verification(&mock, &id).await;
    assert_eq!(
        (&requested["direction"], &requested["purpose"]),
        (&json!("incoming"), &json!("device"))
    );
    assert_eq!(requested["availableActions"], json!(["accept", "cancel"]));
    assert_eq!(ok(act(&mock, &id, "accept").await)["verification"]["state"], "ready");
    assert_eq!(refusal(act(&mock, &id, "accept").await).0, 409);
    ok(act(&mock, &id, "sas/start").await);
    let done = ok(act(&mock, &id, "sas/confirm").await);
    assert_eq!(done["session"]["state"], "ready");
}

#[tokio::test]
async fn a_verification_can_be_cancelled_or_end_in_a_mismatch() {
    let mock = with(MockSetup::unverified()).await;
    let phone = mock.trusted_device();

    create(&mock).await;
    let body = json!({ "code": "m.accepted", "reason": "Elsewhere" });
    let cancelled = ok(post(
        &mock,
        &format!("{VERIFICATIONS}/mock-verification-1/cancel"),
        body.clone(),
    )
    .await);
    assert_eq!(cancelled["verification"]["state"], "cancelled");
    assert_eq!(cancelled["verification"]["error"], body);
    create(&mock).await;
    phone.cancel();
    create(&mock).await;
    ok(act(&mock, "mock-verification-3", "sas/start").await);
    phone.mismatch();
    create(&mock).await;

    for (id, state) in [("mock-verification-2", "cancelled"), ("mock-verification-3", "error")] {
        let ended = verification(&mock, id).await;
        assert_eq!(ended["state"], state);
        assert!(ended["error"]["code"].is_string() && ended["error"]["reason"].is_string());
        for action in ["cancel", "accept", "sas/start", "sas/confirm", "qr/confirm-scanned"] {
            assert_eq!(refusal(act(&mock, id, action).await).0, 409, "{action}");
        }
    }
    assert_eq!(mock.setup_state()["state"], "needs-verification");
    assert_eq!(
        each(&ok(get(&mock, VERIFICATIONS).await), "id"),
        ["mock-verification-4"]
    );
}

#[tokio::test]
async fn a_verification_has_the_requested_purpose_and_user() {
    let mock = with(MockSetup::ready()).await;

    let body = json!({ "purpose": "login", "userID": "@other:beeper.local" });
    let made = ok(post(&mock, VERIFICATIONS, body).await)["verification"].clone();
    assert_eq!(
        (&made["purpose"], &made["otherUserID"]),
        (&json!("login"), &json!("@other:beeper.local"))
    );

    let refused = post(&mock, VERIFICATIONS, json!({ "purpose": "fun" })).await;
    assert_eq!(refusal(refused), (400, "M_BAD_JSON".to_owned()));
}

#[tokio::test]
#[should_panic(expected = "no verification is ready for this")]
async fn acting_without_a_verification_panics() {
    let mock = with(MockSetup::unverified()).await;

    mock.trusted_device().scan();
}

#[tokio::test]
async fn an_empty_cancellation_reason_counts_as_none() {
    let mock = with(MockSetup::unverified()).await;
    create(&mock).await;

    let path = format!("{VERIFICATIONS}/mock-verification-1/cancel");
    let cancelled = ok(post(&mock, &path, json!({ "code": "", "reason": "" })).await);

    let error = json!({ "code": "m.user", "reason": "The verification was cancelled" });
    assert_eq!(cancelled["verification"]["error"], error);
}
