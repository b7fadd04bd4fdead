//! Signing in with an e-mail address and a code, and registering a new account.

use std::error::Error as _;

use beeper_desktop_client::Error;
use beeper_desktop_client::app_setup::{CodeReply, Proof, SetupError, SetupHandler, SignedIn, Stop};
use beeper_desktop_mock::{MockSetup, Operation, Reply};

use super::scripted_handler::{User, code, mock, recovery_key, run, without_token};

#[tokio::test]
async fn somebody_with_an_account_signs_in_and_mends_mistakes() {
    let mock = mock(MockSetup::signed_out().sign_in_code("246810")).await;
    let user = User {
        emails: ["no address", "kim@beeper.local"].into(),
        codes: [code("111111"), CodeReply::SendAgain, code("246810")].into(),
        proofs: [Proof::RecoveryKey("wrong".into()), recovery_key()].into(),
        ..User::new(&mock)
    };
    let (ended, seen) = run(&without_token(&mock), user).await;

    assert_eq!(
        seen,
        [
            "email",
            "email after 400",
            "code for kim@beeper.local",
            "code for kim@beeper.local after 403",
            "code for kim@beeper.local",
            "signed in as @mock-user:beeper.local",
            "[needs-verification]",
            "prove",
            "prove after 403",
            "[needs-first-sync]",
            "[ready]",
        ]
    );
    ended.unwrap().list_accounts().await.unwrap();
    assert_eq!(mock.requests_for(Operation::SubmitSetupEmail).len(), 3);
}

#[tokio::test]
async fn somebody_without_an_account_makes_one_and_keeps_its_key() {
    let mock = mock(MockSetup::signed_out().new_account().taken_username("bee")).await;
    let user = User {
        emails: ["typo@beeper.local", "kim@beeper.local"].into(),
        codes: [CodeReply::OtherAddress, code("123456")].into(),
        names: ["bee", "not a name", "kim"].into(),
        ..User::new(&mock)
    };
    let (ended, seen) = run(&without_token(&mock), user).await;

    assert_eq!(
        seen,
        [
            "email",
            "code for typo@beeper.local",
            "email",
            "code for kim@beeper.local",
            "register",
            "register after 400",
            "register after 400",
            "signed in as @kim:beeper.local",
            "[needs-cross-signing-setup]",
            "keep the key",
            "[needs-first-sync]",
            "[ready]",
        ]
    );
    ended.unwrap();
}

#[tokio::test]
async fn an_attempt_that_is_over_begins_anew() {
    let mock = mock(MockSetup::signed_out()).await;
    let gone = Reply::error(404, "M_NOT_FOUND", "Setup request not found");
    mock.on(Operation::SubmitSetupResponse).nth(1).reply(gone.clone());
    mock.on(Operation::SubmitSetupEmail).nth(2).reply(gone);
    let user = User {
        emails: ["a@b", "a@b", "a@b"].into(),
        codes: [code("123456"), code("123456")].into(),
        ..User::new(&mock)
    };
    let (_, seen) = run(&without_token(&mock), user).await;
    let expected = [
        "email",
        "code for a@b",
        "email after 404",
        "email after 404",
        "code for a@b",
    ];
    assert_eq!(seen[..5], expected);
    assert!(seen[5].starts_with("signed in"), "{seen:?}");
    assert_eq!(mock.requests_for(Operation::StartSetup).len(), 3);
}

#[tokio::test]
async fn a_code_is_refused_in_several_ways() {
    for status in [400, 401, 403, 422] {
        let mock = mock(MockSetup::signed_out()).await;
        mock.on(Operation::SubmitSetupResponse)
            .reply(Reply::error(status, "M_UNKNOWN", "No"));
        let user = User {
            emails: ["a@b"].into(),
            codes: [code("123456")].into(),
            ..User::new(&mock)
        };
        let (ended, seen) = run(&without_token(&mock), user).await;
        assert!(matches!(ended, Err(SetupError::Cancelled)), "{status}");
        assert_eq!(seen.last().unwrap(), &format!("code for a@b after {status}"));
    }
}

#[tokio::test]
async fn who_takes_long_to_find_a_name_begins_anew() {
    let mock = mock(MockSetup::signed_out().new_account()).await;
    mock.on(Operation::RegisterSetup)
        .once()
        .reply(Reply::error(410, "M_GONE", "Setup request expired"));
    let user = User {
        emails: ["a@b", "a@b"].into(),
        codes: [code("123456"), code("123456")].into(),
        names: ["kim", "kim"].into(),
        ..User::new(&mock)
    };
    let (ended, seen) = run(&without_token(&mock), user).await;
    ended.unwrap();
    let again = [
        "email after 410",
        "code for a@b",
        "register",
        "signed in as @kim:beeper.local",
    ];
    assert_eq!(seen[3..7], again);
}

#[tokio::test]
async fn a_state_that_lags_behind_the_sign_in_asks_nobody_again() {
    let mock = mock(MockSetup::signed_out()).await;
    let lagging = Reply::json(200, mock.setup_state());
    mock.on(Operation::GetSetup).once().reply(lagging);
    let user = User {
        emails: ["a@b"].into(),
        codes: [code("123456")].into(),
        ..User::who_proves(&mock, [recovery_key()])
    };
    let (ended, _) = run(&without_token(&mock), user).await;
    ended.unwrap();
    assert_eq!(mock.requests_for(Operation::StartSetup).len(), 1);
}

#[tokio::test]
async fn a_token_that_cannot_be_kept_ends_the_setup() {
    struct FullDisk;
    impl SetupHandler for FullDisk {
        async fn email(&mut self, _: Option<&Error>) -> Result<String, Stop> {
            Ok("a@b".to_owned())
        }
        async fn code(&mut self, _: &str, _: Option<&Error>) -> Result<CodeReply, Stop> {
            Ok(code("123456"))
        }
        async fn signed_in(&mut self, _: &SignedIn) -> Result<(), Stop> {
            Err(std::io::Error::other("the disk is full").into())
        }
    }
    let mock = mock(MockSetup::signed_out()).await;
    let error = without_token(&mock).app_setup().run(FullDisk).await.unwrap_err();
    assert_eq!(error.to_string(), "the handler failed");
    assert_eq!(error.source().unwrap().to_string(), "the disk is full");
    assert!(mock.requests_for(Operation::GetSetup).is_empty());
}
