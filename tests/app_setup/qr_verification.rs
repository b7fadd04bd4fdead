//! Tests the verification of the application by another device through QR codes, shown or scanned.

use beeper_desktop_client::app_setup::{Comparison, Proof, SetupError};
use beeper_desktop_mock::{MockSetup, Operation, Reply};
use serde_json::json;

use super::scripted_handler::{Decision, ScriptedHandler, cancellation, mock, run};
use crate::support::client;

#[tokio::test]
async fn the_other_device_scans_the_code_shown_here() {
    let mock = mock(MockSetup::unverified()).await;
    let handler = ScriptedHandler {
        comparison: Comparison::QrCode,
        on_qr: |mock| mock.trusted_device().scan(),
        ..ScriptedHandler::with_proofs(&mock, [Proof::OtherDevice])
    };
    let (ended, seen) = run(&client(&mock), handler).await;
    ended.unwrap();
    assert_eq!(seen[1..6], ["prove", "choose", "show", "hide", "scanned?"]);
}

#[tokio::test]
async fn a_code_is_shown_again_only_when_it_changes() {
    let mock = mock(MockSetup::unverified()).await;
    let created = client(&mock).app_setup().verify_with_device().await.unwrap();
    let mut shown = json!({"session": mock.setup_state(), "verification": created.details().unwrap()});
    for (n, code) in [(1, "mock-qr-of-1"), (2, "mock-qr-of-2")] {
        shown["verification"]["qr"]["data"] = code.into();
        shown["verification"]["otherDevice"]["name"] = format!("Phone {n}").into();
        mock.on(Operation::GetVerification)
            .nth(n)
            .reply(Reply::json(200, shown.clone()));
    }
    shown["verification"]["otherDevice"]["name"] = "Phone 3".into();
    mock.on(Operation::GetVerification)
        .nth(3)
        .reply(Reply::json(200, shown));
    mock.on(Operation::GetVerification)
        .nth(4)
        .reply(Reply::error(404, "M_NOT_FOUND", "Verification not found"));
    let handler = ScriptedHandler {
        comparison: Comparison::QrCode,
        ..ScriptedHandler::with_proofs(&mock, [Proof::OtherDevice])
    };
    let (_, seen) = run(&client(&mock), handler).await;
    assert_eq!(
        seen[1..],
        [
            "prove",
            "choose",
            "show",
            "show",
            "show",
            "hide",
            "prove after Ended(None)"
        ]
    );
}

#[tokio::test]
async fn a_code_is_shown_without_a_choice_where_emoji_are_not_available() {
    let mock = mock(MockSetup::unverified()).await;
    let only_qr = json!({"session": mock.setup_state(), "verification": {"id": "v", "state": "ready", "methods": ["qr"],
        "availableActions": ["cancel"], "direction": "outgoing", "purpose": "login", "qr": {"data": "mock-qr-of-v"}}});
    mock.on(Operation::CreateVerification).reply(Reply::json(200, only_qr));
    // However the setup ends, it tells the handler to hide the code.
    mock.on(Operation::GetVerification)
        .reply(Reply::error(401, "M_UNKNOWN_TOKEN", "Signed out"));
    let (ended, seen) = run(
        &client(&mock),
        ScriptedHandler::with_proofs(&mock, [Proof::OtherDevice]),
    )
    .await;
    assert!(matches!(ended, Err(SetupError::Call(error)) if error.is_unauthorized()));
    assert_eq!(seen[1..], ["prove", "show", "hide"]);
}

#[tokio::test]
async fn a_scan_that_the_user_denies_cancels_the_verification() {
    let mock = mock(MockSetup::unverified()).await;
    let handler = ScriptedHandler {
        comparison: Comparison::QrCode,
        on_qr: |mock| mock.trusted_device().scan(),
        scanned: Decision::Say(false),
        ..ScriptedHandler::with_proofs(&mock, [Proof::OtherDevice])
    };
    let (ended, seen) = run(&client(&mock), handler).await;
    assert!(matches!(ended, Err(SetupError::Cancelled)));
    assert_eq!(seen.last().unwrap(), "prove after Mismatch");
    assert_eq!(mock.setup_state()["e2ee"]["verified"], false);
    cancellation(&mock);
}

#[tokio::test]
async fn the_other_device_may_switch_to_emoji() {
    let mock = mock(MockSetup::unverified()).await;
    let handler = ScriptedHandler {
        comparison: Comparison::QrCode,
        on_qr: |mock| mock.trusted_device().start_sas(),
        ..ScriptedHandler::with_proofs(&mock, [Proof::OtherDevice])
    };
    let (ended, seen) = run(&client(&mock), handler).await;
    ended.unwrap();
    assert_eq!(seen[1..6], ["prove", "choose", "show", "hide", "compare"]);
}

#[tokio::test]
async fn a_code_of_the_other_device_is_scanned() {
    let mock = mock(MockSetup::unverified().other_device_waits()).await;
    let handler = ScriptedHandler {
        on_wait: |mock| mock.trusted_device().confirm(),
        ..ScriptedHandler::with_proofs(
            &mock,
            [
                Proof::Scanned("a bus ticket".into()),
                Proof::Scanned(mock.trusted_device().qr_data().into()),
            ],
        )
    };
    let (ended, seen) = run(&client(&mock), handler).await;
    ended.unwrap();
    assert_eq!(seen[1..4], ["prove", "prove after 403", "wait while qr_scanned"]);
}
