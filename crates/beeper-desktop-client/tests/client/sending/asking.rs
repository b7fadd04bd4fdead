//! Tests of asking for the outcome of a message, with a server that is busy, restarts, or refuses.

use std::time::Duration;

use beeper_desktop_client::sending::{SendOutcome, UnclearReason};
use beeper_desktop_client::{Error, SystemClock};
use beeper_desktop_mock::{Calls, MockSending, Operation, Reply};

use super::sender::{CHAT, LIMIT, Sender, TEXT, message, not_found, ok, status};
use crate::builder;

fn status_of(error: Option<&Error>) -> Option<u16> {
    error.and_then(Error::status).map(|status| status.as_u16())
}

#[tokio::test]
async fn a_server_that_wants_to_be_left_alone_is() {
    let busy = || Reply::error(429, "TOO_MANY", "Slow down").header("retry-after", "5");
    let soon = || Reply::empty(429).header("retry-after-ms", "10");
    let starting = || Reply::empty(503).header("retry-after", "2");
    let sender = Sender::answering([busy(), busy(), soon(), Reply::empty(429), starting()]).await;
    sender.sent().await;
    let pauses: Vec<_> = sender.clock.pauses().iter().map(Duration::as_millis).collect();
    assert_eq!(pauses, [5000, 5000, 750, 750, 2000]);
    assert_eq!(sender.looks(), 6);
}

#[tokio::test]
async fn a_server_that_wants_to_be_left_alone_for_longer_than_the_limit_is_not_asked_again() {
    for after in ["31", "3600", "1e18"] {
        let sender = Sender::answering([Reply::empty(429).header("retry-after", after)]).await;
        let unclear = sender.unclear().await;
        assert_eq!(unclear.reason(), UnclearReason::TimeLimit);
        assert_eq!(status_of(unclear.error()), Some(429));
        assert_eq!((sender.looks(), sender.clock.elapsed()), (1, LIMIT));
    }
}

