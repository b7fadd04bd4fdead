//! Tests how the client polls the state of the application, and when it asks for a proof again.

use beeper_desktop_client::app_setup::{Proof, SetupError};
use beeper_desktop_mock::{MockSetup, Operation, Reply};
use serde_json::json;

use super::scripted_handler::{ScriptedHandler, assert_seconds, mock, polling_client, recovery_key, run, scanned};
use crate::support::client;

#[tokio::test]
async fn a_ready_application_asks_nothing() {
    let mock = mock(MockSetup::ready()).await;
    let (ended, seen) = run(&client(&mock), ScriptedHandler::new(&mock)).await;
    ended.unwrap();
    assert_eq!(seen, ["[ready]"]);
}

#[tokio::test]
async fn a_user_without_key_or_devices_creates_a_new_key() {
    let mock = mock(MockSetup::unverified()).await;
    let (ended, seen) = run(
        &client(&mock),
        ScriptedHandler::with_proofs(&mock, [Proof::NewRecoveryKey]),
    )
    .await;
    ended.unwrap();
    assert_eq!(seen[1..3], ["prove", "keep the key"]);
    assert_eq!(mock.setup_state()["e2ee"]["hasBackedUpRecoveryKey"], true);
}

#[tokio::test]
async fn a_stale_state_after_a_proof_is_polled() {
    let mock = mock(MockSetup::unverified()).await;
    let mut lagging = mock.setup_state();
    for n in 2..10 {
        lagging["state"] = if n < 6 { "needs-verification" } else { "needs-secrets" }.into();
        mock.on(Operation::GetSetup)
            .nth(n)
            .reply(Reply::json(200, lagging.clone()));
    }
    lagging["state"] = "initializing".into();
    mock.on(Operation::GetSetup).nth(10).reply(Reply::json(200, lagging));
    let (ended, seen) = run(&client(&mock), ScriptedHandler::with_proofs(&mock, [recovery_key()])).await;
    ended.unwrap();
    let states = ["[needs-verification]", "prove", "[needs-secrets]", "[initializing]"];
    assert_eq!(seen[..4], states);
}

#[tokio::test]
async fn a_proof_without_effect_is_asked_for_again() {
    let mock = mock(MockSetup::unverified().property("state", json!("needs-secrets"))).await;
    let (client, clock) = polling_client(&mock);
    let (ended, seen) = run(&client, ScriptedHandler::with_proofs(&mock, [recovery_key()])).await;
    assert!(matches!(ended, Err(SetupError::Cancelled)));
    assert_eq!(seen, ["[needs-secrets]", "prove", "prove after NotEnough"]);
    assert_eq!(mock.requests_for(Operation::GetSetup).len(), 1 + 30 + 1);
    assert_seconds(&clock, 30);
}

#[tokio::test]
async fn a_refused_proof_is_asked_for_again_without_a_pause() {
    for (proof, operation) in [
        (recovery_key(), Operation::VerifyRecoveryKey),
        (Proof::OtherDevice, Operation::CreateVerification),
        (scanned(), Operation::ScanVerificationQr),
        (Proof::NewRecoveryKey, Operation::CreateRecoveryKeyReset),
    ] {
        for status in [400, 403, 404, 409, 422] {
            let mock = mock(MockSetup::unverified()).await;
            mock.on(operation).reply(Reply::error(status, "M_UNKNOWN", "No"));
            let (client, clock) = polling_client(&mock);
            let (ended, seen) = run(&client, ScriptedHandler::with_proofs(&mock, [proof.clone()])).await;
            assert!(matches!(ended, Err(SetupError::Cancelled)), "{operation:?}");
            assert_eq!(seen[1..], ["prove".to_owned(), format!("prove after {status}")]);
            assert_seconds(&clock, 0);
        }
        let mock = mock(MockSetup::unverified()).await;
        mock.on(operation).reply(Reply::error(401, "M_UNKNOWN_TOKEN", "No"));
        let (ended, _) = run(&client(&mock), ScriptedHandler::with_proofs(&mock, [proof])).await;
        assert!(matches!(ended, Err(SetupError::Call(error)) if error.is_unauthorized()));
    }
}

#[tokio::test]
async fn a_busy_application_is_polled_every_second() {
    let mock = mock(MockSetup::ready()).await;
    let mut busy = mock.setup_state();
    for (n, state) in [(1, "initializing"), (2, "initializing"), (3, "needs-first-sync")] {
        busy["state"] = state.into();
        mock.on(Operation::GetSetup)
            .nth(n)
            .reply(Reply::json(200, busy.clone()));
    }
    let (client, clock) = polling_client(&mock);
    let (ended, seen) = run(&client, ScriptedHandler::new(&mock)).await;
    ended.unwrap();
    assert_eq!(seen, ["[initializing]", "[needs-first-sync]", "[ready]"]);
    assert_seconds(&clock, 3);
}
