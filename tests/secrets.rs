//! Secrets: a marker is planted wherever one can be, and looked for in everything that can be printed.

use std::error::Error;
use std::fmt::{Debug, Write as _};
use std::io;
use std::sync::{Arc, LazyLock, Mutex};

use beeper_bridge_login::cookies::{Browser, CookieStep};
use beeper_bridge_login::input::{FieldValues, InputStep};
use beeper_bridge_login::{AskedAgain, BridgeLoginExt, DisplayStep, LoginHandler, LoginState, Stop};
use beeper_desktop_client::app_setup::{self, CodeReply, Comparison, Proof, ProofFailure, SetupHandler, SignedIn};
use beeper_desktop_client::types::{
    AppState, ConfirmRecoveryKeyResetRequest, CreateLoginSessionRequest, CreateRecoveryKeyResetRequest, LoginDisplay,
    LoginStepAnswerType, RegisterSetupRequest, ScanVerificationQrRequest, SendMessageRequest, SetupRegistration,
    SubmitLoginStepRequest, SubmitSetupResponseRequest, UploadAssetResponse, Verification, VerificationSas,
    VerifyRecoveryKeyRequest,
};
use beeper_desktop_client::{Client, OpenValue, Secret, VirtualClock};
use beeper_desktop_mock::{MockAccount, MockBridge, MockDesktop, MockLoginFlow, MockSetup, Operation, Reply};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tracing::Level;

const MARKER: &str = "PLANTED-3141592653";

/// What was printed.
#[derive(Clone, Default)]
struct Printed(Arc<Mutex<Vec<u8>>>);

impl Printed {
    fn add(&self, text: &str) {
        self.0.lock().unwrap().extend_from_slice(text.as_bytes());
    }

    fn debug(&self, value: &impl Debug) {
        self.add(&format!("{value:?}\n{value:#?}\n"));
    }

