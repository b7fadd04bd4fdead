//! Tests the built-in QR login and the steps that a test sets, from the start of a session to its end.

use beeper_desktop_mock::{MockBridge, MockDesktop, MockLoginFlow};
use serde_json::{Value, json};

use crate::{finish_qr_login, get, ok, post, refusal, request, send, session_path, start_login, submit};

const WAIT: &str = "display_and_wait";

#[tokio::test]
async fn the_built_in_login_rotates_its_code_once_and_connects() {
    let mock = MockDesktop::start().await.unwrap();

    let first = start_login(&mock, json!({})).await;
    assert_eq!(first["status"], "waiting_for_display");
    assert_eq!(first["currentStep"]["type"], WAIT);
    assert_eq!(first["currentStep"]["display"]["type"], "qr");

    let second = ok(submit(&mock, &first, "qr", json!({ "type": WAIT })).await);
    assert_eq!(second["currentStep"]["stepID"], first["currentStep"]["stepID"]);
    assert_ne!(second["currentStep"]["display"], first["currentStep"]["display"]);
    assert_eq!(ok(get(&mock, &session_path(&first)).await), second);

    let third = ok(submit(&mock, &second, "qr", json!({ "type": WAIT })).await);
    assert_eq!(third["status"], "complete");
    assert!(third.get("currentStep").is_none());
    assert_eq!(third["loginID"], third["login"]["loginID"]);
    assert_eq!(third["accountID"], third["account"]["accountID"]);
    assert_eq!(third["login"]["accountIDs"], json!([third["accountID"]]));
    assert_eq!(ok(get(&mock, &session_path(&first)).await), third);

    let bridge = ok(get(&mock, "/v1/bridges/mock-qr").await);
    assert_eq!(bridge["status"], "connected");
    assert_eq!(bridge["activeAccountCount"], 1);
    assert_eq!(ok(get(&mock, "/v1/accounts").await), json!([third["account"]]));
    assert_eq!(
        ok(get(&mock, "/v1/bridges/mock-qr/logins").await),
        json!({ "items": [third["login"]] })
    );
}

#[tokio::test]
async fn every_new_login_brings_another_account() {
    let mock = MockDesktop::start().await.unwrap();

    let first = finish_qr_login(&mock, start_login(&mock, json!({})).await).await;
    let second = finish_qr_login(&mock, start_login(&mock, json!({ "flowID": "qr" })).await).await;

    assert_ne!(first["loginSessionID"], second["loginSessionID"]);
    assert_ne!(first["accountID"], second["accountID"]);
    assert_eq!(
        ok(get(&mock, "/v1/accounts").await),
        json!([first["account"], second["account"]])
    );
}

#[tokio::test]
async fn a_login_needs_a_body_though_it_may_be_empty() {
    let mock = MockDesktop::start().await.unwrap();

    let create = request(&mock, "POST", "/v1/bridges/mock-qr/login-sessions");

    assert_eq!(refusal(send(create).await), (400, "M_NOT_JSON".to_owned()));
    assert_eq!(start_login(&mock, json!({})).await["status"], "waiting_for_display");
}

#[tokio::test]
async fn a_login_follows_the_steps_of_its_bridge() {
    let mock = MockDesktop::start().await.unwrap();
    let steps = [
        json!({ "type": "user_input", "stepID": "name", "fields": [{ "id": "username", "options": ["a", "b"] }] }),
        json!({ "type": "cookies", "stepID": "web/1", "url": "https://example.com", "fields": [{ "id": "sid" }] }),
        json!({ "type": WAIT, "stepID": "code", "display": { "type": "code", "data": "ABCD-1234" } }),
        json!({ "type": WAIT, "stepID": "emoji", "display": { "type": "emoji", "imageURL": "https://example.com/bee.png" } }),
        json!({ "type": WAIT, "stepID": "idle", "display": { "type": "nothing" } }),
    ];
    mock.put_bridge(MockBridge::new("steps").login_steps(steps.clone()));
    let answers = [
        ("name", json!({ "type": "user_input", "fields": { "username": "a" } })),
        (
            "web%2F1",
            json!({
                "type": "cookies",
                "fields": { "sid": "1" },
                "lastURL": "https://example.com/home",
                "source": "webview",
            }),
        ),
        ("code", json!({ "type": WAIT })),
        ("emoji", json!({ "type": WAIT })),
        ("idle", json!({ "type": WAIT })),
    ];
    let statuses = [
        "waiting_for_input",
        "waiting_for_cookies",
        "waiting_for_display",
        "waiting_for_display",
        "waiting_for_display",
    ];

    let mut session = ok(post(&mock, "/v1/bridges/steps/login-sessions", json!({})).await);
    for ((step, status), (step_id, answer)) in steps.iter().zip(statuses).zip(answers) {
        assert_eq!(session["status"], status);
        assert_eq!(&session["currentStep"], step);
        session = ok(submit(&mock, &session, step_id, answer).await);
    }

    assert_eq!(session["status"], "complete");
    assert_eq!(session["account"]["bridge"]["id"], "steps");
}

