//! IDs: whatever they are made of, they reach the server as they are, or the call refuses them before anything is sent.

use std::collections::BTreeSet;

use beeper_desktop_client::types::{
    AccountId, AttachmentId, BridgeId, ChatId, Cursor, FieldId, FlowId, LoginId, LoginSessionId, MessageId,
    MessageSortKey, NewAttachment, NewChatReminder, NewDraft, NewDraftAttachment, PendingMessageId, ReactionKey,
    StartChatUser, StepId, StickerId, TransactionId, UploadId, User, UserId, VerificationId,
};
use beeper_desktop_client::{Client, Error, ErrorKind, OPERATIONS, RawResponse, ResponseFuture, Timestamp};
use beeper_desktop_mock::{MockBridge, MockDesktop, Operation};
use serde_json::json;

use crate::document::Document;
use crate::{assert_names, client};

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
const HERE: &str = "it is `.`, which an address takes for the step that stays where it is";
const UP: &str = "it is `..`, which an address takes for the step upwards";

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
async fn odd_ids_stay_in_their_places() {
    let mock = MockDesktop::start().await.unwrap();
    let client = client(&mock);
    for id in ODD {
        // The mock knows none of them; what counts is what it received.
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
    let mut tested = BTreeSet::new();
    macro_rules! made {
        ($($name:ident),+) => {$(
            for text in ODD.iter().copied().chain(["", ".", ".."]) {
                let id = $name::new(text);
                for same in [
                    $name::from(text),
                    $name::from(text.to_owned()),
                    $name::from(&text.to_owned()),
                    $name::from(&id),
                ] {
                    assert_eq!(same, id);
                }
                assert_eq!((id.as_str(), id.to_string(), String::from(id.clone())), (text, text.to_owned(), text.to_owned()));
                assert_eq!(serde_json::to_value(&id).unwrap(), text);
                let read = serde_json::from_value::<$name>(text.into());
                if text.is_empty() && stringify!($name).ends_with("Id") {
                    let expected = format!("a `{}` is never empty", stringify!($name));
                    assert_eq!(read.unwrap_err().to_string(), expected);
                } else {
                    assert_eq!(read.unwrap(), id);
                }
            }
            tested.insert(stringify!($name).to_lowercase());
        )+};
    }
    made!(
        AccountId,
        AttachmentId,
        BridgeId,
        ChatId,
        Cursor,
        FlowId,
        LoginId,
        LoginSessionId,
        MessageId,
        MessageSortKey,
        StepId,
        StickerId,
        TransactionId,
        UploadId,
        VerificationId
    );
    let document = Document::read();
    let all: BTreeSet<_> = document.never_empty().iter().map(|name| name.to_lowercase()).collect();
    assert_names(&tested, &all, "the types in this test");
}

/// For each operation with something in its path: its method, what stands there, and what else it is given.
macro_rules! paths {
    ($($method:ident($($argument:ident),+ $(; $($more:expr),+)?)),+ $(,)?) => {
        /// The operations, and the arguments that their paths are made of.
        const PATHS: &[(&str, &[&str])] = &[$((stringify!($method), &[$(stringify!($argument)),+])),+];

        /// A request that is given these IDs.
        fn request(client: &Client, id: &str, ids: &[&str]) -> ResponseFuture<RawResponse> {
            match id {
                $(stringify!($method) => {
                    let [$($argument),+] = ids else {
                        panic!("{id} is given {ids:?}");
                    };
                    client.$method($(*$argument),+ $(, $($more),+)?).raw()
                })+
                _ => panic!("{id} has no line in the table of paths"),
            }
        }
    };
}

paths! {
    accept_verification(verification_id),
    add_reaction(chat_id, message_id; "👍"),
    archive_chat(chat_id),
    cancel_login_session(bridge_id, login_session_id),
    cancel_verification(verification_id),
    confirm_sas_verification(verification_id),
    confirm_verification_qr_scanned(verification_id),
    create_chat_reminder(chat_id; NewChatReminder::new("2026-01-31T09:30:00Z".parse::<Timestamp>().unwrap())),
    create_login_session(bridge_id),
    delete_chat_reminder(chat_id),
    delete_message(chat_id, message_id),
    get_account(account_id),
    get_bridge(bridge_id),
    get_bridge_capabilities(bridge_id),
    get_bridge_login(bridge_id, login_id),
    get_chat(chat_id),
    get_login_session(bridge_id, login_session_id),
    get_message(chat_id, message_id),
    get_verification(verification_id),
    list_bridge_logins(bridge_id),
    list_contacts(account_id),
    list_login_flows(bridge_id),
    list_messages(chat_id),
    mark_chat_read(chat_id),
    mark_chat_unread(chat_id),
    notify_anyway(chat_id),
    remove_bridge_login(bridge_id, login_id; "all-devices"),
    remove_reaction(chat_id, message_id, reaction_key),
    search_contacts(account_id; "kim"),
    send_message(chat_id),
    start_sas_verification(verification_id),
    submit_login_step(bridge_id, login_session_id, step_id; "cookies"),
    update_chat(chat_id),
    update_message(chat_id, message_id; "Ho"),
}

#[test]
fn every_operation_with_something_in_its_path_is_tested_here() {
    let tested: BTreeSet<_> = PATHS.iter().map(|(id, arguments)| (*id, arguments.join(" "))).collect();
    let all: BTreeSet<_> = OPERATIONS
        .iter()
        .map(|operation| {
            let names = operation.path.split('{').skip(1);
            let names = names.map(|rest| snake_case(rest.split_once('}').unwrap().0));
            (operation.id, names.collect::<Vec<_>>().join(" "))
        })
        .filter(|(_, names)| !names.is_empty())
        .collect();
    assert_names(&tested, &all, "the lines in the table of paths in tests/ids.rs");
}

/// `chatID` as arguments are called.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut was_lower = false;
    for c in name.chars() {
        if c.is_uppercase() && was_lower {
            snake.push('_');
        }
        was_lower = c.is_lowercase();
        snake.extend(c.to_lowercase());
    }
    snake
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
async fn what_would_change_the_address_is_refused_before_anything_is_sent() {
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
                    let error = request(client, id, &ids).await.unwrap_err();
                    assert_refused(&error, id, argument, reason);
                }
                assert!(mock.requests().is_empty(), "{id} with {text:?} as {argument}");
            }
        }
        let _ = request(&plain, id, &vec!["x"; arguments.len()]).await;
        assert_eq!(mock.requests().len(), 1, "{id} with nothing wrong");
        mock.clear_requests();
    }
}

