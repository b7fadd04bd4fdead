//! Signing the application itself in, against a server that walks through its states.

use std::collections::VecDeque;
use std::error::Error as _;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use beeper_desktop_client::app_setup::{
    CodeAccepted, CodeReply, Comparison, Proof, ProofFailure, SetupError, SetupHandler, SignedIn, Stop,
    VerificationStep,
};
use beeper_desktop_client::types::{AppState, AppStateName, SetupRegistration, Verification, VerificationSas};
use beeper_desktop_client::{Client, Error, Secret, VirtualClock};
use beeper_desktop_mock::{MockDesktop, MockSetup, Operation, Reply};
use serde_json::{Value, json};

use crate::support::client;

/// A user with a list of answers for each question, and with a hand on the other device.
struct User<'a> {
    mock: &'a MockDesktop,
    emails: VecDeque<&'static str>,
    codes: VecDeque<CodeReply>,
    names: VecDeque<&'static str>,
    proofs: VecDeque<Proof>,
    comparison: Comparison,
    compares: Does,
    scanned: Does,
    on_wait: fn(&MockDesktop),
    on_qr: fn(&MockDesktop),
    seen: Arc<Mutex<Vec<String>>>,
}

/// What the user does when asked whether it fits.
#[derive(Clone, Copy)]
enum Does {
    Say(bool),
    SayAfter(fn(&MockDesktop), bool),
    Never(fn(&MockDesktop)),
    GiveUp,
}

impl<'a> User<'a> {
    fn new(mock: &'a MockDesktop) -> Self {
        Self {
            mock,
            emails: VecDeque::new(),
            codes: VecDeque::new(),
            names: VecDeque::new(),
            proofs: VecDeque::new(),
            comparison: Comparison::Emoji,
            compares: Does::Say(true),
            scanned: Does::Say(true),
            on_wait: |_| {},
            on_qr: |_| {},
            seen: Arc::default(),
        }
    }

    fn who_proves(mock: &'a MockDesktop, proofs: impl IntoIterator<Item = Proof>) -> Self {
        Self {
            proofs: proofs.into_iter().collect(),
            ..Self::new(mock)
        }
    }

    fn saw(&self, what: impl Into<String>) {
        self.seen.lock().unwrap().push(what.into());
    }

    async fn does(&self, does: Does) -> Result<bool, Stop> {
        match does {
            Does::Say(answer) => Ok(answer),
            Does::SayAfter(act, answer) => {
                act(self.mock);
                Ok(answer)
            }
            Does::Never(act) => {
                act(self.mock);
                std::future::pending().await
            }
            Does::GiveUp => Err(Stop::Cancel),
        }
    }
}

fn status(again: Option<&Error>) -> String {
    again.map_or_else(String::new, |error| {
        format!(" after {}", error.status().unwrap().as_u16())
    })
}

impl SetupHandler for User<'_> {
    async fn email(&mut self, again: Option<&Error>) -> Result<String, Stop> {
        self.saw(format!("email{}", status(again)));
        self.emails.pop_front().map(str::to_owned).ok_or(Stop::Cancel)
    }

    async fn code(&mut self, email: &str, again: Option<&Error>) -> Result<CodeReply, Stop> {
        self.saw(format!("code for {email}{}", status(again)));
        self.codes.pop_front().ok_or(Stop::Cancel)
    }

    async fn register(&mut self, form: &SetupRegistration, again: Option<&Error>) -> Result<String, Stop> {
        assert!(form.copy.terms.contains("Terms of Use"));
        self.saw(format!("register{}", status(again)));
        self.names.pop_front().map(str::to_owned).ok_or(Stop::Cancel)
    }

    async fn signed_in(&mut self, signed_in: &SignedIn) -> Result<(), Stop> {
        assert_eq!(signed_in.access_token().expose(), self.mock.token());
        self.saw(format!("signed in as {}", signed_in.user_id().as_str()));
        Ok(())
    }

    async fn prove(&mut self, _: &AppState, again: Option<&ProofFailure>) -> Result<Proof, Stop> {
        self.saw(match again {
            None => "prove".to_owned(),
            Some(ProofFailure::Refused(error)) => format!("prove{}", status(Some(error))),
            Some(ProofFailure::Ended(Some(error))) => format!("prove after {}", error.code),
            Some(other) => format!("prove after {other:?}"),
        });
        self.proofs.pop_front().ok_or(Stop::Cancel)
    }

    async fn keep_recovery_key(&mut self, key: &Secret) -> Result<(), Stop> {
        assert!(key.expose().starts_with("mock-recovery-key"));
        self.saw("keep the key");
        Ok(())
    }

    fn wait_for_device(&mut self, verification: &Verification) {
        self.saw(format!("wait while {}", verification.state.as_str()));
        (self.on_wait)(self.mock);
    }

    async fn choose(&mut self, _: &Verification) -> Result<Comparison, Stop> {
        self.saw("choose");
        Ok(self.comparison)
    }

    async fn show_qr(&mut self, code: &Secret) -> Result<(), Stop> {
        assert!(code.expose().starts_with("mock-qr-of-"));
        self.saw("show");
        (self.on_qr)(self.mock);
        Ok(())
    }

    fn hide_qr(&mut self) {
        self.saw("hide");
    }

    async fn compare(&mut self, sas: &VerificationSas) -> Result<bool, Stop> {
        assert!(sas.emojis.expose().contains('🐝'));
        self.saw("compare");
        self.does(self.compares).await
    }

    async fn confirm_scanned(&mut self) -> Result<bool, Stop> {
        self.saw("scanned?");
        self.does(self.scanned).await
    }

    fn observe(&mut self, app: &AppState) {
        self.saw(format!("[{}]", app.state.as_str()));
    }
}