#[tokio::test]
async fn a_login_without_steps_is_complete_when_created() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_bridge(MockBridge::new("instant").login_steps([]));

    let session = ok(post(&mock, "/v1/bridges/instant/login-sessions", json!({})).await);

    assert_eq!(session["status"], "complete");
    assert_eq!(session["account"]["status"], "connected");
}

#[tokio::test]
async fn each_flow_has_its_own_steps() {
    let mock = MockDesktop::start().await.unwrap();
    let step = |id: &str| json!({ "type": "user_input", "stepID": id, "fields": [] });
    mock.put_bridge(MockBridge::new("two-ways").login_flows([
        MockLoginFlow::new("phone").steps([step("number")]),
        MockLoginFlow::new("mail").steps([step("address")]),
    ]));
    let start = async |body: Value| post(&mock, "/v1/bridges/two-ways/login-sessions", body).await;

    let default = ok(start(json!({})).await);
    let named = ok(start(json!({ "flowID": "mail" })).await);
    let unknown = refusal(start(json!({ "flowID": "telepathy" })).await);

    assert_eq!(default["currentStep"]["stepID"], "number");
    assert_eq!(named["currentStep"]["stepID"], "address");
    assert_eq!(unknown, (404, "M_NOT_FOUND".to_owned()));
}

#[tokio::test]
async fn another_step_or_type_is_refused_and_changes_nothing() {
    let mock = MockDesktop::start().await.unwrap();
    let session = start_login(&mock, json!({})).await;

    for (step_id, kind) in [("other", WAIT), ("qr", "cookies")] {
        let refused = submit(&mock, &session, step_id, json!({ "type": kind })).await;
        assert_eq!(refusal(refused), (500, "M_BAD_STATE".to_owned()));
    }

    assert_eq!(ok(get(&mock, &session_path(&session)).await), session);
}

#[tokio::test]
async fn a_cancelled_session_stays_readable_and_accepts_no_steps() {
    let mock = MockDesktop::start().await.unwrap();
    let session = start_login(&mock, json!({})).await;
    let cancel = || send(request(&mock, "DELETE", &session_path(&session)));
    let cancelled = json!({
        "bridgeID": "mock-qr",
        "loginSessionID": session["loginSessionID"],
        "status": "cancelled",
    });

    assert_eq!(ok(cancel().await), cancelled);

    let gone = (404, "M_NOT_FOUND".to_owned());
    assert_eq!(refusal(cancel().await), gone);
    assert_eq!(
        refusal(submit(&mock, &session, "qr", json!({ "type": WAIT })).await),
        gone
    );
    assert_eq!(ok(get(&mock, &session_path(&session)).await), cancelled);
    assert_eq!(ok(get(&mock, "/v1/accounts").await), json!([]));
}

#[tokio::test]
async fn a_complete_session_accepts_no_steps() {
    let mock = MockDesktop::start().await.unwrap();
    let session = finish_qr_login(&mock, start_login(&mock, json!({})).await).await;

    let cancel = send(request(&mock, "DELETE", &session_path(&session))).await;
    let again = submit(&mock, &session, "qr", json!({ "type": WAIT })).await;

    assert_eq!(refusal(cancel).0, 404);
    assert_eq!(refusal(again).0, 404);
}

#[tokio::test]
async fn a_session_is_not_found_under_another_bridge() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_bridge(MockBridge::new("other"));
    let session = start_login(&mock, json!({})).await;
    let elsewhere = session_path(&session).replace("mock-qr", "other");

    assert_eq!(refusal(get(&mock, &elsewhere).await).0, 404);
}
