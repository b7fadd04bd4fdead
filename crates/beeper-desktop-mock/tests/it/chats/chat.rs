//! Tests the JSON of a chat, and the operations that change a single chat.

use beeper_desktop_mock::{
    MockAccount, MockBridge, MockChat, MockDesktop, MockLabel, MockLogin, MockMessage, MockUser,
};
use serde_json::{Value, json};

use crate::{call, done, each, get, ok, post, refusal, request, send};

/// IDs like those of networks, and their percent-encoded form.
const ODD_IDS: [(&str, &str); 3] = [
    ("!room:server", "%21room%3Aserver"),
    ("imsg##thread:a/b?c", "imsg%23%23thread:a%2Fb%3Fc"),
    ("grüße 🐝", "gr%C3%BC%C3%9Fe%20%F0%9F%90%9D"),
];

/// Starts a server with the account `alice` and the chat `!ana`.
async fn with_ana() -> MockDesktop {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_bridge(MockBridge::new("local-chat").network("Chatter"));
    mock.put_account(MockAccount::new("alice").bridge("local-chat"));
    let ana = MockUser::new("@ana").name("Ana");
    mock.put_chat(MockChat::new("!ana").account("alice").participant(ana));
    mock
}

#[tokio::test]
async fn chat_json_is_derived_from_account_participants_and_messages() {
    let mock = with_ana().await;
    mock.put_message(MockMessage::new("!ana", "1").sender("@ana").text("Dinner?").unread());

    let chat = ok(get(&mock, "/v1/chats/!ana").await);

    assert_eq!(
        chat,
        json!({
            "id": "!ana",
            "localChatID": "1",
            "accountID": "alice",
            "network": "Chatter",
            "title": "Ana",
            "type": "single",
            "participants": {
                "items": [
                    { "id": "@mock-user:example.com", "fullName": "Mock User", "isSelf": true },
                    { "id": "@ana", "fullName": "Ana" },
                ],
                "total": 2,
                "hasMore": false,
            },
            "lastActivity": "2025-01-01T00:00:01.000Z",
            "unreadCount": 1,
            "isArchived": false,
            "isMuted": false,
            "isPinned": false,
            "isLowPriority": false,
            "isMarkedUnread": false,
        })
    );
    assert_eq!(mock.chat("!ana"), Some(chat));
    assert_eq!(mock.chat("!ben"), None);
}

#[tokio::test]
async fn properties_set_on_a_chat_override_derived_ones() {
    let mock = with_ana().await;

    let changed = mock.update_chat("!ana", |chat| {
        chat.title("Queen")
            .property("unreadCount", json!(7))
            .property("capabilities", json!({ "edit": 2 }))
            .property("stings", json!(true))
    });

    assert!(changed);
    let chat = ok(get(&mock, "/v1/chats/!ana").await);
    assert_eq!((&chat["title"], &chat["unreadCount"]), (&json!("Queen"), &json!(7)));
    assert_eq!(
        (&chat["capabilities"]["edit"], &chat["stings"]),
        (&json!(2), &json!(true))
    );
    assert!(mock.remove_chat("!ana"));
    assert!(!mock.update_chat("!ana", |chat| chat));
    assert_eq!(refusal(get(&mock, "/v1/chats/!ana").await).0, 404);
}

#[tokio::test]
async fn chats_are_found_by_escaped_ids_and_local_ids() {
    let mock = with_ana().await;
    for (id, _) in ODD_IDS {
        mock.put_chat(MockChat::new(id));
        mock.put_message(MockMessage::new(id, id).text(id));
    }

    for (id, encoded) in ODD_IDS {
        let chat = ok(get(&mock, &format!("/v1/chats/{encoded}")).await);
        assert_eq!(chat["id"], id);
        let local = chat["localChatID"].as_str().unwrap();
        assert_eq!(ok(get(&mock, &format!("/v1/chats/{local}")).await), chat);

        let message = ok(get(&mock, &format!("/v1/chats/{local}/messages/{encoded}")).await);
        assert_eq!((&message["chatID"], &message["text"]), (&json!(id), &json!(id)));
    }
}

