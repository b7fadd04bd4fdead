//! Tests of the outcomes of a message: sent, failed or unclear.

use std::time::Duration;

use beeper_desktop_client::sending::{SendOutcome, UnclearReason};
use beeper_desktop_mock::{Dialect, MockSending, Operation, Reply};
use serde_json::{Value, json};

use super::sender::{CHAT, LIMIT, Sender, TEXT, message, not_found, ok, status};

#[tokio::test]
async fn a_message_is_sent_once_it_has_its_final_id() {
    let sender = Sender::on_the_way(MockSending::new().unknown_for(2).pending_for(3)).await;
    let sent = sender.sent().await;
    assert_eq!(
        (sent.id().as_str(), sent.pending_id().as_str(), sent.chat_id().as_str()),
        ("mock-message-1", "mock-pending-1", CHAT)
    );
    assert_eq!(sent.message().text.as_deref(), Some(TEXT));
    assert!(sent.misfits().is_empty());
    assert_eq!(sender.looks(), 6);
    let pauses: Vec<_> = sender.clock.pauses().iter().map(Duration::as_millis).collect();
    assert_eq!(pauses, [250, 500, 750, 750, 750]);
    for look in sender.mock.requests_for(Operation::GetMessage) {
        assert_eq!(look.path_param("messageID"), Some("mock-pending-1"));
    }
    assert_eq!(sent.into_message().id.as_str(), "mock-message-1");
}

#[tokio::test]
async fn a_message_that_is_sent_at_once_takes_one_look() {
    let sender = Sender::new().await;
    assert_eq!(sender.sent().await.id().as_str(), "mock-message-1");
    assert_eq!((sender.looks(), sender.clock.elapsed()), (1, Duration::ZERO));
}

/// Checks each status under the pending and under a final ID.
#[tokio::test]
async fn the_status_decides_and_without_one_the_id() {
    for (id, code, expected) in [
        ("final-1", Some("SUCCESS"), "sent"),
        ("mock-pending-1", Some("SUCCESS"), "sent"),
        ("final-1", None, "sent"),
        ("mock-pending-1", None, "on its way"),
        ("final-1", Some("PENDING"), "on its way"),
        ("mock-pending-1", Some("PENDING"), "on its way"),
        ("final-1", Some("FAIL_RETRIABLE"), "failed, retryable"),
        ("mock-pending-1", Some("FAIL_RETRIABLE"), "failed, retryable"),
        ("final-1", Some("FAIL_PERMANENT"), "failed"),
        ("mock-pending-1", Some("FAIL_PERMANENT"), "failed"),
        // An unknown status may be a failure.
        ("final-1", Some("FAIL_SOMEHOW"), "on its way"),
        ("final-1", Some("success"), "on its way"),
        // Some servers send an empty text instead of leaving the status out.
        ("final-1", Some(""), "sent"),
        ("mock-pending-1", Some(""), "on its way"),
    ] {
        let sender = Sender::new().await;
        let reply = ok(message(id, code.map_or(Value::Null, status)));
        sender.mock.on(Operation::GetMessage).reply(reply);
        let outcome = match sender.send().await.unwrap() {
            SendOutcome::Sent(sent) => {
                assert_eq!(sent.id().as_str(), id);
                "sent"
            }
            SendOutcome::Failed(failed) if failed.is_retryable() => "failed, retryable",
            SendOutcome::Failed(_) => "failed",
            SendOutcome::Unclear(unclear) => {
                assert_eq!(unclear.reason(), UnclearReason::TimeLimit, "{id} {code:?}");
                assert_eq!(unclear.last_seen().map(|it| it.id.as_str()), Some(id));
                assert!(unclear.error().is_none());
                "on its way"
            }
        };
        assert_eq!(outcome, expected, "{id} {code:?}");
    }
}

/// With only the pending ID, a program would not recognise its own message.
#[tokio::test]
async fn a_message_that_is_called_sent_gets_time_for_its_final_id() {
    let sent = |id| ok(message(id, status("SUCCESS")));
    let sender = Sender::answering([sent("mock-pending-1"), sent("mock-pending-1"), sent("final-1")]).await;
    assert_eq!(sender.sent().await.id().as_str(), "final-1");
    assert_eq!(sender.looks(), 3);

    // A later response does not change the outcome `Sent`.
    let pending = || ok(message("mock-pending-1", status("PENDING")));
    for (later, looks) in [
        (sent("mock-pending-1"), 3),
        (not_found(), 3),
        (pending(), 3),
        (Reply::empty(503).header("retry-after", "9"), 2),
        (Reply::error(401, "unauthorized", "No"), 2),
        (Reply::error(410, "GONE", "No"), 2),
    ] {
        let sender = Sender::answering([sent("mock-pending-1"), later.clone(), later]).await;
        assert_eq!(sender.sent().await.id().as_str(), "mock-pending-1");
        assert_eq!(sender.looks(), looks);
        assert!(sender.clock.elapsed() < Duration::from_secs(1));
    }
    let sender = Sender::new().await;
    let look = sender.mock.on(Operation::GetMessage);
    look.reply(sent("mock-pending-1"));
    let outcome = sender.client.send_message(CHAT).text(TEXT).confirmed();
    let outcome = outcome.time_limit(Duration::from_millis(100)).await.unwrap();
    assert!(matches!(&outcome, SendOutcome::Sent(sent) if sent.id().as_str() == "mock-pending-1"));
}

