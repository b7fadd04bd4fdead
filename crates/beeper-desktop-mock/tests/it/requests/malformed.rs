//! Tests that the server refuses bodies and queries that do not match the API's description.

use beeper_desktop_mock::{MockAccount, MockChat, MockDesktop, MockMessage, MockSetup};
use serde_json::json;

use crate::{get, refusal, request, send};

#[tokio::test]
async fn bodies_that_violate_the_schema_are_refused_and_change_nothing() {
    let mock = MockDesktop::builder()
        .setup(MockSetup::unverified())
        .start()
        .await
        .unwrap();
    mock.put_account(MockAccount::new("alice"));
    mock.put_chat(MockChat::new("!ana"));
    mock.put_message(MockMessage::new("!ana", "1").text("Before"));
    let before = (mock.chat("!ana"), mock.messages("!ana"), mock.setup_state());
    let setup = "/v1/app/setup";
    let recovery = format!("{setup}/verification/recovery-key");

    let cases = [
        (
            "POST",
            "/v1/chats",
            vec![
                json!({}),
                json!({ "accountID": "alice" }),
                json!({ "accountID": "alice", "type": "party", "participantIDs": ["@a"] }),
                json!({ "accountID": "alice", "type": "single", "participantIDs": [] }),
                json!({ "accountID": "alice", "type": "group", "participantIDs": "@a" }),
                json!({ "accountID": "alice", "type": "group", "participantIDs": [1] }),
                json!({ "accountID": "alice", "type": "group", "participantIDs": ["@a"], "title": 1 }),
                json!([]),
            ],
        ),
        (
            "POST",
            "/v1/chats/start",
            vec![
                json!({ "accountID": "alice" }),
                json!({ "accountID": "alice", "user": "@a" }),
                json!({ "accountID": "alice", "user": {} }),
                json!({ "accountID": "alice", "user": { "fullName": "Ana" } }),
                json!({ "accountID": "alice", "user": { "id": "@a", "email": 1 } }),
                json!({ "accountID": "alice", "user": { "id": "@a" }, "allowInvite": "yes" }),
            ],
        ),
        (
            "PATCH",
            "/v1/chats/!ana",
            vec![
                json!({ "title": 1 }),
                json!({ "isMuted": null }),
                json!({ "isPinned": "true" }),
                json!({ "messageExpirySeconds": 1.5 }),
                json!({ "messageExpirySeconds": -1 }),
                json!({ "draft": "text" }),
                json!({ "draft": {} }),
                json!({ "draft": { "text": "x", "attachments": [] } }),
                json!({ "draft": { "text": "x", "attachments": { "a": {} } } }),
                json!({ "draft": { "text": "x", "attachments": { "a": 1 } }, "title": "After" }),
            ],
        ),
        (
            "POST",
            "/v1/chats/!ana/archive",
            vec![json!({ "archived": "yes" }), json!({ "archived": null })],
        ),
        (
            "POST",
            "/v1/chats/!ana/read",
            vec![json!({ "messageID": 1 }), json!("1")],
        ),
        ("POST", "/v1/chats/!ana/unread", vec![json!({ "messageID": "" })]),
        (
            "POST",
            "/v1/chats/!ana/reminders",
            vec![
                json!({}),
                json!({ "reminder": null }),
                json!({ "reminder": {} }),
                json!({ "reminder": { "remindAt": 1 } }),
                json!({ "reminder": { "remindAt": "tomorrow" } }),
                json!({ "reminder": { "remindAt": "2030-01-01T00:00:00" } }),
                json!({ "reminder": { "remindAt": "2030-01-01T00:00:00Z", "dismissOnIncomingMessage": 1 } }),
            ],
        ),
        (
            "POST",
            "/v1/chats/!ana/messages",
            vec![
                json!({}),
                json!({ "text": "" }),
                json!({ "text": null }),
                json!({ "text": 1 }),
                json!({ "text": "x", "replyToMessageID": 1 }),
                json!({ "text": "x", "attachment": {} }),
                json!({ "attachment": { "uploadID": "u", "type": "smell" } }),
                json!({ "attachment": { "uploadID": "u", "duration": "long" } }),
                json!({ "attachment": { "uploadID": "u", "size": { "width": 1 } } }),
            ],
        ),
        (
            "PUT",
            "/v1/chats/!ana/messages/1",
            vec![json!({}), json!({ "text": "" }), json!({ "text": 1 })],
        ),
        (
            "POST",
            "/v1/chats/!ana/messages/1/reactions",
            vec![json!({}), json!({ "reactionKey": "👍", "transactionID": 1 })],
        ),
        (
            "POST",
            "/v1/focus",
            vec![json!({ "chatID": 1 }), json!({ "chatID": "!ana", "draftText": 1 })],
        ),
        ("POST", "/v1/assets/download", vec![json!({}), json!({ "url": 1 })]),
        ("POST", &recovery, vec![json!({}), json!({ "recoveryKey": 1 })]),
        (
            "POST",
            &format!("{setup}/email"),
            vec![json!({}), json!({ "setupRequestID": "x" })],
        ),
        (
            "POST",
            &format!("{setup}/response"),
            vec![json!({}), json!({ "response": "x" })],
        ),
        (
            "POST",
            &format!("{setup}/register"),
            vec![json!({}), json!({ "username": "x" })],
        ),
        (
            "POST",
            &format!("{setup}/verifications"),
            vec![json!({ "userID": 1 }), json!([])],
        ),
        (
            "POST",
            &format!("{setup}/verifications/qr/scan"),
            vec![json!({}), json!({ "data": null })],
        ),
    ];
    for (method, path, bodies) in cases {
        for body in bodies {
            let refused = send(request(&mock, method, path).json(&body)).await;
            assert_eq!(refusal(refused).0, 400, "{method} {path} {body}");
        }
        let nonsense = send(request(&mock, method, path).body("{")).await;
        assert_eq!(refusal(nonsense).0, 400, "{method} {path}");
    }
    assert_eq!((mock.chat("!ana"), mock.messages("!ana"), mock.setup_state()), before);
}