#[tokio::test]
async fn the_list_shows_the_last_message_and_the_latest_chat_first() {
    let mock = with_ana().await;
    mock.put_chat(MockChat::new("!ben").account("bob"));
    mock.put_chat(MockChat::new("!old").account("bob"));
    mock.put_message(MockMessage::new("!old", "1").timestamp("2020-01-01T00:00:00+01:00"));
    mock.put_message(MockMessage::new("!ana", "1").text("First"));
    mock.put_message(MockMessage::new("!ana", "2").text("Last"));

    let all = ok(get(&mock, "/v1/chats").await);
    assert_eq!(each(&all, "id"), ["!ana", "!ben", "!old"]);
    assert_eq!(all["items"][0]["preview"]["text"], "Last");
    assert_eq!(all["items"][1].get("preview"), None);
    assert_eq!(all["items"][2]["lastActivity"], "2019-12-31T23:00:00.000Z");
    assert_eq!(all["hasMore"], false);

    for (query, found) in [
        ("accountIDs=alice", vec!["!ana"]),
        ("accountIDs=alice&accountIDs=bob", vec!["!ana", "!ben", "!old"]),
        ("accountIDs=nobody", vec![]),
    ] {
        let chats = ok(get(&mock, &format!("/v1/chats?{query}")).await);
        assert_eq!(each(&chats, "id"), found, "{query}");
    }
}

#[tokio::test]
async fn long_participant_lists_are_truncated() {
    let mock = with_ana().await;
    let everyone = (0..119).map(|number| MockUser::new(format!("@{number}")));
    mock.put_chat(everyone.fold(MockChat::new("!all").group("All"), MockChat::participant));

    let shown = |chat: &Value| chat["participants"]["items"].as_array().unwrap().len();
    for (path, expected, has_more) in [
        ("/v1/chats/!all", 100, true),
        ("/v1/chats/!all?maxParticipantCount=-1", 120, false),
        ("/v1/chats/!all?maxParticipantCount=0", 0, true),
        ("/v1/chats/!all?maxParticipantCount=500", 120, false),
        ("/v1/chats/!all?maxParticipantCount=null", 100, true),
    ] {
        let chat = ok(get(&mock, path).await);
        assert_eq!(shown(&chat), expected, "{path}");
        assert_eq!(chat["participants"]["hasMore"], has_more, "{path}");
        assert_eq!(chat["participants"]["total"], 120);
    }
    assert_eq!(shown(&ok(get(&mock, "/v1/chats").await)["items"][0]), 20);
}

#[tokio::test]
async fn chat_updates_persist_and_null_clears_values() {
    let mock = with_ana().await;
    let all = json!({
        "title": "Queen",
        "description": "Of bees",
        "imgURL": "file:///tmp/bee.png",
        "isArchived": true,
        "isLowPriority": true,
        "isMuted": true,
        "isPinned": true,
        "messageExpirySeconds": 3600,
    });

    let chat = ok(call(&mock, "PATCH", "/v1/chats/!ana", all.clone()).await);
    for (name, value) in all.as_object().unwrap() {
        assert_eq!(&chat[name], value, "{name}");
    }
    assert_eq!(ok(get(&mock, "/v1/chats/!ana").await), chat);
    assert_eq!(ok(call(&mock, "PATCH", "/v1/chats/!ana", json!({})).await), chat);

    let cleared = json!({ "title": null, "description": null, "imgURL": null, "messageExpirySeconds": null });
    let chat = ok(call(&mock, "PATCH", "/v1/chats/!ana", cleared).await);
    assert_eq!(chat["title"], "Ana");
    assert_eq!(chat["isPinned"], true);
    for name in ["description", "imgURL", "messageExpirySeconds"] {
        assert_eq!(chat.get(name), None, "{name}");
    }
}

