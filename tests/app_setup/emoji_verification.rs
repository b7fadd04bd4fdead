//! Tests the verification of the application by another device through emoji.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use beeper_desktop_client::app_setup::{Comparison, Proof, SetupError};
use beeper_desktop_mock::{MockDesktop, MockSetup, Operation};
use serde_json::json;

use super::scripted_handler::{
    Decision, ScriptedHandler, assert_seconds, cancellation, mock, polling_client, recovery_key, run, verification,
};
use crate::support::client;

#[tokio::test]
async fn two_devices_compare_emoji() {
    let mock = mock(MockSetup::unverified().other_device_waits()).await;
    let handler = ScriptedHandler {
        on_wait: |mock| match mock.setup_state()["verification"]["state"].as_str() {
            Some("requested") => mock.trusted_device().accept(),
            _ => mock.trusted_device().confirm(),
        },
        ..ScriptedHandler::with_proofs(&mock, [Proof::OtherDevice])
    };
    let (ended, seen) = run(&client(&mock), handler).await;
    ended.unwrap();
    let expected = [
        "prove",
        "wait while requested",
        "choose",
        "compare",
        "wait while sas_ready",
    ];
    assert_eq!(seen[1..6], expected);
    assert!(mock.requests_for(Operation::CancelVerification).is_empty());
}

#[tokio::test]
async fn different_emoji_cancel_the_verification_as_a_mismatch() {
    let mock = mock(MockSetup::unverified()).await;
    let handler = ScriptedHandler {
        compares: Decision::Say(false),
        ..ScriptedHandler::with_proofs(&mock, [Proof::OtherDevice, recovery_key()])
    };
    let (ended, seen) = run(&client(&mock), handler).await;
    ended.unwrap();
    assert_eq!(seen[1..5], ["prove", "choose", "compare", "prove after Mismatch"]);
    assert_eq!(cancellation(&mock)["code"], "m.mismatched_sas");
}

#[tokio::test]
async fn a_pending_comparison_is_dropped_when_the_other_device_cancels() {
    for (comparison, on_qr) in [
        (Comparison::Emoji, (|_| {}) as fn(&MockDesktop)),
        (Comparison::QrCode, |mock| mock.trusted_device().scan()),
    ] {
        let mock = mock(MockSetup::unverified()).await;
        let handler = ScriptedHandler {
            comparison,
            on_qr,
            compares: Decision::Never(|mock| mock.trusted_device().cancel()),
            scanned: Decision::Never(|mock| mock.trusted_device().cancel()),
            ..ScriptedHandler::with_proofs(&mock, [Proof::OtherDevice, recovery_key()])
        };
        let (ended, seen) = run(&client(&mock), handler).await;
        ended.unwrap();
        assert!(seen.contains(&"prove after m.user".to_owned()), "{seen:?}");
    }
}

#[tokio::test]
async fn a_pending_comparison_is_dropped_when_it_is_answered_on_the_other_device() {
    let mock = mock(MockSetup::unverified()).await;
    let says = |state, actions, emojis| verification(&mock, state, actions, emojis);
    mock.on(Operation::CreateVerification)
        .reply(says("sas_ready", &["sas.confirm"], "🐝"));
    for (n, reply) in [
        // A change such as a newly known name does not make it another question.
        (1, says("sas_ready", &["sas.confirm", "cancel"], "🐝")),
        (2, says("sas_ready", &["sas.confirm"], "🐝🌻")),
        (3, says("sas_ready", &["cancel"], "🐝🌻")),
        (4, says("done", &[], "🐝🌻")),
    ] {
        mock.on(Operation::GetVerification).nth(n).reply(reply);
    }
    let handler = ScriptedHandler {
        compares: Decision::Never(|_| {}),
        ..ScriptedHandler::with_proofs(&mock, [Proof::OtherDevice])
    };
    let (_, seen) = run(&client(&mock), handler).await;
    let expected = [
        "prove",
        "compare",
        "compare",
        "wait while sas_ready",
        "prove after NotEnough",
    ];
    assert_eq!(seen[1..], expected);
    assert!(mock.requests_for(Operation::ConfirmSasVerification).is_empty());
}

