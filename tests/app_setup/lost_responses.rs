//! Tests lost responses: the setup looks for what it sent, and never sends anything twice.

use beeper_desktop_client::app_setup::{Proof, SetupError};
use beeper_desktop_mock::{MockSetup, Operation, Reply};
use serde_json::json;

use super::scripted_handler::{ScriptedHandler, client_without_token, code, mock, recovery_key, run, scanned};
use crate::support::client;

#[tokio::test]
async fn a_setup_goes_on_after_lost_responses() {
    let mock = mock(MockSetup::signed_out()).await;
    // The server may have sent the e-mail.
    mock.on(Operation::SubmitSetupEmail).nth(1).reset_before_answer();
    mock.on(Operation::StartSasVerification).nth(1).reset_before_answer();
    mock.on(Operation::ConfirmSasVerification).nth(1).reset_before_answer();
    let handler = ScriptedHandler {
        emails: ["a@b"].into(),
        codes: [code("123456")].into(),
        ..ScriptedHandler::with_proofs(&mock, [Proof::OtherDevice])
    };
    let (ended, seen) = run(&client_without_token(&mock), handler).await;
    ended.unwrap();
    assert_eq!(seen.iter().filter(|it| *it == "compare").count(), 1);
    for operation in [
        Operation::SubmitSetupEmail,
        Operation::StartSasVerification,
        Operation::ConfirmSasVerification,
    ] {
        assert_eq!(mock.requests_for(operation).len(), 1, "{operation:?}");
    }
}

#[tokio::test]
async fn a_sign_in_code_is_not_sent_twice() {
    let mock = mock(MockSetup::signed_out()).await;
    mock.on(Operation::SubmitSetupResponse).reset_before_answer();
    let handler = ScriptedHandler {
        emails: ["a@b"].into(),
        codes: [code("123456"), code("123456")].into(),
        ..ScriptedHandler::new(&mock)
    };
    let (ended, _) = run(&client_without_token(&mock), handler).await;
    let Err(SetupError::Call(error)) = ended else {
        panic!("the setup continued")
    };
    assert!(error.is_delivery_unclear());
    assert_eq!(mock.requests_for(Operation::SubmitSetupResponse).len(), 1);
}

#[tokio::test]
async fn an_accepted_recovery_key_is_not_asked_for_twice() {
    let mock = mock(MockSetup::unverified()).await;
    mock.on(Operation::VerifyRecoveryKey).reset_before_answer();
    let (ended, seen) = run(&client(&mock), ScriptedHandler::with_proofs(&mock, [recovery_key()])).await;
    ended.unwrap();
    assert_eq!(seen.iter().filter(|it| it.starts_with("prove")).count(), 1);
    assert_eq!(mock.requests_for(Operation::VerifyRecoveryKey).len(), 1);
}

#[tokio::test]
async fn a_created_verification_is_found() {
    let waits = MockSetup::unverified().other_device_waits();
    for (setup, proof, operation) in [
        (
            MockSetup::unverified(),
            Proof::OtherDevice,
            Operation::CreateVerification,
        ),
        (MockSetup::unverified(), scanned(), Operation::ScanVerificationQr),
        (waits, scanned(), Operation::ScanVerificationQr),
    ] {
        let mock = mock(setup).await;
        mock.on(operation).reset_before_answer();
        let handler = ScriptedHandler {
            on_wait: |mock| mock.trusted_device().confirm(),
            ..ScriptedHandler::with_proofs(&mock, [proof])
        };
        let (ended, _) = run(&client(&mock), handler).await;
        ended.unwrap();
        assert_eq!(mock.requests_for(operation).len(), 1, "{operation:?}");
    }
}

#[tokio::test]
async fn a_recovery_key_reset_is_not_confirmed_twice() {
    let mock = mock(MockSetup::unverified().property("state", json!("needs-cross-signing-setup"))).await;
    mock.on(Operation::ConfirmRecoveryKeyReset).reset_before_answer();
    let mut ready = mock.setup_state();
    ready["state"] = "ready".into();
    mock.on(Operation::GetSetup).nth(2).reply(Reply::json(200, ready));
    let (ended, seen) = run(&client(&mock), ScriptedHandler::new(&mock)).await;
    ended.unwrap();
    assert_eq!(seen, ["[needs-cross-signing-setup]", "keep the key", "[ready]"]);
}
