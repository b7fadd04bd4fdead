//! Tests held waits for another device, and the device's actions meanwhile.

use beeper_desktop_mock::{LoginScript, MockDesktop, MockStep, Operation, OtherDevice};
use serde_json::json;

use crate::logins::{current, qr, running};
use crate::{create, data, get, ok, put_script, refusal, session_path, submit, type_in, wait};

#[tokio::test]
async fn a_wait_is_held_until_the_code_rotates_and_then_until_it_is_approved() {
    let (mock, session, phone) = running(qr()).await;
    assert_eq!(data(&session), "first");
    let first = wait(&mock, &session, "qr");
    phone.waiting().await;
    assert_eq!(phone.held(), 1);
    assert_eq!(current(&mock, &session).await, session);
    assert!(!first.is_finished());

    phone.rotate();
    let rotated = ok(first.await.unwrap());
    assert_eq!(data(&rotated), "second");
    assert_eq!(rotated["currentStep"]["stepID"], "qr");
    assert_eq!(current(&mock, &session).await, rotated);
    assert_eq!(phone.held(), 0);

    let second = wait(&mock, &session, "qr");
    phone.waiting().await;
    phone.approve();
    let complete = ok(second.await.unwrap());
    assert_eq!(complete["status"], "complete");
    assert_eq!(ok(get(&mock, "/v1/accounts").await), json!([complete["account"]]));
}

#[tokio::test]
async fn a_code_that_rotates_while_nobody_waits_is_seen_by_reading_alone() {
    let (mock, session, phone) = running(qr()).await;

    phone.rotate();
    assert_eq!(data(&current(&mock, &session).await), "second");
    let late = wait(&mock, &session, "qr");
    phone.waiting().await;
    phone.rotate();

    assert_eq!(data(&ok(late.await.unwrap())), "third");
}

#[tokio::test]
async fn an_earlier_code_can_be_shown_again() {
    let (mock, session, phone) = running(qr()).await;
    phone.rotate();
    let held = wait(&mock, &session, "qr");
    phone.waiting().await;

    phone.show("first");

    assert_eq!(data(&ok(held.await.unwrap())), "first");
    phone.rotate();
    assert_eq!(data(&current(&mock, &session).await), "third");
}

#[tokio::test]
async fn raw_displays_are_held_too() {
    let step = json!({ "type": "display_and_wait", "stepID": "raw", "display": { "type": "hologram" } });
    let (mock, session, phone) = running(LoginScript::new().ask(MockStep::raw(step))).await;
    let held = wait(&mock, &session, "raw");
    phone.waiting().await;

    phone.show("data");

    assert_eq!(data(&ok(held.await.unwrap())), "data");
}

#[tokio::test]
async fn approval_leads_to_the_next_step() {
    let script = qr().ask(MockStep::input("password").field("password", "password"));
    let (mock, session, phone) = running(script).await;
    let held = wait(&mock, &session, "qr");
    phone.waiting().await;

    phone.approve();

    let asked = ok(held.await.unwrap());
    assert_eq!(asked["status"], "waiting_for_input");
    // A wait that arrives after the step has changed is for the wrong step, as on bridges.
    let late = wait(&mock, &session, "qr").await.unwrap();
    assert_eq!(refusal(late), (500, "M_BAD_STATE".to_owned()));
    let done = ok(type_in(&mock, &session, "password", "password", "honey").await);
    assert_eq!(done["status"], "complete");
}