async fn mock(setup: MockSetup) -> MockDesktop {
    MockDesktop::builder().setup(setup).start().await.unwrap()
}

fn without_token(mock: &MockDesktop) -> Client {
    let client = Client::builder().base_url(mock.base_url()).clock(VirtualClock::new());
    client.build().unwrap()
}

/// Runs the whole setup, and returns what the user saw.
async fn run(client: &Client, mut user: User<'_>) -> (Result<Client, SetupError>, Vec<String>) {
    let ended = client.app_setup().run(&mut user).await;
    let seen = std::mem::take(&mut *user.seen.lock().unwrap());
    (ended, seen)
}

/// A client that looks once a second, and the clock that it does it by.
fn looking(mock: &MockDesktop) -> (Client, VirtualClock) {
    let clock = VirtualClock::new();
    let client = Client::builder().base_url(mock.base_url()).access_token(mock.token());
    (client.clock(clock.clone()).build().unwrap(), clock)
}

#[track_caller]
fn assert_seconds(clock: &VirtualClock, seconds: usize) {
    assert_eq!(clock.pauses(), vec![Duration::from_secs(1); seconds]);
}

/// A verification, as a server says it that does what the mock's own doesn't.
fn verification(mock: &MockDesktop, state: &str, actions: &[&str], emojis: &str) -> Reply {
    Reply::json(
        200,
        json!({"session": mock.setup_state(), "verification": {"id": "v", "state": state, "availableActions": actions,
            "direction": "incoming", "methods": ["sas"], "purpose": "login", "sas": {"emojis": emojis}}}),
    )
}

fn code(code: &str) -> CodeReply {
    CodeReply::Code(code.into())
}

fn recovery_key() -> Proof {
    Proof::RecoveryKey("mock-recovery-key".into())
}

fn scanned() -> Proof {
    Proof::Scanned("mock-qr-of-trusted-device".into())
}

/// Of the last verification that was cancelled.
fn cancellation(mock: &MockDesktop) -> Value {
    let requests = mock.requests_for(Operation::CancelVerification);
    requests.last().unwrap().json().unwrap()
}

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

#[tokio::test]
async fn a_ready_application_asks_nothing() {
    let mock = mock(MockSetup::ready()).await;
    let (ended, seen) = run(&client(&mock), User::new(&mock)).await;
    ended.unwrap();
    assert_eq!(seen, ["[ready]"]);
}

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
async fn the_other_device_scans_the_code_shown_here() {
    let mock = mock(MockSetup::unverified()).await;
    let user = User {
        comparison: Comparison::QrCode,
        on_qr: |mock| mock.trusted_device().scan(),
        ..User::who_proves(&mock, [Proof::OtherDevice])
    };
    let (ended, seen) = run(&client(&mock), user).await;
    ended.unwrap();
    assert_eq!(seen[1..6], ["prove", "choose", "show", "hide", "scanned?"]);
}