#[tokio::test]
async fn a_message_that_stays_pending_is_unclear_when_the_limit_is_over() {
    for sending in [
        MockSending::new().pending_for(1000),
        MockSending::new().pending_for(1000).without_status(),
        MockSending::new().unknown_for(1000),
    ] {
        let sender = Sender::on_the_way(sending).await;
        let unclear = sender.unclear().await;
        assert_eq!(unclear.reason(), UnclearReason::TimeLimit);
        assert_eq!(unclear.pending_id().map(|id| id.as_str()), Some("mock-pending-1"));
        assert_eq!(unclear.chat_id().as_str(), CHAT);
        assert!(unclear.error().is_none());
        assert_eq!((sender.clock.elapsed(), sender.looks()), (LIMIT, 41));
        // The ID can be used for a later look.
        sender.mock.finish_sending();
        let later = sender.client.get_message(CHAT, unclear.pending_id().unwrap()).await;
        assert_eq!(later.unwrap().id.as_str(), "mock-message-1");
    }
}

#[tokio::test]
async fn the_pending_id_without_a_status_is_not_sent_yet() {
    let sender = Sender::on_the_way(MockSending::new().pending_for(3).without_status()).await;
    assert_eq!(sender.sent().await.id().as_str(), "mock-message-1");
    assert_eq!(sender.looks(), 4);
}

#[tokio::test]
async fn the_limit_is_the_programs() {
    for (limit, looks) in [(Duration::from_millis(100), 1), (Duration::from_secs(2), 4)] {
        let sender = Sender::on_the_way(MockSending::new().pending_for(1000)).await;
        let send = sender.client.send_message(CHAT).text(TEXT).confirmed();
        let outcome = send.time_limit(limit).await.unwrap();
        assert!(matches!(&outcome, SendOutcome::Unclear(it) if it.reason() == UnclearReason::TimeLimit));
        assert_eq!(
            (sender.clock.elapsed(), sender.looks(), sender.posts()),
            (limit, looks, 1)
        );
    }
    let sender = Sender::on_the_way(MockSending::new().pending_for(100)).await;
    let send = sender.client.send_message(CHAT).text(TEXT).confirmed();
    let outcome = send.time_limit(Duration::MAX).await.unwrap();
    assert!(matches!(outcome, SendOutcome::Sent(_)), "{outcome:?}");
}

#[tokio::test]
async fn a_failure_says_whether_the_message_may_be_sent_again_and_why() {
    for (code, is_retryable) in [("FAIL_RETRIABLE", true), ("FAIL_PERMANENT", false)] {
        let sender = Sender::on_the_way(MockSending::new().pending_for(1).fails(code, "BLOCKED")).await;
        let failed = sender.failed().await;
        assert_eq!(failed.is_retryable(), is_retryable);
        assert_eq!(failed.reason(), Some("BLOCKED"));
        assert_eq!(failed.status().status.as_str(), code);
        assert_eq!(
            failed.status().message.as_ref().map(|it| it.as_str()),
            Some("The message could not be sent")
        );
        assert_eq!(
            (failed.pending_id().as_str(), failed.chat_id().as_str()),
            ("mock-pending-1", CHAT)
        );
        assert_eq!(failed.message().text.as_deref(), Some(TEXT));
        assert!(failed.misfits().is_empty());
        assert_eq!(sender.looks(), 2);
    }
    let sender = Sender::answering([ok(message("mock-pending-1", status("FAIL_PERMANENT")))]).await;
    assert_eq!(sender.failed().await.reason(), None);
}

