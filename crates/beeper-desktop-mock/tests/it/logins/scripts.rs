//! Tests which steps scripts ask for, and which values they accept and refuse.

use beeper_desktop_mock::{FailureReporting, LoginScript, MockDesktop, MockLoginFlow, MockStep, Refusal};
use serde_json::json;

use crate::{cancel, create, get, ok, put_script, refusal, session_path, started, submit, type_in};

const TOO_SHORT: &str = "FI.MAU.WHATSAPP.PHONE_NUMBER_TOO_SHORT";

fn code() -> MockStep {
    MockStep::input("code")
        .field("code", "2fa_code")
        .accepts("code", "123456")
}

fn number() -> LoginScript {
    let refusal = Refusal::fail(400, TOO_SHORT, "The number is too short");
    LoginScript::new().ask(
        MockStep::input("number")
            .field("phone", "phone_number")
            .accepts("phone", "+15550100")
            .otherwise(refusal),
    )
}

#[tokio::test]
async fn each_kind_of_step_has_the_json_of_the_api() {
    let script = LoginScript::new()
        .ask(
            MockStep::input("name")
                .field("username", "text")
                .instructions("Who are you?"),
        )
        .ask(
            MockStep::cookies("web", "https://example.com/login")
                .field_json(json!({ "id": "sid", "required": true }))
                .property("userAgent", json!("Mozilla/5.0")),
        )
        .ask(MockStep::raw(json!({ "type": "webauthn", "stepID": "key" })));
    let (mock, session) = started(script).await;
    assert_eq!(session["status"], "waiting_for_input");
    assert_eq!(
        session["currentStep"],
        json!({
            "type": "user_input",
            "stepID": "name",
            "fields": [{ "id": "username", "type": "text" }],
            "instructions": "Who are you?",
        })
    );

    let session = ok(type_in(&mock, &session, "name", "username", "bee").await);
    assert_eq!(session["status"], "waiting_for_cookies");
    assert_eq!(
        session["currentStep"],
        json!({
            "type": "cookies",
            "stepID": "web",
            "url": "https://example.com/login",
            "fields": [{ "id": "sid", "required": true }],
            "userAgent": "Mozilla/5.0",
        })
    );

    let session = ok(submit(&mock, &session, "web", json!({ "type": "cookies", "fields": {} })).await);
    assert_eq!(session["status"], "waiting_for_webauthn");
    // The API's description has no submission for this kind of step.
    let newer = submit(&mock, &session, "key", json!({ "type": "webauthn" })).await;
    assert_eq!(refusal(newer), (400, "M_BAD_JSON".to_owned()));
    assert_eq!(mock.running_login_sessions(), 1);
}

#[tokio::test]
async fn each_kind_of_display_has_the_json_of_the_api() {
    for (step, display) in [
        (MockStep::qr("shown", ["1", "2"]), json!({ "type": "qr", "data": "1" })),
        (
            MockStep::code("shown", "ABCD-1234"),
            json!({ "type": "code", "data": "ABCD-1234" }),
        ),
        (
            MockStep::emoji("shown", "\u{1f41d}", "https://example.com/bee.svg"),
            json!({ "type": "emoji", "data": "\u{1f41d}", "imageURL": "https://example.com/bee.svg" }),
        ),
        (MockStep::nothing("shown", "Open the app"), json!({ "type": "nothing" })),
    ] {
        let (_mock, session) = started(LoginScript::new().ask(step)).await;

        assert_eq!(session["status"], "waiting_for_display");
        assert_eq!(session["currentStep"]["type"], "display_and_wait");
        assert_eq!(session["currentStep"]["display"], display);
    }
}

#[tokio::test]
async fn displays_and_members_that_are_not_described_are_shown_as_they_are() {
    for display in [
        json!({ "type": "emoji", "data": "\u{1f41d}" }),
        json!({ "type": "qr", "imageURL": "https://example.com/qr.png", "data": "" }),
        json!({ "type": "hologram", "more": [null] }),
        json!("no display"),
        json!(null),
    ] {
        let step = MockStep::display("shown", display.clone()).property("can_cancel", json!(null));
        let (_mock, session) = started(LoginScript::new().ask(step)).await;

        let expected = json!({ "type": "display_and_wait", "stepID": "shown", "display": display, "can_cancel": null });
        assert_eq!(session["currentStep"], expected);
        assert_eq!(session["status"], "waiting_for_display");
    }
}

