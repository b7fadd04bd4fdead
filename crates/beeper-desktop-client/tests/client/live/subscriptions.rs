//! Tests of subscriptions: the commands that the server receives, and the effect of its answers.

use std::time::Duration;

use beeper_desktop_client::VirtualClock;
use beeper_desktop_client::live::{EventsErrorKind, Subscription};
use beeper_desktop_client::types::{EventErrorCode, EventFrame};
use serde_json::{Value, json};

use super::script::{Peer, connected, end, passing, ready};

const WITH_APP: &str = r#"{"type":"ready","version":1,"chatIDs":[],"app":{"state":false}}"#;

fn event(seq: i64, chat: &str) -> String {
    json!({"type": "chat.upserted", "seq": seq, "ts": 0, "chatID": chat, "ids": [chat]}).to_string()
}

/// Confirms a command, and returns it.
async fn agree(peer: &mut Peer) -> Value {
    let command = peer.command().await;
    let answer =
        json!({"type": "subscriptions.updated", "requestID": command["requestID"], "chatIDs": command["chatIDs"]});
    peer.text(&answer.to_string()).await;
    command
}

async fn refuse(peer: &mut Peer, code: &str) -> Value {
    let command = peer.command().await;
    let answer = json!({"type": "error", "requestID": command["requestID"], "code": code, "message": "PLANTED-token"});
    peer.text(&answer.to_string()).await;
    command
}

#[tokio::test]
async fn the_server_is_told_what_is_wanted_and_what_it_says_is_returned() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    for (number, (subscription, chats)) in [
        (Subscription::all(), json!(["*"])),
        (Subscription::chats(["b", "a"]), json!(["a", "b"])),
        (Subscription::none(), json!([])),
        (Subscription::chats([""; 0]), json!([])),
    ]
    .into_iter()
    .enumerate()
    {
        let (set, command) = tokio::join!(connection.subscribe(subscription), agree(&mut peer));
        let id = format!("r{}", number + 1);
        assert_eq!(
            command,
            json!({"type": "subscriptions.set", "requestID": id, "chatIDs": chats})
        );
        assert_eq!(serde_json::to_value(set.unwrap().chat_ids).unwrap(), chats);
    }
}

