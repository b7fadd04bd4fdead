//! Tests that IDs reach the server unchanged, or that the call refuses them before it sends anything.

use beeper_desktop_client::types::{ChatId, FieldId, PendingMessageId, ReactionKey, User, UserId};
use beeper_desktop_client::{Client, Error, ErrorKind};
use beeper_desktop_mock::{MockBridge, MockDesktop, Operation};
use serde_json::json;

use crate::support::client;
use crate::support::samples::component;
use crate::support::tables::{NEVER_EMPTY, NeverEmpty, PATHS, TEXTS, with_path};

const ODD: &[&str] = &[
    "a/b",
    "a?b=c",
    "a#b",
    "a%b",
    "%2e%2e",
    "%2F",
    "..%2f..",
    "a b",
    " ",
    "ünïcödé 🦀",
    "a\\..\\b",
    "...",
    "a+b",
    "a:b@c;d=e,f&g",
    "tab\tline\nend",
    "'\"<>`{}|^",
];

const EMPTY: &str = "it is empty";
const HERE: &str = "it is `.`, which a URL resolves to another path";
const UP: &str = "it is `..`, which a URL resolves to another path";

#[tokio::test]
async fn odd_ids_reach_the_server_as_they_are() {
    let mock = MockDesktop::start().await.unwrap();
    let client = client(&mock);
    for id in ODD {
        mock.put_bridge(MockBridge::new(*id));
        let bridge = client
            .get_bridge(*id)
            .await
            .unwrap_or_else(|error| panic!("{id:?}: {error}"));
        assert_eq!(bridge.id, *id);
    }
}

#[tokio::test]
async fn odd_ids_stay_in_their_path_segments() {
    let mock = MockDesktop::start().await.unwrap();
    let client = client(&mock);
    for id in ODD {
        // The mock answers 404, but the test looks only at what the mock received.
        let _ = client.submit_login_step(*id, *id, *id, "display_and_wait").await;
        let request = mock.requests().pop().unwrap();
        assert_eq!(
            request.operation(),
            Some(Operation::SubmitLoginStep),
            "{id:?} became {}",
            request.path()
        );
        for parameter in ["bridgeID", "loginSessionID", "stepID"] {
            assert_eq!(request.path_param(parameter), Some(*id));
        }
    }
}

#[test]
fn ids_are_made_of_any_text_and_only_those_that_are_never_empty_are_read_as_such() {
    for text in TEXTS {
        let made_of = |it: &str| (text.made_of)(it);
        for any in ODD.iter().copied().chain([".", ".."]) {
            assert_eq!(made_of(any), Ok(()), "{}", text.component);
        }
        let is_never_empty = component(text.component).is_never_empty() && text.component.ends_with("ID");
        assert_eq!(made_of("").is_err(), is_never_empty, "{}", text.component);
    }
    assert_eq!(ChatId::new("c").as_str(), "c");
    let error = serde_json::from_value::<ChatId>("".into()).unwrap_err();
    assert_eq!(error.to_string(), "a `ChatId` cannot be empty");
}

#[track_caller]
fn assert_refused(error: &Error, id: &str, argument: &str, reason: &'static str) {
    let kind = ErrorKind::InvalidArgument {
        argument: argument.to_owned(),
        reason,
    };
    assert_eq!(error.kind(), &kind, "{id}");
    assert_eq!(
        error.to_string(),
        format!("{id}: `{argument}` cannot be sent: {reason}")
    );
    assert_eq!((error.operation_id(), error.tries()), (Some(id), 0), "{id}");
    assert!(!error.is_retryable() && !error.is_delivery_unclear(), "{id}");
}

#[tokio::test]
async fn a_path_segment_that_changes_the_path_is_refused_before_anything_is_sent() {
    let mock = MockDesktop::start().await.unwrap();
    let plain = client(&mock);
    let prefixed = Client::builder()
        .base_url(format!("{}/through/a%20proxy/", mock.base_url()))
        .access_token(mock.token())
        .build()
        .unwrap();
    for (id, arguments) in PATHS {
        for (at, argument) in arguments.iter().enumerate() {
            for (text, reason) in [("", EMPTY), (".", HERE), ("..", UP)] {
                let mut ids = vec!["x"; arguments.len()];
                ids[at] = text;
                for client in [&plain, &prefixed] {
                    let error = with_path(client, id, &ids).await.unwrap_err();
                    assert_refused(&error, id, argument, reason);
                }
                assert!(mock.requests().is_empty(), "{id} with {text:?} as {argument}");
            }
        }
        let _ = with_path(&plain, id, &vec!["x"; arguments.len()]).await;
        assert_eq!(mock.requests().len(), 1, "{id} with nothing wrong");
        mock.clear_requests();
    }
}