#[tokio::test]
async fn displays_of_any_shape_follow_each_other() {
    let pictures =
        [1, 2].map(|number| json!({ "type": "qr", "imageURL": format!("https://example.com/{number}.png") }));
    let (mock, session) = started(LoginScript::new().ask(MockStep::displays("shown", pictures.clone()))).await;
    assert_eq!(session["currentStep"]["display"], pictures[0]);

    mock.other_device("scripted").rotate();

    let rotated = ok(get(&mock, &session_path(&session)).await);
    assert_eq!(rotated["currentStep"]["display"], pictures[1]);
}

#[tokio::test]
async fn a_script_without_steps_is_complete_when_created() {
    for script in [LoginScript::default(), LoginScript::new().completes()] {
        let (_mock, session) = started(script).await;

        assert_eq!(session["status"], "complete");
    }
}

#[tokio::test]
async fn a_complete_step_ends_a_script_and_stays_visible() {
    let script = LoginScript::new().ask(MockStep::raw(json!({ "type": "complete", "stepID": "done" })));
    let (_mock, session) = started(script).await;

    assert_eq!(session["status"], "complete");
    assert_eq!(session["currentStep"]["stepID"], "done");
}

#[tokio::test]
async fn a_wrong_value_is_asked_for_again_under_the_same_step_id() {
    let step = code().otherwise(Refusal::ask_again("That code is wrong"));
    let (mock, session) = started(LoginScript::new().ask(step)).await;

    let again = ok(type_in(&mock, &session, "code", "code", "000000").await);

    assert_eq!(again["status"], "waiting_for_input");
    assert_eq!(again["currentStep"]["stepID"], "code");
    assert_eq!(again["currentStep"]["instructions"], "That code is wrong");
    assert_eq!(again["currentStep"]["fields"], session["currentStep"]["fields"]);
    assert_eq!(ok(get(&mock, &session_path(&session)).await), again);
    let done = ok(type_in(&mock, &session, "code", "code", "123456").await);
    assert_eq!(done["status"], "complete");
}

#[tokio::test]
async fn a_wrong_value_is_asked_for_again_under_another_step_id() {
    let step = code().otherwise(Refusal::ask_again_as("code-incorrect", "That code is wrong"));
    let (mock, session) = started(LoginScript::new().ask(step)).await;

    let again = ok(type_in(&mock, &session, "code", "code", "000000").await);

    assert_eq!(again["currentStep"]["stepID"], "code-incorrect");
    assert_eq!(again["currentStep"]["instructions"], "That code is wrong");
    assert_eq!(again["currentStep"]["fields"], session["currentStep"]["fields"]);
    let old = type_in(&mock, &session, "code", "code", "123456").await;
    assert_eq!(refusal(old), (500, "M_BAD_STATE".to_owned()));
    let done = ok(type_in(&mock, &session, "code-incorrect", "code", "123456").await);
    assert_eq!(done["status"], "complete");
}

#[tokio::test]
async fn a_missing_value_is_a_wrong_one_and_asked_for_again_unless_said_otherwise() {
    let (mock, session) = started(LoginScript::new().ask(code())).await;

    let again = ok(submit(&mock, &session, "code", json!({ "type": "user_input" })).await);

    assert_eq!(again["currentStep"]["stepID"], "code");
    assert!(again["currentStep"]["instructions"].is_string());
}

#[tokio::test]
async fn refusals_follow_each_other_and_the_last_stays() {
    let step = code()
        .otherwise(Refusal::ask_again_as("second", "Two tries left"))
        .otherwise(Refusal::ask_again("One try left"));
    let (mock, session) = started(LoginScript::new().ask(step)).await;
    let mut seen = Vec::new();

    for step_id in ["code", "second", "second"] {
        let again = ok(type_in(&mock, &session, step_id, "code", "000000").await);
        seen.push(again["currentStep"]["instructions"].clone());
    }

    assert_eq!(seen, ["Two tries left", "One try left", "One try left"]);
}

/// The predicate is the test's own code, and may use the mock.
#[tokio::test]
async fn a_predicate_decides_which_values_are_accepted() {
    let mock = std::sync::Arc::new(MockDesktop::start().await.unwrap());
    let seen = std::sync::Arc::downgrade(&mock);
    let step = MockStep::cookies("web", "https://example.com")
        .field("sid", "cookie")
        .accepts_when(move |fields| {
            let running = seen.upgrade().map(|mock| mock.running_login_sessions());
            running == Some(1) && fields.get("sid").is_some_and(|sid| sid.len() > 3)
        });
    put_script(&mock, LoginScript::new().ask(step));
    let session = ok(create(&mock, json!({})).await);
    let paste = async |sid: &str| {
        let body = json!({ "type": "cookies", "fields": { "sid": sid } });
        ok(submit(&mock, &session, "web", body).await)
    };

    assert_eq!(paste("abc").await["status"], "waiting_for_cookies");
    assert_eq!(paste("abcd").await["status"], "complete");
}

