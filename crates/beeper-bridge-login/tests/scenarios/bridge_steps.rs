//! Tests steps as bridges send them, with fewer or more members than documented.

use beeper_bridge_login::cookies::{Cookie, WebSnapshot};
use beeper_bridge_login::input::FieldValues;
use beeper_bridge_login::{LoginErrorKind, LoginState, Step, UnsupportedStep};
use beeper_desktop_mock::{LoginScript, MockStep, Operation};
use serde_json::{Value, json};

use crate::support::{BRIDGE, ScriptedHandler, TestSetup, scripted_bridge};

/// Returns what a handler sees of these steps, each of which is waited on until the phone continues.
async fn seen(steps: impl IntoIterator<Item = MockStep>, rotations: usize) -> Vec<String> {
    let script = steps.into_iter().fold(LoginScript::new(), LoginScript::ask);
    let setup = TestSetup::new(scripted_bridge(script)).await;
    let phone = setup.mock.other_device(BRIDGE);
    let mut handler = ScriptedHandler::default();

    let (connected, ()) = tokio::join!(setup.bridge.connect().run(&mut handler), async {
        for _ in 0..rotations {
            phone.waiting().await;
            phone.rotate();
        }
        phone.waiting().await;
        phone.approve();
    });

    connected.unwrap();
    assert_eq!(setup.call_count(Operation::CancelLoginSession), 0);
    handler.seen
}

#[tokio::test]
async fn a_login_waits_whatever_there_is_to_show() {
    for (display, expected) in [
        (json!({ "type": "emoji", "data": "🦊" }), "emoji 🦊"),
        (
            json!({ "type": "emoji", "imageURL": "https://example.com/fox.png" }),
            "emoji -",
        ),
        (
            json!({ "type": "emoji", "data": "🦊", "imageURL": "", "alt": 1 }),
            "emoji 🦊",
        ),
        (json!({ "type": "emoji" }), "unknown display"),
        (
            json!({ "type": "qr", "imageURL": "https://example.com/qr.png" }),
            "picture https://example.com/qr.png",
        ),
        (
            json!({ "type": "qr", "data": "d", "imageURL": null, "expires": 20 }),
            "qr d",
        ),
        (json!({ "type": "qr", "data": "" }), "unknown display"),
        (json!({ "type": "code", "data": null, "image_url": "u" }), "picture u"),
        (json!({ "type": "code", "data": 123_456 }), "code 123456"),
        (json!({ "type": "code", "data": ["x"] }), "unknown display"),
        (json!({ "type": "nothing", "data": "" }), "nothing"),
        (json!({ "type": "nfc" }), "unknown display"),
        (json!({ "data": "d" }), "unknown display"),
        (json!(null), "unknown display"),
        (json!("qr"), "unknown display"),
        (json!(["qr", "d"]), "unknown display"),
        (json!(7), "unknown display"),
    ] {
        for instructions in [json!(null), json!(""), json!("Look at your phone")] {
            let step = MockStep::display("shown", display.clone()).property("instructions", instructions);
            assert_eq!(seen([step], 0).await, [expected, "hidden"], "{display}");
        }
    }
    let bare = MockStep::raw(json!({ "type": "display_and_wait", "stepID": "shown" }));
    assert_eq!(seen([bare], 0).await, ["unknown display", "hidden"]);
}

#[tokio::test]
async fn another_picture_is_another_code_and_an_old_one_is_dead() {
    let picture = |number: u8| json!({ "type": "qr", "imageURL": format!("https://example.com/{number}") });
    let step = MockStep::displays("qr", [1, 2, 1].map(picture));

    let expected = [
        "picture https://example.com/1",
        "picture https://example.com/2",
        "picture https://example.com/1 stale",
        "hidden",
    ];
    assert_eq!(seen([step], 2).await, expected);
}

#[tokio::test]
async fn a_display_may_become_readable_while_it_is_waited_on() {
    let displays = [
        json!({ "type": "qr" }),
        json!({ "type": "qr", "imageURL": "u" }),
        json!({ "type": "qr", "data": "d" }),
    ];
    let expected = ["unknown display", "picture u", "qr d", "hidden"];
    assert_eq!(seen([MockStep::displays("qr", displays)], 2).await, expected);
}

#[tokio::test]
async fn a_step_without_fields_is_shown_and_answered_with_nothing() {
    for fields in [json!(null), json!([])] {
        let step = MockStep::input("confirm")
            .property("fields", fields)
            .instructions("Confirm on your phone");
        let setup = TestSetup::new(scripted_bridge(LoginScript::new().ask(step))).await;
        let mut handler = ScriptedHandler::default();
        handler.answers.push_back(FieldValues::new());

        setup.bridge.connect().run(&mut handler).await.unwrap();

        assert_eq!(handler.seen, ["input confirm"]);
        assert_eq!(setup.submitted(), [json!({ "type": "user_input", "fields": {} })]);
        assert_eq!(setup.mock.running_login_sessions(), 0);
    }
}

