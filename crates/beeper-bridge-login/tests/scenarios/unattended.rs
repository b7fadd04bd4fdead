//! Tests logins that run from prepared values, without a user.

use std::time::Duration;

use beeper_bridge_login::{LoginErrorKind, Unattended};
use beeper_desktop_mock::{LoginScript, MockStep, Operation, Refusal};
use serde_json::json;

use crate::support::{BRIDGE, TestSetup, scripted_bridge};

#[tokio::test]
async fn a_login_runs_unattended_from_prepared_values() {
    let script = LoginScript::new()
        .ask(
            MockStep::input("who")
                .field("username", "username")
                .field("password", "password"),
        )
        .ask(MockStep::cookies("web", "https://example.com/").field_json(json!({ "id": "sid" })));
    let setup = TestSetup::new(scripted_bridge(script)).await;
    let values = [
        ("username", "alice"),
        ("password", "hunter2"),
        ("sid", "abc"),
        ("unused", "x"),
    ];

    setup.bridge.connect().run(Unattended::new(values)).await.unwrap();

    assert_eq!(
        setup.submitted()[0]["fields"],
        json!({ "username": "alice", "password": "hunter2" })
    );
    assert_eq!(setup.submitted()[1]["fields"], json!({ "sid": "abc" }));
}

#[tokio::test]
async fn unattended_missing_values_are_named_and_the_session_cancelled() {
    let fields = MockStep::input("who")
        .field("username", "username")
        .field("password", "password");
    let cookies = MockStep::cookies("web", "https://example.com/").field_json(json!({ "id": "sid" }));
    for (values, step, expected) in [
        (
            vec![("username", "alice")],
            fields,
            "the login cannot continue: password: a value is needed",
        ),
        (vec![], cookies, "the login cannot continue: not found: sid"),
    ] {
        let setup = TestSetup::new(scripted_bridge(LoginScript::new().ask(step))).await;

        let error = setup.bridge.connect().run(Unattended::new(values)).await.unwrap_err();

        assert_eq!(error.to_string(), expected);
        assert_eq!(setup.call_count(Operation::SubmitLoginStep), 0);
        assert_eq!(setup.mock.running_login_sessions(), 0);
    }
}

#[tokio::test]
async fn unattended_no_value_is_given_twice() {
    let wrong = MockStep::input("password")
        .field("password", "password")
        .accepts("password", "other")
        .otherwise(Refusal::ask_again("That was not right"));
    let setup = TestSetup::new(scripted_bridge(LoginScript::new().ask(wrong))).await;

    let error = setup
        .bridge
        .connect()
        .run(Unattended::new([("password", "hunter2")]))
        .await
        .unwrap_err();

    let expected =
        r#"the login cannot continue: the session asks again for values that were already given: "password""#;
    assert_eq!(error.to_string(), expected);
    // Only the message for people contains the network's text.
    assert_eq!(error.user_message(), format!("{expected}: That was not right"));
    assert_eq!(setup.call_count(Operation::SubmitLoginStep), 1);
    assert_eq!(setup.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn unattended_a_code_that_nobody_scans_ends_with_the_time_limit() {
    let setup = TestSetup::new(scripted_bridge(LoginScript::new().ask(MockStep::qr("qr", ["one"])))).await;
    let phone = setup.mock.other_device(BRIDGE);

    let limited = setup.bridge.connect().time_limit(Duration::from_secs(120));
    let nobody = Unattended::new([] as [(&str, &str); 0]);
    let (ended, ()) = tokio::join!(limited.run(nobody), async {
        phone.waiting().await;
        setup.clock.advance(Duration::from_secs(120));
    });

    assert!(matches!(ended.unwrap_err().kind(), LoginErrorKind::TimeLimit));
    assert_eq!(setup.mock.running_login_sessions(), 0);
}