#[tokio::test]
async fn the_state_of_the_application_is_asked_of_servers_that_show_it() {
    for (first, expected) in [
        (r#"{"type":"ready","version":1,"chatIDs":[]}"#, None),
        (r#"{"type":"ready","version":1,"chatIDs":[],"app":null}"#, None),
        (WITH_APP, Some(json!({"state": true}))),
    ] {
        let (mut connection, mut peer) = connected(&VirtualClock::new()).await;
        peer.text(first).await;
        let subscribing = connection.subscribe(Subscription::all().app_state(true));
        let (set, command) = tokio::join!(subscribing, agree(&mut peer));
        set.unwrap();
        assert_eq!(command.get("app"), expected.as_ref(), "{first}");
        // The connection still returns the first frame.
        assert_eq!(connection.next().await.unwrap().unwrap().kind(), "ready");
    }
}

#[tokio::test]
async fn a_server_that_is_late_with_its_first_frame_is_asked_again() {
    let clock = VirtualClock::new();
    let (mut connection, mut peer) = connected(&clock).await;
    let subscribing = connection.subscribe(Subscription::chats(["c"]).app_state(true));
    let (set, command) = passing(&clock, async { tokio::join!(subscribing, agree(&mut peer)) }).await;
    set.unwrap();
    assert!(command.get("app").is_none());
    assert!(clock.elapsed() >= Duration::from_secs(5));
    peer.text(WITH_APP).await;
    assert_eq!(connection.next().await.unwrap().unwrap().kind(), "ready");
    let (frame, command) = tokio::join!(connection.next(), agree(&mut peer));
    assert_eq!(
        command,
        json!({"type": "subscriptions.set", "requestID": "r2", "chatIDs": ["c"], "app": {"state": true}})
    );
    assert_eq!(frame.unwrap().unwrap().kind(), "subscriptions.updated");
}

#[tokio::test]
async fn what_comes_before_the_answer_is_kept_in_its_order() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    peer.text(&event(1, "a")).await;
    peer.text("PLANTED").await;
    peer.text(r#"{"type":"error","requestID":"other","code":"INVALID_COMMAND","message":"x"}"#)
        .await;
    peer.text(&event(2, "a")).await;
    let (set, _) = tokio::join!(connection.subscribe(Subscription::all()), agree(&mut peer));
    set.unwrap();
    peer.text(&event(3, "a")).await;
    let mut kinds = Vec::new();
    for _ in 0..5 {
        let frame = connection.next().await.unwrap().unwrap();
        kinds.push((frame.kind().to_owned(), frame.seq()));
    }
    let expected = [
        ("chat.upserted", Some(1)),
        ("", None),
        ("error", None),
        ("chat.upserted", Some(2)),
        ("chat.upserted", Some(3)),
    ];
    assert_eq!(kinds, expected.map(|(kind, seq)| (kind.to_owned(), seq)));
}

#[tokio::test]
async fn a_subscription_that_is_refused_is_a_typed_error_and_the_connection_goes_on() {
    for (code, shown) in [
        ("INVALID_PAYLOAD", " (INVALID_PAYLOAD)"),
        ("INVALID_COMMAND", " (INVALID_COMMAND)"),
        ("PLANTED", ""),
    ] {
        let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
        let (set, _) = tokio::join!(connection.subscribe(Subscription::all()), refuse(&mut peer, code));
        let error = set.unwrap_err();
        assert_eq!(error.kind(), EventsErrorKind::SubscriptionRefused);
        assert_eq!(error.to_string(), format!("the server refused the subscription{shown}"));
        assert!(!format!("{error:?}").contains("PLANTED"));
        let frame = error.error_frame().unwrap();
        assert_eq!((frame.code.as_str(), frame.message.as_str()), (code, "PLANTED-token"));
        peer.text(&event(1, "a")).await;
        assert_eq!(connection.next().await.unwrap().unwrap().seq(), Some(1));
    }
}

#[tokio::test]
async fn a_server_in_trouble_is_asked_twice() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    let server = async {
        refuse(&mut peer, "INTERNAL_ERROR").await;
        agree(&mut peer).await
    };
    let (set, command) = tokio::join!(connection.subscribe(Subscription::all()), server);
    set.unwrap();
    assert_eq!(command["requestID"], "r2");
    let server = async {
        refuse(&mut peer, "INTERNAL_ERROR").await;
        refuse(&mut peer, "INTERNAL_ERROR").await
    };
    let (set, _) = tokio::join!(connection.subscribe(Subscription::none()), server);
    let error = set.unwrap_err();
    assert_eq!(error.error_frame().unwrap().code, EventErrorCode::InternalError);
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_asked_twice_and_a_late_answer_counts() {
    let clock = VirtualClock::new();
    let (mut connection, mut peer) = ready(&clock).await;
    let error = passing(&clock, connection.subscribe(Subscription::all()))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), EventsErrorKind::SubscriptionUnanswered);
    assert_eq!(peer.command().await["requestID"], "r1");
    assert_eq!(peer.command().await["requestID"], "r2");

    let server = async {
        let first = peer.command().await;
        peer.command().await;
        peer.text(
            &json!({"type": "subscriptions.updated", "requestID": first["requestID"], "chatIDs": ["*"]}).to_string(),
        )
        .await;
    };
    let subscribing = async { tokio::join!(connection.subscribe(Subscription::all()), server).0 };
    passing(&clock, subscribing).await.unwrap();
}

#[tokio::test]
async fn an_answer_that_names_no_command_is_one() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    let server = async {
        peer.command().await;
        peer.text(r#"{"type":"subscriptions.updated","chatIDs":["*"]}"#).await;
    };
    tokio::join!(connection.subscribe(Subscription::all()), server)
        .0
        .unwrap();
}