    fn error(&self, error: &(dyn Error + 'static)) {
        let mut text = String::new();
        let mut next = Some(error);
        while let Some(error) = next {
            writeln!(text, "{error}\n{error:#}\n{error:?}\n{error:#?}").unwrap();
            next = error.source();
        }
        self.add(&text);
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Collects every trace and every log record of all crates, from now on and of the whole process: tests run beside this
/// one, but none of them knows the markers.
fn collected() -> &'static Printed {
    static COLLECTED: LazyLock<Printed> = LazyLock::new(|| {
        let printed = Printed::default();
        let writer = printed.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(Level::TRACE)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        tracing_log::LogTracer::init().unwrap();
        printed
    });
    &COLLECTED
}

fn session(step: Value) -> Value {
    json!({"bridgeID": "b", "loginSessionID": "s", "status": "waiting", "currentStep": step, "unknown": MARKER})
}

/// Sessions with the marker in each place that may hold a secret.
fn sessions() -> Vec<Value> {
    let display = |display: Value| session(json!({"type": "display_and_wait", "stepID": "t", "display": display}));
    vec![
        display(json!({"type": "qr", "data": MARKER})),
        display(json!({"type": "code", "data": MARKER})),
        display(json!({"type": "emoji", "imageURL": "https://images.example/", "data": MARKER})),
        display(json!({"type": "hologram", "data": MARKER, "deep": {"x": [MARKER]}})),
        session(json!({"type": "webauthn", "publicKey": {"challenge": MARKER}, "token": MARKER})),
        session(json!({
            "type": "user_input",
            "stepID": "t",
            "instructions": MARKER,
            "attachments": [MARKER, {"content": MARKER}, [MARKER]],
            "fields": [{"id": "f", "initialValue": MARKER, "default_value": MARKER, "options": [MARKER]}],
        })),
        session(json!({
            "type": "cookies",
            "stepID": "t",
            "url": "https://chat.example",
            "fields": [{"id": "f", "sources": [{"type": "cookie", "name": MARKER}]}],
        })),
        json!({
            "bridgeID": "b",
            "loginSessionID": "s",
            "status": "failed",
            "error": {"code": "M_FORBIDDEN", "message": MARKER, "details": {"submitted": MARKER, "more": {"x": MARKER}}},
        }),
    ]
}

#[tokio::test]
async fn nothing_that_can_be_printed_shows_a_secret() {
    let printed = collected();
    let mock = MockDesktop::builder().token(MARKER).start().await.unwrap();
    let steps = [json!({"type": "user_input", "stepID": "t", "fields": []})];
    mock.put_bridge(MockBridge::new("b").login_flows([MockLoginFlow::new("f").steps(steps)]));

    // The token, in the builder and in the client.
    let builder = Client::builder().base_url(mock.base_url()).access_token(MARKER);
    printed.debug(&builder);
    let client = builder.build().unwrap();
    printed.debug(&client);
    printed.debug(&Secret::from(MARKER));
    printed.debug(&OpenValue::from(
        json!({"a": MARKER, "b": [MARKER], "c": {"d": MARKER}}),
    ));
    printed.debug(&OpenValue::from(json!(MARKER)));
    printed.error(
        &Client::builder()
            .access_token(format!("{MARKER}\n{MARKER}"))
            .build()
            .unwrap_err(),
    );
    printed.error(
        &Client::builder()
            .base_url(format!("http://u:{MARKER}@localhost"))
            .build()
            .unwrap_err(),
    );

    // What is submitted.
    let answer = SubmitLoginStepRequest {
        fields: Some([("f".to_owned(), Secret::from(MARKER))].into()),
        last_url: Some(MARKER.into()),
        ..SubmitLoginStepRequest::new(LoginStepAnswerType::UserInput)
    };
    printed.debug(&answer);
    let (bridge, step) = ("b".parse().unwrap(), "t".parse().unwrap());
    let started = client
        .create_login_session(&bridge, &CreateLoginSessionRequest::new())
        .await
        .unwrap();
    printed.debug(&started);
    let id = &started.login_session_id;
    printed.debug(&client.submit_login_step(&bridge, id, &step, &answer).await.unwrap());

    // What is received.
    mock.put_account(MockAccount::new("a").property("capabilities", json!({"token": MARKER})));
    printed.debug(&client.list_accounts().await.unwrap());
    for wire in sessions() {
        mock.on(Operation::GetLoginSession)
            .reply(Reply::json(200, wire).header("set-cookie", MARKER));
        let session = client.get_login_session(&bridge, id).await.unwrap();
        printed.debug(&session);
    }

    // The application's own setup, and what messages and files come with.
    setup_and_chats(&mock, &client, printed).await;

    // Failures: refusals that echo what was submitted, answers that don't fit, connections that aren't made.
    for reply in [
        Reply::json(
            400,
            json!({"code": "M_BAD_JSON", "message": MARKER, "details": {"submitted": MARKER}}),
        ),
        Reply::json(400, json!({"code": format!("M {MARKER}"), "message": ""})),
        Reply::bytes(502, format!("<html>{MARKER}</html>")).header("content-type", &format!("text/{MARKER} html")),
        Reply::bytes(200, format!("<html>{MARKER}</html>")).header("content-type", &format!("\"{MARKER}\"")),
        Reply::json(200, json!({"bridgeID": [MARKER]})),
        Reply::json(200, json!(MARKER)),
        Reply::json(200, session(json!({"type": "cookies", "url": {"x": MARKER}}))),
        Reply::json(
            200,
            json!({"bridgeID": "b", "loginSessionID": "s", "status": "x", "account": {format!("{MARKER} {MARKER}"): 1}}),
        ),
        Reply::json(200, session(json!({"type": MARKER.len()}))),
        Reply::bytes(200, format!("{{\"bridgeID\": \"{MARKER}")),
        Reply::empty(302).header("location", &format!("http://127.0.0.1:1/{MARKER}")),
    ] {
        mock.on(Operation::SubmitLoginStep)
            .reply(reply.header("set-cookie", MARKER));
        let error = client.submit_login_step(&bridge, id, &step, &answer).await.unwrap_err();
        printed.error(&error);
        // A code is no place for a secret; an error checks it all the same before it prints it.
        printed.debug(&error.api_error().map(|said| (&said.message, &said.details)));
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/{MARKER}", listener.local_addr().unwrap());
    drop(listener);
    let nowhere = Client::builder()
        .base_url(address)
        .access_token(MARKER)
        .clock(VirtualClock::new())
        .build()
        .unwrap();
    printed.error(&nowhere.get_bridge(&MARKER.parse().unwrap()).await.unwrap_err());

    let text = printed.text();
    for expected in ["answered", "failed", "submit_login_step", "Secret(..)", "LoginSession"] {
        assert!(text.contains(expected), "{expected} in\n{text}");
    }
    for marker in [MARKER.to_owned(), MARKER.to_lowercase()] {
        let line = text.lines().find(|line| line.contains(&marker));
        assert_eq!(line, None);
    }
}

/// A fixture with the marker in place of its secrets.
fn planted(name: &str) -> Value {
    let path = format!("{}/fixtures/wire/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains("SECRET-1"), "{name} has no secrets");
    serde_json::from_str(&text.replace("SECRET-1", MARKER)).unwrap()
}

async fn setup_and_chats(mock: &MockDesktop, client: &Client, printed: &Printed) {
    let answer_with = |wire: Value| {
        mock.reset_replies();
        mock.on_any().reply(Reply::json(200, wire).header("set-cookie", MARKER));
    };
    for name in ["SetupResult.SignedIn", "SetupResult.RegistrationRequired"] {
        answer_with(planted(name));
        let body = SubmitSetupResponseRequest::new(MARKER.into(), "r".into());
        printed.debug(&body);
        printed.debug(&client.submit_setup_response(&body).await.unwrap());
    }
    answer_with(json!({"leadToken": MARKER, "deep": {"x": MARKER}}));
    let body = RegisterSetupRequest::new(true, MARKER.into(), "r".into(), "kim".to_owned());
    printed.debug(&body);
    printed.error(&client.register_setup(&body).await.unwrap_err());
    let body = SubmitSetupResponseRequest::new(MARKER.into(), "r".into());
    printed.debug(&client.submit_setup_response(&body).await.unwrap());

    answer_with(planted("CreateRecoveryKeyResetResponse"));
    let body = CreateRecoveryKeyResetRequest {
        existing_recovery_key: Some(MARKER.into()),
    };
    printed.debug(&body);
    printed.debug(&client.create_recovery_key_reset(&body).await.unwrap());
    printed.debug(&VerifyRecoveryKeyRequest::new(MARKER.into()));
    printed.debug(&ConfirmRecoveryKeyResetRequest::new(MARKER.into()));
    answer_with(planted("VerificationResponse"));
    let body = ScanVerificationQrRequest::new(MARKER.into());
    printed.debug(&body);
    printed.debug(&client.scan_verification_qr(&body).await.unwrap());

    // What is said is no secret to those who print it, but nothing of it gets into traces and errors.
    let chat = MARKER.parse().unwrap();
    let message = SendMessageRequest {
        text: Some(MARKER.to_owned()),
        ..SendMessageRequest::new()
    };
    answer_with(json!({"chatID": MARKER, "pendingMessageID": MARKER}));
    client.send_message(&chat, &message).await.unwrap();
    client.search(MARKER).await.unwrap_err();
    answer_with(json!({"items": [{"id": "m", "text": MARKER, "sendStatus": {"status": [MARKER]}}]}));
    printed.error(&client.list_messages(&chat, Some(MARKER), None).await.unwrap_err());
    printed.debug(&UploadAssetResponse::deserialize(json!({"error": MARKER})).unwrap());
    mock.reset_replies();
}

#[test]
fn a_secret_in_a_trace_would_be_found() {
    let printed = collected();
    tracing::trace!(value = "PLANTED-2718281828", "traced");
    assert!(printed.text().contains("PLANTED-2718281828"));
}

#[test]
fn secrets_are_what_they_are_on_the_wire() {
    let secret: Secret = serde_json::from_value(json!(MARKER)).unwrap();
    assert_eq!(secret.expose(), MARKER);
    assert_eq!(serde_json::to_value(&secret).unwrap(), MARKER);
    let display: LoginDisplay = serde_json::from_value(json!({"type": "qr", "data": MARKER})).unwrap();
    assert_eq!(
        serde_json::to_value(&display).unwrap(),
        json!({"type": "qr", "data": MARKER})
    );
}

/// Answers every step with the marker, and prints what it is given.
struct Careless<'a>(&'a Printed);

impl LoginHandler for Careless<'_> {
    async fn fill(&mut self, step: &InputStep, again: Option<&AskedAgain>) -> Result<FieldValues, Stop> {
        self.0.debug(&(step, again));
        if again.is_some() {
            return Err(Stop::Cancel);
        }
        let mut values = FieldValues::new();
        for field in step.fields() {
            values.insert(field.id().clone(), MARKER);
        }
        self.0.debug(&values);
        Ok(values)
    }

    async fn collect(&mut self, step: &CookieStep, again: Option<&AskedAgain>) -> Result<Browser, Stop> {
        self.0.debug(&(step, again));
        let mut browser = Browser::new();
        for field in step.fields() {
            browser.add_extracted(field.id().clone(), MARKER);
        }
        browser.set_current_url(format!("https://example.com/?code={MARKER}"));
        self.0.debug(&browser);
        Ok(browser)
    }

    async fn show(&mut self, step: &DisplayStep) -> Result<(), Stop> {
        self.0.debug(step);
        Ok(())
    }

    fn observe(&mut self, state: &LoginState) {
        self.0.debug(state);
    }
}

#[tokio::test]
async fn no_login_traces_or_prints_what_was_typed_shown_or_echoed() {
    let printed = collected();
    let mock = MockDesktop::builder().token(MARKER).start().await.unwrap();
    let client = Client::builder()
        .base_url(mock.base_url())
        .access_token(MARKER)
        .clock(VirtualClock::new())
        .build()
        .unwrap();
    let echo = format!("{MARKER} is not right");
    let asking = [
        json!({"type": "user_input", "stepID": "p", "instructions": echo, "fields": [
            {"id": "password", "type": "password", "label": "Password", "initialValue": MARKER}]}),
        json!({"type": "cookies", "stepID": "w", "url": format!("https://example.com/{MARKER}"), "fields": [{"id": "sid"}]}),
        json!({"type": "display_and_wait", "stepID": "q", "display": {"type": "qr", "data": MARKER}}),
    ];
    let endings = [
        Reply::json(
            200,
            json!({"bridgeID": "mock-qr", "loginSessionID": "s1", "status": "complete", "loginID": "+1"}),
        ),
        Reply::json(
            200,
            json!({"bridgeID": "mock-qr", "loginSessionID": "s1", "status": "failed",
            "error": {"code": "FI.MAU.NO", "message": echo, "details": {"value": MARKER}}}),
        ),
        Reply::error(400, "FI.MAU.NO", &echo),
        Reply::error(500, "M_BAD_STATE", &echo),
        Reply::error(429, "M_LIMIT_EXCEEDED", &echo).header("retry-after", "90"),
        Reply::error(403, "M_FORBIDDEN", &echo),
        Reply::bytes(502, format!("<html>{echo}</html>")),
        Reply::json(200, json!({"status": MARKER})),
    ];
    for step in asking {
        let session = json!({"bridgeID": "mock-qr", "loginSessionID": "s1", "status": "waiting", "currentStep": step});
        for ending in &endings {
            mock.on(Operation::CreateLoginSession)
                .reply(Reply::json(200, session.clone()));
            mock.on(Operation::GetLoginSession)
                .reply(Reply::json(200, session.clone()));
            mock.on(Operation::SubmitLoginStep).reply(ending.clone());
            let bridge = client.bridge("mock-qr".parse().unwrap());
            match bridge.connect().run(Careless(printed)).await {
                Ok(connected) => printed.debug(&connected),
                Err(error) => printed.error(&error),
            }
        }
    }

    let text = printed.text();
    assert!(text.contains("looking at the login session"), "the login traces");
    let line = text.lines().find(|line| line.contains(MARKER));
    assert_eq!(line, None);
}

/// Signs the application in with the marker, and prints what it is given.
struct CarelessOwner<'a> {
    printed: &'a Printed,
    proofs: Vec<Proof>,
}

impl SetupHandler for CarelessOwner<'_> {
    async fn email(&mut self, again: Option<&beeper_desktop_client::Error>) -> Result<String, app_setup::Stop> {
        self.printed.debug(&again);
        Ok("kim@beeper.local".to_owned())
    }