#[tokio::test]
async fn members_that_are_null_or_new_change_nothing_in_an_input_step() {
    let step = MockStep::input("phone")
        .property("attachments", json!(null))
        .property("can_cancel", json!(true))
        .property("txnID", json!("t1"))
        .property("instructions", json!(""))
        .field_json(json!({
            "id": "number", "type": "phone_number", "name": "Phone", "description": "", "default_value": null,
            "pattern": "", "options": null, "min_length": 0, "max_length": 0,
        }));
    let setup = TestSetup::new(scripted_bridge(LoginScript::new().ask(step))).await;
    let mut handler = ScriptedHandler::typing([("number", "tel:+1-555-0100")]);

    setup.bridge.connect().run(&mut handler).await.unwrap();

    assert_eq!(setup.submitted()[0]["fields"], json!({ "number": "+15550100" }));
}

#[tokio::test]
async fn a_cookie_step_tells_what_bridges_add() {
    let cookies = json!([{ "name": "device", "value": "d3v1c3", "domain": ".example.com" }]);
    let step = MockStep::cookies("web", "https://www.example.com/")
        .property("hidden", json!(true))
        .property("initialCookies", cookies.clone())
        .property("waitForURLPattern", json!("/inbox$"))
        .property("txnID", json!("t1"))
        .property("instructions", json!(null))
        .field_json(json!({ "id": "sid", "sources": null }));
    let setup = TestSetup::new(scripted_bridge(LoginScript::new().ask(step))).await;
    let mut session = setup.bridge.connect().start().await.unwrap();
    let LoginState::Waiting(Step::Cookies(step)) = session.state() else {
        panic!("{session:?}")
    };

    assert!(step.is_hidden());
    assert_eq!(step.final_url_pattern(), Some("/inbox$"));
    assert_eq!(step.initial_cookies()[0].value().expose(), "d3v1c3");
    assert_eq!(step.extra()["initialCookies"].as_value(), &cookies);
    assert_eq!(step.extra()["txnID"].as_value(), "t1");
    assert!(!format!("{session:?}").contains("d3v1c3"));

    let mut browser = WebSnapshot::new();
    browser.add_cookie(Cookie::new("sid", "s").domain("www.example.com"));
    assert!(!step.collect(&browser).may_close_automatically());
    browser.add_visited_url("https://www.example.com/inbox");
    assert!(step.collect(&browser).may_close_automatically());
    let answer = step.answer(&browser).unwrap();
    session.submit(answer).await.unwrap();
    assert_eq!(setup.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn a_cookie_step_without_fields_can_be_answered() {
    let step = MockStep::cookies("web", "https://www.example.com/").property("fields", json!(null));
    let setup = TestSetup::new(scripted_bridge(LoginScript::new().ask(step))).await;
    let mut handler = ScriptedHandler::default();
    handler.browsers.push_back(WebSnapshot::new());

    setup.bridge.connect().run(&mut handler).await.unwrap();

    assert_eq!(handler.seen, ["cookies web"]);
}

/// Checks that the whole step stays readable and that the session is cancelled.
async fn ends_unsupported(steps: Vec<MockStep>, raw: &Value, waits: usize) {
    let script = steps.into_iter().fold(LoginScript::new(), LoginScript::ask);
    let setup = TestSetup::new(scripted_bridge(script)).await;
    let phone = setup.mock.other_device(BRIDGE);

    let (ended, ()) = tokio::join!(setup.bridge.connect().run(ScriptedHandler::default()), async {
        for _ in 0..waits {
            phone.waiting().await;
            phone.approve();
        }
    });

    let error = ended.unwrap_err();
    let LoginErrorKind::UnsupportedStep(UnsupportedStep::Unknown(step)) = error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!(step.raw().as_value(), raw);
    assert!(!format!("{error:?} {error}").contains("s3cr3t"));
    assert_eq!(setup.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn newer_steps_end_a_login_first_of_all_and_in_the_middle_of_a_wait() {
    let bytes: Vec<u8> = (0..=255).collect();
    for raw in [
        json!({ "type": "webauthn", "stepID": "key", "publicKey": { "challenge": "s3cr3t-_8", "allowCredentials": null } }),
        json!({ "type": "client_http", "stepID": "http", "request": { "body": bytes, "headers": [["a", "s3cr3t"]] } }),
        json!({ "type": "client_http", "stepID": "http", "body": "\u{0}\u{1}\u{fffd}\u{10ffff} s3cr3t" }),
        json!({ "type": "", "stepID": "x" }),
        json!({ "type": "User_Input", "stepID": "x", "fields": [{ "id": "f" }] }),
        json!({ "type": "confirm", "fields": null, "display": "text" }),
    ] {
        ends_unsupported(vec![MockStep::raw(raw.clone())], &raw, 0).await;
        ends_unsupported(vec![MockStep::qr("qr", ["one"]), MockStep::raw(raw.clone())], &raw, 1).await;
    }
}
