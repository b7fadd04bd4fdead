//! Tests of what a watch returns while the connection is open.

use beeper_desktop_mock::{Dialect, EventEntries, MockChat};

use super::watched::{ANA, BEN, Watched, message, server, shown};

#[tokio::test]
async fn messages_are_returned_as_they_come_and_what_was_there_is_not() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::begun(server(dialect).await).await;
        for id in ["3", "4"] {
            watched.mock.put_message(message(ANA, id));
        }
        watched.mock.put_message(message(BEN, "5"));
        assert_eq!(watched.messages_until("new 5").await, ["new 3", "new 4", "new 5"]);
        watched.mock.update_message(ANA, "3", |message| message.text("edited"));
        watched
            .mock
            .update_message(ANA, "1", |message| message.reaction("👍", "@ben"));
        watched.mock.remove_message(ANA, "4");
        watched.mock.put_message(message(ANA, "6"));
        assert_eq!(
            watched.messages_until("new 6").await,
            ["changed 3", "changed 1", "deleted 4", "new 6"]
        );
    }
}

#[tokio::test]
async fn a_message_that_is_sent_again_unchanged_is_not_returned() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::begun(server(dialect).await).await;
        watched.mock.put_message(message(ANA, "3"));
        watched
            .mock
            .update_message(ANA, "1", |message| message.text("text of 1"));
        watched
            .mock
            .update_message(ANA, "3", |message| message.text("text of 3"));
        watched.mock.put_message(message(ANA, "4"));
        assert_eq!(watched.messages_until("new 4").await, ["new 3", "new 4"]);
    }
}

#[tokio::test]
async fn events_that_say_less_are_completed() {
    for &dialect in Dialect::ALL {
        for entries in [EventEntries::Missing, EventEntries::Null, EventEntries::Parts] {
            let mut watched = Watched::begun(server(dialect).await).await;
            watched.mock.set_event_entries(entries);
            watched.mock.put_message(message(ANA, "3"));
            watched.mock.update_message(ANA, "1", |message| message.text("edited"));
            watched.mock.put_message(message(ANA, "4"));
            watched.mock.remove_message(ANA, "3");
            let mut events = watched.messages_until("deleted 3").await;
            // The watch may leave out a message that was deleted before it could be fetched.
            events.retain(|event| event != "new 3");
            events.sort();
            assert_eq!(events, ["changed 1", "deleted 3", "new 4"], "{dialect:?} {entries:?}");
        }
    }
}

#[tokio::test]
async fn chats_come_change_and_go() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::begun(server(dialect).await).await;
        watched.mock.update_chat(BEN, |chat| chat.title("Ben"));
        assert_eq!(watched.until("chat !ben changed").await, ["chat !ben changed"]);
        watched.mock.put_chat(MockChat::new("!cleo"));
        watched.mock.put_message(message("!cleo", "1"));
        let events = watched.until("new 1").await;
        assert!(events.contains(&"chat !cleo changed".to_owned()), "{events:?}");
        watched.mock.remove_chat("!cleo");
        assert_eq!(watched.until("chat !cleo deleted").await, ["chat !cleo deleted"]);
    }
}

#[tokio::test]
async fn a_program_that_takes_its_time_misses_nothing() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::begun(server(dialect).await).await;
        let ids: Vec<_> = (0..500).map(|number| format!("m{number:04}")).collect();
        for id in &ids {
            watched.mock.put_message(message(ANA, id));
        }
        let expected: Vec<_> = ids.iter().map(|id| format!("new {id}")).collect();
        assert_eq!(watched.messages_until("new m0499").await, expected, "{dialect:?}");
    }
}

#[tokio::test]
async fn nothing_is_lost_when_the_program_stops_waiting() {
    let mut watched = Watched::begun(server(Dialect::ALL[0]).await).await;
    watched.mock.restart_live();
    watched.mock.until_live_connections(0).await;
    watched.mock.put_message(message(ANA, "3"));
    let mut events = Vec::new();
    while events.last().is_none_or(|event| event != "caught up") {
        // Each round drops the future.
        tokio::select! {
            biased;
            event = watched.watch.next() => events.push(shown(&event.unwrap().unwrap())),
            () = tokio::task::yield_now() => {}
        }
    }
    assert_eq!(events, ["gap: disconnected", "new 3", "caught up"]);
}