    async fn code(
        &mut self,
        _: &str,
        again: Option<&beeper_desktop_client::Error>,
    ) -> Result<CodeReply, app_setup::Stop> {
        let reply = CodeReply::Code(MARKER.into());
        self.printed.debug(&(&reply, again));
        Ok(reply)
    }

    async fn register(
        &mut self,
        form: &SetupRegistration,
        again: Option<&beeper_desktop_client::Error>,
    ) -> Result<String, app_setup::Stop> {
        self.printed.debug(&(form, again));
        Ok("kim".to_owned())
    }

    async fn signed_in(&mut self, signed_in: &SignedIn) -> Result<(), app_setup::Stop> {
        self.printed.debug(signed_in);
        Ok(())
    }

    async fn prove(&mut self, app: &AppState, again: Option<&ProofFailure>) -> Result<Proof, app_setup::Stop> {
        let proof = self.proofs.pop().ok_or(app_setup::Stop::Cancel)?;
        self.printed.debug(&(app, again, &proof));
        Ok(proof)
    }

    async fn keep_recovery_key(&mut self, key: &Secret) -> Result<(), app_setup::Stop> {
        self.printed.debug(key);
        Err(io::Error::other(MARKER).into())
    }

    async fn choose(&mut self, verification: &Verification) -> Result<Comparison, app_setup::Stop> {
        self.printed.debug(verification);
        Ok(Comparison::QrCode)
    }

    async fn show_qr(&mut self, code: &Secret) -> Result<(), app_setup::Stop> {
        self.printed.debug(code);
        Ok(())
    }

    async fn compare(&mut self, sas: &VerificationSas) -> Result<bool, app_setup::Stop> {
        self.printed.debug(sas);
        Ok(false)
    }
}

#[tokio::test]
async fn no_setup_traces_or_prints_what_was_typed_shown_or_echoed() {
    let printed = collected();
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
    let owner = |proofs: &[Proof]| CarelessOwner {
        printed,
        proofs: proofs.to_vec(),
    };
    mock.on(Operation::SubmitSetupResponse).once().reply(Reply::error(
        403,
        "M_FORBIDDEN",
        &format!("{MARKER} is not the code"),
    ));
    // The handler's own error is given back as it is, so only what stands around it is looked at.
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
