//! Tests sessions that end while a client waits on them.

use beeper_desktop_mock::{FailureReporting, LoginScript, MockDesktop, OtherDevice};
use serde_json::json;

use crate::logins::{current, qr, running};
use crate::{cancel, create, data, get, ok, put_script, refusal, session_path, started, wait};

#[tokio::test]
async fn other_device_defaults_to_the_last_running_session() {
    let (mock, first, phone) = running(qr()).await;
    let second = ok(create(&mock, json!({})).await);

    phone.rotate();
    assert_eq!(data(&current(&mock, &first).await), "first");
    assert_eq!(data(&current(&mock, &second).await), "second");

    mock.other_device_of_session("mock-session-1").rotate();
    assert_eq!(data(&current(&mock, &first).await), "second");
    ok(cancel(&mock, &second).await);
    phone.rotate();
    assert_eq!(data(&current(&mock, &first).await), "third");
}

#[tokio::test]
async fn running_sessions_are_those_that_have_not_ended() {
    let mock = MockDesktop::start().await.unwrap();
    put_script(&mock, qr());
    mock.until_no_running_login_session().await;
    let phone = mock.other_device("scripted");
    let mut sessions = Vec::new();
    for count in 1..=4 {
        sessions.push(ok(create(&mock, json!({})).await));
        assert_eq!(mock.running_login_sessions(), count);
    }

    phone.approve();
    phone.expire();
    phone.forget();
    assert_eq!(mock.running_login_sessions(), 1);
    let ((), cancelled) = tokio::join!(mock.until_no_running_login_session(), cancel(&mock, &sessions[0]));
    ok(cancelled);

    assert_eq!(mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn a_restart_resets_held_waits_and_forgets_their_sessions() {
    let (mock, session, phone) = running(qr()).await;
    let path = format!("{}/steps/qr", session_path(&session));
    let held = crate::request(&mock, "POST", &path).json(&json!({ "type": "display_and_wait" }));
    let held = tokio::spawn(held.send());
    phone.waiting().await;

    mock.go_offline().await;
    held.await.unwrap().unwrap_err();
    assert_eq!(phone.held(), 0);
    assert_eq!(mock.running_login_sessions(), 1);
    mock.forget_login_sessions();
    mock.go_online().await.unwrap();

    assert_eq!(refusal(get(&mock, &session_path(&session)).await).0, 404);
    assert_eq!(mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn dropping_the_mock_ends_waits() {
    let (mock, session, phone) = running(qr()).await;
    let path = format!("{}/steps/qr", session_path(&session));
    let held = crate::request(&mock, "POST", &path).json(&json!({ "type": "display_and_wait" }));
    let held = tokio::spawn(held.send());
    phone.waiting().await;

    drop(mock);

    held.await.unwrap().unwrap_err();
    assert_eq!(phone.held(), 0);
    phone.nobody_waiting().await;
}

#[tokio::test]
async fn a_forgotten_session_is_not_found() {
    let (mock, session, phone) = running(qr()).await;
    let held = wait(&mock, &session, "qr");
    phone.waiting().await;

    phone.forget();

    let gone = (404, "M_NOT_FOUND".to_owned());
    assert_eq!(refusal(held.await.unwrap()), gone);
    assert_eq!(refusal(get(&mock, &session_path(&session)).await), gone);
    assert_eq!(refusal(wait(&mock, &session, "qr").await.unwrap()), gone);
    assert_eq!(refusal(cancel(&mock, &session).await), gone);
    assert_eq!(mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn an_ended_session_can_be_forgotten_by_its_id() {
    let (mock, session) = started(LoginScript::new()).await;
    assert_eq!(current(&mock, &session).await["status"], "complete");

    mock.other_device_of_session("mock-session-1").forget();

    assert_eq!(refusal(get(&mock, &session_path(&session)).await).0, 404);
}

#[tokio::test]
async fn a_login_can_expire() {
    let (mock, session, phone) = running(qr()).await;
    let held = wait(&mock, &session, "qr");
    phone.waiting().await;

    phone.expire();

    let refused = (410, "FI.MAU.BRIDGE.LOGIN_TIMED_OUT".to_owned());
    assert_eq!(refusal(held.await.unwrap()), refused);
    assert_eq!(mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn a_cancellation_answers_held_waits() {
    let (mock, session, phone) = running(qr()).await;
    let held = wait(&mock, &session, "qr");
    phone.waiting().await;
    let cancelled = ok(cancel(&mock, &session).await);
    assert_eq!(cancelled["status"], "cancelled");
    let refused = (410, "FI.MAU.BRIDGE.LOGIN_CANCELLED".to_owned());
    assert_eq!(refusal(held.await.unwrap()), refused);
    assert_eq!(refusal(cancel(&mock, &session).await).0, 404);
    assert_eq!(current(&mock, &session).await, cancelled);
    assert_eq!(ok(get(&mock, "/v1/accounts").await), json!([]));

    let (mock, session, phone) = running(qr().failure_reporting(FailureReporting::Session)).await;
    let held = wait(&mock, &session, "qr");
    phone.waiting().await;
    let cancelled = ok(cancel(&mock, &session).await);
    assert_eq!(ok(held.await.unwrap()), cancelled);
}

#[tokio::test]
async fn a_failure_answers_held_waits_as_the_script_says() {
    let end = |phone: &OtherDevice| phone.fail(400, "FI.MAU.WHATSAPP.PAIR_ERROR", "Not paired");
    let (mock, session, phone) = running(qr()).await;
    let held = wait(&mock, &session, "qr");
    phone.waiting().await;
    end(&phone);
    assert_eq!(
        held.await.unwrap(),
        (
            400,
            json!({ "code": "FI.MAU.WHATSAPP.PAIR_ERROR", "message": "Not paired" })
        )
    );
    assert_eq!(refusal(get(&mock, &session_path(&session)).await).0, 404);
    assert_eq!(refusal(wait(&mock, &session, "qr").await.unwrap()).0, 404);

    let (mock, session, phone) = running(qr().failure_reporting(FailureReporting::Session)).await;
    let held = wait(&mock, &session, "qr");
    phone.waiting().await;
    end(&phone);
    let failed = ok(held.await.unwrap());
    assert_eq!(failed["status"], "failed");
    assert_eq!(failed["error"]["code"], "FI.MAU.WHATSAPP.PAIR_ERROR");
    assert_eq!(current(&mock, &session).await, failed);
}
