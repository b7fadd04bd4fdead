//! Tests of a watch with connections that fail and servers that refuse.

use std::time::Duration;

use beeper_desktop_client::Clock;
use beeper_desktop_client::live::{WatchErrorKind, WatchEvent};
use beeper_desktop_mock::{Dialect, Endpoint, MockFrame, Operation, Reply};

use super::watched::{ANA, Watched, message, passing, server};

#[tokio::test]
async fn the_first_connection_after_a_loss_is_made_within_two_seconds() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::begun(server(dialect).await).await;
        watched.clock.advance(Duration::from_secs(11));
        watched.mock.restart_live();
        assert_eq!(watched.until("caught up").await, ["gap: disconnected", "caught up"]);
        assert_eq!(watched.mock.requests_for(Endpoint::Events).len(), 2);
        let pauses = watched.clock.pauses();
        assert!(
            pauses.iter().all(|pause| *pause <= Duration::from_secs(2)),
            "{pauses:?}"
        );
    }
}

#[tokio::test]
async fn a_server_that_greets_and_drops_is_not_hammered() {
    let mut watched = Watched::begun(server(Dialect::ALL[0]).await).await;
    let started = watched.clock.elapsed();
    while watched.clock.elapsed() - started < Duration::from_secs(60) {
        watched.mock.restart_live();
        watched.until("caught up").await;
    }
    let handshakes = watched.mock.requests_for(Endpoint::Events).len();
    assert!((4..=20).contains(&handshakes), "{handshakes}");
    let pauses = watched.clock.pauses();
    assert!(
        pauses.iter().all(|pause| *pause <= Duration::from_secs(30)),
        "{pauses:?}"
    );
    assert!(
        pauses.iter().any(|pause| *pause > Duration::from_secs(10)),
        "{pauses:?}"
    );
}

#[tokio::test]
async fn a_connection_that_falls_silent_is_noticed() {
    let mut watched = Watched::begun(server(Dialect::ALL[0]).await).await;
    watched.mock.push_frame(MockFrame::fall_silent());
    watched.mock.put_message(message(ANA, "3"));
    let silent = watched.clock.elapsed();
    // The poll finds the message that arrived before.
    assert_eq!(
        watched.messages_until("gap: disconnected").await,
        ["new 3", "gap: disconnected"]
    );
    assert!(watched.clock.elapsed() - silent <= Duration::from_secs(50));
    watched.mock.put_message(message(ANA, "4"));
    let mut events = watched.messages_until("caught up").await;
    events.retain(|event| event != "new 4");
    assert_eq!(events, ["caught up"]);
}

#[tokio::test]
async fn a_watch_of_a_server_that_is_away_goes_on_when_it_is_back() {
    let mut watched = Watched::begun(server(Dialect::ALL[0]).await).await;
    watched.mock.go_offline().await;
    watched.mock.put_message(message(ANA, "3"));
    assert_eq!(watched.until("gap: disconnected").await, ["gap: disconnected"]);
    tokio::select! {
        biased;
        () = watched.clock.alarm(Duration::from_secs(100)) => {}
        event = passing(&watched.clock, watched.watch.next()) => panic!("{event:?}"),
    }
    watched.mock.go_online().await.unwrap();
    assert_eq!(watched.messages_until("caught up").await, ["new 3", "caught up"]);
}

#[tokio::test]
async fn a_token_that_is_refused_ends_the_watch() {
    for &dialect in Dialect::ALL {
        for status in [401, 403] {
            let places = [None, Some(Operation::SearchChats), Some(Operation::ListMessages)];
            for place in places {
                let mut watched = Watched::begun(server(dialect).await).await;
                let refusal = || Reply::error(status, "unauthorized", "PLANTED");
                match place {
                    None => {
                        watched.mock.on(Endpoint::Events).reply(refusal());
                        watched.mock.restart_live();
                    }
                    Some(operation) => {
                        watched.mock.on(operation).reply(refusal());
                        watched.mock.drop_events(1);
                        watched.mock.put_message(message(ANA, "3"));
                        watched.mock.put_message(message(ANA, "4"));
                    }
                }
                let error = loop {
                    match passing(&watched.clock, watched.watch.next()).await.unwrap() {
                        Ok(WatchEvent::CaughtUp) => panic!("{place:?}"),
                        Ok(_) => {}
                        Err(error) => break error,
                    }
                };
                assert_eq!(error.kind(), WatchErrorKind::Unauthorized);
                let shown = format!("{error} {error:?}");
                assert!(
                    shown.contains(&status.to_string()) && !shown.contains("PLANTED"),
                    "{shown}"
                );
                assert!(watched.watch.next().await.is_none());
            }
        }
    }
}

#[tokio::test]
async fn a_token_that_expires_is_noticed_by_the_poll() {
    let mut watched = Watched::begun(server(Dialect::ALL[0]).await).await;
    watched
        .mock
        .on(Operation::SearchChats)
        .reply(Reply::error(401, "unauthorized", "No"));
    let before = watched.clock.elapsed();
    let error = passing(&watched.clock, watched.watch.next())
        .await
        .unwrap()
        .unwrap_err();
    assert!(error.is_unauthorized(), "{error}");
    assert!(watched.clock.elapsed() - before <= Duration::from_secs(32));
}

#[tokio::test]
async fn a_server_that_asks_for_a_pause_gets_one() {
    let mut watched = Watched::begun(server(Dialect::ALL[0]).await).await;
    let busy = Reply::error(429, "RATE_LIMITED", "Later").header("Retry-After", "7");
    watched.mock.on(Operation::ListMessages).first(2).reply(busy);
    watched.mock.restart_live();
    watched.mock.until_live_connections(0).await;
    watched.mock.put_message(message(ANA, "3"));
    assert_eq!(
        watched.messages_until("caught up").await,
        ["gap: disconnected", "new 3", "caught up"]
    );
    let pauses = watched.clock.pauses();
    let asked = pauses.iter().filter(|pause| **pause > Duration::from_secs(5));
    assert!(asked.count() >= 1, "{pauses:?}");
}

#[tokio::test]
async fn answers_that_break_are_asked_for_again() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::begun(server(dialect).await).await;
        watched.mock.on(Operation::ListMessages).once().reset_mid_body();
        watched
            .mock
            .on(Operation::SearchChats)
            .once()
            .reply(Reply::bytes(502, "<html>"));
        watched.mock.restart_live();
        watched.mock.until_live_connections(0).await;
        watched.mock.put_message(message(ANA, "3"));
        assert_eq!(
            watched.messages_until("caught up").await,
            ["gap: disconnected", "new 3", "caught up"]
        );
    }
}
