//! Tests the setup of the application call by call, without a handler.

use beeper_desktop_client::app_setup::{CodeAccepted, VerificationStep};
use beeper_desktop_client::types::AppStateName;
use beeper_desktop_mock::{MockDesktop, MockSetup, Operation, Reply};
use serde_json::{Value, json};

use super::scripted_handler::{client_without_token, mock, verification};
use crate::support::client;

#[tokio::test]
async fn every_step_can_be_taken_by_hand() {
    let mock = mock(MockSetup::signed_out()).await;
    let sign_in = client_without_token(&mock).app_setup().sign_in().await.unwrap();
    assert_eq!(sign_in.methods(), ["email"]);
    sign_in.send_code("kim@beeper.local").await.unwrap();
    let CodeAccepted::SignedIn(signed_in) = sign_in.submit_code("123456").await.unwrap() else {
        panic!("there is an account");
    };
    let setup = signed_in.client().app_setup();
    assert_eq!(setup.state().await.unwrap().state, AppStateName::NeedsVerification);
    assert!(setup.verification().await.unwrap().is_none());

    let mut verification = setup.verify_with_device().await.unwrap();
    assert!(matches!(
        verification.step(),
        VerificationStep::Ready {
            qr: Some(_),
            can_compare: true
        }
    ));
    verification.start_sas().await.unwrap();
    assert!(matches!(verification.step(), VerificationStep::Compare(_)));
    verification.cancel().await.unwrap();

    setup.verify_with_recovery_key("mock-recovery-key").await.unwrap();
    let existing = Some("mock-recovery-key".into());
    let new = setup.new_recovery_key(existing).await.unwrap();
    let made: Value = mock.requests_for(Operation::CreateRecoveryKeyReset)[0].json().unwrap();
    assert_eq!(made["existingRecoveryKey"], "mock-recovery-key");
    let error = new.confirm("mistyped").await.unwrap_err();
    assert_eq!(error.status().unwrap(), 403);
    let app = new.confirm(new.key().clone()).await.unwrap();
    assert!(app.e2ee.verified);
}

#[tokio::test]
async fn a_verification_can_be_cancelled_at_any_time() {
    let begin = async |mock: &MockDesktop| client(mock).app_setup().verify_with_device().await.unwrap();
    for (status, gives_up) in [(404, true), (409, true), (410, true), (403, false)] {
        let mock = mock(MockSetup::unverified()).await;
        mock.on(Operation::CancelVerification)
            .reply(Reply::error(status, "M_UNKNOWN", "No"));
        let given_up = begin(&mock).await.cancel().await;
        assert_eq!(given_up.is_ok(), gives_up, "{status}");
    }
    let mock = mock(MockSetup::unverified()).await;
    begin(&mock).await.cancel_when_dropped().cancel().await.unwrap();
    drop(begin(&mock).await);
    let mut verified = begin(&mock).await.cancel_when_dropped();
    verified.start_sas().await.unwrap();
    verified.confirm_sas().await.unwrap();
    assert!(verified.app().e2ee.verified);
    drop(verified);
    // This call lets the background tasks run.
    client(&mock).get_info().await.unwrap();
    assert_eq!(mock.requests_for(Operation::CancelVerification).len(), 1);
}

#[tokio::test]
async fn a_refused_action_is_an_error() {
    for (status, looks) in [(403, 0), (409, 1)] {
        let mock = mock(MockSetup::unverified()).await;
        mock.on(Operation::StartSasVerification)
            .reply(Reply::error(status, "M_UNKNOWN", "No"));
        let mut verification = client(&mock).app_setup().verify_with_device().await.unwrap();
        let error = verification.start_sas().await.unwrap_err();
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(mock.requests_for(Operation::GetVerification).len(), looks);
        assert!(matches!(verification.step(), VerificationStep::Ready { .. }));
    }
}

