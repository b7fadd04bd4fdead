//! Tests of what outcomes print: IDs and reasons, but no text that anybody wrote.

use std::error::Error as StdError;

use beeper_desktop_client::sending::SendOutcome;
use beeper_desktop_mock::{Operation, Reply};
use serde_json::json;

use super::sender::{CHAT, Sender, TEXT, message, ok};

const TOKEN: &str = "mock-token";

fn assert_redacted(printed: &str) {
    for secret in ["PLANTED", TOKEN] {
        assert!(!printed.contains(secret), "{printed}");
    }
    assert_eq!(printed.lines().count(), 1, "{printed}");
}

fn assert_error_is_redacted(error: &dyn StdError) {
    let mut error = Some(error);
    while let Some(it) = error {
        assert_redacted(&format!("{it}"));
        assert_redacted(&format!("{it:?}"));
        error = it.source();
    }
}

#[tokio::test]
async fn outcomes_print_no_words_of_anybody() {
    let failure = json!({
        "status": "FAIL_PERMANENT", "timestamp": "2025-01-01T00:00:00.000Z", "reason": format!("PLANTED {TOKEN}"),
        "message": format!("PLANTED {TOKEN}"), "internalError": format!("PLANTED {TOKEN}\n"),
    });
    let odd = json!({ "status": format!("PLANTED {TOKEN}"), "timestamp": "PLANTED" });
    let sent = || ok(message("final-1", json!(null)));
    let said = |status| Reply::error(status, &format!("PLANTED {TOKEN}"), &format!("PLANTED {TOKEN}"));
    for (post, look) in [
        (None, sent()),
        (None, ok(message("mock-pending-1", failure))),
        (None, ok(message("mock-pending-1", odd))),
        (None, said(401)),
        // A text in the place of the code can also be the token.
        (None, Reply::error(403, TOKEN, "No")),
        (Some(Reply::error(422, TOKEN, "No")), sent()),
        (Some(Reply::error(500, &format!("code-{TOKEN}.x"), "No")), sent()),
        (None, said(503)),
        (None, said(410)),
        (None, Reply::bytes(200, format!("<html>PLANTED {TOKEN}</html>"))),
        (None, Reply::bytes(405, format!("PLANTED {TOKEN}"))),
        (Some(said(500)), sent()),
        (Some(said(400)), sent()),
        (Some(said(429)), sent()),
        (Some(Reply::json(200, json!({ "PLANTED": TOKEN }))), sent()),
    ] {
        let sender = Sender::new().await;
        if let Some(post) = post {
            sender.mock.on(Operation::SendMessage).reply(post);
        }
        sender.mock.on(Operation::GetMessage).reply(look);
        let outcome = match sender.send().await {
            Err(error) => {
                assert_error_is_redacted(&error);
                continue;
            }
            Ok(outcome) => outcome,
        };
        assert_redacted(&format!("{outcome:?}"));
        match &outcome {
            SendOutcome::Sent(_) => {}
            SendOutcome::Failed(failed) => assert_error_is_redacted(failed),
            SendOutcome::Unclear(unclear) => assert_error_is_redacted(unclear),
        }
        if let Err(not_sent) = outcome.into_sent() {
            assert_error_is_redacted(&not_sent);
        }
    }
}

#[tokio::test]
async fn requests_print_the_chat_and_the_limit() {
    let sender = Sender::new().await;
    let send = sender
        .client
        .send_message(CHAT)
        .text(TEXT)
        .header("x-secret", "PLANTED")
        .confirmed();
    let printed = format!("{send:?}");
    assert_redacted(&printed);
    assert!(printed.contains(CHAT) && printed.contains("30s"), "{printed}");
    assert_redacted(&format!("{:?}", IntoFuture::into_future(send)));
}

#[tokio::test]
async fn what_is_printed_says_what_happened() {
    let sender = Sender::answering([Reply::error(403, "FORBIDDEN", "PLANTED")]).await;
    let not_sent = sender.send().await.unwrap().into_sent().unwrap_err();
    assert_eq!(
        not_sent.to_string(),
        "it is unclear whether the message was sent: the server accepted it, but refuses to return it"
    );
    assert_eq!(
        format!("{not_sent:?}"),
        format!("{not_sent}; caused by: get_message: 403 Forbidden (FORBIDDEN)")
    );
}
