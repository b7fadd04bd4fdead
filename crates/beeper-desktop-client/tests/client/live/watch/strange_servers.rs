//! Tests with servers whose clocks, lists and responses contradict each other, and with slow programs.

use std::time::Duration;

use beeper_desktop_client::Clock;
use beeper_desktop_mock::{Dialect, Endpoint, EventEntries, MockAccount, MockChat, Operation, Reply};
use serde_json::json;

use super::watched::{ANA, BEN, Watched, message, passing, server};

const SAME_TIME: &str = "2025-06-01T12:00:00Z";

/// Returns the events that arrive within a time.
async fn events_in(watched: &mut Watched, time: Duration) -> Vec<String> {
    let end = watched.clock.elapsed() + time;
    let mut events = Vec::new();
    loop {
        tokio::select! {
            biased;
            () = watched.clock.alarm(end.saturating_sub(watched.clock.elapsed())) => return events,
            event = passing(&watched.clock, watched.watch.next()) => {
                events.push(super::watched::shown(&event.unwrap().unwrap()));
            }
        }
    }
}

#[tokio::test]
async fn messages_of_the_same_time_are_new_however_many_there_are() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::begun(server(dialect).await).await;
        let ids: Vec<_> = (0..120).map(|number| format!("m{number:03}")).collect();
        for id in &ids {
            watched.mock.put_message(message(ANA, id).timestamp(SAME_TIME));
        }
        let expected: Vec<_> = ids.iter().map(|id| format!("new {id}")).collect();
        assert_eq!(watched.messages_until("new m119").await, expected, "{dialect:?}");

        watched.mock.restart_live();
        watched.mock.until_live_connections(0).await;
        for id in ["n1", "n2"] {
            watched.mock.put_message(message(ANA, id).timestamp(SAME_TIME));
        }
        assert_eq!(
            watched.messages_until("caught up").await,
            ["gap: disconnected", "new n1", "new n2", "caught up"],
            "{dialect:?}"
        );
    }
}

#[tokio::test]
async fn a_list_whose_clock_is_behind_hides_nothing() {
    // With eight failures, the watch polls before it connects again.
    for (&dialect, failures) in Dialect::ALL.iter().zip([0, 8]).chain(Dialect::ALL.iter().zip([8, 0])) {
        let mock = server(dialect).await;
        let chats: Vec<_> = (0..30).map(|number| format!("!{number:02}")).collect();
        let behind = |minute: u32| json!(format!("2024-12-31T20:{minute:02}:00.000Z"));
        for chat in &chats {
            mock.put_chat(MockChat::new(chat).property("lastActivity", behind(0)));
            mock.put_message(message(chat, "old"));
        }
        let mut watched = Watched::begun(mock).await;
        // So many chats that the first is not one of those that the watch always compares.
        for chat in &chats {
            watched.mock.put_message(message(chat, &format!("live{chat}")));
        }
        watched.messages_until("new live!29").await;
        if failures > 0 {
            let failing = watched.mock.on(Endpoint::Events).first(failures);
            failing.reply(Reply::bytes(503, ""));
        }
        watched.mock.restart_live();
        watched.mock.until_live_connections(0).await;
        watched
            .mock
            .put_message(message(&chats[0], "missed").timestamp("2025-01-01T00:01:00Z"));
        watched
            .mock
            .update_chat(&chats[0], |chat| chat.property("lastActivity", behind(1)));
        let events = watched.messages_until("caught up").await;
        let is_missed = |event: &&String| event.ends_with(" missed");
        assert_eq!(events.iter().filter(is_missed).count(), 1, "{dialect:?}: {events:?}");
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_hides_nothing_that_was_missed() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::begun(server(dialect).await).await;
        watched.mock.set_page_size(10);
        for number in 0..20 {
            let time = format!("2025-06-01T{number:02}:00:00Z");
            watched
                .mock
                .put_message(message(ANA, &format!("m{number:02}")).timestamp(&time));
        }
        watched.messages_until("new m19").await;
        watched.mock.restart_live();
        watched.mock.until_live_connections(0).await;
        // The newest messages that the watch knows are deleted, and the new ones are older than they were.
        for number in 18..20 {
            watched.mock.remove_message(ANA, &format!("m{number:02}"));
        }
        for number in 0..30 {
            let time = format!("2025-06-01T17:10:{number:02}Z");
            watched
                .mock
                .put_message(message(ANA, &format!("n{number:02}")).timestamp(&time));
        }
        let mut expected = vec!["gap: disconnected".to_owned()];
        expected.extend((0..30).map(|number| format!("new n{number:02}")));
        expected.push("caught up".to_owned());
        assert_eq!(watched.messages_until("caught up").await, expected, "{dialect:?}");
    }
}

