//! IDs: whatever they are made of, they reach the server as they are, or are refused before.

use beeper_desktop_client::Client;
use beeper_desktop_client::types::{
    AccountId, BridgeId, ChatId, FieldId, FlowId, LoginId, LoginSessionId, LoginStepAnswerType, MessageId, ReactionKey,
    StepId, SubmitLoginStepRequest, User, UserId, VerificationId,
};
use beeper_desktop_mock::{MockBridge, MockDesktop, Operation};

use serde_json::json;

use crate::client;
use crate::document::Document;

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

#[tokio::test]
async fn odd_ids_reach_the_server_as_they_are() {
    let mock = MockDesktop::start().await.unwrap();
    let client = client(&mock);
    for id in ODD {
        mock.put_bridge(MockBridge::new(*id));
        let bridge = client
            .get_bridge(&id.parse().unwrap())
            .await
            .unwrap_or_else(|error| panic!("{id:?}: {error}"));
        assert_eq!(bridge.id, *id);
    }
}

#[tokio::test]
async fn odd_ids_stay_in_their_places() {
    let mock = MockDesktop::start().await.unwrap();
    let client = client(&mock);
    let body = SubmitLoginStepRequest::new(LoginStepAnswerType::DisplayAndWait);
    for id in ODD {
        // The mock knows none of them; what counts is what it received.
        let _ = client
            .submit_login_step(&id.parse().unwrap(), &id.parse().unwrap(), &id.parse().unwrap(), &body)
            .await;
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
fn texts_that_would_change_the_address_are_refused() {
    let mut tested = Vec::new();
    macro_rules! refused {
        ($($name:ident),+) => {$(
            for (id, reason) in [
                ("", "is never empty"),
                (".", "cannot be `.`, which an address takes for the step that stays where it is"),
                ("..", "cannot be `..`, which an address takes for the step upwards"),
            ] {
                let expected = format!("a `{}` {reason}", stringify!($name));
                assert_eq!(id.parse::<$name>().unwrap_err().to_string(), expected);
                assert_eq!($name::try_from(id).unwrap_err().to_string(), expected);
                assert_eq!($name::try_from(id.to_owned()).unwrap_err().to_string(), expected);
                let error = serde_json::from_value::<$name>(id.into()).unwrap_err().to_string();
                assert_eq!(error, expected);
            }
            tested.push(stringify!($name).to_lowercase());
        )+};
    }
    refused!(
        AccountId,
        BridgeId,
        ChatId,
        FlowId,
        LoginId,
        LoginSessionId,
        MessageId,
        StepId,
        VerificationId
    );
    tested.sort();
    let document = Document::read();
    let mut all: Vec<_> = document.ids().map(str::to_lowercase).collect();
    all.sort();
    assert_eq!(tested, all);
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

/// What people react with is theirs to choose, and `..` would delete the message.
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
        let (chat, message) = ("c".parse().unwrap(), "m".parse().unwrap());
        for key in ["", ".", ".."] {
            mock.clear_requests();
            let removed = client.remove_reaction(&chat, &message, &ReactionKey::from(key)).await;
            let error = removed.unwrap_err();
            assert_eq!(
                error.to_string(),
                "remove_reaction: the request could not be made: a part of the address is empty, `.` or `..`, and would lead to another address"
            );
            assert!(mock.requests().is_empty(), "{key:?}");
        }
        for key in ODD.iter().chain(&["👍", ":party_parrot:", "%2E", "%2e%2e"]) {
            // The mock knows none of them; what counts is what it received.
            let _ = client.remove_reaction(&chat, &message, &ReactionKey::from(*key)).await;
            let request = mock.requests().pop().unwrap();
            let (_, encoded) = request.path().rsplit_once("/v1/chats/c/messages/m/reactions/").unwrap();
            assert!(
                !encoded.is_empty() && !encoded.contains('/'),
                "{key:?} became {encoded}"
            );
        }
    }
}
