//! Tests of values that no request can carry: the client refuses the argument or setter by its name before it sends anything.

use std::fmt::Debug;
use std::future::IntoFuture;

use beeper_desktop_client::types::{ChatId, ChatType, LoginStepAnswerType, StartChatUser};
use beeper_desktop_client::{Error, ErrorKind};
use beeper_desktop_mock::{MockDesktop, Operation, Reply};
use serde_json::json;

use crate::{client, mock};

/// Returns the name of the argument for which the client refuses a call.
async fn refused<T: Debug>(request: impl IntoFuture<Output = Result<T, Error>>) -> String {
    let error = request.await.unwrap_err();
    let ErrorKind::InvalidArgument { argument, .. } = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(error.tries(), 0);
    assert!(!error.is_retryable() && !error.is_delivery_unclear());
    let printed = format!("{error} {error:?}");
    assert!(printed.contains(&format!("`{argument}`")), "{printed}");
    assert!(!printed.contains("PLANTED"), "{printed}");
    argument.clone()
}

#[tokio::test]
async fn an_id_that_would_lead_to_another_address_is_refused_by_its_name() {
    let mock = mock().await;
    let client = client(&mock);
    for id in ["", ".", ".."] {
        assert_eq!(refused(client.get_chat(id)).await, "chat_id");
        assert_eq!(refused(client.get_account(id)).await, "account_id");
        assert_eq!(refused(client.get_bridge(id)).await, "bridge_id");
        assert_eq!(refused(client.get_message("PLANTED", id)).await, "message_id");
        assert_eq!(refused(client.get_message(id, "PLANTED")).await, "chat_id");
        assert_eq!(refused(client.get_bridge_login("PLANTED", id)).await, "login_id");
        assert_eq!(refused(client.get_verification(id)).await, "verification_id");
        let reaction = client.remove_reaction("PLANTED", "PLANTED", id);
        assert_eq!(refused(reaction).await, "reaction_key");
        let session = client.get_login_session("PLANTED", id);
        assert_eq!(refused(session).await, "login_session_id");
        let step = client.submit_login_step("PLANTED", "PLANTED", id, LoginStepAnswerType::UserInput);
        assert_eq!(refused(step.fields([("f", "PLANTED")])).await, "step_id");
        let message = client.send_message(id).text("PLANTED");
        assert_eq!(refused(message.clone()).await, "chat_id");
        assert_eq!(refused(message.raw()).await, "chat_id");
        let first = client.list_messages(id).items().next().await.unwrap();
        assert_eq!(refused(std::future::ready(first)).await, "chat_id");
    }
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn dots_are_refused_in_an_address_alone() {
    let mock = mock().await;
    let ok = Reply::json(200, json!({"items": [], "hasMore": false}));
    mock.on_any().reply(ok);
    let client = client(&mock);
    client.search_messages().chat_ids([".", ".."]).await.unwrap();
    assert_eq!(mock.requests()[0].query(), Some("chatIDs=.&chatIDs=.."));
    client.get_chat("...").await.unwrap_err();
    assert_eq!(mock.requests()[1].path(), "/v1/chats/...");
}

#[tokio::test]
async fn an_empty_value_of_a_query_is_refused_with_its_place() {
    let mock = mock().await;
    let client = client(&mock);
    let among = ["PLANTED", "", "PLANTED"];
    assert_eq!(refused(client.list_chats().account_ids(among)).await, "account_ids[1]");
    assert_eq!(refused(client.search_chats().account_ids([""])).await, "account_ids[0]");
    assert_eq!(refused(client.search_messages().chat_ids(among)).await, "chat_ids[1]");
    assert_eq!(refused(client.search_messages().starting_at("")).await, "starting_at");
    assert_eq!(
        refused(client.list_messages("PLANTED").starting_at("")).await,
        "starting_at"
    );
    let first = client.list_contacts("PLANTED").starting_at("").items().next().await;
    assert_eq!(refused(std::future::ready(first.unwrap())).await, "starting_at");
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn an_empty_value_of_a_body_is_refused_by_its_setter() {
    let mock = mock().await;
    let client = client(&mock);
    assert_eq!(
        refused(client.create_login_session("PLANTED").flow_id("")).await,
        "flow_id"
    );
    assert_eq!(
        refused(client.create_login_session("PLANTED").login_id("")).await,
        "login_id"
    );
    assert_eq!(refused(client.send_message("PLANTED").reply_to("")).await, "reply_to");
    assert_eq!(
        refused(client.mark_chat_read("PLANTED").message_id("")).await,
        "message_id"
    );
    assert_eq!(
        refused(client.mark_chat_unread("PLANTED").message_id("")).await,
        "message_id"
    );
    assert_eq!(refused(client.focus_app().chat_id("")).await, "chat_id");
    assert_eq!(
        refused(client.create_chat("", ["PLANTED"], ChatType::Group)).await,
        "account_id"
    );
    let user = StartChatUser::new().email("PLANTED");
    assert_eq!(refused(client.start_chat("", user)).await, "account_id");
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn empty_values_are_sent_where_they_are_allowed() {
    let mock = mock().await;
    mock.on_any().reply(Reply::json(200, json!({})));
    let client = client(&mock);
    let _ = client.search("").await;
    let _ = client.send_message("c").text("").await;
    let _ = client.create_verification().user_id("").await;
    let _ = client.search_chats().label_id("").await;
    let received = mock.requests();
    assert_eq!(received[0].query(), Some("query="));
    assert_eq!(received[1].json().unwrap(), json!({"text": ""}));
    assert_eq!(received[2].json().unwrap(), json!({"userID": ""}));
    assert_eq!(received[3].query(), Some("labelID="));
}

#[tokio::test]
async fn ids_are_taken_in_each_form_and_belong_to_the_caller_still() {
    let mock = MockDesktop::builder().demo_chats().start().await.unwrap();
    let client = client(&mock);
    let id = ChatId::new("!ana:beeper.local");
    let text = id.to_string();
    let chat = client.get_chat(&id).await.unwrap();
    for other in [
        client.get_chat(id.clone()).await.unwrap(),
        client.get_chat("!ana:beeper.local").await.unwrap(),
        client.get_chat(&text).await.unwrap(),
        client.get_chat(text.clone()).await.unwrap(),
        client.get_chat(&chat.id).await.unwrap(),
    ] {
        assert_eq!(other.id, id);
    }
    let ids = vec![chat.id.clone()];
    for request in [
        client.search_messages().chat_ids(&ids),
        client.search_messages().chat_ids(ids.iter().map(ChatId::as_str)),
        client.search_messages().chat_ids(ids.clone()),
    ] {
        request.await.unwrap();
        let query = mock.requests().pop().unwrap().query().unwrap().to_owned();
        assert_eq!(query, "chatIDs=%21ana%3Abeeper.local");
    }
}

#[tokio::test]
async fn the_id_of_a_pending_message_goes_where_that_of_a_message_goes() {
    let mock = MockDesktop::builder().demo_chats().start().await.unwrap();
    let client = client(&mock);
    let chat = "!ana:beeper.local";
    let sent = client.send_message(chat).text("One").await.unwrap();
    let pending = &sent.pending_message_id;

    mock.on(Operation::GetMessage).reply(Reply::empty(404));
    mock.on(Operation::UpdateMessage).reply(Reply::empty(404));
    client.get_message(chat, pending).await.unwrap_err();
    client.update_message(chat, pending.clone(), "Two").await.unwrap_err();
    let _ = client.send_message(chat).text("Three").reply_to(pending).await;
    let _ = client.mark_chat_read(chat).message_id(pending).await;

    let received = mock.requests();
    for request in &received[1..3] {
        assert_eq!(request.path_param("messageID"), Some(pending.as_str()));
    }
    assert_eq!(received[3].json().unwrap()["replyToMessageID"], pending.as_str());
    assert_eq!(received[4].json().unwrap()["messageID"], pending.as_str());
}