#[tokio::test]
async fn changed_polls_until_the_verification_changes_or_is_over() {
    let mock = mock(MockSetup::unverified().other_device_waits()).await;
    let mut verification = client(&mock).app_setup().verify_with_device().await.unwrap();
    mock.on(Operation::GetVerification)
        .nth(2)
        .reply(Reply::error(404, "M_NOT_FOUND", "Verification not found"));
    verification.changed().await.unwrap();
    assert!(verification.step().is_over());
    verification.changed().await.unwrap();
    assert_eq!(mock.requests_for(Operation::GetVerification).len(), 2);
}

#[tokio::test]
async fn a_restarted_comparison_is_asked_for_again() {
    let mock = mock(MockSetup::unverified()).await;
    let says = |state, actions| verification(&mock, state, actions, "🐝");
    let ready = says("ready", &["sas.start"]);
    mock.on(Operation::StartSasVerification).reply(ready.clone());
    mock.on(Operation::GetVerification)
        .nth(1)
        .reply(says("sas_ready", &["sas.confirm"]));
    mock.on(Operation::GetVerification).nth(2).reply(ready);
    let mut verification = client(&mock).app_setup().verify_with_device().await.unwrap();
    verification.start_sas().await.unwrap();
    assert!(matches!(verification.step(), VerificationStep::Waiting));
    verification.refresh().await.unwrap();
    assert!(matches!(verification.step(), VerificationStep::Compare(_)));
    verification.refresh().await.unwrap();
    assert!(matches!(verification.step(), VerificationStep::Ready { .. }));
}

#[tokio::test]
async fn an_action_on_a_forgotten_verification_ends_it() {
    let mock = mock(MockSetup::unverified()).await;
    let mut verification = client(&mock).app_setup().verify_with_device().await.unwrap();
    for operation in [Operation::StartSasVerification, Operation::GetVerification] {
        mock.on(operation)
            .reply(Reply::error(404, "M_NOT_FOUND", "Verification not found"));
    }
    verification.start_sas().await.unwrap();
    assert!(matches!(verification.step(), VerificationStep::Ended(None)));
}

#[tokio::test]
async fn a_forgotten_verification_of_a_ready_application_has_ended() {
    let mock = mock(MockSetup::ready().other_device_waits()).await;
    let mut verification = client(&mock).app_setup().verify_with_device().await.unwrap();
    mock.on(Operation::GetVerification)
        .reply(Reply::error(410, "M_GONE", "Forgotten"));
    verification.changed().await.unwrap();
    assert!(verification.app().e2ee.verified);
    assert!(matches!(verification.step(), VerificationStep::Ended(None)));
}

#[tokio::test]
async fn the_state_of_the_application_tells_how_a_forgotten_verification_ended() {
    let forgetful = |verified: bool| {
        let mut app = json!({"session": {}});
        app["session"] = json!({"state": "ready", "e2ee": {"crossSigning": true, "firstSyncDone": true,
            "hasBackedUpRecoveryKey": true, "initialized": true, "keyBackup": true, "secretStorage": true,
            "verified": verified, "secrets": {"masterKey": true, "megolmBackupKey": true, "recoveryKey": true,
                "selfSigningKey": true, "userSigningKey": true}}});
        app
    };
    for verified in [true, false] {
        for reply in [
            Reply::json(200, forgetful(verified)),
            Reply::error(404, "M_NOT_FOUND", "Verification not found"),
        ] {
            let mock = mock(MockSetup::unverified().other_device_waits()).await;
            let mut verification = client(&mock).app_setup().verify_with_device().await.unwrap();
            mock.on(Operation::GetVerification).reply(reply);
            mock.on(Operation::GetSetup)
                .reply(Reply::json(200, forgetful(verified)["session"].clone()));
            verification.changed().await.unwrap();
            match verified {
                true => assert!(matches!(verification.step(), VerificationStep::Done)),
                false => assert!(matches!(verification.step(), VerificationStep::Ended(None))),
            }
            verification.cancel().await.unwrap();
            assert!(mock.requests_for(Operation::CancelVerification).is_empty());
        }
    }
}
