//! Tests signing in with an e-mail address and a code, and registering a new account.

use std::error::Error as _;

use beeper_desktop_client::Error;
use beeper_desktop_client::app_setup::{CodeReply, Proof, SetupError, SetupHandler, SignedIn, Stop};
use beeper_desktop_mock::{MockSetup, Operation, Reply};

use super::scripted_handler::{ScriptedHandler, client_without_token, code, mock, recovery_key, run};

#[tokio::test]
async fn an_existing_user_signs_in_after_mistyping() {
    let mock = mock(MockSetup::signed_out().sign_in_code("246810")).await;
    let handler = ScriptedHandler {
        emails: ["no address", "kim@beeper.local"].into(),
        codes: [code("111111"), CodeReply::SendAgain, code("246810")].into(),
        proofs: [Proof::RecoveryKey("wrong".into()), recovery_key()].into(),
        ..ScriptedHandler::new(&mock)
    };
    let (ended, seen) = run(&client_without_token(&mock), handler).await;

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
async fn a_new_user_registers_and_stores_the_recovery_key() {
    let mock = mock(MockSetup::signed_out().new_account().taken_username("bee")).await;
    let handler = ScriptedHandler {
        emails: ["typo@beeper.local", "kim@beeper.local"].into(),
        codes: [CodeReply::OtherAddress, code("123456")].into(),
        names: ["bee", "not a name", "kim"].into(),
        ..ScriptedHandler::new(&mock)
    };
    let (ended, seen) = run(&client_without_token(&mock), handler).await;

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
async fn an_expired_setup_request_starts_a_new_one() {
    let mock = mock(MockSetup::signed_out()).await;
    let gone = Reply::error(404, "M_NOT_FOUND", "Setup request not found");
    mock.on(Operation::SubmitSetupResponse).nth(1).reply(gone.clone());
    mock.on(Operation::SubmitSetupEmail).nth(2).reply(gone);
    let handler = ScriptedHandler {
        emails: ["a@b", "a@b", "a@b"].into(),
        codes: [code("123456"), code("123456")].into(),
        ..ScriptedHandler::new(&mock)
    };
    let (_, seen) = run(&client_without_token(&mock), handler).await;
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
async fn each_status_that_refuses_a_code_asks_for_it_again() {
    for status in [400, 401, 403, 422] {
        let mock = mock(MockSetup::signed_out()).await;
        mock.on(Operation::SubmitSetupResponse)
            .reply(Reply::error(status, "M_UNKNOWN", "No"));
        let handler = ScriptedHandler {
            emails: ["a@b"].into(),
            codes: [code("123456")].into(),
            ..ScriptedHandler::new(&mock)
        };
        let (ended, seen) = run(&client_without_token(&mock), handler).await;
        assert!(matches!(ended, Err(SetupError::Cancelled)), "{status}");
        assert_eq!(seen.last().unwrap(), &format!("code for a@b after {status}"));
    }
}

#[tokio::test]
async fn an_expired_registration_starts_a_new_setup_request() {
    let mock = mock(MockSetup::signed_out().new_account()).await;
    mock.on(Operation::RegisterSetup)
        .once()
        .reply(Reply::error(410, "M_GONE", "Setup request expired"));
    let handler = ScriptedHandler {
        emails: ["a@b", "a@b"].into(),
        codes: [code("123456"), code("123456")].into(),
        names: ["kim", "kim"].into(),
        ..ScriptedHandler::new(&mock)
    };
    let (ended, seen) = run(&client_without_token(&mock), handler).await;
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
async fn a_stale_state_after_sign_in_does_not_ask_again() {
    let mock = mock(MockSetup::signed_out()).await;
    let lagging = Reply::json(200, mock.setup_state());
    mock.on(Operation::GetSetup).once().reply(lagging);
    let handler = ScriptedHandler {
        emails: ["a@b"].into(),
        codes: [code("123456")].into(),
        ..ScriptedHandler::with_proofs(&mock, [recovery_key()])
    };
    let (ended, _) = run(&client_without_token(&mock), handler).await;
    ended.unwrap();
    assert_eq!(mock.requests_for(Operation::StartSetup).len(), 1);
}

#[tokio::test]
async fn an_error_of_the_handler_that_stores_the_token_ends_the_setup() {
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
    let error = client_without_token(&mock).app_setup().run(FullDisk).await.unwrap_err();
    assert_eq!(error.to_string(), "the handler failed");
    assert_eq!(error.source().unwrap().to_string(), "the disk is full");
    assert!(mock.requests_for(Operation::GetSetup).is_empty());
}