/// Gives an operation one text where something is never empty, in its query or its body.
type Given = fn(&Client, &str) -> ResponseFuture<RawResponse>;

/// The operations, what they are given by its name on the wire, and how errors name it.
const NEVER_EMPTY: &[(&str, &str, &str, Given)] = &[
    ("listContacts", "cursor", "starting_at", |client, text| {
        client.list_contacts("a").starting_at(text).raw()
    }),
    ("listChats", "cursor", "starting_at", |client, text| {
        client.list_chats().starting_at(text).raw()
    }),
    ("listChats", "accountIDs", "account_ids[1]", |client, text| {
        client.list_chats().account_ids(["a", text]).raw()
    }),
    ("searchChats", "cursor", "starting_at", |client, text| {
        client.search_chats().starting_at(text).raw()
    }),
    ("searchChats", "accountIDs", "account_ids[0]", |client, text| {
        client.search_chats().account_ids([text, "a"]).raw()
    }),
    ("listMessages", "cursor", "starting_at", |client, text| {
        client.list_messages("c").starting_at(text).raw()
    }),
    ("searchMessages", "cursor", "starting_at", |client, text| {
        client.search_messages().starting_at(text).raw()
    }),
    ("searchMessages", "accountIDs", "account_ids[0]", |client, text| {
        client.search_messages().account_ids([text]).raw()
    }),
    ("searchMessages", "chatIDs", "chat_ids[2]", |client, text| {
        client.search_messages().chat_ids(["c", "d", text]).raw()
    }),
    ("createChat", "accountID", "account_id", |client, text| {
        client.create_chat(text, ["@kim:chat.example"], "single").raw()
    }),
    ("startChat", "accountID", "account_id", |client, text| {
        client.start_chat(text, StartChatUser::new()).raw()
    }),
    ("createLoginSession", "accountID", "account_id", |client, text| {
        client.create_login_session("b").account_id(text).raw()
    }),
    ("createLoginSession", "flowID", "flow_id", |client, text| {
        client.create_login_session("b").flow_id(text).raw()
    }),
    ("createLoginSession", "loginID", "login_id", |client, text| {
        client.create_login_session("b").login_id(text).raw()
    }),
    ("markChatRead", "messageID", "message_id", |client, text| {
        client.mark_chat_read("c").message_id(text).raw()
    }),
    ("markChatUnread", "messageID", "message_id", |client, text| {
        client.mark_chat_unread("c").message_id(text).raw()
    }),
    ("sendMessage", "replyToMessageID", "reply_to", |client, text| {
        client.send_message("c").reply_to(text).raw()
    }),
    (
        "sendMessage",
        "attachment.uploadID",
        "attachment.upload_id",
        |client, text| client.send_message("c").attachment(NewAttachment::new(text)).raw(),
    ),
    ("addReaction", "transactionID", "transaction_id", |client, text| {
        client.add_reaction("c", "m", "🎈").transaction_id(text).raw()
    }),
    (
        "updateChat",
        "draft.attachments.uploadID",
        "draft.attachments[..].upload_id",
        |client, text| {
            let draft = NewDraft::new("d").attachments([("one", NewDraftAttachment::new(text))]);
            client.update_chat("c").draft(draft).raw()
        },
    ),
    (
        "updateChat",
        "draft.attachments.id",
        "draft.attachments[..].id",
        |client, text| {
            let draft = NewDraft::new("d").attachments([("one", NewDraftAttachment::new("u").id(text))]);
            client.update_chat("c").draft(draft).raw()
        },
    ),
    ("focusApp", "chatID", "chat_id", |client, text| {
        client.focus_app().chat_id(text).raw()
    }),
    ("focusApp", "messageID", "message_id", |client, text| {
        client.focus_app().message_id(text).raw()
    }),
];

