//! Tests of polling: what it finds without events, and how often it asks the server.

use std::time::Duration;

use beeper_desktop_client::Clock;
use beeper_desktop_client::live::WatchErrorKind;
use beeper_desktop_mock::{Dialect, Endpoint, MockAccount, MockChat, MockDesktop, Operation, Reply};

use super::watched::{ANA, BEN, Watched, message, passing, server};

const SILENT: &str = "!silent";

async fn with_silent_account(dialect: Dialect) -> MockDesktop {
    let mock = server(dialect).await;
    mock.put_account(MockAccount::new("imessage").without_events());
    mock.put_chat(MockChat::new(SILENT).account("imessage"));
    mock.put_message(message(SILENT, "s1"));
    mock
}

/// Lets time pass, and asserts that the watch returns nothing.
async fn quiet(watched: &mut Watched, time: Duration) {
    tokio::select! {
        biased;
        () = watched.clock.alarm(time) => {}
        event = passing(&watched.clock, watched.watch.next()) => panic!("{event:?}"),
    }
}

#[tokio::test]
async fn accounts_without_events_are_looked_at_every_thirty_seconds() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::begun(with_silent_account(dialect).await).await;
        for round in ["s2", "s3"] {
            let before = watched.clock.elapsed();
            watched.mock.put_message(message(SILENT, round));
            let last = format!("new {round}");
            assert_eq!(
                watched.messages_until(&last).await,
                std::slice::from_ref(&last),
                "{dialect:?}"
            );
            assert!(watched.clock.elapsed() - before <= Duration::from_secs(32));
        }
    }
}

#[tokio::test]
async fn a_hundred_quiet_seconds_over_forty_chats_take_few_requests() {
    for &dialect in Dialect::ALL {
        let mock = with_silent_account(dialect).await;
        for number in 0..37 {
            let chat = format!("!{number}");
            mock.put_chat(MockChat::new(&chat));
            for message_number in 0..3 {
                mock.put_message(message(&chat, &format!("{number}-{message_number}")));
            }
        }
        let mut watched = Watched::begun(mock).await;
        quiet(&mut watched, Duration::from_secs(100)).await;
        let requests = watched.requests() + watched.mock.requests_for(Endpoint::Events).len();
        assert!(requests <= 18, "{dialect:?}: {requests}");
        // From then on, the watch makes two requests per minute.
        let before = watched.requests();
        quiet(&mut watched, Duration::from_secs(285)).await;
        assert!(watched.requests() - before <= 10, "{}", watched.requests() - before);
    }
}

#[tokio::test]
async fn the_interval_can_be_set() {
    let mut watched = Watched::of(server(Dialect::ALL[0]).await);
    watched = watched.with(|watch| watch.poll_interval(Duration::from_secs(10)));
    watched.until("caught up").await;
    let before = watched.requests();
    quiet(&mut watched, Duration::from_secs(65)).await;
    assert!(
        (5..=7).contains(&(watched.requests() - before)),
        "{}",
        watched.requests() - before
    );
}

#[tokio::test]
async fn a_server_without_events_is_polled() {
    for &dialect in Dialect::ALL {
        for status in [404, 426] {
            let mock = server(dialect).await;
            mock.on(Endpoint::Events).reply(Reply::bytes(status, "no"));
            let mut watched = Watched::of(mock);
            assert_eq!(watched.until("caught up").await, ["polling", "caught up"]);
            watched.mock.put_message(message(ANA, "3"));
            watched.mock.put_message(message(BEN, "4"));
            let mut events = watched.messages_until("new 3").await;
            if events.len() < 2 {
                events.extend(watched.messages_until("new 4").await);
            }
            events.sort();
            assert_eq!(events, ["new 3", "new 4"]);
            // The server gets live events later.
            watched.mock.on(Endpoint::Events).reset();
            watched.clock.advance(Duration::from_secs(300));
            watched.until("caught up").await;
            assert_eq!(watched.mock.live_connections(), 1);
        }
    }
}

