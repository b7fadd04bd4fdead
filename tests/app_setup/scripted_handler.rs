//! A handler that answers from a script, and the servers and clients for it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use beeper_desktop_client::app_setup::{
    CodeReply, Comparison, Proof, ProofFailure, SetupError, SetupHandler, SignedIn, Stop,
};
use beeper_desktop_client::types::{AppState, SetupRegistration, Verification, VerificationSas};
use beeper_desktop_client::{Client, Error, Secret, VirtualClock};
use beeper_desktop_mock::{MockDesktop, MockSetup, Operation, Reply};
use serde_json::{Value, json};

/// A handler with a list of answers for each question, which can also act on the other device.
pub struct ScriptedHandler<'a> {
    pub mock: &'a MockDesktop,
    pub emails: VecDeque<&'static str>,
    pub codes: VecDeque<CodeReply>,
    pub names: VecDeque<&'static str>,
    pub proofs: VecDeque<Proof>,
    pub comparison: Comparison,
    pub compares: Decision,
    pub scanned: Decision,
    pub on_wait: fn(&MockDesktop),
    pub on_qr: fn(&MockDesktop),
    pub seen: Arc<Mutex<Vec<String>>>,
}

/// The handler's answer to a question about the other device.
#[derive(Clone, Copy)]
pub enum Decision {
    Say(bool),
    SayAfter(fn(&MockDesktop), bool),
    Never(fn(&MockDesktop)),
    GiveUp,
}

impl<'a> ScriptedHandler<'a> {
    pub fn new(mock: &'a MockDesktop) -> Self {
        Self {
            mock,
            emails: VecDeque::new(),
            codes: VecDeque::new(),
            names: VecDeque::new(),
            proofs: VecDeque::new(),
            comparison: Comparison::Emoji,
            compares: Decision::Say(true),
            scanned: Decision::Say(true),
            on_wait: |_| {},
            on_qr: |_| {},
            seen: Arc::default(),
        }
    }

    pub fn with_proofs(mock: &'a MockDesktop, proofs: impl IntoIterator<Item = Proof>) -> Self {
        Self {
            proofs: proofs.into_iter().collect(),
            ..Self::new(mock)
        }
    }

    fn record(&self, what: impl Into<String>) {
        self.seen.lock().unwrap().push(what.into());
    }

    async fn decide(&self, decision: Decision) -> Result<bool, Stop> {
        match decision {
            Decision::Say(answer) => Ok(answer),
            Decision::SayAfter(act, answer) => {
                act(self.mock);
                Ok(answer)
            }
            Decision::Never(act) => {
                act(self.mock);
                std::future::pending().await
            }
            Decision::GiveUp => Err(Stop::Cancel),
        }
    }
}

fn status(again: Option<&Error>) -> String {
    again.map_or_else(String::new, |error| {
        format!(" after {}", error.status().unwrap().as_u16())
    })
}