#[tokio::test]
async fn what_is_never_empty_is_refused_when_it_is_before_anything_is_sent() {
    let document = Document::read();
    let tested: BTreeSet<_> = NEVER_EMPTY
        .iter()
        .map(|(id, name, ..)| (*id, (*name).to_owned()))
        .collect();
    let all = document.given(&document.never_empty());
    let deep = ("updateChat", "draft.attachments.uploadID".to_owned());
    assert!(
        document.given(&["UploadID"].into()).contains(&deep),
        "it looks into objects"
    );
    assert_names(
        &tested,
        &all,
        "the lines in the table of what is never empty in tests/ids.rs",
    );

    let mock = MockDesktop::start().await.unwrap();
    let client = client(&mock);
    for (operation, _, argument, given) in NEVER_EMPTY {
        let error = given(&client, "").await.unwrap_err();
        assert_refused(&error, &snake_case(operation), argument, EMPTY);
        assert!(mock.requests().is_empty(), "{operation}");
        // There it is no part of an address.
        for text in [".", "..", " "] {
            let _ = given(&client, text).await;
        }
        assert_eq!(mock.requests().len(), 3, "{operation}");
        mock.clear_requests();
    }
}

#[tokio::test]
async fn a_list_that_cannot_be_asked_for_is_an_error_as_its_request_is() {
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
async fn the_id_of_a_message_on_its_way_goes_where_that_of_a_message_goes() {
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
        for (key, reason) in [("", EMPTY), (".", HERE), ("..", UP)] {
            mock.clear_requests();
            let removed = client.remove_reaction("c", "m", ReactionKey::from(key)).await;
            assert_refused(&removed.unwrap_err(), "remove_reaction", "reaction_key", reason);
            assert!(mock.requests().is_empty(), "{key:?}");
        }
        for key in ODD.iter().chain(&["👍", ":party_parrot:", "%2E", "%2e%2e"]) {
            // The mock knows none of them; what counts is what it received.
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
