//! Tests the filters of the chat search.

use beeper_desktop_mock::{MockChat, MockDesktop, MockLabel, MockMessage, MockUser};
use serde_json::json;

use crate::{each, get, ok};

#[tokio::test]
async fn each_filter_excludes_other_chats() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_label(MockLabel::new("family"));
    let ana = MockUser::new("@ana").name("Ana Example");
    mock.put_chat(
        MockChat::new("!ana")
            .account("alice")
            .participant(ana.clone())
            .label("family"),
    );
    let hive = MockChat::new("!hive").group("The Hive").participant(ana);
    mock.put_chat(hive.property("network", json!("Bee Mail")));
    mock.put_chat(MockChat::new("!old").property("isArchived", json!(true)));
    mock.put_chat(MockChat::new("!low").property("isLowPriority", json!(true)));
    mock.put_chat(MockChat::new("!quiet").property("isMuted", json!(true)));
    mock.put_message(MockMessage::new("!old", "1").timestamp("2020-01-01T00:00:00Z"));
    mock.put_message(
        MockMessage::new("!hive", "1")
            .sender("@ana")
            .unread()
            .timestamp("2024-01-01T00:00:00Z"),
    );
    mock.update_chat("!quiet", |chat| chat.property("isMarkedUnread", json!(true)));

    for (query, found) in [
        ("", vec!["!quiet", "!low", "!ana", "!hive", "!old"]),
        ("accountIDs=alice&accountIDs=bob", vec!["!ana"]),
        ("inbox=primary", vec!["!quiet", "!ana", "!hive"]),
        ("inbox=low-priority", vec!["!low"]),
        ("inbox=archive", vec!["!old"]),
        ("includeMuted=false", vec!["!low", "!ana", "!hive", "!old"]),
        ("labelID=family", vec!["!ana"]),
        ("labelID=nothing", vec![]),
        ("type=group", vec!["!hive"]),
        ("type=single", vec!["!quiet", "!low", "!ana", "!old"]),
        ("type=any&limit=1", vec!["!quiet"]),
        ("unreadOnly=true", vec!["!quiet", "!hive"]),
        ("unreadOnly=false&inbox=archive", vec!["!old"]),
        ("query=ana", vec!["!ana", "!hive"]),
        ("query=EXAMPLE+ana&scope=participants", vec!["!ana", "!hive"]),
        ("query=ana&scope=titles", vec!["!ana"]),
        ("query=hive%20bee&scope=titles", vec!["!hive"]),
        ("query=hive%20wasp", vec![]),
        (
            "lastActivityAfter=2023-12-31T23:00:00-00:30&lastActivityBefore=2024-06-01T00:00:00Z",
            vec!["!hive"],
        ),
        ("lastActivityBefore=2020-01-01T00:00:00Z", vec![]),
    ] {
        let answer = ok(get(&mock, &format!("/v1/chats/search?{query}")).await);
        assert_eq!(each(&answer, "id"), found, "{query}");
    }
}