#[tokio::test]
async fn an_older_server_cannot_be_asked_and_leaves_it_unclear_at_once() {
    let sender = Sender::to(Dialect::Older).await;
    let unclear = sender.unclear().await;
    assert_eq!(unclear.reason(), UnclearReason::NotSupported);
    assert_eq!(unclear.pending_id().map(|id| id.as_str()), Some("mock-pending-1"));
    assert!(unclear.error().is_some_and(|error| error.is_not_supported()));
    assert!(unclear.last_seen().is_none());
    assert_eq!((sender.looks(), sender.clock.elapsed()), (1, Duration::ZERO));
    // The server sent the message all the same.
    assert_eq!(sender.mock.messages(CHAT).len(), 1);
}

/// An older server, to which the test adds this operation.
#[tokio::test]
async fn an_older_server_that_can_be_asked_tells_as_today() {
    let empty = json!({ "status": "SUCCESS", "timestamp": "2025-01-01T00:00:00Z", "reason": "", "message": "",
        "internalError": "", "deliveredToUsers": null });
    for (replies, expected) in [
        (vec![not_found(), ok(message("143", Value::Null))], "143"),
        (vec![not_found(), ok(message("143", empty))], "143"),
    ] {
        let sender = Sender::to(Dialect::Older).await;
        for (number, reply) in (1..).zip(replies) {
            sender.mock.on(Operation::GetMessage).nth(number).reply(reply);
        }
        assert_eq!(sender.sent().await.id().as_str(), expected);
        assert_eq!(sender.looks(), 2);
    }
    let failure =
        json!({ "status": "FAIL_PERMANENT", "timestamp": "2025-01-01T00:00:00Z", "reason": "", "message": "" });
    let sender = Sender::to(Dialect::Older).await;
    let reply = ok(message("mock-pending-1", failure));
    sender.mock.on(Operation::GetMessage).reply(reply);
    let failed = sender.failed().await;
    assert_eq!((failed.is_retryable(), failed.reason()), (false, None));
}

/// The message has its final ID. What happens to it afterwards does not change the outcome.
#[tokio::test]
async fn a_message_that_is_sent_and_deleted_was_sent() {
    let mut deleted = message("final-1", status("SUCCESS"));
    deleted["isDeleted"] = json!(true);
    let sender = Sender::answering([ok(message("mock-pending-1", status("PENDING"))), ok(deleted)]).await;
    assert_eq!(sender.sent().await.message().is_deleted, Some(true));
}

#[tokio::test]
async fn a_chat_can_be_named_by_its_local_id() {
    let sender = Sender::new().await;
    let local_id = sender.mock.chat(CHAT).unwrap()["localChatID"]
        .as_str()
        .unwrap()
        .to_owned();
    let outcome = sender
        .client
        .send_message(&*local_id)
        .text(TEXT)
        .confirmed()
        .await
        .unwrap();
    assert_eq!(outcome.into_sent().unwrap().chat_id().as_str(), CHAT);

    // The server repeats the ID from the request or returns none, so the client asks for the other IDs of the chat.
    for answer in [
        json!({ "pendingMessageID": "p-1", "chatID": local_id }),
        json!({ "pendingMessageID": "p-1" }),
    ] {
        let sender = Sender::answering([
            ok(message("p-1", status("PENDING"))),
            ok(message("final-1", status("SUCCESS"))),
        ])
        .await;
        sender.mock.on(Operation::SendMessage).reply(ok(answer));
        let outcome = sender
            .client
            .send_message(&*local_id)
            .text(TEXT)
            .confirmed()
            .await
            .unwrap();
        let sent = outcome.into_sent().unwrap();
        assert_eq!((sent.id().as_str(), sent.chat_id().as_str()), ("final-1", CHAT));
        assert_eq!(sender.mock.requests_for(Operation::GetChat).len(), 1);
    }
}

#[tokio::test]
async fn a_message_with_a_misfit_is_sent_and_the_misfit_told() {
    let mut odd = message("final-1", status("SUCCESS"));
    odd["sortKey"] = Value::Null;
    let sender = Sender::answering([ok(odd)]).await;
    let sent = sender.sent().await;
    assert_eq!(
        sent.misfits().iter().map(|it| it.path()).collect::<Vec<_>>(),
        ["sortKey"]
    );
}

#[tokio::test]
async fn a_request_can_be_kept_spawned_and_sent_again_by_the_program() {
    fn is_send_and_static<T: Send + 'static>(_: &T) {}
    let sender = Sender::new().await;
    let send = sender.client.send_message(CHAT).text(TEXT).confirmed();
    is_send_and_static(&send);
    let again = send.clone();
    let spawned = tokio::spawn(IntoFuture::into_future(send));
    let first = spawned.await.unwrap().unwrap().into_sent().unwrap();
    let second = again.await.unwrap().into_sent().unwrap();
    assert_ne!(first.id(), second.id());
}
