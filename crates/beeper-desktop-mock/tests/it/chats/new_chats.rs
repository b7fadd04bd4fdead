//! Tests direct chats and groups that a client starts.

use beeper_desktop_mock::{MockAccount, MockDesktop, MockUser};
use serde_json::{Value, json};

use crate::{each, get, ok, post, refusal};

async fn with_contact() -> MockDesktop {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_account(MockAccount::new("alice"));
    let ana = MockUser::new("@ana")
        .name("Ana")
        .username("queen")
        .phone_number("+15550101");
    mock.put_contact("alice", ana.email("ana@chat.example"));
    mock
}

async fn start(mock: &MockDesktop, user: Value) -> (u16, Value) {
    post(mock, "/v1/chats/start", json!({ "accountID": "alice", "user": user })).await
}

#[tokio::test]
async fn each_identifier_of_a_user_opens_the_same_direct_chat() {
    let mock = with_contact().await;

    let first = ok(start(&mock, json!({ "phoneNumber": "+15550101" })).await);
    assert_eq!((&first["status"], &first["title"]), (&json!("created"), &json!("Ana")));
    assert_eq!(first["chatID"], first["id"]);
    for user in [
        json!({ "id": "@ana" }),
        json!({ "username": "@Queen" }),
        json!({ "email": "ANA@chat.example", "fullName": "Somebody" }),
    ] {
        let again = ok(start(&mock, user).await);
        assert_eq!(
            (&again["status"], &again["chatID"]),
            (&json!("existing"), &first["chatID"])
        );
    }
    let created = json!({ "accountID": "alice", "type": "single", "participantIDs": ["@ana"] });
    assert_eq!(ok(post(&mock, "/v1/chats", created).await)["status"], "existing");
    assert_eq!(each(&ok(get(&mock, "/v1/chats").await), "id").len(), 1);
}

#[tokio::test]
async fn the_first_message_is_sent_only_when_the_chat_is_created() {
    let mock = with_contact().await;
    let body = json!({ "accountID": "alice", "user": { "id": "@new" }, "messageText": "Hello", "allowInvite": true });

    let chat = ok(post(&mock, "/v1/chats/start", body.clone()).await);
    ok(post(&mock, "/v1/chats/start", body).await);

    let messages = mock.messages(chat["chatID"].as_str().unwrap());
    assert_eq!(messages.len(), 1);
    assert_eq!(
        (&messages[0]["text"], &messages[0]["isSender"]),
        (&json!("Hello"), &json!(true))
    );
}

#[tokio::test]
async fn groups_with_equal_participants_are_distinct() {
    let mock = with_contact().await;
    let body = json!({
        "accountID": "alice",
        "type": "group",
        "participantIDs": ["@ana", "@ben"],
        "title": "Hive",
        "messageText": "Welcome",
    });

    let first = ok(post(&mock, "/v1/chats", body.clone()).await);
    let second = ok(post(&mock, "/v1/chats", body).await);

    assert_ne!(first["id"], second["id"]);
    assert_eq!((&first["type"], &first["title"]), (&json!("group"), &json!("Hive")));
    assert_eq!(first["participants"]["total"], 3);
    assert_eq!(first["participants"]["items"][1]["fullName"], "Ana");
    assert_eq!(mock.messages(first["id"].as_str().unwrap())[0]["text"], "Welcome");
}

#[tokio::test]
async fn no_chat_is_started_with_unknown_or_unreachable_users() {
    let mock = with_contact().await;
    let hermit = MockUser::new("@hermit").property("cannotMessage", json!(true));
    mock.put_contact("alice", hermit);

    assert_eq!(
        refusal(start(&mock, json!({ "email": "nobody@chat.example" })).await).0,
        404
    );
    assert_eq!(refusal(start(&mock, json!({ "id": "@hermit" })).await).0, 403);
    let elsewhere = json!({ "accountID": "nobody", "user": { "id": "@ana" } });
    assert_eq!(refusal(post(&mock, "/v1/chats/start", elsewhere).await).0, 404);
    assert_eq!(ok(get(&mock, "/v1/chats").await)["items"], json!([]));
}

#[tokio::test]
async fn invalid_participant_lists_are_refused() {
    let mock = with_contact().await;
    let create = async |kind: &str, ids: Value| {
        let body = json!({ "accountID": "alice", "type": kind, "participantIDs": ids });
        post(&mock, "/v1/chats", body).await
    };

    for (kind, ids, status) in [
        ("single", json!(["@a", "@b"]), 403),
        ("single", json!([""]), 404),
        ("group", json!(["@a", ""]), 404),
    ] {
        assert_eq!(refusal(create(kind, ids.clone()).await).0, status, "{kind} {ids}");
    }
    assert_eq!(refusal(start(&mock, json!({ "id": "", "email": "" })).await).0, 404);
    assert_eq!(ok(get(&mock, "/v1/chats").await)["items"], json!([]));
}

#[tokio::test]
async fn undescribed_properties_of_a_new_user_are_dropped() {
    let mock = with_contact().await;

    let user = json!({ "id": "@new", "fullName": "New", "imgURL": 7, "isSelf": "secret" });
    let chat = ok(start(&mock, user).await);

    assert_eq!(
        chat["participants"]["items"][1],
        json!({ "id": "@new", "fullName": "New" })
    );
}