#[tokio::test]
async fn a_draft_has_to_be_cleared_before_the_next() {
    let mock = with_ana().await;
    let upload = json!({ "content": "AAEC", "fileName": "bee.bin" });
    ok(post(&mock, "/v1/assets/upload/base64", upload).await);
    let set = |draft: Value| call(&mock, "PATCH", "/v1/chats/!ana", json!({ "draft": draft }));

    let attachment = json!({ "uploadID": "mock-upload-1", "type": "voice-note", "duration": 1.5 });
    let chat = ok(set(json!({ "text": "Soon", "attachments": { "a": attachment } })).await);
    assert_eq!(
        chat["draft"],
        json!({
            "text": "Soon",
            "attachments": { "a": {
                "id": "a",
                "type": "recorded_audio",
                "fileName": "bee.bin",
                "fileSize": 3,
                "mimeType": "application/octet-stream",
                "audioDurationSeconds": 1.5,
            } },
        })
    );
    let second = refusal(set(json!({ "text": "Later" })).await);
    assert_eq!(second, (409, "M_BAD_STATE".to_owned()));
    assert_eq!(ok(set(Value::Null).await).get("draft"), None);
    assert_eq!(ok(set(json!({ "text": "Later" })).await)["draft"]["text"], "Later");
    assert_eq!(ok(set(json!({ "text": "" })).await).get("draft"), None);

    let unknown = json!({ "text": "", "attachments": { "a": { "uploadID": "nothing" } } });
    assert_eq!(refusal(set(unknown).await).0, 404);
}

#[tokio::test]
async fn a_chat_can_be_archived_and_unarchived() {
    let mock = with_ana().await;
    let archived = || mock.chat("!ana").unwrap()["isArchived"].clone();

    done(&mock, "POST", "/v1/chats/!ana/archive", json!({})).await;
    assert_eq!(archived(), true);
    done(&mock, "POST", "/v1/chats/!ana/archive", json!({ "archived": false })).await;
    assert_eq!(archived(), false);
}

#[tokio::test]
async fn a_chat_is_marked_read_up_to_a_message() {
    let mock = with_ana().await;
    for id in ["1", "2", "3"] {
        mock.put_message(MockMessage::new("!ana", id).sender("@ana").unread());
    }
    mock.put_message(MockMessage::new("!ana", "4"));

    let some = ok(post(&mock, "/v1/chats/!ana/read", json!({ "messageID": "2" })).await);
    assert_eq!(some["unreadCount"], 1);
    assert_eq!(some["lastReadMessageSortKey"], mock.messages("!ana")[1]["sortKey"]);
    let all = ok(post(&mock, "/v1/chats/!ana/read", json!({})).await);
    assert_eq!(all["unreadCount"], 0);

    let marked = ok(post(&mock, "/v1/chats/!ana/unread", json!({})).await);
    assert_eq!(
        (&marked["isMarkedUnread"], &marked["unreadCount"]),
        (&json!(true), &json!(0))
    );
    let from = ok(post(&mock, "/v1/chats/!ana/unread", json!({ "messageID": "2" })).await);
    assert_eq!(
        (&from["isMarkedUnread"], &from["unreadCount"]),
        (&json!(true), &json!(2))
    );
    let read = ok(post(&mock, "/v1/chats/!ana/read", json!({ "messageID": "4" })).await);
    assert_eq!(
        (&read["isMarkedUnread"], &read["unreadCount"]),
        (&json!(false), &json!(0))
    );

    for path in ["/v1/chats/!ana/read", "/v1/chats/!ana/unread"] {
        let unknown = post(&mock, path, json!({ "messageID": "5" })).await;
        assert_eq!(refusal(unknown).0, 404, "{path}");
    }
}

#[tokio::test]
async fn a_reminder_stays_until_it_is_deleted_or_somebody_writes() {
    let mock = with_ana().await;
    let reminders = "/v1/chats/!ana/reminders";
    let reminder = || mock.chat("!ana").unwrap().get("reminder").cloned();
    let at =
        |time: &str, dismiss: bool| json!({ "reminder": { "remindAt": time, "dismissOnIncomingMessage": dismiss } });

    done(&mock, "POST", reminders, at("2030-01-01T01:00:00+01:00", false)).await;
    let expected = json!({ "remindAt": "2030-01-01T00:00:00.000Z", "dismissOnIncomingMessage": false });
    assert_eq!(reminder(), Some(expected));
    mock.put_message(MockMessage::new("!ana", "1").sender("@ana"));
    assert!(reminder().is_some());
    done(&mock, "DELETE", reminders, json!({})).await;
    assert_eq!(reminder(), None);
    done(&mock, "DELETE", reminders, json!({})).await;

    done(&mock, "POST", reminders, at("2030-01-01T00:00:00Z", true)).await;
    ok(post(&mock, "/v1/chats/!ana/messages", json!({ "text": "Own words" })).await);
    assert!(reminder().is_some());
    mock.put_message(MockMessage::new("!ana", "2").sender("@ana"));
    assert_eq!(reminder(), None);
}