#[tokio::test]
async fn another_step_or_type_does_not_count_as_attempt() {
    let step = code().otherwise(Refusal::fail(403, "M_FORBIDDEN", "Wrong"));
    let (mock, session) = started(LoginScript::new().ask(step)).await;

    let other_step = type_in(&mock, &session, "other", "code", "000000").await;
    let other_type = submit(&mock, &session, "code", json!({ "type": "cookies" })).await;

    assert_eq!(refusal(other_step), (500, "M_BAD_STATE".to_owned()));
    assert_eq!(refusal(other_type), (500, "M_BAD_STATE".to_owned()));
    assert_eq!(ok(get(&mock, &session_path(&session)).await), session);
}

#[tokio::test]
async fn a_failure_is_an_http_error_and_the_session_is_gone() {
    let (mock, session) = started(number()).await;

    let failed = type_in(&mock, &session, "number", "phone", "1").await;

    assert_eq!(
        failed,
        (400, json!({ "code": TOO_SHORT, "message": "The number is too short" }))
    );
    assert_eq!(refusal(get(&mock, &session_path(&session)).await).0, 404);
    let again = type_in(&mock, &session, "number", "phone", "+15550100").await;
    assert_eq!(refusal(again).0, 404);
    assert_eq!(refusal(cancel(&mock, &session).await).0, 404);
    assert_eq!(mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn a_failure_has_the_names_that_bridges_use_where_the_script_says_so() {
    let (mock, session) = started(number().failure_reporting(FailureReporting::MatrixError)).await;

    let failed = type_in(&mock, &session, "number", "phone", "1").await;

    assert_eq!(
        failed,
        (400, json!({ "errcode": TOO_SHORT, "error": "The number is too short" }))
    );
    assert_eq!(refusal(get(&mock, &session_path(&session)).await).0, 404);
}

#[tokio::test]
async fn a_failure_is_a_failed_session_where_the_script_says_so() {
    let (mock, session) = started(number().failure_reporting(FailureReporting::Session)).await;

    let failed = ok(type_in(&mock, &session, "number", "phone", "1").await);

    assert_eq!(
        failed,
        json!({
            "bridgeID": "scripted",
            "loginSessionID": session["loginSessionID"],
            "status": "failed",
            "error": { "code": TOO_SHORT, "message": "The number is too short" },
        })
    );
    assert_eq!(ok(get(&mock, &session_path(&session)).await), failed);
    let again = type_in(&mock, &session, "number", "phone", "+15550100").await;
    assert_eq!(refusal(again).0, 404);
}

#[tokio::test]
async fn ended_sessions_are_forgotten_where_the_script_says_so() {
    let forgetful = || number().forgets_ended_sessions();
    let (mock, session) = started(forgetful()).await;

    let done = ok(type_in(&mock, &session, "number", "phone", "+15550100").await);
    assert_eq!(done["status"], "complete");
    assert_eq!(refusal(get(&mock, &session_path(&session)).await).0, 404);

    let session = ok(create(&mock, json!({})).await);
    assert_ne!(session["loginSessionID"], done["loginSessionID"]);
    assert_eq!(ok(cancel(&mock, &session).await)["status"], "cancelled");
    assert_eq!(refusal(get(&mock, &session_path(&session)).await).0, 404);

    put_script(&mock, forgetful().failure_reporting(FailureReporting::Session));
    let session = ok(create(&mock, json!({})).await);
    let failed = ok(type_in(&mock, &session, "number", "phone", "1").await);
    assert_eq!(failed["status"], "failed");
    assert_eq!(refusal(get(&mock, &session_path(&session)).await).0, 404);
}

#[test]
fn a_failure_with_a_status_outside_4xx_and_5xx_panics() {
    let refused = std::panic::catch_unwind(|| Refusal::fail(200, "M_UNKNOWN", ""));

    assert!(refused.is_err());
}

#[test]
fn debug_shows_neither_codes_nor_accepted_values() {
    let script = LoginScript::new()
        .ask(MockStep::qr("qr", ["code-on-screen"]))
        .ask(MockStep::input("password").accepts("password", "honey"));
    let flow = MockLoginFlow::new("qr").script(script);

    let debug = format!("{flow:?}");

    assert!(debug.contains("display_and_wait"), "{debug}");
    assert!(!debug.contains("code-on-screen") && !debug.contains("honey"), "{debug}");
}