#[tokio::test]
async fn waits_held_together_get_the_same_answer() {
    let (mock, session, phone) = running(qr()).await;
    let waits = [wait(&mock, &session, "qr"), wait(&mock, &session, "qr")];
    phone.all_waiting(2).await;

    phone.approve();

    let [one, two] = waits;
    let one = ok(one.await.unwrap());
    assert_eq!(one["status"], "complete");
    assert_eq!(ok(two.await.unwrap()), one);
    assert_eq!(ok(get(&mock, "/v1/accounts").await).as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_client_that_hangs_up_changes_nothing() {
    let (mock, session, phone) = running(qr()).await;
    let given_up = wait(&mock, &session, "qr");
    phone.waiting().await;

    given_up.abort();
    phone.nobody_waiting().await;

    assert_eq!(mock.running_login_sessions(), 1);
    assert_eq!(current(&mock, &session).await, session);
    let again = wait(&mock, &session, "qr");
    phone.waiting().await;
    phone.rotate();
    assert_eq!(data(&ok(again.await.unwrap())), "second");
}

#[tokio::test]
async fn waits_are_answered_at_once_while_the_step_is_replayed() {
    let (mock, session, phone) = running(qr()).await;
    let held = wait(&mock, &session, "qr");
    phone.waiting().await;

    phone.answer_waits_at_once(true);
    assert_eq!(ok(held.await.unwrap()), session);
    for _ in 0..3 {
        assert_eq!(ok(wait(&mock, &session, "qr").await.unwrap()), session);
    }

    phone.answer_waits_at_once(false);
    let held = wait(&mock, &session, "qr");
    phone.waiting().await;
    phone.answer_waits_at_once(false);
    assert_eq!(phone.held(), 1);
    phone.rotate();
    assert_eq!(data(&ok(held.await.unwrap())), "second");
}

#[tokio::test]
async fn the_step_after_a_replayed_one_is_held_again() {
    let (mock, session, phone) = running(qr().ask(MockStep::code("pair", "ABCD-1234"))).await;
    phone.answer_waits_at_once(true);
    phone.approve();

    let held = wait(&mock, &session, "pair");
    phone.waiting().await;
    phone.approve();

    assert_eq!(ok(held.await.unwrap())["status"], "complete");
}

#[tokio::test]
async fn the_other_device_waits_for_a_login_to_begin() {
    let mock = MockDesktop::start().await.unwrap();
    put_script(&mock, qr());
    let phone = mock.other_device("scripted");
    assert_eq!(phone.held(), 0);
    let approval = tokio::spawn(async move {
        phone.waiting().await;
        phone.approve();
    });

    let session = ok(create(&mock, json!({})).await);
    let complete = ok(wait(&mock, &session, "qr").await.unwrap());

    assert_eq!(complete["status"], "complete");
    approval.await.unwrap();
}

#[tokio::test]
async fn impossible_actions_panic() {
    let says = |act: fn(&OtherDevice), phone: &OtherDevice| {
        let phone = phone.clone();
        let act = std::panic::AssertUnwindSafe(move || act(&phone));
        let panic = std::panic::catch_unwind(act).unwrap_err();
        let text = panic.downcast_ref::<String>().cloned();
        text.or(panic.downcast_ref::<&str>().map(|it| it.to_string())).unwrap()
    };
    let script = qr().ask(MockStep::input("password"));
    let (mock, session, phone) = running(script).await;

    let nobody = mock.other_device("nobody");
    assert!(says(OtherDevice::rotate, &nobody).contains("no such login session"));
    assert!(says(OtherDevice::forget, &nobody).contains("no such login session"));
    phone.rotate();
    phone.rotate();
    assert!(says(OtherDevice::rotate, &phone).contains("no further code"));
    phone.approve();
    assert!(says(OtherDevice::approve, &phone).contains("nothing to approve"));
    assert!(says(|phone| phone.show("x"), &phone).contains("has no display"));
    ok(type_in(&mock, &session, "password", "password", "honey").await);
    assert!(says(OtherDevice::expire, &phone).contains("no such login session"));
    drop(mock);
    assert!(says(OtherDevice::approve, &phone).contains("the mock was dropped"));
    let waiting = tokio::spawn(async move { phone.waiting().await });
    assert!(waiting.await.is_err_and(|error| error.is_panic()));
}

#[tokio::test]
async fn losing_the_answer_to_a_held_wait_still_completes_the_login() {
    let (mock, session, phone) = running(qr()).await;
    mock.on(Operation::SubmitLoginStep).once().reset_before_answer();
    let path = format!("{}/steps/qr", session_path(&session));
    let lost = crate::request(&mock, "POST", &path).json(&json!({ "type": "display_and_wait" }));
    let lost = tokio::spawn(lost.send());
    phone.waiting().await;
    assert!(!lost.is_finished());

    phone.approve();

    lost.await.unwrap().unwrap_err();
    assert_eq!(current(&mock, &session).await["status"], "complete");
    assert_eq!(ok(get(&mock, "/v1/accounts").await).as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_wrong_value_counts_as_attempt_when_its_answer_is_lost() {
    let step = MockStep::input("password").field("password", "password");
    let step = step.accepts("password", "honey");
    let (mock, session, _) = running(LoginScript::new().ask(step)).await;
    mock.on(Operation::SubmitLoginStep).once().close_mid_body();
    let path = format!("{}/steps/password", session_path(&session));
    let body = json!({ "type": "user_input", "fields": { "password": "wax" } });

    let answer = crate::request(&mock, "POST", &path).json(&body).send().await.unwrap();
    answer.bytes().await.unwrap_err();

    let now = current(&mock, &session).await;
    assert!(now["currentStep"]["instructions"].is_string());
}

#[tokio::test]
async fn a_held_answer_keeps_the_code_of_its_time() {
    let (mock, session, phone) = running(qr()).await;
    let hold = mock.on(Operation::SubmitLoginStep).once().hold_answer();
    let held = wait(&mock, &session, "qr");
    phone.waiting().await;
    phone.rotate();
    hold.arrived().await;
    phone.rotate();
    hold.release();

    assert_eq!(data(&ok(held.await.unwrap())), "second");
    assert_eq!(data(&current(&mock, &session).await), "third");
}

#[tokio::test]
async fn logins_created_from_login_steps_are_never_held() {
    let mock = MockDesktop::start().await.unwrap();
    let session = crate::start_login(&mock, json!({})).await;
    let phone = mock.other_device("mock-qr");

    let next = ok(submit(&mock, &session, "qr", json!({ "type": "display_and_wait" })).await);

    assert_ne!(data(&next), data(&session));
    assert_eq!(phone.held(), 0);
}
