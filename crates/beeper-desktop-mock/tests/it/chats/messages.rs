//! Tests sending, editing, deleting, reacting to and searching messages.

use beeper_desktop_mock::{MockChat, MockDesktop, MockMessage, MockUser};
use serde_json::{Value, json};

use crate::{call, done, each, get, ok, post, refusal, request, send};

const MESSAGES: &str = "/v1/chats/!ana/messages";

/// Starts a server with the chat `!ana`, which contains Ana's message `1`.
async fn with_message() -> MockDesktop {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_chat(MockChat::new("!ana").participant(MockUser::new("@ana").name("Ana")));
    mock.put_message(MockMessage::new("!ana", "1").sender("@ana").text("Dinner?").unread());
    mock
}

/// Sends a message and returns its final ID.
async fn say(mock: &MockDesktop, text: &str) -> String {
    let sent = ok(post(mock, MESSAGES, json!({ "text": text })).await);
    let pending = sent["pendingMessageID"].as_str().unwrap();
    let message = ok(get(mock, &format!("{MESSAGES}/{pending}")).await);
    message["id"].as_str().unwrap().to_owned()
}

fn texts(mock: &MockDesktop) -> Vec<Value> {
    let messages = mock.messages("!ana");
    messages.into_iter().map(|message| message["text"].clone()).collect()
}

#[tokio::test]
async fn a_message_is_found_under_the_id_it_was_sent_with() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_chat(MockChat::new("!ana"));
    let message = || get(&mock, "/v1/chats/!ana/messages/pending-1");
    assert_eq!(refusal(message().await).0, 404);

    mock.put_message(MockMessage::new("!ana", "1").pending_id("pending-1"));

    assert_eq!(ok(message().await)["id"], "1");
}

#[tokio::test]
async fn a_sent_message_is_listed_and_found_by_both_ids() {
    let mock = with_message().await;

    let body = json!({ "text": "Gladly", "replyToMessageID": "1" });
    let sent = ok(post(&mock, MESSAGES, body).await);

    assert_eq!(sent, json!({ "chatID": "!ana", "pendingMessageID": "mock-pending-1" }));
    let pending = ok(get(&mock, "/v1/chats/!ana/messages/mock-pending-1").await);
    assert_eq!(
        pending,
        json!({
            "id": "mock-message-1",
            "chatID": "!ana",
            "accountID": "mock-account",
            "senderID": "@mock-user:example.com",
            "senderName": "Mock User",
            "isSender": true,
            "sortKey": pending["sortKey"],
            "timestamp": "2025-01-01T00:00:02.000Z",
            "sendStatus": { "status": "SUCCESS", "timestamp": "2025-01-01T00:00:02.000Z" },
            "type": "TEXT",
            "text": "Gladly",
            "linkedMessageID": "1",
        })
    );
    assert_eq!(ok(get(&mock, "/v1/chats/!ana/messages/mock-message-1").await), pending);
    let list = ok(get(&mock, MESSAGES).await);
    assert_eq!(list["items"][0], pending);
    assert_eq!(each(&list, "id"), ["mock-message-1", "1"]);
    let found = ok(get(&mock, "/v1/messages/search?query=gladly").await);
    assert_eq!(found["items"], json!([pending]));
    assert_eq!(mock.chat("!ana").unwrap()["lastActivity"], pending["timestamp"]);
}

#[tokio::test]
async fn sending_twice_makes_two_messages() {
    let mock = with_message().await;

    let body = json!({ "text": "Gladly" });
    let first = ok(post(&mock, MESSAGES, body.clone()).await);
    let second = ok(post(&mock, MESSAGES, body).await);

    assert_ne!(first["pendingMessageID"], second["pendingMessageID"]);
    assert_eq!(texts(&mock), ["Dinner?", "Gladly", "Gladly"]);
}