#[tokio::test]
async fn notify_anyway_works_for_imessage_alone() {
    let mock = with_ana().await;
    mock.put_chat(MockChat::new("!blue").property("network", json!("iMessage")));

    let refused = refusal(post(&mock, "/v1/chats/!ana/notify-anyway", json!({})).await);
    assert_eq!(refused, (403, "M_FORBIDDEN".to_owned()));
    let chat = ok(post(&mock, "/v1/chats/!blue/notify-anyway", json!({})).await);
    assert_eq!(chat["id"], "!blue");
}

#[tokio::test]
async fn labels_appear_in_their_list_and_in_chats() {
    let mock = with_ana().await;
    mock.put_label(MockLabel::new("family").name("Family"));
    mock.put_label(MockLabel::new("work"));
    assert!(mock.update_chat("!ana", |chat| chat.label("family").label("gone")));

    let labels = ok(get(&mock, "/v1/labels").await);
    assert_eq!(
        labels,
        json!([{ "id": "family", "name": "Family" }, { "id": "work", "name": "work" }])
    );
    assert_eq!(mock.chat("!ana").unwrap()["labels"], json!([labels[0]]));

    assert!(mock.update_label("family", |label| label.name("Kin")));
    assert_eq!(mock.chat("!ana").unwrap()["labels"][0]["name"], "Kin");
    assert!(mock.remove_label("family"));
    assert!(!mock.remove_label("family"));
    assert_eq!(mock.chat("!ana").unwrap().get("labels"), None);
}

#[tokio::test]
async fn focus_finds_the_chat_and_fills_its_input() {
    let mock = with_ana().await;
    mock.put_message(MockMessage::new("!ana", "1"));
    let success = json!({ "success": true });

    assert_eq!(ok(post(&mock, "/v1/focus", json!({})).await), success);
    let all = json!({ "chatID": "!ana", "messageID": "1", "draftText": "Hm", "draftAttachmentPath": "/tmp/bee.png" });
    assert_eq!(ok(post(&mock, "/v1/focus", all).await), success);
    let draft = &mock.chat("!ana").unwrap()["draft"];
    assert_eq!(draft["text"], "Hm");
    assert_eq!(draft["attachments"]["mock"]["filePath"], "/tmp/bee.png");

    for (body, status) in [
        (json!({ "chatID": "!ben" }), 404),
        (json!({ "chatID": "!ana", "messageID": "2" }), 404),
        (json!({ "messageID": "1" }), 404),
    ] {
        assert_eq!(
            refusal(post(&mock, "/v1/focus", body.clone()).await).0,
            status,
            "{body}"
        );
    }
}

#[tokio::test]
async fn removing_a_login_removes_the_chats_and_contacts_of_its_accounts() {
    let mock = with_ana().await;
    mock.put_login(MockLogin::new("key").bridge("local-chat"));
    assert!(mock.update_account("alice", |account| account.login("key")));
    mock.put_contact("alice", MockUser::new("@ana"));
    mock.put_chat(MockChat::new("!other"));

    let remove = "/v1/bridges/local-chat/logins/key/remove";
    ok(post(&mock, remove, json!({ "scope": "all-devices" })).await);

    assert_eq!(each(&ok(get(&mock, "/v1/chats").await), "id"), ["!other"]);
    assert!(!mock.remove_contact("alice", "@ana"));
}

#[tokio::test]
async fn a_message_expiry_beyond_the_largest_integer_is_clamped() {
    let mock = with_ana().await;
    for seconds in ["9223372036854775808", "4048284611780886000000"] {
        let body = format!("{{\"messageExpirySeconds\": {seconds}}}");

        let chat = ok(send(request(&mock, "PATCH", "/v1/chats/!ana").body(body)).await);

        assert_eq!(chat["messageExpirySeconds"], i64::MAX, "{seconds}");
    }
}