#[tokio::test]
async fn an_action_is_not_repeated_while_the_server_still_shows_the_old_state() {
    let mock = mock(MockSetup::unverified()).await;
    let says = |state, actions| verification(&mock, state, actions, "🐝");
    let (asked, ready) = (says("requested", &["accept"]), says("ready", &["sas.start"]));
    let compared = says("sas_ready", &["sas.confirm"]);
    mock.on(Operation::CreateVerification).reply(asked.clone());
    mock.on(Operation::AcceptVerification).reply(asked);
    mock.on(Operation::StartSasVerification).reply(ready.clone());
    mock.on(Operation::ConfirmSasVerification).reply(compared.clone());
    for (n, reply) in [(1, ready), (2, compared), (3, says("done", &[]))] {
        mock.on(Operation::GetVerification).nth(n).reply(reply);
    }
    let (client, clock) = polling_client(&mock);
    let (_, seen) = run(&client, ScriptedHandler::with_proofs(&mock, [Proof::OtherDevice])).await;
    assert_eq!(
        seen[1..],
        [
            "prove",
            "wait while requested",
            "wait while ready",
            "compare",
            "wait while sas_ready",
            "prove after NotEnough",
        ]
    );
    assert_seconds(&clock, 3 + 30);
    for operation in [
        Operation::AcceptVerification,
        Operation::StartSasVerification,
        Operation::ConfirmSasVerification,
    ] {
        assert_eq!(mock.requests_for(operation).len(), 1, "{operation:?}");
    }
}

#[tokio::test]
async fn a_comparison_confirmed_too_late_reports_the_cancellation() {
    let mock = mock(MockSetup::unverified()).await;
    let handler = ScriptedHandler {
        compares: Decision::SayAfter(|mock| mock.trusted_device().mismatch(), true),
        ..ScriptedHandler::with_proofs(&mock, [Proof::OtherDevice])
    };
    let (_, seen) = run(&client(&mock), handler).await;
    assert_eq!(seen.last().unwrap(), "prove after m.mismatched_sas");
}

#[tokio::test]
async fn an_incoming_verification_request_is_accepted() {
    let mock = mock(MockSetup::unverified()).await;
    let id = mock.trusted_device().request();
    let (ended, _) = run(
        &client(&mock),
        ScriptedHandler::with_proofs(&mock, [Proof::OtherDevice]),
    )
    .await;
    ended.unwrap();
    let accepted = mock.requests_for(Operation::AcceptVerification);
    assert_eq!(accepted[0].path_param("verificationID"), Some(id.as_str()));
    assert!(mock.requests_for(Operation::CreateVerification).is_empty());
}

#[tokio::test]
async fn a_finished_verification_is_not_continued() {
    let over = json!({"id": "v", "state": "cancelled", "availableActions": [], "direction": "outgoing",
        "methods": ["sas"], "purpose": "login"});
    let mock = mock(MockSetup::unverified().property("verification", over)).await;
    let (_, seen) = run(
        &client(&mock),
        ScriptedHandler::with_proofs(&mock, [Proof::OtherDevice]),
    )
    .await;
    assert!(seen.contains(&"compare".to_owned()), "{seen:?}");
    assert_eq!(mock.requests_for(Operation::CreateVerification).len(), 1);
}

#[tokio::test]
async fn cancelling_in_the_handler_cancels_the_verification() {
    let mock = mock(MockSetup::unverified()).await;
    let handler = ScriptedHandler {
        compares: Decision::GiveUp,
        ..ScriptedHandler::with_proofs(&mock, [Proof::OtherDevice])
    };
    let (ended, _) = run(&client(&mock), handler).await;
    assert!(matches!(ended, Err(SetupError::Cancelled)));
    cancellation(&mock);
    assert_eq!(mock.setup_state().get("verification"), None);
}

#[tokio::test]
async fn dropping_a_setup_cancels_its_verification() {
    let mock = mock(MockSetup::unverified()).await;
    let cancelling = mock.on(Operation::CancelVerification).hold();
    let handler = ScriptedHandler {
        compares: Decision::Never(|_| {}),
        ..ScriptedHandler::with_proofs(&mock, [Proof::OtherDevice])
    };
    let seen = Arc::clone(&handler.seen);
    {
        let setup = client(&mock).app_setup();
        let mut running = pin!(setup.run(handler));
        std::future::poll_fn(|context| match running.as_mut().poll(context) {
            Poll::Ready(ended) => panic!("{:?}", ended.err()),
            Poll::Pending if seen.lock().unwrap().contains(&"compare".to_owned()) => Poll::Ready(()),
            Poll::Pending => Poll::Pending,
        })
        .await;
    }
    cancelling.arrived().await;
}
