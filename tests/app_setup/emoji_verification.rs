//! Verification by another device: comparing emoji.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use beeper_desktop_client::app_setup::{Comparison, Proof, SetupError};
use beeper_desktop_mock::{MockDesktop, MockSetup, Operation};
use serde_json::json;

use super::scripted_handler::{
    Does, User, assert_seconds, cancellation, looking, mock, recovery_key, run, verification,
};
use crate::support::client;

#[tokio::test]
async fn two_devices_compare_emoji() {
    let mock = mock(MockSetup::unverified().other_device_waits()).await;
    let user = User {
        on_wait: |mock| match mock.setup_state()["verification"]["state"].as_str() {
            Some("requested") => mock.trusted_device().accept(),
            _ => mock.trusted_device().confirm(),
        },
        ..User::who_proves(&mock, [Proof::OtherDevice])
    };
    let (ended, seen) = run(&client(&mock), user).await;
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
async fn different_emoji_end_the_verification_as_what_they_are() {
    let mock = mock(MockSetup::unverified()).await;
    let user = User {
        compares: Does::Say(false),
        ..User::who_proves(&mock, [Proof::OtherDevice, recovery_key()])
    };
    let (ended, seen) = run(&client(&mock), user).await;
    ended.unwrap();
    assert_eq!(seen[1..5], ["prove", "choose", "compare", "prove after Mismatch"]);
    assert_eq!(cancellation(&mock)["code"], "m.mismatched_sas");
}

#[tokio::test]
async fn a_question_is_taken_back_when_the_other_device_cancels() {
    for (comparison, on_qr) in [
        (Comparison::Emoji, (|_| {}) as fn(&MockDesktop)),
        (Comparison::QrCode, |mock| mock.trusted_device().scan()),
    ] {
        let mock = mock(MockSetup::unverified()).await;
        let user = User {
            comparison,
            on_qr,
            compares: Does::Never(|mock| mock.trusted_device().cancel()),
            scanned: Does::Never(|mock| mock.trusted_device().cancel()),
            ..User::who_proves(&mock, [Proof::OtherDevice, recovery_key()])
        };
        let (ended, seen) = run(&client(&mock), user).await;
        ended.unwrap();
        assert!(seen.contains(&"prove after m.user".to_owned()), "{seen:?}");
    }
}

#[tokio::test]
async fn a_question_is_taken_back_when_it_is_answered_elsewhere() {
    let mock = mock(MockSetup::unverified()).await;
    let says = |state, actions, emojis| verification(&mock, state, actions, emojis);
    mock.on(Operation::CreateVerification)
        .reply(says("sas_ready", &["sas.confirm"], "🐝"));
    for (n, reply) in [
        // A name that becomes known, for instance, is no other question.
        (1, says("sas_ready", &["sas.confirm", "cancel"], "🐝")),
        (2, says("sas_ready", &["sas.confirm"], "🐝🌻")),
        (3, says("sas_ready", &["cancel"], "🐝🌻")),
        (4, says("done", &[], "🐝🌻")),
    ] {
        mock.on(Operation::GetVerification).nth(n).reply(reply);
    }
    let user = User {
        compares: Does::Never(|_| {}),
        ..User::who_proves(&mock, [Proof::OtherDevice])
    };
    let (_, seen) = run(&client(&mock), user).await;
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
async fn a_server_that_shows_late_what_was_done_is_not_told_twice() {
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
    let (client, clock) = looking(&mock);
    let (_, seen) = run(&client, User::who_proves(&mock, [Proof::OtherDevice])).await;
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
async fn an_answer_that_comes_too_late_finds_out_why() {
    let mock = mock(MockSetup::unverified()).await;
    let user = User {
        compares: Does::SayAfter(|mock| mock.trusted_device().mismatch(), true),
        ..User::who_proves(&mock, [Proof::OtherDevice])
    };
    let (_, seen) = run(&client(&mock), user).await;
    assert_eq!(seen.last().unwrap(), "prove after m.mismatched_sas");
}

#[tokio::test]
async fn a_device_that_asks_first_is_taken_up() {
    let mock = mock(MockSetup::unverified()).await;
    let id = mock.trusted_device().request();
    let (ended, _) = run(&client(&mock), User::who_proves(&mock, [Proof::OtherDevice])).await;
    ended.unwrap();
    let accepted = mock.requests_for(Operation::AcceptVerification);
    assert_eq!(accepted[0].path_param("verificationID"), Some(id.as_str()));
    assert!(mock.requests_for(Operation::CreateVerification).is_empty());
}

#[tokio::test]
async fn a_verification_that_is_over_is_not_taken_up() {
    let over = json!({"id": "v", "state": "cancelled", "availableActions": [], "direction": "outgoing",
        "methods": ["sas"], "purpose": "login"});
    let mock = mock(MockSetup::unverified().property("verification", over)).await;
    let (_, seen) = run(&client(&mock), User::who_proves(&mock, [Proof::OtherDevice])).await;
    assert!(seen.contains(&"compare".to_owned()), "{seen:?}");
    assert_eq!(mock.requests_for(Operation::CreateVerification).len(), 1);
}

#[tokio::test]
async fn a_user_who_gives_up_leaves_no_verification_behind() {
    let mock = mock(MockSetup::unverified()).await;
    let user = User {
        compares: Does::GiveUp,
        ..User::who_proves(&mock, [Proof::OtherDevice])
    };
    let (ended, _) = run(&client(&mock), user).await;
    assert!(matches!(ended, Err(SetupError::Cancelled)));
    cancellation(&mock);
    assert_eq!(mock.setup_state().get("verification"), None);
}

#[tokio::test]
async fn a_setup_that_is_dropped_cancels_its_verification() {
    let mock = mock(MockSetup::unverified()).await;
    let cancelling = mock.on(Operation::CancelVerification).hold();
    let user = User {
        compares: Does::Never(|_| {}),
        ..User::who_proves(&mock, [Proof::OtherDevice])
    };
    let seen = Arc::clone(&user.seen);
    {
        let setup = client(&mock).app_setup();
        let mut running = pin!(setup.run(user));
        std::future::poll_fn(|context| match running.as_mut().poll(context) {
            Poll::Ready(ended) => panic!("{:?}", ended.err()),
            Poll::Pending if seen.lock().unwrap().contains(&"compare".to_owned()) => Poll::Ready(()),
            Poll::Pending => Poll::Pending,
        })
        .await;
    }
    cancelling.arrived().await;
}