#[tokio::test]
async fn an_answer_that_is_lost_leaves_the_message_sent() {
    let mock = with_message().await;
    mock.on(beeper_desktop_mock::Operation::SendMessage)
        .once()
        .reset_before_answer();

    let lost = request(&mock, "POST", MESSAGES).json(&json!({ "text": "Gladly" }));

    assert!(lost.send().await.is_err());
    assert_eq!(texts(&mock), ["Dinner?", "Gladly"]);
}

#[tokio::test]
async fn a_read_only_chat_refuses_messages() {
    let mock = with_message().await;
    assert!(mock.update_chat("!ana", |chat| chat.property("isReadOnly", json!(true))));

    let refused = refusal(post(&mock, MESSAGES, json!({ "text": "Hm" })).await);

    assert_eq!(refused, (403, "M_FORBIDDEN".to_owned()));
    assert_eq!(texts(&mock), ["Dinner?"]);
}

#[tokio::test]
async fn unknown_reply_targets_and_uploads_are_refused() {
    let mock = with_message().await;
    for body in [
        json!({ "text": "x", "replyToMessageID": "2" }),
        json!({ "attachment": { "uploadID": "nothing" } }),
    ] {
        assert_eq!(refusal(post(&mock, MESSAGES, body.clone()).await).0, 404, "{body}");
    }
    assert_eq!(texts(&mock), ["Dinner?"]);
}

#[tokio::test]
async fn own_messages_can_be_edited() {
    let mock = with_message().await;
    let id = say(&mock, "Gladdly").await;
    let path = format!("{MESSAGES}/{id}");

    let edited = ok(call(&mock, "PUT", &path, json!({ "text": "Gladly" })).await);

    assert_eq!(edited["success"], true);
    assert_eq!(edited["messageID"], json!(id));
    let message = ok(get(&mock, &path).await);
    assert_eq!(message["text"], "Gladly");
    assert_eq!(message["editedTimestamp"], edited["editedTimestamp"]);
    assert!(message["editedTimestamp"].as_str() > message["timestamp"].as_str());
    assert_eq!(texts(&mock), ["Dinner?", "Gladly"]);
}

#[tokio::test]
async fn messages_that_cannot_be_edited_are_refused() {
    let mock = with_message().await;
    let picture = json!({ "type": "img", "id": "mxc://beeper.local/bee" });
    mock.put_message(MockMessage::new("!ana", "2").attachment(picture));

    for (id, status) in [("1", 403), ("2", 403), ("3", 404)] {
        let refused = call(&mock, "PUT", &format!("{MESSAGES}/{id}"), json!({ "text": "x" })).await;
        assert_eq!(refusal(refused).0, status, "{id}");
    }
}

#[tokio::test]
async fn deleting_leaves_an_empty_message_or_none() {
    let mock = with_message().await;
    let gone_for_all = say(&mock, "Secret").await;
    let gone_for_me = say(&mock, "Noise").await;

    let path = format!("{MESSAGES}/{gone_for_all}");
    done(&mock, "DELETE", &path, json!({})).await;
    done(
        &mock,
        "DELETE",
        &format!("{MESSAGES}/{gone_for_me}?forEveryone=false"),
        json!({}),
    )
    .await;

    let message = ok(get(&mock, &path).await);
    assert_eq!((&message["isDeleted"], message.get("text")), (&json!(true), None));
    assert_eq!(mock.messages("!ana").len(), 2);
    assert_eq!(refusal(get(&mock, &format!("{MESSAGES}/{gone_for_me}")).await).0, 404);
    let found = ok(get(&mock, "/v1/messages/search?query=secret").await);
    assert_eq!(found["items"], json!([]));
    for (method, path) in [
        ("DELETE", path.clone()),
        ("PUT", path.clone()),
        ("POST", format!("{path}/reactions")),
    ] {
        let again = call(&mock, method, &path, json!({ "text": "x", "reactionKey": "x" })).await;
        assert_eq!(refusal(again).0, 404, "{method}");
    }
}