#[tokio::test]
async fn a_subscription_that_is_refused_leaves_the_poll() {
    let mock = server(Dialect::ALL[0]).await;
    mock.refuse_commands(10, "INVALID_PAYLOAD");
    let mut watched = Watched::of(mock);
    assert_eq!(watched.until("caught up").await, ["polling", "caught up"]);
    watched.mock.put_message(message(ANA, "3"));
    assert_eq!(watched.messages_until("new 3").await, ["new 3"]);
}

#[tokio::test]
async fn a_subscription_that_is_not_answered_is_set_on_another_connection() {
    let mock = server(Dialect::ALL[0]).await;
    mock.ignore_commands(2);
    let mut watched = Watched::of(mock);
    assert_eq!(watched.until("caught up").await, ["caught up"]);
    assert_eq!(watched.mock.requests_for(Endpoint::Events).len(), 2);
}

#[tokio::test]
async fn a_server_that_cannot_list_chats_cannot_be_watched() {
    let mock = server(Dialect::ALL[0]).await;
    mock.on(Operation::SearchChats)
        .reply(Reply::bytes(404, "404 page not found"));
    let mut watched = Watched::of(mock);
    let error = watched.watch.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), WatchErrorKind::NotSupported);
    assert!(watched.watch.next().await.is_none());
}

#[tokio::test]
async fn some_chats_or_accounts_alone_can_be_watched() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::of(with_silent_account(dialect).await).with(|watch| watch.chats([BEN, SILENT]));
        watched.until("caught up").await;
        watched.mock.put_message(message(ANA, "3"));
        watched.mock.put_message(message(BEN, "4"));
        watched.mock.put_message(message(SILENT, "5"));
        assert_eq!(watched.messages_until("new 4").await, ["new 4"]);
        assert_eq!(watched.messages_until("new 5").await, ["new 5"]);

        let mut watched = Watched::of(watched.mock).with(|watch| watch.accounts(["imessage"]));
        watched.until("caught up").await;
        watched.mock.put_message(message(ANA, "6"));
        watched.mock.put_chat(MockChat::new("!other"));
        watched.mock.put_message(message("!other", "7"));
        watched.mock.put_message(message(SILENT, "8"));
        assert_eq!(watched.messages_until("new 8").await, ["new 8"]);
    }
    let mock = server(Dialect::ALL[0]).await;
    for chats in [vec![""], vec!["*", ANA]] {
        let client = crate::client(&mock);
        let error = client.watch().chats(chats).next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), WatchErrorKind::InvalidRequest);
    }
    assert!(mock.requests_for(Operation::SearchChats).is_empty());
}

/// Whether a list of chats contains muted ones without being asked is the server's choice.
#[tokio::test]
async fn muted_chats_are_asked_for() {
    for &dialect in Dialect::ALL {
        let watched = Watched::begun(server(dialect).await).await;
        let requests = watched.mock.requests_for(Operation::SearchChats);
        assert!(!requests.is_empty());
        for request in requests {
            let query = request.query().unwrap_or_default();
            assert!(query.split('&').any(|part| part == "includeMuted=true"), "{query}");
        }
    }
}

#[tokio::test]
async fn a_chat_that_is_named_by_its_local_id_is_watched_live() {
    let mock = server(Dialect::Current).await;
    mock.put_chat(MockChat::new("!named").property("localChatID", serde_json::json!("42")));
    let mut watched = Watched::of(mock).with(|watch| watch.chats(["42"]));
    watched.until("caught up").await;
    let subscribed = watched.mock.subscriptions();
    assert!(
        subscribed.iter().flatten().any(|chat| chat == "!named"),
        "{subscribed:?}"
    );
    watched.mock.put_message(message("!named", "1"));
    watched.mock.put_message(message(ANA, "3"));
    let before = watched.requests();
    assert_eq!(watched.messages_until("new 1").await, ["new 1"]);
    assert_eq!(watched.requests(), before);
}
