//! Tests that the client sends the request with the message only once, whatever its response.

use std::error::Error as _;
use std::time::Duration;

use beeper_desktop_client::sending::{SendOutcome, UnclearReason};
use beeper_desktop_client::{CallOptions, Client, Error, ErrorKind, VirtualClock};
use beeper_desktop_mock::{Calls, Operation, Reply};
use serde_json::json;

use super::sender::{CHAT, Sender, TEXT};
use crate::nowhere;

/// Makes something go wrong with the response.
type Fault = fn(&Calls<'_>);

#[tokio::test]
async fn a_lost_unreadable_or_failed_answer_is_unclear_and_not_repeated() {
    let faults: &[(&str, Fault)] = &[
        ("reset before", |calls| calls.reset_before_answer()),
        ("reset after headers", |calls| calls.reset_after_headers()),
        ("reset mid-body", |calls| calls.reset_mid_body()),
        ("closed before", |calls| calls.close_before_answer()),
        ("closed mid-body", |calls| calls.close_mid_body()),
        ("no HTTP", |calls| calls.raw("SSH-2.0-OpenSSH_9.7\r\n")),
        ("500", |calls| calls.reply(Reply::error(500, "M_UNKNOWN", "?"))),
        ("501", |calls| calls.reply(Reply::error(501, "NOT_IMPLEMENTED", "No"))),
        ("502, HTML", |calls| {
            calls.reply(Reply::bytes(502, "<html>Bad gateway</html>"))
        }),
        ("503 and when", |calls| {
            calls.reply(Reply::empty(503).header("retry-after", "1"))
        }),
        ("504", |calls| calls.reply(Reply::empty(504))),
        ("408", |calls| calls.reply(Reply::empty(408))),
        ("307", |calls| calls.reply(Reply::redirect(307, "/v1/elsewhere"))),
        ("304", |calls| calls.reply(Reply::empty(304))),
        ("200, HTML", |calls| {
            calls.reply(Reply::bytes(200, "<html>Log in to this network</html>"))
        }),
        ("200, empty", |calls| calls.reply(Reply::empty(200))),
        ("204", |calls| calls.reply(Reply::empty(204))),
        ("200, a list", |calls| calls.reply(Reply::json(200, json!([])))),
        ("200, no ID", |calls| {
            calls.reply(Reply::json(200, json!({ "chatID": CHAT })))
        }),
        ("200, null", |calls| {
            calls.reply(Reply::json(200, json!({ "chatID": CHAT, "pendingMessageID": null })))
        }),
        ("200, an object", |calls| {
            calls.reply(Reply::json(200, json!({ "pendingMessageID": { "id": "p" } })))
        }),
        ("200, empty ID", |calls| {
            calls.reply(Reply::json(200, json!({ "pendingMessageID": "" })))
        }),
    ];
    for (name, fault) in faults {
        let sender = Sender::new().await;
        // Retries that the program asks for do not apply here.
        let client = sender.client.with(CallOptions::new().retries(5));
        fault(&sender.mock.on(Operation::SendMessage).once());
        let outcome = client.send_message(CHAT).text(TEXT).retries(7).confirmed().await;
        let Ok(SendOutcome::Unclear(unclear)) = &outcome else {
            panic!("{name}: {outcome:?}");
        };
        assert_eq!(
            (unclear.reason(), unclear.pending_id()),
            (UnclearReason::NoAnswer, None),
            "{name}"
        );
        assert_eq!(unclear.source().is_some(), *name != "200, empty ID", "{name}");
        assert_eq!((sender.posts(), sender.looks()), (1, 0), "{name}");
        assert!(sender.clock.pauses().is_empty(), "{name}");
    }
}

#[tokio::test]
async fn an_answer_that_does_not_come_in_time_is_unclear() {
    let sender = Sender::new().await;
    let hold = sender.mock.on(Operation::SendMessage).hold_answer();
    let send = sender
        .client
        .send_message(CHAT)
        .text(TEXT)
        .timeout(Duration::from_millis(50));
    let outcome = send.confirmed().await.unwrap();
    let SendOutcome::Unclear(unclear) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(unclear.reason(), UnclearReason::NoAnswer);
    assert!(unclear.error().is_some_and(Error::is_timeout));
    hold.release();
    assert_eq!((sender.posts(), sender.mock.messages(CHAT).len()), (1, 1));
}

#[tokio::test]
async fn a_message_that_the_server_refuses_is_an_error() {
    for status in [400, 401, 403, 404, 409, 410, 413, 422] {
        let sender = Sender::new().await;
        let reply = Reply::error(status, "REFUSED", "No");
        sender.mock.on(Operation::SendMessage).reply(reply);
        let error = sender.send().await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Refused);
        assert_eq!(error.status().map(|it| it.as_u16()), Some(status));
        assert_eq!(sender.looks(), 0);
    }
    for (status, body) in [(404, "404 page not found"), (405, "Method Not Allowed")] {
        let sender = Sender::new().await;
        sender.mock.on(Operation::SendMessage).reply(Reply::bytes(status, body));
        assert!(sender.send().await.unwrap_err().is_not_supported(), "{status}");
        assert_eq!(sender.looks(), 0);
    }
}

#[tokio::test]
async fn a_429_was_not_taken_and_says_how_long_to_wait() {
    for (header, value, expected) in [
        ("retry-after", "17", Some(Duration::from_secs(17))),
        ("retry-after-ms", "250", Some(Duration::from_millis(250))),
        ("x-other", "1", None),
    ] {
        let sender = Sender::new().await;
        let reply = Reply::error(429, "TOO_MANY", "Slow down").header(header, value);
        sender.mock.on(Operation::SendMessage).reply(reply);
        let error = sender.send().await.unwrap_err();
        assert!(error.is_retryable() && !error.is_delivery_unclear());
        assert_eq!(error.retry_after(), expected);
        assert!(sender.mock.messages(CHAT).is_empty() && sender.clock.pauses().is_empty());
    }
}

#[tokio::test]
async fn what_was_never_sent_is_an_error() {
    let error = nowhere(&VirtualClock::new())
        .send_message(CHAT)
        .text(TEXT)
        .confirmed()
        .await;
    assert_eq!(*error.unwrap_err().kind(), ErrorKind::Connect);

    let sender = Sender::new().await;
    let error = sender.client.send_message("..").text(TEXT).confirmed().await;
    assert!(matches!(error.unwrap_err().kind(), ErrorKind::InvalidArgument { .. }));
    let stranger = Client::builder().base_url(sender.mock.base_url()).build().unwrap();
    let error = stranger.send_message(CHAT).text(TEXT).confirmed().await;
    assert_eq!(*error.unwrap_err().kind(), ErrorKind::MissingToken);
    assert_eq!(sender.posts(), 0);
}

#[tokio::test]
async fn a_dropped_future_sends_nothing_more_and_asks_nothing_more() {
    let sender = Sender::new().await;
    let hold = sender.mock.on(Operation::GetMessage).hold();
    let send = sender.client.send_message(CHAT).text(TEXT).confirmed();
    let sending = tokio::spawn(IntoFuture::into_future(send));
    hold.arrived().await;
    sending.abort();
    hold.until_disconnected().await;
    hold.release();
    assert_eq!((sender.posts(), sender.looks()), (1, 1));
    assert_eq!(sender.mock.messages(CHAT).len(), 1);
}