#[tokio::test]
async fn a_message_that_is_being_sent_can_only_be_read() {
    let mock = with_message().await;
    ok(post(&mock, MESSAGES, json!({ "text": "x" })).await);
    let path = format!("{MESSAGES}/mock-pending-1");

    for (method, path) in [
        ("DELETE", path.clone()),
        ("PUT", path.clone()),
        ("POST", format!("{path}/reactions")),
    ] {
        let refused = call(&mock, method, &path, json!({ "text": "x", "reactionKey": "x" })).await;
        assert_eq!(refusal(refused).0, 404, "{method}");
    }
}

#[tokio::test]
async fn reactions_with_any_key_are_added_and_removed() {
    let mock = with_message().await;
    let path = format!("{MESSAGES}/1/reactions");
    for (key, encoded) in [
        ("❤️", "%E2%9D%A4%EF%B8%8F"),
        ("smiling-face", "smiling-face"),
        (":a/b?:", ":a%2Fb%3F:"),
    ] {
        let added = ok(post(&mock, &path, json!({ "reactionKey": key })).await);
        let expected = json!({ "chatID": "!ana", "messageID": "1", "reactionKey": key, "success": true });
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(&added[name], value);
        }
        assert!(added["transactionID"].is_string());
        let reactions = &mock.messages("!ana")[0]["reactions"];
        assert_eq!(reactions[0]["reactionKey"], key);
        assert_eq!(reactions[0]["participantID"], "@mock-user:example.com");
        assert_eq!(reactions[0]["emoji"], key == "❤️");

        let removed = ok(send(request(&mock, "DELETE", &format!("{path}/{encoded}"))).await);
        assert_eq!(removed, expected);
        assert_eq!(mock.messages("!ana")[0]["reactions"], json!([]));
        let again = send(request(&mock, "DELETE", &format!("{path}/{encoded}"))).await;
        assert_eq!(refusal(again).0, 404);
    }
}

#[tokio::test]
async fn a_repeated_reaction_counts_once_and_others_keep_theirs() {
    let mock = with_message().await;
    assert!(mock.update_message("!ana", "1", |message| message.reaction("👍", "@ben")));
    let path = format!("{MESSAGES}/1/reactions");
    let count = || mock.messages("!ana")[0]["reactions"].as_array().unwrap().len();

    for _ in 0..2 {
        let body = json!({ "reactionKey": "👍", "transactionID": "mine" });
        assert_eq!(ok(post(&mock, &path, body).await)["transactionID"], "mine");
        assert_eq!(count(), 2);
    }
    ok(send(request(&mock, "DELETE", &format!("{path}/%F0%9F%91%8D"))).await);
    assert_eq!(mock.messages("!ana")[0]["reactions"][0]["participantID"], "@ben");
}

#[tokio::test]
async fn properties_set_on_a_message_override_derived_ones_and_can_change() {
    let mock = with_message().await;
    mock.put_message(
        MockMessage::new("!ana", "2")
            .property("senderName", json!(null))
            .property("buzz", json!(1)),
    );

    let message = ok(get(&mock, &format!("{MESSAGES}/2")).await);
    assert_eq!((&message["senderName"], &message["buzz"]), (&Value::Null, &json!(1)));
    assert_eq!(mock.messages("!ana")[0]["senderName"], "Ana");
    assert!(mock.update_message("!ana", "1", |message| {
        message.text("Supper?").timestamp("2026-01-01T00:00:00Z")
    }));
    assert_eq!(texts(&mock), [Value::Null, json!("Supper?")]);
    assert!(mock.remove_message("!ana", "1"));
    assert!(!mock.remove_message("!ana", "1"));
    assert!(!mock.update_message("!ana", "1", |message| message));
    assert!(mock.messages("!nobody").is_empty());
}

#[tokio::test]
async fn the_clock_continues_from_the_time_set() {
    let mock = with_message().await;
    mock.set_time("2030-06-01T12:00:00+02:00");

    say(&mock, "One").await;
    say(&mock, "Two").await;

    let messages = mock.messages("!ana");
    assert_eq!(messages[1]["timestamp"], "2030-06-01T10:00:00.000Z");
    assert_eq!(messages[2]["timestamp"], "2030-06-01T10:00:01.000Z");
}

