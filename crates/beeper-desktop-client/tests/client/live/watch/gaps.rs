//! Tests of what a watch returns after events were lost.

use beeper_desktop_mock::{Dialect, Operation};

use super::watched::{ANA, BEN, Watched, message, server};

#[tokio::test]
async fn what_was_missed_between_two_connections_is_returned_once_and_in_order() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::begun(server(dialect).await).await;
        watched.mock.put_message(message(ANA, "3"));
        watched.until("new 3").await;
        watched.mock.restart_live();
        watched.mock.until_live_connections(0).await;
        for id in ["4", "5", "6"] {
            watched.mock.put_message(message(ANA, id));
        }
        watched.mock.update_message(ANA, "3", |message| message.text("edited"));
        watched.mock.put_message(message(BEN, "7"));
        let events = watched.until("caught up").await;
        assert_eq!(events[0], "gap: disconnected");
        let of = |ids: &[&str]| -> Vec<String> {
            let is_of = |event: &&String| ids.iter().any(|id| event.ends_with(&format!(" {id}")));
            events.iter().filter(is_of).cloned().collect()
        };
        assert_eq!(
            of(&["1", "2", "3", "4", "5", "6"]),
            ["changed 3", "new 4", "new 5", "new 6"]
        );
        assert_eq!(of(&["7"]), ["new 7"]);
        watched.mock.put_message(message(ANA, "8"));
        assert_eq!(watched.messages_until("new 8").await, ["new 8"]);
    }
}

#[tokio::test]
async fn lost_events_are_noticed_by_their_numbers() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::begun(server(dialect).await).await;
        watched.mock.drop_events(1);
        // The older dialect sends two events for each message.
        watched.mock.update_chat(BEN, |chat| chat.title("Ben"));
        watched.mock.put_message(message(ANA, "3"));
        let events = watched.messages_until("caught up").await;
        assert_eq!(events[0], "gap: lost events");
        assert!(events.contains(&"new 3".to_owned()), "{events:?}");
    }
}

#[tokio::test]
async fn many_missed_messages_take_two_requests_a_chat() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::begun(server(dialect).await).await;
        watched.mock.restart_live();
        watched.mock.until_live_connections(0).await;
        for number in 0..20 {
            watched.mock.put_message(message(ANA, &format!("a{number:02}")));
            watched.mock.put_message(message(BEN, &format!("b{number:02}")));
        }
        let before = watched.requests_for(Operation::ListMessages);
        let events = watched.until("caught up").await;
        for chat in ["a", "b"] {
            let of_chat = events.iter().filter(|event| event.starts_with(&format!("new {chat}")));
            let expected: Vec<_> = (0..20).map(|number| format!("new {chat}{number:02}")).collect();
            assert_eq!(of_chat.cloned().collect::<Vec<_>>(), expected, "{dialect:?}");
        }
        let requests = watched.requests_for(Operation::ListMessages) - before;
        assert!(requests <= 4, "{dialect:?}: {requests}");
    }
}

#[tokio::test]
async fn more_pages_than_are_kept_come_in_order() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::begun(server(dialect).await).await;
        watched.mock.set_page_size(3);
        watched.mock.restart_live();
        watched.mock.until_live_connections(0).await;
        for number in 0..60 {
            watched.mock.put_message(message(ANA, &format!("a{number:02}")));
        }
        let events = watched.messages_until("caught up").await;
        let expected: Vec<_> = (0..60).map(|number| format!("new a{number:02}")).collect();
        let new = events.iter().filter(|event| event.starts_with("new "));
        assert_eq!(new.cloned().collect::<Vec<_>>(), expected, "{dialect:?}");
    }
}