#[tokio::test]
async fn more_chats_than_a_command_holds_are_chosen_here() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    let chats = (0..2000).map(|number| format!("!{number:0>60}"));
    let known = chats.clone().next_back().unwrap();
    let (set, command) = tokio::join!(connection.subscribe(Subscription::chats(chats)), agree(&mut peer));
    set.unwrap();
    assert_eq!(command["chatIDs"], json!(["*"]));
    peer.text(&event(1, "another")).await;
    peer.text(&event(2, &known)).await;
    peer.text(r#"{"type":"from.tomorrow","seq":3,"chatID":"another"}"#)
        .await;
    peer.text(r#"{"type":"from.tomorrow","seq":4}"#).await;
    peer.text(&event(6, "another")).await;
    peer.text(&event(8, "another")).await;
    peer.text(&event(10, &known)).await;
    // Events that the client leaves out do not count as lost, but those that the server left out do.
    for (seq, lost) in [(2, 0), (4, 0), (10, 3)] {
        let frame = connection.next().await.unwrap().unwrap();
        assert_eq!((frame.seq(), frame.lost_before()), (Some(seq), lost));
    }
}

#[tokio::test]
async fn an_answer_that_nobody_waits_for_any_more_counts() {
    let clock = VirtualClock::new();
    let (mut connection, mut peer) = ready(&clock).await;
    let chats = (0..2000).map(|number| format!("!{number:0>60}"));
    let known = chats.clone().next_back().unwrap();
    let subscribing = connection.subscribe(Subscription::chats(chats));
    let error = passing(&clock, subscribing).await.unwrap_err();
    assert_eq!(error.kind(), EventsErrorKind::SubscriptionUnanswered);
    // The subscription is not set yet, so the client leaves nothing out.
    peer.text(&event(1, "another")).await;
    assert_eq!(connection.next().await.unwrap().unwrap().seq(), Some(1));
    agree(&mut peer).await;
    peer.text(&event(2, "another")).await;
    peer.text(&event(3, &known)).await;
    let late = connection.next().await.unwrap().unwrap();
    assert_eq!(late.kind(), "subscriptions.updated");
    assert_eq!(connection.next().await.unwrap().unwrap().seq(), Some(3));
}

#[tokio::test]
async fn a_first_frame_that_comes_during_another_subscription_brings_none_back() {
    let clock = VirtualClock::new();
    let (mut connection, mut peer) = connected(&clock).await;
    let subscribing = connection.subscribe(Subscription::chats(["old"]).app_state(true));
    let set = passing(&clock, async { tokio::join!(subscribing, agree(&mut peer)).0 }).await;
    set.unwrap();
    let server = async {
        let command = peer.command().await;
        peer.text(WITH_APP).await;
        let answer = json!({"type": "subscriptions.updated", "requestID": command["requestID"], "chatIDs": ["new"]});
        peer.text(&answer.to_string()).await;
        agree(&mut peer).await
    };
    let client = async {
        let set = connection.subscribe(Subscription::chats(["new"]).app_state(true)).await;
        assert_eq!(set.unwrap().chat_ids[0].as_str(), "new");
        assert_eq!(connection.next().await.unwrap().unwrap().kind(), "ready");
        connection.next().await.unwrap().unwrap()
    };
    let (frame, command) = passing(&clock, async { tokio::join!(client, server) }).await;
    assert_eq!(
        (&command["chatIDs"], &command["app"]),
        (&json!(["new"]), &json!({"state": true}))
    );
    assert_eq!(frame.kind(), "subscriptions.updated");
}

#[tokio::test]
async fn a_late_first_frame_does_not_undo_a_subscription_without_an_answer() {
    let clock = VirtualClock::new();
    let (mut connection, mut peer) = connected(&clock).await;
    let subscribing = connection.subscribe(Subscription::chats(["old"]).app_state(true));
    let set = passing(&clock, async { tokio::join!(subscribing, agree(&mut peer)).0 }).await;
    set.unwrap();
    let subscribing = connection.subscribe(Subscription::chats(["new"]));
    passing(&clock, subscribing).await.unwrap_err();
    for _ in 0..2 {
        assert_eq!(peer.command().await["chatIDs"], json!(["new"]));
    }
    peer.text(WITH_APP).await;
    assert_eq!(connection.next().await.unwrap().unwrap().kind(), "ready");
    peer.close(1000, "").await;
    end(&mut connection).await;
    // The client sent no other command before it.
    assert_eq!(peer.closed_with().await, 1000);
}

#[tokio::test]
async fn an_addition_that_the_server_refuses_is_not_repeated() {
    let clock = VirtualClock::new();
    let (mut connection, mut peer) = connected(&clock).await;
    let subscribing = connection.subscribe(Subscription::all().app_state(true));
    let set = passing(&clock, async { tokio::join!(subscribing, agree(&mut peer)).0 }).await;
    set.unwrap();
    peer.text(WITH_APP).await;
    assert_eq!(connection.next().await.unwrap().unwrap().kind(), "ready");
    let (frame, _) = tokio::join!(connection.next(), refuse(&mut peer, "INVALID_PAYLOAD"));
    assert_eq!(frame.unwrap().unwrap().kind(), "error");
    peer.text(&event(1, "a")).await;
    assert_eq!(connection.next().await.unwrap().unwrap().seq(), Some(1));
    peer.close(1000, "").await;
    end(&mut connection).await;
    // The client sent no other command before it.
    assert_eq!(peer.closed_with().await, 1000);
}

#[tokio::test]
async fn an_answer_to_another_command_is_none() {
    let clock = VirtualClock::new();
    let (mut connection, mut peer) = ready(&clock).await;
    let server = async {
        peer.command().await;
        peer.text(r#"{"type":"subscriptions.updated","requestID":"r7","chatIDs":["*"]}"#)
            .await;
        agree(&mut peer).await
    };
    let subscribing = async { tokio::join!(connection.subscribe(Subscription::all()), server) };
    let (set, command) = passing(&clock, subscribing).await;
    set.unwrap();
    assert_eq!(command["requestID"], "r2");
    let frame = connection.next().await.unwrap().unwrap();
    assert!(
        matches!(&*frame, EventFrame::SubscriptionsUpdated(set) if set.request_id.as_ref().unwrap().as_str() == "r7")
    );
}

#[tokio::test]
async fn a_refusal_that_names_no_command_is_one_of_the_last() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    let server = async {
        peer.command().await;
        peer.text(r#"{"type":"error","code":"NOT_SUBSCRIBED","message":"PLANTED-token"}"#)
            .await;
    };
    let error = tokio::join!(connection.subscribe(Subscription::all()), server)
        .0
        .unwrap_err();
    assert_eq!(error.kind(), EventsErrorKind::SubscriptionRefused);
    assert_eq!(error.error_frame().unwrap().code, EventErrorCode::NotSubscribed);
    assert!(!format!("{error} {error:?}").contains("PLANTED"));
}

#[tokio::test]
async fn a_connection_that_ends_meanwhile_ends_the_subscription() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    let server = async {
        peer.command().await;
        peer.text(&event(1, "a")).await;
        peer.close(1008, "PLANTED").await;
    };
    let (set, ()) = tokio::join!(connection.subscribe(Subscription::all()), server);
    assert_eq!(set.unwrap_err().close_code(), Some(1008));
    assert_eq!(connection.next().await.unwrap().unwrap().seq(), Some(1));
    assert!(connection.next().await.is_none());
    let error = connection.subscribe(Subscription::all()).await.unwrap_err();
    assert_eq!(error.kind(), EventsErrorKind::Ended);
}

#[tokio::test]
async fn what_is_no_chat_is_not_sent() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    for chats in [["a", "*"], ["a", ""]] {
        let error = connection.subscribe(Subscription::chats(chats)).await.unwrap_err();
        assert_eq!(error.kind(), EventsErrorKind::InvalidSubscription);
    }
    peer.close(1000, "").await;
    end(&mut connection).await;
    assert_eq!(peer.closed_with().await, 1000);
}