#[tokio::test]
async fn message_search_filters_by_text_sender_time_and_media() {
    let mock = with_message().await;
    mock.put_chat(MockChat::new("!hive").account("bob").group("Hive"));
    mock.put_chat(MockChat::new("!quiet").property("isMuted", json!(true)));
    mock.put_chat(MockChat::new("!low").property("isLowPriority", json!(true)));
    mock.put_message(
        MockMessage::new("!hive", "2")
            .sender("@ben")
            .text("Honey for DINNER")
            .timestamp("2025-03-01T00:00:00Z")
            .attachment(json!({ "type": "img" })),
    );
    mock.put_message(
        MockMessage::new("!quiet", "3")
            .text("dinner, quietly")
            .attachment(json!({ "type": "unknown" })),
    );
    mock.put_message(
        MockMessage::new("!low", "4")
            .text("dinner, cheap")
            .property("links", json!([{ "url": "https://chat.example", "title": "Offer" }])),
    );
    mock.put_message(MockMessage::new("!nowhere", "5").text("dinner without a chat"));

    for (query, found) in [
        ("query=dinner", vec!["2", "3", "1"]),
        ("query=dinner%20HONEY", vec!["2"]),
        ("query=dinner+plans", vec![]),
        ("excludeLowPriority=false", vec!["2", "4", "3", "1"]),
        ("includeMuted=false", vec!["2", "1"]),
        ("accountIDs=bob", vec!["2"]),
        ("chatIDs=!ana&chatIDs=!quiet", vec!["3", "1"]),
        ("chatType=group", vec!["2"]),
        ("chatType=single", vec!["3", "1"]),
        ("sender=me", vec!["3"]),
        ("sender=others", vec!["2", "1"]),
        ("sender=%40ben", vec!["2"]),
        ("mediaTypes=image", vec!["2"]),
        ("mediaTypes=image&mediaTypes=file", vec!["2", "3"]),
        ("mediaTypes=link&excludeLowPriority=false", vec!["4"]),
        ("mediaTypes=any&excludeLowPriority=false", vec!["2", "4", "3"]),
        ("mediaTypes=video", vec![]),
        ("dateAfter=2025-02-28T23:59:59Z", vec!["2"]),
        ("dateAfter=2025-03-01T01:00:00%2B01:00", vec![]),
        ("dateBefore=2025-03-01T00:00:00Z", vec!["3", "1"]),
    ] {
        let answer = ok(get(&mock, &format!("/v1/messages/search?{query}")).await);
        assert_eq!(each(&answer, "id"), found, "{query}");
    }
}

#[tokio::test]
async fn one_search_covers_chats_people_and_messages() {
    let mock = with_message().await;
    let ana = MockUser::new("@ana").name("Ana");
    mock.put_chat(MockChat::new("!hive").group("The hive").participant(ana));
    mock.put_message(MockMessage::new("!hive", "2").text("Ana knows"));

    let results = &ok(get(&mock, "/v1/search?query=ana").await)["results"];

    let ids = |list: &Value| -> Vec<Value> { list.as_array().unwrap().iter().map(|it| it["id"].clone()).collect() };
    assert_eq!(ids(&results["chats"]), ["!ana"]);
    assert_eq!(ids(&results["in_groups"]), ["!hive"]);
    assert_eq!(each(&results["messages"], "id"), ["2"]);
    assert_eq!(results["messages"]["chats"]["!hive"]["title"], "The hive");
    assert_eq!(results["messages"]["hasMore"], false);
}

#[tokio::test]
async fn a_reaction_may_be_any_text() {
    let mock = with_message().await;
    let reactions = format!("{MESSAGES}/1/reactions");

    for key in ["", ".", "👍"] {
        let added = ok(post(&mock, &reactions, json!({ "reactionKey": key })).await);
        assert_eq!(added["reactionKey"], key);
    }
    let message = ok(get(&mock, &format!("{MESSAGES}/1")).await);
    assert_eq!(message["reactions"].as_array().unwrap().len(), 3, "{message}");
}