#[tokio::test]
async fn an_empty_id_is_refused_before_anything_is_sent() {
    let deep = |it: &&NeverEmpty| it.place == "draft.attachments.uploadID";
    let deep = NEVER_EMPTY.iter().find(deep).expect("the table looks into objects");
    assert_eq!(deep.argument, "draft.attachments[..].upload_id");

    let mock = MockDesktop::start().await.unwrap();
    let client = client(&mock);
    for NeverEmpty {
        operation,
        argument,
        send,
        ..
    } in NEVER_EMPTY
    {
        let error = send(&client, "").await.unwrap_err();
        assert_refused(&error, operation, argument, EMPTY);
        assert!(mock.requests().is_empty(), "{operation}");
        // An ID in a body is not part of an address.
        for text in [".", "..", " "] {
            let _ = send(&client, text).await;
        }
        assert_eq!(mock.requests().len(), 3, "{operation}");
        mock.clear_requests();
    }
}

#[tokio::test]
async fn an_invalid_element_is_named_by_its_index() {
    let mock = MockDesktop::start().await.unwrap();
    let error = client(&mock)
        .search_messages()
        .chat_ids(["c", "d", ""])
        .await
        .unwrap_err();
    assert_refused(&error, "search_messages", "chat_ids[2]", EMPTY);
}

#[tokio::test]
async fn items_of_an_invalid_request_are_an_error() {
    let mock = MockDesktop::start().await.unwrap();
    let mut messages = client(&mock).list_messages("..").items();
    assert_refused(
        &messages.next().await.unwrap().unwrap_err(),
        "list_messages",
        "chat_id",
        UP,
    );
    let mut chats = client(&mock).list_chats().account_ids([""]).items();
    assert_refused(
        &chats.next().await.unwrap().unwrap_err(),
        "list_chats",
        "account_ids[0]",
        EMPTY,
    );
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn a_pending_message_id_stands_for_a_message_id() {
    let mock = MockDesktop::start().await.unwrap();
    let pending = PendingMessageId::new("p/1");
    let _ = client(&mock).get_message("c", &pending).await;
    let _ = client(&mock).send_message("c").reply_to(pending).await;
    let requests = mock.requests();
    assert_eq!(requests[0].path(), "/v1/chats/c/messages/p%2F1");
    assert_eq!(requests[1].json().unwrap(), json!({"replyToMessageID": "p/1"}));
}

#[test]
fn ids_that_go_into_no_path_may_be_anything() {
    for id in ["", ".", "..", "@kim:chat.example"] {
        assert_eq!(
            serde_json::from_value::<User>(json!({"id": id})).unwrap().id,
            UserId::from(id)
        );
        assert_eq!(FieldId::from(id).as_str(), id);
    }
}

/// Users choose reaction keys freely, and `..` would delete the message.
#[tokio::test]
async fn reactions_reach_the_server_as_they_are_or_are_not_sent() {
    let mock = MockDesktop::start().await.unwrap();
    for base in [
        mock.base_url().to_owned(),
        format!("{}/through/a%20proxy/", mock.base_url()),
    ] {
        let client = Client::builder()
            .base_url(base)
            .access_token(mock.token())
            .build()
            .unwrap();
        for (key, reason) in [("", EMPTY), (".", HERE), ("..", UP)] {
            mock.clear_requests();
            let removed = client.remove_reaction("c", "m", ReactionKey::from(key)).await;
            assert_refused(&removed.unwrap_err(), "remove_reaction", "reaction_key", reason);
            assert!(mock.requests().is_empty(), "{key:?}");
        }
        for key in ODD.iter().chain(&["👍", ":party_parrot:", "%2E", "%2e%2e"]) {
            // The mock answers 404, but the test looks only at what the mock received.
            let _ = client.remove_reaction("c", "m", ReactionKey::from(*key)).await;
            let request = mock.requests().pop().unwrap();
            let (_, encoded) = request.path().rsplit_once("/v1/chats/c/messages/m/reactions/").unwrap();
            assert!(
                !encoded.is_empty() && !encoded.contains('/'),
                "{key:?} became {encoded}"
            );
        }
    }
}