impl SetupHandler for ScriptedHandler<'_> {
    async fn email(&mut self, again: Option<&Error>) -> Result<String, Stop> {
        self.record(format!("email{}", status(again)));
        self.emails.pop_front().map(str::to_owned).ok_or(Stop::Cancel)
    }

    async fn code(&mut self, email: &str, again: Option<&Error>) -> Result<CodeReply, Stop> {
        self.record(format!("code for {email}{}", status(again)));
        self.codes.pop_front().ok_or(Stop::Cancel)
    }

    async fn register(&mut self, form: &SetupRegistration, again: Option<&Error>) -> Result<String, Stop> {
        assert!(form.copy.terms.contains("Terms of Use"));
        self.record(format!("register{}", status(again)));
        self.names.pop_front().map(str::to_owned).ok_or(Stop::Cancel)
    }

    async fn signed_in(&mut self, signed_in: &SignedIn) -> Result<(), Stop> {
        assert_eq!(signed_in.access_token().expose(), self.mock.token());
        self.record(format!("signed in as {}", signed_in.user_id().as_str()));
        Ok(())
    }

    async fn prove(&mut self, _: &AppState, again: Option<&ProofFailure>) -> Result<Proof, Stop> {
        self.record(match again {
            None => "prove".to_owned(),
            Some(ProofFailure::Refused(error)) => format!("prove{}", status(Some(error))),
            Some(ProofFailure::Ended(Some(error))) => format!("prove after {}", error.code),
            Some(other) => format!("prove after {other:?}"),
        });
        self.proofs.pop_front().ok_or(Stop::Cancel)
    }

    async fn keep_recovery_key(&mut self, key: &Secret) -> Result<(), Stop> {
        assert!(key.expose().starts_with("mock-recovery-key"));
        self.record("keep the key");
        Ok(())
    }

    fn wait_for_device(&mut self, verification: &Verification) {
        self.record(format!("wait while {}", verification.state.as_str()));
        (self.on_wait)(self.mock);
    }

    async fn choose_comparison(&mut self, _: &Verification) -> Result<Comparison, Stop> {
        self.record("choose");
        Ok(self.comparison)
    }

    async fn show_qr(&mut self, code: &Secret) -> Result<(), Stop> {
        assert!(code.expose().starts_with("mock-qr-of-"));
        self.record("show");
        (self.on_qr)(self.mock);
        Ok(())
    }

    fn hide_qr(&mut self) {
        self.record("hide");
    }

    async fn compare(&mut self, sas: &VerificationSas) -> Result<bool, Stop> {
        assert!(sas.emojis.expose().contains('🐝'));
        self.record("compare");
        self.decide(self.compares).await
    }

    async fn confirm_scanned(&mut self) -> Result<bool, Stop> {
        self.record("scanned?");
        self.decide(self.scanned).await
    }

    fn observe(&mut self, app: &AppState) {
        self.record(format!("[{}]", app.state.as_str()));
    }
}

/// Runs the whole setup, and returns its result and what the user saw.
pub async fn run(client: &Client, mut handler: ScriptedHandler<'_>) -> (Result<Client, SetupError>, Vec<String>) {
    let ended = client.app_setup().run(&mut handler).await;
    let seen = std::mem::take(&mut *handler.seen.lock().unwrap());
    (ended, seen)
}

pub async fn mock(setup: MockSetup) -> MockDesktop {
    MockDesktop::builder().setup(setup).start().await.unwrap()
}

pub fn client_without_token(mock: &MockDesktop) -> Client {
    let client = Client::builder().base_url(mock.base_url()).clock(VirtualClock::new());
    client.build().unwrap()
}

/// Returns a client that polls once per second, with the clock that it uses.
pub fn polling_client(mock: &MockDesktop) -> (Client, VirtualClock) {
    let clock = VirtualClock::new();
    let client = Client::builder().base_url(mock.base_url()).access_token(mock.token());
    (client.clock(clock.clone()).build().unwrap(), clock)
}

#[track_caller]
pub fn assert_seconds(clock: &VirtualClock, seconds: usize) {
    assert_eq!(clock.pauses(), vec![Duration::from_secs(1); seconds]);
}

/// Returns a verification from a server that behaves differently from the mock.
pub fn verification(mock: &MockDesktop, state: &str, actions: &[&str], emojis: &str) -> Reply {
    Reply::json(
        200,
        json!({"session": mock.setup_state(), "verification": {"id": "v", "state": state, "availableActions": actions,
            "direction": "incoming", "methods": ["sas"], "purpose": "login", "sas": {"emojis": emojis}}}),
    )
}

pub fn code(code: &str) -> CodeReply {
    CodeReply::Code(code.into())
}

pub fn recovery_key() -> Proof {
    Proof::RecoveryKey("mock-recovery-key".into())
}

pub fn scanned() -> Proof {
    Proof::Scanned("mock-qr-of-trusted-device".into())
}

/// Returns the cancellation that the client sent last.
pub fn cancellation(mock: &MockDesktop) -> Value {
    let requests = mock.requests_for(Operation::CancelVerification);
    requests.last().unwrap().json().unwrap()
}