#[tokio::test]
async fn queries_that_violate_the_schema_are_refused() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_account(MockAccount::new("alice"));
    mock.put_chat(MockChat::new("!ana"));
    for path in [
        "/v1/accounts/alice/contacts",
        "/v1/accounts/alice/contacts?query=",
        "/v1/accounts/alice/contacts/list?limit=0",
        "/v1/chats/!ana?maxParticipantCount=-2",
        "/v1/chats/!ana?maxParticipantCount=501",
        "/v1/chats/!ana?maxParticipantCount=all",
        "/v1/chats/search?inbox=spam",
        "/v1/chats/search?type=party",
        "/v1/chats/search?scope=all",
        "/v1/chats/search?includeMuted=1",
        "/v1/chats/search?unreadOnly=yes",
        "/v1/chats/search?lastActivityAfter=yesterday",
        "/v1/chats/search?lastActivityBefore=2025-01-01T00:00:00+01:00",
        "/v1/messages/search?chatType=any",
        "/v1/messages/search?mediaTypes=image&mediaTypes=smell",
        "/v1/messages/search?dateAfter=2025-01-01",
        "/v1/messages/search?excludeLowPriority=0",
        "/v1/search",
        "/v1/search?query=%FF",
        "/v1/assets/serve",
    ] {
        let refused = refusal(get(&mock, path).await);
        assert_eq!(refused, (400, "M_INVALID_PARAM".to_owned()), "{path}");
    }
    let delete = request(&mock, "DELETE", "/v1/chats/!ana/messages/1?forEveryone=some");
    assert_eq!(refusal(send(delete).await).0, 400);
}

#[tokio::test]
async fn an_empty_body_and_a_missing_body_differ() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_chat(MockChat::new("!ana").property("network", json!("iMessage")));
    for path in [
        "/v1/chats/!ana/archive",
        "/v1/chats/!ana/read",
        "/v1/chats/!ana/unread",
        "/v1/chats/!ana/notify-anyway",
        "/v1/focus",
        "/v1/app/setup/verification/recovery-key/reset",
        "/v1/app/setup/verifications",
        "/v1/app/setup/verifications/mock-verification-1/cancel",
    ] {
        let none = send(request(&mock, "POST", path)).await;
        assert_eq!(refusal(none), (400, "M_NOT_JSON".to_owned()), "{path}");
        let empty = request(&mock, "POST", path).json(&json!({})).send().await.unwrap();
        assert!(empty.status().is_success(), "{path}");
    }
}

#[tokio::test]
async fn fixed_path_segments_win_over_ids() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_chat(MockChat::new("search"));

    let searched = get(&mock, "/v1/chats/search").await;
    assert!(crate::ok(searched)["items"].is_array());
    let escaped = get(&mock, "/v1/chats/%73earch/messages").await;
    assert!(crate::ok(escaped)["items"].is_array());
}