#[tokio::test]
async fn lost_answers_and_servers_in_trouble_are_asked_again() {
    let faults: &[fn(&Calls<'_>)] = &[
        |calls| calls.reset_before_answer(),
        |calls| calls.reset_mid_body(),
        |calls| calls.close_before_answer(),
        |calls| calls.reply(Reply::error(500, "M_UNKNOWN", "?")),
        |calls| calls.reply(Reply::bytes(502, "<html>Bad gateway</html>")),
        |calls| calls.reply(Reply::empty(503)),
        |calls| calls.reply(Reply::empty(408)),
        |calls| calls.reply(Reply::empty(409)),
    ];
    for (index, fault) in faults.iter().enumerate() {
        let sender = Sender::new().await;
        fault(&sender.mock.on(Operation::GetMessage).first(12));
        assert_eq!(sender.sent().await.id().as_str(), "mock-message-1", "{index}");
        assert_eq!(sender.looks(), 13, "{index}");
    }
}

#[tokio::test]
async fn a_server_that_stays_in_trouble_leaves_it_unclear_and_the_error_says_how() {
    let sender = Sender::new().await;
    sender.mock.on(Operation::GetMessage).reply(Reply::empty(503));
    let unclear = sender.unclear().await;
    assert_eq!(unclear.reason(), UnclearReason::TimeLimit);
    assert_eq!(status_of(unclear.error()), Some(503));
    assert_eq!(sender.clock.elapsed(), LIMIT);
}

#[tokio::test]
async fn a_server_that_goes_away_leaves_it_unclear() {
    let sender = Sender::on_the_way(MockSending::new().pending_for(1)).await;
    sender.clock.stop_after(Duration::ZERO);
    let sending = async {
        sender.clock.until_stopped().await;
        sender.mock.go_offline().await;
        sender.clock.resume();
    };
    let (unclear, ()) = tokio::join!(sender.unclear(), sending);
    assert_eq!(unclear.reason(), UnclearReason::TimeLimit);
    assert!(unclear.error().is_some_and(|error| error.status().is_none()));
    assert!(unclear.last_seen().is_some());
}

#[tokio::test]
async fn a_refusal_ends_the_asking_and_says_why() {
    for code in [400, 401, 403, 422] {
        let sender = Sender::on_the_way(MockSending::new().pending_for(1000)).await;
        let reply = Reply::error(code, "REFUSED", "No");
        sender.mock.on(Operation::GetMessage).after(1).reply(reply);
        let unclear = sender.unclear().await;
        assert_eq!(unclear.reason(), UnclearReason::Refused);
        assert_eq!(status_of(unclear.error()), Some(code));
        assert_eq!(unclear.error().unwrap().is_unauthorized(), code == 401);
        assert_eq!(unclear.pending_id().map(|id| id.as_str()), Some("mock-pending-1"));
        assert!(unclear.last_seen().is_some());
        assert_eq!(sender.looks(), 2);
    }
}

#[tokio::test]
async fn a_look_that_hangs_does_not_outlast_the_limit() {
    let sender = Sender::new().await;
    let hold = sender.mock.on(Operation::GetMessage).hold();
    let time = async {
        hold.arrived().await;
        sender.clock.advance(LIMIT);
    };
    let (unclear, ()) = tokio::join!(sender.unclear(), time);
    assert_eq!(unclear.reason(), UnclearReason::TimeLimit);
    assert!(unclear.error().is_none());
    hold.until_disconnected().await;
}

#[tokio::test]
async fn the_limit_is_one_of_real_time_with_the_clock_of_the_system() {
    let sender = Sender::new().await;
    let client = builder(&sender.mock).clock(SystemClock).build().unwrap();
    let hold = sender.mock.on(Operation::GetMessage).hold();
    let send = client.send_message(CHAT).text(TEXT).confirmed();
    let outcome = send.time_limit(Duration::from_millis(50)).await.unwrap();
    assert!(matches!(&outcome, SendOutcome::Unclear(it) if it.reason() == UnclearReason::TimeLimit));
    hold.until_disconnected().await;
    assert_eq!((sender.posts(), sender.looks()), (1, 1));
}

#[tokio::test]
async fn a_message_that_is_not_there_yet_is_not_an_operation_that_is_not_there() {
    // With this 404 the API reports that the message does not exist yet.
    let sender = Sender::on_the_way(MockSending::new().unknown_for(10)).await;
    sender.sent().await;
    assert_eq!(sender.looks(), 11);

    // These responses can only mean that the operation is missing.
    for (status, body) in [
        (405, "Method Not Allowed"),
        (501, ""),
        (404, r#"{"errcode":"M_UNRECOGNIZED","error":"Unrecognized request"}"#),
    ] {
        let sender = Sender::answering([Reply::bytes(status, body)]).await;
        let unclear = sender.unclear().await;
        assert_eq!(unclear.reason(), UnclearReason::NotSupported, "{status}");
        assert!(unclear.error().is_some_and(Error::is_not_supported));
        assert_eq!(sender.looks(), 1);
    }

    // A 405 means the same.
    let sender = Sender::answering([Reply::error(405, "METHOD_NOT_ALLOWED", "No")]).await;
    assert_eq!(sender.unclear().await.reason(), UnclearReason::NotSupported);
    assert_eq!(sender.looks(), 1);

    // A 404 without a code may mean either. The client waits for the message, and reports a missing operation if it never
    // appears.
    for body in [
        "",
        "{}",
        r#"{"message":"Message not found"}"#,
        r#"{"error":"not found","status":404}"#,
    ] {
        let sender = Sender::answering((0..5).map(|_| Reply::bytes(404, body))).await;
        sender.sent().await;
        assert_eq!(sender.looks(), 6, "{body}");
        let sender = Sender::new().await;
        sender.mock.on(Operation::GetMessage).reply(Reply::bytes(404, body));
        let unclear = sender.unclear().await;
        assert_eq!(unclear.reason(), UnclearReason::NotSupported, "{body}");
        assert_eq!(sender.clock.elapsed(), LIMIT);
    }

    // A proxy before a server that is starting also sends 404. The client asks again, and gives up after three in a row.
    let page = || Reply::bytes(404, "404 page not found");
    let sender = Sender::answering([page(), page()]).await;
    sender.sent().await;
    let sender = Sender::new().await;
    sender.mock.on(Operation::GetMessage).reply(page());
    let unclear = sender.unclear().await;
    assert_eq!((unclear.reason(), sender.looks()), (UnclearReason::NotSupported, 3));
    assert!(unclear.error().is_some_and(Error::is_not_supported));
}

/// The operation worked before, so the server must be restarting.
#[tokio::test]
async fn an_operation_that_was_there_is_waited_for() {
    for (status, body) in [(404, "404 page not found"), (405, "Method Not Allowed")] {
        let mut replies = vec![not_found()];
        replies.extend((0..10).map(|_| Reply::bytes(status, body)));
        let sender = Sender::answering(replies).await;
        sender.sent().await;
        assert_eq!(sender.looks(), 12);
    }
}

#[tokio::test]
async fn a_message_that_was_there_and_is_gone_is_unclear() {
    // A server may replace the ID in two steps, so the client asks again after a 404, but not after a 410.
    let seen = || ok(message("mock-pending-1", status("PENDING")));
    let sender = Sender::answering([seen(), not_found(), not_found()]).await;
    sender.sent().await;
    assert_eq!(sender.looks(), 4);

    let sender = Sender::new().await;
    sender.mock.on(Operation::GetMessage).reply(not_found());
    sender.mock.on(Operation::GetMessage).once().reply(seen());
    let unclear = sender.unclear().await;
    assert_eq!(unclear.reason(), UnclearReason::Gone);
    assert_eq!(unclear.last_seen().map(|it| it.id.as_str()), Some("mock-pending-1"));
    assert_eq!(sender.clock.elapsed(), LIMIT);

    let sender = Sender::answering([seen(), Reply::error(410, "GONE", "Deleted")]).await;
    let unclear = sender.unclear().await;
    assert_eq!(
        (unclear.reason(), status_of(unclear.error())),
        (UnclearReason::Gone, Some(410))
    );
    assert_eq!(sender.looks(), 2);
}