#[tokio::test]
async fn a_code_is_shown_once_and_again_when_it_changes() {
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
    let user = User {
        comparison: Comparison::QrCode,
        ..User::who_proves(&mock, [Proof::OtherDevice])
    };
    let (_, seen) = run(&client(&mock), user).await;
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
async fn a_code_is_the_only_way_where_emoji_cannot_be_compared() {
    let mock = mock(MockSetup::unverified()).await;
    let only_qr = json!({"session": mock.setup_state(), "verification": {"id": "v", "state": "ready", "methods": ["qr"],
        "availableActions": ["cancel"], "direction": "outgoing", "purpose": "login", "qr": {"data": "mock-qr-of-v"}}});
    mock.on(Operation::CreateVerification).reply(Reply::json(200, only_qr));
    // What is shown is taken back, however the setup ends.
    mock.on(Operation::GetVerification)
        .reply(Reply::error(401, "M_UNKNOWN_TOKEN", "Signed out"));
    let (ended, seen) = run(&client(&mock), User::who_proves(&mock, [Proof::OtherDevice])).await;
    assert!(matches!(ended, Err(SetupError::Call(error)) if error.is_unauthorized()));
    assert_eq!(seen[1..], ["prove", "show", "hide"]);
}

#[tokio::test]
async fn a_code_that_nobody_scanned_proves_nothing() {
    let mock = mock(MockSetup::unverified()).await;
    let user = User {
        comparison: Comparison::QrCode,
        on_qr: |mock| mock.trusted_device().scan(),
        scanned: Does::Say(false),
        ..User::who_proves(&mock, [Proof::OtherDevice])
    };
    let (ended, seen) = run(&client(&mock), user).await;
    assert!(matches!(ended, Err(SetupError::Cancelled)));
    assert_eq!(seen.last().unwrap(), "prove after Mismatch");
    assert_eq!(mock.setup_state()["e2ee"]["verified"], false);
    cancellation(&mock);
}

#[tokio::test]
async fn the_other_device_may_prefer_emoji() {
    let mock = mock(MockSetup::unverified()).await;
    let user = User {
        comparison: Comparison::QrCode,
        on_qr: |mock| mock.trusted_device().start_sas(),
        ..User::who_proves(&mock, [Proof::OtherDevice])
    };
    let (ended, seen) = run(&client(&mock), user).await;
    ended.unwrap();
    assert_eq!(seen[1..6], ["prove", "choose", "show", "hide", "compare"]);
}

#[tokio::test]
async fn a_code_of_the_other_device_is_scanned() {
    let mock = mock(MockSetup::unverified().other_device_waits()).await;
    let user = User {
        on_wait: |mock| mock.trusted_device().confirm(),
        ..User::who_proves(
            &mock,
            [
                Proof::Scanned("a bus ticket".into()),
                Proof::Scanned(mock.trusted_device().qr_data().into()),
            ],
        )
    };
    let (ended, seen) = run(&client(&mock), user).await;
    ended.unwrap();
    assert_eq!(seen[1..4], ["prove", "prove after 403", "wait while qr_scanned"]);
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
async fn what_begins_anew_is_asked_for_anew() {
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
async fn who_lost_the_key_and_all_devices_makes_a_new_key() {
    let mock = mock(MockSetup::unverified()).await;
    let (ended, seen) = run(&client(&mock), User::who_proves(&mock, [Proof::NewRecoveryKey])).await;
    ended.unwrap();
    assert_eq!(seen[1..3], ["prove", "keep the key"]);
    assert_eq!(mock.setup_state()["e2ee"]["hasBackedUpRecoveryKey"], true);
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

#[tokio::test]
async fn the_state_may_need_a_moment_after_a_proof() {
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
    let (ended, seen) = run(&client(&mock), User::who_proves(&mock, [recovery_key()])).await;
    ended.unwrap();
    let states = ["[needs-verification]", "prove", "[needs-secrets]", "[initializing]"];
    assert_eq!(seen[..4], states);
}

#[tokio::test]
async fn a_proof_that_changes_nothing_is_asked_for_again() {
    let mock = mock(MockSetup::unverified().property("state", json!("needs-secrets"))).await;
    let (client, clock) = looking(&mock);
    let (ended, seen) = run(&client, User::who_proves(&mock, [recovery_key()])).await;
    assert!(matches!(ended, Err(SetupError::Cancelled)));
    assert_eq!(seen, ["[needs-secrets]", "prove", "prove after NotEnough"]);
    assert_eq!(mock.requests_for(Operation::GetSetup).len(), 1 + 30 + 1);
    assert_seconds(&clock, 30);
}

#[tokio::test]
async fn an_application_that_is_busy_is_looked_at_every_second() {
    let mock = mock(MockSetup::ready()).await;
    let mut busy = mock.setup_state();
    for (n, state) in [(1, "initializing"), (2, "initializing"), (3, "needs-first-sync")] {
        busy["state"] = state.into();
        mock.on(Operation::GetSetup)
            .nth(n)
            .reply(Reply::json(200, busy.clone()));
    }
    let (client, clock) = looking(&mock);
    let (ended, seen) = run(&client, User::new(&mock)).await;
    ended.unwrap();
    assert_eq!(seen, ["[initializing]", "[needs-first-sync]", "[ready]"]);
    assert_seconds(&clock, 3);
}

#[tokio::test]
async fn lost_answers_are_looked_after() {
    let mock = mock(MockSetup::signed_out()).await;
    // The e-mail may be on its way.
    mock.on(Operation::SubmitSetupEmail).nth(1).reset_before_answer();
    mock.on(Operation::StartSasVerification).nth(1).reset_before_answer();
    mock.on(Operation::ConfirmSasVerification).nth(1).reset_before_answer();
    let user = User {
        emails: ["a@b"].into(),
        codes: [code("123456")].into(),
        ..User::who_proves(&mock, [Proof::OtherDevice])
    };
    let (ended, seen) = run(&without_token(&mock), user).await;
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
async fn a_recovery_key_whose_answer_is_lost_is_not_asked_for_twice() {
    let mock = mock(MockSetup::unverified()).await;
    mock.on(Operation::VerifyRecoveryKey).reset_before_answer();
    let (ended, seen) = run(&client(&mock), User::who_proves(&mock, [recovery_key()])).await;
    ended.unwrap();
    assert_eq!(seen.iter().filter(|it| it.starts_with("prove")).count(), 1);
    assert_eq!(mock.requests_for(Operation::VerifyRecoveryKey).len(), 1);
}

#[tokio::test]
async fn a_verification_whose_answer_is_lost_is_found() {
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
        let user = User {
            on_wait: |mock| mock.trusted_device().confirm(),
            ..User::who_proves(&mock, [proof])
        };
        let (ended, _) = run(&client(&mock), user).await;
        ended.unwrap();
        assert_eq!(mock.requests_for(operation).len(), 1, "{operation:?}");
    }
}

#[tokio::test]
async fn a_new_key_whose_answer_is_lost_is_not_made_twice() {
    let mock = mock(MockSetup::unverified().property("state", json!("needs-cross-signing-setup"))).await;
    mock.on(Operation::ConfirmRecoveryKeyReset).reset_before_answer();
    let mut ready = mock.setup_state();
    ready["state"] = "ready".into();
    mock.on(Operation::GetSetup).nth(2).reply(Reply::json(200, ready));
    let (ended, seen) = run(&client(&mock), User::new(&mock)).await;
    ended.unwrap();
    assert_eq!(seen, ["[needs-cross-signing-setup]", "keep the key", "[ready]"]);
}

#[tokio::test]
async fn a_proof_that_is_refused_is_asked_for_again_at_once() {
    for (proof, operation) in [
        (recovery_key(), Operation::VerifyRecoveryKey),
        (Proof::OtherDevice, Operation::CreateVerification),
        (scanned(), Operation::ScanVerificationQr),
        (Proof::NewRecoveryKey, Operation::CreateRecoveryKeyReset),
    ] {
        for status in [400, 403, 404, 409, 422] {
            let mock = mock(MockSetup::unverified()).await;
            mock.on(operation).reply(Reply::error(status, "M_UNKNOWN", "No"));
            let (client, clock) = looking(&mock);
            let (ended, seen) = run(&client, User::who_proves(&mock, [proof.clone()])).await;
            assert!(matches!(ended, Err(SetupError::Cancelled)), "{operation:?}");
            assert_eq!(seen[1..], ["prove".to_owned(), format!("prove after {status}")]);
            assert_seconds(&clock, 0);
        }
        let mock = mock(MockSetup::unverified()).await;
        mock.on(operation).reply(Reply::error(401, "M_UNKNOWN_TOKEN", "No"));
        let (ended, _) = run(&client(&mock), User::who_proves(&mock, [proof])).await;
        assert!(matches!(ended, Err(SetupError::Call(error)) if error.is_unauthorized()));
    }
}

#[tokio::test]
async fn a_code_whose_answer_is_lost_is_not_sent_twice() {
    let mock = mock(MockSetup::signed_out()).await;
    mock.on(Operation::SubmitSetupResponse).reset_before_answer();
    let user = User {
        emails: ["a@b"].into(),
        codes: [code("123456"), code("123456")].into(),
        ..User::new(&mock)
    };
    let (ended, _) = run(&without_token(&mock), user).await;
    let Err(SetupError::Call(error)) = ended else {
        panic!("it went on")
    };
    assert!(error.is_delivery_unclear());
    assert_eq!(mock.requests_for(Operation::SubmitSetupResponse).len(), 1);
}

#[tokio::test]
async fn what_ends_a_setup_says_why_in_a_line() {
    let started = |methods: Value| Reply::json(200, json!({"setupRequestID": "s", "signInMethods": methods}));
    let broken = [
        (
            MockSetup::signed_out(),
            Operation::StartSetup,
            started(json!(["passkey"])),
            r#"the server signs nobody in by e-mail; it has ["passkey"]"#,
        ),
        (
            MockSetup::signed_out(),
            Operation::SubmitSetupResponse,
            Reply::json(200, json!({"neither": "nor"})),
            "submit_setup_response: 200 OK does not fit at `.`: neither a login nor a request to register",
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
            "submit_setup_response: 200 OK does not fit at `matrix.accessToken`: it cannot stand in a header",
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
        let user = User {
            emails: ["a@b"].into(),
            codes: [code("123456")].into(),
            ..User::new(&mock)
        };
        let (ended, _) = run(&without_token(&mock), user).await;
        let error = ended.unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert!(error.source().is_none(), "its line would be printed twice");
    }

    let mock = mock(MockSetup::unverified().property("state", json!("needs-coffee"))).await;
    let (ended, _) = run(&client(&mock), User::new(&mock)).await;
    let Err(SetupError::UnknownState(state @ AppStateName::Unknown(_))) = &ended else {
        panic!("it went on")
    };
    assert_eq!(state.as_str(), "needs-coffee");
    assert_eq!(
        ended.unwrap_err().to_string(),
        r#"the application waits for something unknown: "needs-coffee""#
    );
}

#[tokio::test]
async fn a_server_that_refuses_everything_is_not_asked_for_ever() {
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
        let user = User {
            emails: ["a@b"].into(),
            codes: vec![code("123456"); 1000].into(),
            names: vec!["bee"; 1000].into(),
            proofs: vec![recovery_key(); 1000].into(),
            ..User::new(&mock)
        };
        let (ended, _) = run(&client(&mock), user).await;
        assert!(matches!(ended, Err(SetupError::TooManyTries)), "{operation:?}");
        assert!(mock.requests_for(operation).len() <= 100, "{operation:?}");
    }
}

struct Nobody;
impl SetupHandler for Nobody {
    async fn signed_in(&mut self, _: &SignedIn) -> Result<(), Stop> {
        unreachable!("it has no address to sign in with")
    }
}

#[tokio::test]
async fn a_handler_names_the_method_that_it_lacks() {
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
        let error = client(&mock).app_setup().run(Nobody).await.unwrap_err();
        assert!(
            matches!(&error, SetupError::Unsupported { method: it } if *it == method),
            "{error:?}"
        );
        assert_eq!(
            error.to_string(),
            format!("the setup needs the handler's method `{method}`, which is missing")
        );
    }
}

#[tokio::test]
async fn a_handler_may_know_of_other_devices_and_not_of_emoji() {
    struct Blind;
    impl SetupHandler for Blind {
        async fn signed_in(&mut self, _: &SignedIn) -> Result<(), Stop> {
            unreachable!("somebody is signed in already")
        }

        async fn prove(&mut self, _: &AppState, _: Option<&ProofFailure>) -> Result<Proof, Stop> {
            Ok(Proof::OtherDevice)
        }
    }
    let mock = mock(MockSetup::unverified()).await;
    let error = client(&mock).app_setup().run(Blind).await.unwrap_err();
    assert!(
        matches!(error, SetupError::Unsupported { method: "compare" }),
        "{error:?}"
    );
    cancellation(&mock);
}

#[tokio::test]
async fn a_verification_can_be_given_up_at_any_time() {
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
    // What runs in the background has its turn.
    client(&mock).get_info().await.unwrap();
    assert_eq!(mock.requests_for(Operation::CancelVerification).len(), 1);
}

#[tokio::test]
async fn what_the_server_refuses_to_do_has_failed() {
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
async fn a_verification_is_looked_at_until_it_changes_or_is_over() {
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
async fn what_comes_too_late_for_a_forgotten_verification_finds_it_over() {
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
async fn a_verification_of_another_device_is_not_what_the_application_tells() {
    let mock = mock(MockSetup::ready().other_device_waits()).await;
    let mut verification = client(&mock).app_setup().verify_with_device().await.unwrap();
    mock.on(Operation::GetVerification)
        .reply(Reply::error(410, "M_GONE", "Forgotten"));
    verification.changed().await.unwrap();
    assert!(verification.app().e2ee.verified);
    assert!(matches!(verification.step(), VerificationStep::Ended(None)));
}

#[tokio::test]
async fn everything_can_be_done_by_hand() {
    let mock = mock(MockSetup::signed_out()).await;
    let sign_in = without_token(&mock).app_setup().sign_in().await.unwrap();
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
async fn a_verification_that_the_server_forgets_ended_as_the_application_says() {
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
