//! Tests that the setup of the application prints no codes, proofs, QR codes or recovery keys.

use std::io;

use beeper_desktop_client::app_setup::{CodeReply, Comparison, Proof, ProofFailure, SetupHandler, SignedIn, Stop};
use beeper_desktop_client::types::{AppState, SetupRegistration, Verification, VerificationSas};
use beeper_desktop_client::{Client, Error, Secret, VirtualClock};
use beeper_desktop_mock::{MockDesktop, MockSetup, Operation, Reply};
use serde_json::{Value, json};

use super::captured_output::{CapturedOutput, MARKER, capture_output};

/// A handler that signs the application in with the marker, and prints everything that it receives.
struct PrintingSetupHandler<'a> {
    printed: &'a CapturedOutput,
    proofs: Vec<Proof>,
}

impl SetupHandler for PrintingSetupHandler<'_> {
    async fn email(&mut self, again: Option<&Error>) -> Result<String, Stop> {
        self.printed.debug(&again);
        Ok("kim@beeper.local".to_owned())
    }

    async fn code(&mut self, _: &str, again: Option<&Error>) -> Result<CodeReply, Stop> {
        let reply = CodeReply::Code(MARKER.into());
        self.printed.debug(&(&reply, again));
        Ok(reply)
    }

    async fn register(&mut self, form: &SetupRegistration, again: Option<&Error>) -> Result<String, Stop> {
        self.printed.debug(&(form, again));
        Ok("kim".to_owned())
    }

    async fn signed_in(&mut self, signed_in: &SignedIn) -> Result<(), Stop> {
        self.printed.debug(signed_in);
        Ok(())
    }

    async fn prove(&mut self, app: &AppState, again: Option<&ProofFailure>) -> Result<Proof, Stop> {
        let proof = self.proofs.pop().ok_or(Stop::Cancel)?;
        self.printed.debug(&(app, again, &proof));
        Ok(proof)
    }

    async fn keep_recovery_key(&mut self, key: &Secret) -> Result<(), Stop> {
        self.printed.debug(key);
        Err(io::Error::other(MARKER).into())
    }

    async fn choose_comparison(&mut self, verification: &Verification) -> Result<Comparison, Stop> {
        self.printed.debug(verification);
        Ok(Comparison::QrCode)
    }

    async fn show_qr(&mut self, code: &Secret) -> Result<(), Stop> {
        self.printed.debug(code);
        Ok(())
    }

    async fn compare(&mut self, sas: &VerificationSas) -> Result<bool, Stop> {
        self.printed.debug(sas);
        Ok(false)
    }
}

#[tokio::test]
async fn an_app_setup_prints_no_secrets() {
    let printed = capture_output();
    let setup = MockSetup::signed_out()
        .new_account()
        .sign_in_code(MARKER)
        .recovery_key(MARKER);
    let mock = MockDesktop::builder().token(MARKER).setup(setup).start().await.unwrap();
    let client = Client::builder()
        .base_url(mock.base_url())
        .clock(VirtualClock::new())
        .build()
        .unwrap();
    let owner = |proofs: &[Proof]| PrintingSetupHandler {
        printed,
        proofs: proofs.to_vec(),
    };
    mock.on(Operation::SubmitSetupResponse).once().reply(Reply::error(
        403,
        "M_FORBIDDEN",
        &format!("{MARKER} is not the code"),
    ));
    // The client returns the handler's own error unchanged, so this looks only at the text around it.
    let error = client.app_setup().run(owner(&[])).await.unwrap_err();
    printed.add(&format!("{error} {error:?}"));

    mock.put_setup(MockSetup::unverified().recovery_key(MARKER));
    let verification = |state: &str, more: Value| {
        let mut verification = json!({"id": "v", "state": state, "direction": "outgoing", "methods": [], "purpose": "login",
            "availableActions": ["sas.start", "sas.confirm"], "qr": {"data": MARKER}});
        for (name, value) in more.as_object().unwrap() {
            verification[name] = value.clone();
        }
        Reply::json(
            200,
            json!({"session": mock.setup_state(), "verification": verification}),
        )
    };
    let failed = json!({"error": {"code": "m.user", "reason": MARKER}});
    mock.on(Operation::CreateVerification)
        .reply(verification("ready", json!({})));
    mock.on(Operation::GetVerification)
        .nth(1)
        .reply(verification("error", failed));
    let sas = json!({"sas": {"emojis": MARKER, "decimals": MARKER}});
    mock.on(Operation::GetVerification)
        .nth(2)
        .reply(verification("sas_ready", sas));
    mock.on(Operation::ScanVerificationQr)
        .reply(Reply::error(400, "M_BAD_PARAM", &format!("{MARKER} is no code")));
    let signed_in = client.with_access_token(MARKER).unwrap();
    let proofs = [
        Proof::OtherDevice,
        Proof::OtherDevice,
        Proof::Scanned(MARKER.into()),
        Proof::RecoveryKey(format!("{MARKER}-wrong").into()),
    ];
    let error = signed_in.app_setup().run(owner(&proofs)).await.unwrap_err();
    printed.error(&error);
    let found = signed_in.app_setup().verify_with_device().await.unwrap();
    printed.debug(&(&found, found.step()));
    printed.debug(
        &client
            .app_setup()
            .new_recovery_key(Some(MARKER.into()))
            .await
            .unwrap_err(),
    );
    printed.debug(
        &signed_in
            .app_setup()
            .new_recovery_key(Some(MARKER.into()))
            .await
            .unwrap(),
    );

    let text = printed.text();
    assert!(text.contains("scan_verification_qr"), "the setup traces");
    let line = text.lines().find(|line| line.contains(MARKER));
    assert_eq!(line, None);
}
