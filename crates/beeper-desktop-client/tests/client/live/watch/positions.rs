//! Tests of positions: saving them, and continuing from them.

use beeper_desktop_client::live::WatchPosition;
use beeper_desktop_mock::{Dialect, MockDesktop};

use super::watched::{ANA, BEN, Watched, message, server};

#[tokio::test]
async fn a_watch_goes_on_where_the_saved_one_was() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::begun(server(dialect).await).await;
        for id in ["3", "4", "5"] {
            watched.mock.put_message(message(ANA, id));
        }
        assert_eq!(watched.messages_until("new 4").await, ["new 3", "new 4"]);
        let saved = watched.watch.position().to_string();
        assert_eq!(watched.messages_until("new 5").await, ["new 5"]);
        watched.mock.put_message(message(BEN, "6"));
        watched.mock.update_message(ANA, "3", |message| message.text("edited"));

        let position: WatchPosition = saved.parse().unwrap();
        let mut watched = watched.resumed(position);
        let mut events = watched.messages_until("caught up").await;
        events.sort();
        assert_eq!(events, ["caught up", "changed 3", "new 5", "new 6"], "{dialect:?}");
    }
}

#[tokio::test]
async fn a_position_survives_being_saved() {
    let mut watched = Watched::begun(server(Dialect::ALL[0]).await).await;
    watched.mock.put_message(message(ANA, "3"));
    watched.until("new 3").await;
    let position = watched.watch.position();
    let text = position.to_string();
    assert!(!text.contains("text of"), "{text}");
    assert_eq!(text.parse::<WatchPosition>().unwrap(), position);
    let json = serde_json::to_value(&position).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(serde_json::from_value::<WatchPosition>(json).unwrap(), position);
    assert!(!format!("{position:?}").contains(ANA));
}

#[tokio::test]
async fn a_watch_that_has_not_begun_has_a_position_from_which_it_begins() {
    let watched = Watched::of(server(Dialect::ALL[0]).await);
    let position = watched.watch.position();
    assert_eq!(position.to_string(), r#"{"version":1,"chats":null}"#);
    let mut watched = watched.resumed(position);
    assert_eq!(watched.until("caught up").await, ["caught up"]);
}

#[tokio::test]
async fn a_watch_that_continues_has_the_position_that_it_was_given_and_reports_no_gap() {
    let watched = Watched::begun(server(Dialect::ALL[0]).await).await;
    let position = watched.watch.position();
    watched.mock.put_message(message(ANA, "3"));
    watched.mock.go_offline().await;
    let mut watched = watched.resumed(position.clone());
    assert_eq!(watched.watch.position(), position);
    // The watch has started, but does not reach the server.
    let first = watched.watch.next();
    let first = tokio::time::timeout(std::time::Duration::from_millis(50), first).await;
    assert!(first.is_err(), "{first:?}");
    assert_eq!(watched.watch.position(), position);

    watched.mock.go_online().await.unwrap();
    let events = watched.until("caught up").await;
    assert_eq!(events, ["new 3", "caught up"]);
    assert_ne!(watched.watch.position(), position);
}

#[test]
fn a_position_that_cannot_be_read_says_why_and_what_to_do() {
    let chat = |chat: &str| format!(r#"{{"version":1,"chats":{{"!a":{chat}}}}}"#);
    for (text, expected) in [
        (String::new(), "is not JSON, or was cut off"),
        (
            r#"{"version":1,"chats":{"!a":"#.to_owned(),
            "is not JSON, or was cut off",
        ),
        ("{}".to_owned(), "`version` is missing"),
        ("[7]".to_owned(), "`version` is missing"),
        (
            r#"{"version":"1","chats":null}"#.to_owned(),
            "no version of this crate wrote its `version`",
        ),
        (
            r#"{"version":0,"chats":null}"#.to_owned(),
            "no version of this crate wrote its `version`",
        ),
        (
            r#"{"version":2,"cursors":[]}"#.to_owned(),
            "a newer version of this crate",
        ),
        (r#"{"version":1}"#.to_owned(), "`chats` is missing"),
        (
            r#"{"version":1,"chats":["PLANTED"]}"#.to_owned(),
            "is not a list of chats by ID",
        ),
        (
            chat(r#"{"activity":"PLANTED","fingerprint":"1"}"#),
            "is not a list of chats by ID",
        ),
        (
            chat(r#"{"activity":1,"newest":1,"floor":1,"fingerprint":"PLANTED"}"#),
            "cannot be read",
        ),
        (
            chat(r#"{"activity":1,"newest":1,"floor":1,"fingerprint":"1","recent":"AAAA"}"#),
            "cannot be read",
        ),
        (
            chat(r#"{"activity":1,"newest":1,"floor":1,"fingerprint":"1","recent":"?"}"#),
            "cannot be read",
        ),
    ] {
        let error = text.parse::<WatchPosition>().unwrap_err();
        let line = error.to_string();
        assert!(line.contains(expected), "{line}");
        assert!(line.contains("start the watch without a position"), "{line}");
        assert!(!format!("{error:?} {line}").contains("PLANTED"), "{line}");
        assert_eq!(error.is_newer(), text.contains("\"version\":2"));
        if let Ok(value) = serde_json::from_str::<serde_json::Value>(&text) {
            let error = serde_json::from_value::<WatchPosition>(value).unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        }
    }
}

fn put(mock: &MockDesktop, numbers: std::ops::Range<usize>) {
    numbers.for_each(|number| mock.put_message(message(ANA, &format!("m{number}"))));
}

/// A program copies what the position includes, and the watch returns the rest. No message is missing, and none appears twice.
#[tokio::test]
async fn a_position_includes_what_a_watch_from_it_does_not_return_as_new() {
    for &dialect in Dialect::ALL {
        // More messages than a watch remembers per chat, and more than a position saves.
        for (before, taken, waiting, later) in [
            (0, 0, 0, 3),
            (2, 0, 2, 0),
            (60, 1, 1, 1),
            (60, 30, 5, 20),
            (5, 60, 3, 2),
        ] {
            let mock = server(dialect).await;
            put(&mock, 0..before);
            let mut watched = Watched::begun(mock).await;
            let mut end = before;
            let mut more = |mock: &MockDesktop, count: usize| {
                put(mock, end..end + count);
                end += count;
                format!("new m{}", end.saturating_sub(1))
            };
            if taken > 0 {
                let last = more(&watched.mock, taken);
                watched.until(&last).await;
            }
            more(&watched.mock, waiting);
            let position = watched.watch.position();
            more(&watched.mock, later);

            let mut listed = watched.client.list_messages(ANA).items();
            let (mut included, mut others) = (Vec::new(), Vec::new());
            while let Some(message) = listed.next().await {
                let message = message.unwrap();
                let list = if position.includes(&message) {
                    &mut included
                } else {
                    &mut others
                };
                list.push(format!("new {}", message.id));
            }
            assert_eq!(included.len() + others.len(), 2 + before + taken + waiting + later);
            let mut watched = watched.resumed(position);
            let mut returned = watched.messages_until("caught up").await;
            returned.pop();
            others.reverse();
            assert_eq!(returned, others, "{dialect:?}: {before}, {taken}, {waiting}, {later}");
        }
    }
}
