//! Tests the errors that end the setup of the application.

use std::error::Error as _;

use beeper_desktop_client::app_setup::{Proof, ProofFailure, SetupError, SetupHandler, SignedIn, Stop};
use beeper_desktop_client::types::{AppState, AppStateName};
use beeper_desktop_mock::{MockSetup, Operation, Reply};
use serde_json::{Value, json};

use super::scripted_handler::{ScriptedHandler, cancellation, client_without_token, code, mock, recovery_key, run};
use crate::support::client;

#[tokio::test]
async fn each_error_is_one_line() {
    let started = |methods: Value| Reply::json(200, json!({"setupRequestID": "s", "signInMethods": methods}));
    let broken = [
        (
            MockSetup::signed_out(),
            Operation::StartSetup,
            started(json!(["passkey"])),
            r#"the server does not offer signing in by e-mail, but ["passkey"]"#,
        ),
        (
            MockSetup::signed_out(),
            Operation::SubmitSetupResponse,
            Reply::json(200, json!({"neither": "nor"})),
            "submit_setup_response: 200 OK does not fit at `.`: expected a login or a request to register",
        ),
        (
            MockSetup::signed_out(),
            Operation::SubmitSetupResponse,
            Reply::json(
                200,
                json!({"matrix": {"accessToken": "two\nlines", "deviceID": "d", "homeserver": "h", "userID": "u"},
                    "session": {"state": "ready", "e2ee": {"crossSigning": true, "firstSyncDone": true,
                        "hasBackedUpRecoveryKey": true, "initialized": true, "keyBackup": true, "secretStorage": true,
                        "verified": true, "secrets": {"masterKey": true, "megolmBackupKey": true, "recoveryKey": true,
                            "selfSigningKey": true, "userSigningKey": true}}}}),
            ),
            "submit_setup_response: 200 OK does not fit at `matrix.accessToken`: it is not valid in a header",
        ),
        (
            MockSetup::ready(),
            Operation::ListLabels,
            Reply::empty(200),
            "start_setup: 409 Conflict (M_BAD_STATE)",
        ),
    ];
    for (setup, operation, reply, expected) in broken {
        let mock = mock(setup).await;
        mock.on(operation).reply(reply);
        let handler = ScriptedHandler {
            emails: ["a@b"].into(),
            codes: [code("123456")].into(),
            ..ScriptedHandler::new(&mock)
        };
        let (ended, _) = run(&client_without_token(&mock), handler).await;
        let error = ended.unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert!(error.source().is_none(), "a source would repeat the error's line");
    }

    let mock = mock(MockSetup::unverified().property("state", json!("needs-coffee"))).await;
    let (ended, _) = run(&client(&mock), ScriptedHandler::new(&mock)).await;
    let Err(SetupError::UnknownState(state @ AppStateName::Unknown(_))) = &ended else {
        panic!("the setup continued")
    };
    assert_eq!(state.as_str(), "needs-coffee");
    assert_eq!(
        ended.unwrap_err().to_string(),
        r#"the application is in the unknown state "needs-coffee""#
    );
}

#[tokio::test]
async fn a_server_that_refuses_everything_ends_the_setup_after_too_many_tries() {
    let new_account = MockSetup::signed_out().new_account().taken_username("bee");
    for (setup, operation) in [
        (
            MockSetup::signed_out().sign_in_code("-"),
            Operation::SubmitSetupResponse,
        ),
        (new_account, Operation::RegisterSetup),
        (MockSetup::unverified().recovery_key("-"), Operation::VerifyRecoveryKey),
    ] {
        let mock = mock(setup).await;
        let handler = ScriptedHandler {
            emails: ["a@b"].into(),
            codes: vec![code("123456"); 1000].into(),
            names: vec!["bee"; 1000].into(),
            proofs: vec![recovery_key(); 1000].into(),
            ..ScriptedHandler::new(&mock)
        };
        let (ended, _) = run(&client(&mock), handler).await;
        assert!(matches!(ended, Err(SetupError::TooManyTries)), "{operation:?}");
        assert!(mock.requests_for(operation).len() <= 100, "{operation:?}");
    }
}

struct HandlerWithoutMethods;
impl SetupHandler for HandlerWithoutMethods {
    async fn signed_in(&mut self, _: &SignedIn) -> Result<(), Stop> {
        unreachable!("the handler has no address to sign in with")
    }
}

#[tokio::test]
async fn a_missing_handler_method_is_named_in_the_error() {
    let unverified = MockSetup::unverified;
    for (setup, method) in [
        (MockSetup::signed_out(), "email"),
        (unverified(), "prove"),
        (
            unverified().property("state", json!("needs-cross-signing-setup")),
            "keep_recovery_key",
        ),
    ] {
        let mock = mock(setup).await;
        let error = client(&mock).app_setup().run(HandlerWithoutMethods).await.unwrap_err();
        assert!(
            matches!(&error, SetupError::Unsupported { method: it } if *it == method),
            "{error:?}"
        );
        assert_eq!(
            error.to_string(),
            format!("the setup needs the handler's method `{method}`; implement it")
        );
    }
}

#[tokio::test]
async fn a_handler_without_compare_cancels_an_emoji_verification() {
    struct HandlerWithoutCompare;
    impl SetupHandler for HandlerWithoutCompare {
        async fn signed_in(&mut self, _: &SignedIn) -> Result<(), Stop> {
            unreachable!("somebody is signed in already")
        }

        async fn prove(&mut self, _: &AppState, _: Option<&ProofFailure>) -> Result<Proof, Stop> {
            Ok(Proof::OtherDevice)
        }
    }
    let mock = mock(MockSetup::unverified()).await;
    let error = client(&mock).app_setup().run(HandlerWithoutCompare).await.unwrap_err();
    assert!(
        matches!(error, SetupError::Unsupported { method: "compare" }),
        "{error:?}"
    );
    cancellation(&mock);
}
