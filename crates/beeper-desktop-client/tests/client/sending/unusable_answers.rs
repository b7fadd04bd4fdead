//! Tests with responses that say nothing about the message.

use beeper_desktop_client::sending::UnclearReason;
use beeper_desktop_client::{Error, ErrorKind};
use beeper_desktop_mock::{Operation, Reply};
use serde_json::{Value, json};

use super::sender::{LIMIT, Sender, message, ok, status};

fn without(member: &str) -> Reply {
    let mut message = message("final-1", status("SUCCESS"));
    message.as_object_mut().unwrap().remove(member);
    ok(message)
}

fn with(member: &str, value: Value) -> Reply {
    let mut message = message("final-1", status("SUCCESS"));
    message[member] = value;
    ok(message)
}

#[tokio::test]
async fn answers_that_say_nothing_are_believed_after_three_in_a_row() {
    let replies: [fn() -> Reply; 11] = [
        || Reply::bytes(200, "<html>Log in to this network</html>"),
        || Reply::empty(200),
        || Reply::redirect(302, "/elsewhere"),
        || Reply::empty(304),
        || ok(json!([])),
        || ok(json!({})),
        || without("id"),
        || without("chatID"),
        || with("id", json!("")),
        || with("chatID", json!("!somebody:else")),
        || with("isSender", json!(false)),
    ];
    for (index, reply) in replies.iter().enumerate() {
        let sender = Sender::new().await;
        sender.mock.on(Operation::GetMessage).reply(reply());
        let unclear = sender.unclear().await;
        assert_eq!(unclear.reason(), UnclearReason::Unusable, "{index}");
        assert!(unclear.error().is_some() && unclear.last_seen().is_none(), "{index}");
        assert_eq!(unclear.pending_id().map(|id| id.as_str()), Some("mock-pending-1"));
        assert_eq!(sender.looks(), 3, "{index}");

        let sender = Sender::answering([reply(), reply(), Reply::empty(503), reply(), reply()]).await;
        assert_eq!(sender.sent().await.id().as_str(), "mock-message-1", "{index}");
    }
}

#[tokio::test]
async fn the_message_of_another_chat_is_not_this_one() {
    let sender = Sender::new().await;
    let reply = with("chatID", json!("!somebody:else"));
    sender.mock.on(Operation::GetMessage).reply(reply);
    let unclear = sender.unclear().await;
    let error = unclear.error().map(Error::kind);
    assert!(
        matches!(error, Some(ErrorKind::Misfit { path, .. }) if path == "chatID"),
        "{error:?}"
    );
}

/// The unreadable status may have been a failure.
#[tokio::test]
async fn a_status_that_cannot_be_read_is_not_taken_for_success() {
    for odd in [
        json!("SUCCESS"),
        json!(["SUCCESS"]),
        json!(true),
        json!({}),
        json!({ "timestamp": "2025-01-01T00:00:00.000Z" }),
        json!({ "status": null, "timestamp": "2025-01-01T00:00:00.000Z" }),
        json!({ "status": { "code": "FAIL_PERMANENT" }, "timestamp": "2025-01-01T00:00:00.000Z" }),
        json!({ "status": 7, "timestamp": "2025-01-01T00:00:00.000Z" }),
    ] {
        let sender = Sender::new().await;
        let reply = with("sendStatus", odd.clone());
        sender.mock.on(Operation::GetMessage).reply(reply);
        let unclear = sender.unclear().await;
        assert_eq!(unclear.reason(), UnclearReason::TimeLimit, "{odd}");
        assert_eq!(unclear.last_seen().map(|it| it.id.as_str()), Some("final-1"), "{odd}");
        assert_eq!(sender.clock.elapsed(), LIMIT);
    }
    for fine in [
        Value::Null,
        json!({ "status": "SUCCESS" }),
        json!({ "status": "SUCCESS", "timestamp": 1_790_000_000_000_i64 }),
        json!({ "status": "SUCCESS", "timestamp": [], "deliveredToUsers": [null, 7], "reason": {}, "message": 1 }),
    ] {
        let sender = Sender::answering([with("sendStatus", fine.clone())]).await;
        assert_eq!(sender.sent().await.id().as_str(), "final-1", "{fine}");
    }
}

#[tokio::test]
async fn a_pending_id_that_no_request_can_carry_leaves_it_unclear() {
    for id in [".", ".."] {
        let sender = Sender::new().await;
        let reply = ok(json!({ "pendingMessageID": id }));
        sender.mock.on(Operation::SendMessage).reply(reply);
        let unclear = sender.unclear().await;
        assert_eq!(unclear.reason(), UnclearReason::Refused, "{id}");
        assert!(matches!(
            unclear.error().map(Error::kind),
            Some(ErrorKind::InvalidArgument { .. })
        ));
        assert_eq!(sender.mock.requests().len(), 1);
    }
    // Other IDs are usable, whatever characters they contain.
    for id in ["a/b?c#d%2F", "ä 🐝", "7", "$event:beeper.local"] {
        let sender = Sender::answering([ok(message("final-1", Value::Null))]).await;
        let reply = ok(json!({ "pendingMessageID": id }));
        sender.mock.on(Operation::SendMessage).reply(reply);
        sender.sent().await;
        let looks = sender.mock.requests_for(Operation::GetMessage);
        assert_eq!(looks[0].path_param("messageID"), Some(id));
    }
}
