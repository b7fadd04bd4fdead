//! Tests that the client's requests, responses and errors print no secrets.

use beeper_desktop_client::files::Upload;
use beeper_desktop_client::types::{
    LoginDisplay, LoginStepAnswerType, NewAttachment, NewDraft, StartChatUser, UploadAssetResponse,
};
use beeper_desktop_client::{Client, Method, OpenValue, Secret, VirtualClock};
use beeper_desktop_mock::{MockAccount, MockBridge, MockDesktop, MockLoginFlow, Operation, Reply};
use serde::Deserialize;
use serde_json::{Value, json};

use super::captured_output::{CapturedOutput, MARKER, capture_output};
use crate::support::closed_port::ClosedPort;
use crate::support::samples::{component, full};

fn session(step: Value) -> Value {
    json!({"bridgeID": "b", "loginSessionID": "s", "status": "waiting", "currentStep": step, "unknown": MARKER})
}

/// Returns sessions with the marker in each place that may contain a secret.
fn sessions() -> Vec<Value> {
    let display = |display: Value| session(json!({"type": "display_and_wait", "stepID": "t", "display": display}));
    vec![
        display(json!({"type": "qr", "data": MARKER})),
        display(json!({"type": "code", "data": MARKER})),
        display(json!({"type": "emoji", "imageURL": MARKER, "data": MARKER, "more": MARKER})),
        display(json!({"type": "qr", "imageURL": MARKER, "image_url": MARKER})),
        display(json!([MARKER])),
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
            "initialCookies": [{"name": "a", "value": MARKER}],
            "txnID": MARKER,
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
async fn the_client_prints_no_secrets() {
    let printed = capture_output();
    let mock = MockDesktop::builder().token(MARKER).start().await.unwrap();
    let steps = [json!({"type": "user_input", "stepID": "t", "fields": []})];
    mock.put_bridge(MockBridge::new("b").login_flows([MockLoginFlow::new("f").steps(steps)]));

    // The token is in the builder and in the client.
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

    // The client submits these values.
    let started = client.create_login_session("b").await.unwrap();
    printed.debug(&started);
    let id = &started.login_session_id;
    let answer = client
        .submit_login_step("b", id, "t", LoginStepAnswerType::UserInput)
        .fields([("f", MARKER)])
        .last_url(MARKER)
        .header("x-secret", MARKER);
    printed.debug(&answer);
    let answering = answer.clone().into_future();
    printed.debug(&answering);
    printed.debug(&answering.await.unwrap());
    mock.on(Operation::SubmitLoginStep)
        .once()
        .reply(Reply::json(200, json!({"token": MARKER})).header("set-cookie", MARKER));
    printed.debug(&answer.clone().raw().await.unwrap());

    // The client receives these values.
    mock.put_account(MockAccount::new("a").property("capabilities", json!({"token": MARKER})));
    printed.debug(&client.list_accounts().await.unwrap());
    for wire in sessions() {
        mock.on(Operation::GetLoginSession)
            .reply(Reply::json(200, wire).header("set-cookie", MARKER));
        let session = client.get_login_session("b", id).await.unwrap();
        printed.debug(&session);
    }

    // These cover the application's setup, messages and files.
    print_setup_and_chats(&mock, &client, printed).await;

    // These fail: the server refuses and repeats what was submitted, the answer does not fit, or no connection is possible.
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
        Reply::json(200, session(json!({"type": [MARKER]}))),
        Reply::json(
            200,
            json!({"bridgeID": "b", "loginSessionID": "s", "status": "x", "currentStep": {format!("{MARKER} {MARKER}"): 1}}),
        ),
        Reply::bytes(200, format!("{{\"bridgeID\": \"{MARKER}")),
        Reply::empty(302).header("location", &format!("http://127.0.0.1:1/{MARKER}")),
    ] {
        mock.on(Operation::SubmitLoginStep)
            .reply(reply.header("set-cookie", MARKER));
        let error = answer.clone().await.unwrap_err();
        printed.error(&error);
        // A code should not contain a secret, but the error checks the code before it prints it.
        printed.debug(
            &error
                .api_error()
                .map(|api_error| (&api_error.message, &api_error.details)),
        );
    }
    let nobody = ClosedPort::new();
    let nowhere = Client::builder()
        .base_url(format!("{}/{MARKER}", nobody.url()))
        .access_token(MARKER)
        .clock(VirtualClock::new())
        .build()
        .unwrap();
    printed.error(&nowhere.get_bridge(MARKER).await.unwrap_err());

    let text = printed.text();
    for expected in [
        "answered",
        "failed",
        "submit_login_step",
        "Secret(..)",
        "LoginSession",
        "SubmitLoginStep",
        "SearchMessages",
        "StartChat",
        "Execute",
        "RawResponse",
        "`header x-secret` cannot be sent",
    ] {
        assert!(text.contains(expected), "{expected} in\n{text}");
    }
    for marker in [MARKER.to_owned(), MARKER.to_lowercase()] {
        let line = text.lines().find(|line| line.contains(&marker));
        assert_eq!(line, None);
    }
}

/// Returns a sample with the marker in place of its secrets.
fn planted(sample: &Value) -> Value {
    let text = sample.to_string();
    assert!(text.contains("SECRET-1"), "there are no secrets in {text}");
    serde_json::from_str(&text.replace("SECRET-1", MARKER)).unwrap()
}

async fn print_setup_and_chats(mock: &MockDesktop, client: &Client, printed: &CapturedOutput) {
    let answer_with = |wire: Value| {
        mock.reset_replies();
        mock.on_any().reply(Reply::json(200, wire).header("set-cookie", MARKER));
    };
    let response = client.submit_setup_response(MARKER, "r");
    printed.debug(&response);
    for (_, sample) in component("SetupResult").variants() {
        answer_with(planted(&sample));
        printed.debug(&response.clone().await.unwrap());
    }
    answer_with(json!({"leadToken": MARKER, "deep": {"x": MARKER}}));
    let register = client.register_setup(true, MARKER, "r", "kim");
    printed.debug(&register);
    printed.error(&register.await.unwrap_err());
    printed.debug(&response.await.unwrap());

    answer_with(planted(&full("CreateRecoveryKeyResetResponse")));
    let reset = client.create_recovery_key_reset().existing_recovery_key(MARKER);
    printed.debug(&reset);
    printed.debug(&reset.await.unwrap());
    printed.debug(&client.verify_recovery_key(MARKER));
    printed.debug(&client.confirm_recovery_key_reset(MARKER));
    answer_with(planted(&full("VerificationResponse")));
    let scan = client.scan_verification_qr(MARKER);
    printed.debug(&scan);
    printed.debug(&scan.await.unwrap());

    // Whoever prints an answer may see its texts, but traces, errors and requests must not show them.
    answer_with(json!({"chatID": MARKER, "pendingMessageID": MARKER}));
    client.send_message(MARKER).text(MARKER).await.unwrap();
    client.search(MARKER).await.unwrap_err();
    answer_with(json!({"items": [{"id": "m", "text": MARKER, "sendStatus": {"status": [MARKER]}}]}));
    let messages = client.list_messages(MARKER).starting_at(MARKER);
    let page = messages.await.unwrap();
    assert!(!page.misfits().is_empty());
    for misfit in page.misfits() {
        printed.debug(misfit);
        printed.add(&misfit.to_string());
    }
    let mut found = client.search_messages().query(MARKER).starting_at(MARKER).items();
    assert!(found.next().await.is_none());
    printed.debug(&found.misfits());
    answer_with(json!({"items": {"id": "m", "text": MARKER}}));
    printed.error(&client.list_messages(MARKER).await.unwrap_err());
    let mut found = client.search_messages().query(MARKER).starting_at(MARKER).items();
    printed.error(&found.next().await.unwrap().unwrap_err());
    printed.debug(&found);
    printed.debug(&UploadAssetResponse::deserialize(json!({"error": MARKER})).unwrap());
    mock.reset_replies();
    print_requests(client, printed).await;
}

/// Prints requests with the marker in texts, searches, files and headers, and errors of requests that cannot be sent.
async fn print_requests(client: &Client, printed: &CapturedOutput) {
    printed.debug(
        &client
            .send_message("c")
            .text(MARKER)
            .attachment(NewAttachment::new(MARKER)),
    );
    printed.debug(&client.update_message("c", "m", MARKER));
    printed.debug(&client.update_chat("c").title(MARKER).draft(NewDraft::new(MARKER)));
    let person = StartChatUser::new().email(MARKER).phone_number(MARKER);
    printed.debug(&client.start_chat("a", person).message_text(MARKER));
    printed.debug(&client.search(MARKER));
    printed.debug(&client.search_messages().query(MARKER).sender(MARKER));
    printed.debug(&client.search_contacts("a", MARKER));
    printed.debug(&client.focus_app().draft_text(MARKER).draft_attachment_path(MARKER));
    printed.debug(&client.submit_setup_email(MARKER, "r"));
    printed.debug(&client.upload_asset_base64(MARKER).file_name(MARKER));
    printed.debug(&Upload::bytes(MARKER));
    printed.debug(&Upload::file(MARKER));
    printed.debug(&client.upload_asset(Upload::bytes(MARKER)).file_name(MARKER));
    printed.debug(&client.serve_asset(MARKER));
    let execute = client
        .execute(Method::POST, format!("/v1/chats/{{chatID}}?token={MARKER}"))
        .path("chatID", MARKER)
        .query("q", MARKER)
        .json(&json!({"text": MARKER}))
        .header("x-secret", MARKER);
    printed.debug(&execute);
    printed.error(&execute.await.unwrap_err());

    for header in [
        ("x-secret", format!("{MARKER}\n")),
        ("authorization", MARKER.to_owned()),
        ("no name", MARKER.to_owned()),
    ] {
        let refused = client.list_accounts().header(header.0, header.1);
        printed.debug(&refused);
        printed.error(&refused.await.unwrap_err());
    }
    let missing = client.upload_asset(Upload::file("/nowhere/x")).file_name(MARKER);
    printed.error(&missing.await.unwrap_err());
    let unnamed = client
        .upload_asset(Upload::bytes("x"))
        .mime_type(format!("{MARKER} {MARKER}"));
    printed.error(&unnamed.await.unwrap_err());
    let folder = client.serve_asset(MARKER).to_file("/nowhere/x");
    printed.error(&folder.await.unwrap_err());
}

#[test]
fn secrets_are_serialized_in_plain_text() {
    let secret: Secret = serde_json::from_value(json!(MARKER)).unwrap();
    assert_eq!(secret.expose(), MARKER);
    assert_eq!(serde_json::to_value(&secret).unwrap(), MARKER);
    let display: LoginDisplay = serde_json::from_value(json!({"type": "qr", "data": MARKER})).unwrap();
    assert_eq!(
        serde_json::to_value(&display).unwrap(),
        json!({"type": "qr", "data": MARKER})
    );
}