#[tokio::test]
async fn a_chat_that_is_listed_is_not_gone_because_its_messages_are_not_found() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::begun(server(dialect).await).await;
        watched
            .mock
            .on(Operation::ListMessages)
            .once()
            .reply(Reply::error(404, "not_found", "Chat not found"));
        watched.mock.restart_live();
        watched.mock.until_live_connections(0).await;
        watched.mock.put_message(message(ANA, "3"));
        let events = watched.messages_until("new 3").await;
        assert_eq!(events, ["gap: disconnected", "caught up", "new 3"], "{dialect:?}");
    }
}

#[tokio::test]
async fn a_chat_whose_messages_are_not_found_at_the_start_is_no_new_one_later() {
    for &dialect in Dialect::ALL {
        let mock = server(dialect).await;
        mock.on(Operation::ListMessages)
            .first(2)
            .reply(Reply::error(404, "not_found", "Chat not found"));
        let mut watched = Watched::of(mock);
        assert_eq!(watched.until("caught up").await, ["caught up"]);
        watched.mock.put_message(message(ANA, "3"));
        assert_eq!(watched.messages_until("new 3").await, ["new 3"], "{dialect:?}");
        assert_eq!(events_in(&mut watched, Duration::from_secs(70)).await, [""; 0]);
    }
}

#[tokio::test]
async fn events_of_other_accounts_do_not_make_a_watch_ask_for_the_list_each_time() {
    for &dialect in Dialect::ALL {
        let mock = server(dialect).await;
        mock.put_account(MockAccount::new("wanted"));
        mock.set_event_entries(EventEntries::Missing);
        let mut watched = Watched::of(mock).with(|watch| watch.accounts(["wanted"]));
        watched.until("caught up").await;
        let before = watched.requests();
        for number in 0..20 {
            watched.mock.put_message(message(ANA, &format!("m{number}")));
            watched.mock.put_message(message(BEN, &format!("m{number}")));
            assert_eq!(events_in(&mut watched, Duration::from_secs(1)).await, [""; 0]);
        }
        let requests = watched.requests() - before;
        assert!(requests <= 4, "{dialect:?}: {requests}");

        // The watch soon finds a new chat of the watched account.
        watched.mock.put_chat(MockChat::new("!new").account("wanted"));
        watched.mock.put_message(message("!new", "n1"));
        let events = events_in(&mut watched, Duration::from_secs(5)).await;
        let is_new = |event: &&String| event.starts_with("new ");
        assert_eq!(
            events.iter().filter(is_new).collect::<Vec<_>>(),
            ["new n1"],
            "{dialect:?}"
        );
    }
}

#[tokio::test]
async fn a_handshake_that_is_put_off_is_tried_again_when_the_server_said() {
    let mut watched = Watched::begun(server(Dialect::ALL[0]).await).await;
    let busy = Reply::error(429, "RATE_LIMITED", "Later").header("Retry-After", "20");
    watched.mock.on(Endpoint::Events).once().reply(busy);
    let before = watched.clock.elapsed();
    watched.mock.restart_live();
    watched.until("caught up").await;
    let waited = watched.clock.elapsed() - before;
    assert!(waited >= Duration::from_secs(20), "{waited:?}");
    assert_eq!(watched.mock.requests_for(Endpoint::Events).len(), 3);
}

#[tokio::test]
async fn what_is_lost_while_the_program_takes_nothing_is_fetched_and_returned_once() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::begun(server(dialect).await).await;
        watched.mock.put_message(message(ANA, "3"));
        assert_eq!(watched.messages_until("new 3").await, ["new 3"]);
        // The program is busy. The server sends what it can, and then gives up.
        watched.clock.advance(Duration::from_secs(11));
        watched.mock.put_message(message(ANA, "4"));
        // The older dialect sends two events for each message.
        watched.mock.drop_events(if dialect == Dialect::Older { 8 } else { 4 });
        for id in ["5", "6", "7"] {
            watched.mock.put_message(message(ANA, id));
        }
        watched.mock.put_message(message(BEN, "8"));
        watched.mock.restart_live();
        watched.mock.until_live_connections(0).await;
        let mut events = watched.messages_until("caught up").await;
        let eighth = events.iter().position(|event| event == "new 8").unwrap();
        events.remove(eighth);
        assert_eq!(
            events,
            ["new 4", "gap: overflow", "new 5", "new 6", "new 7", "caught up"],
            "{dialect:?}"
        );
        assert_eq!(events_in(&mut watched, Duration::from_secs(65)).await, [""; 0]);
    }
}

#[tokio::test]
async fn a_list_without_an_end_is_left_after_a_while() {
    for &dialect in Dialect::ALL {
        let mock = server(dialect).await;
        for number in 1..=100 {
            let page = json!({
                "items": [],
                "hasMore": true,
                "oldestCursor": format!("c{number}"),
                "newestCursor": "n",
            });
            mock.on(Operation::SearchChats)
                .nth(number)
                .reply(Reply::json(200, page));
        }
        let mut watched = Watched::of(mock);
        watched.until("caught up").await;
        let requests = watched.requests_for(Operation::SearchChats);
        assert!(requests <= 24, "{dialect:?}: {requests}");
    }
}
