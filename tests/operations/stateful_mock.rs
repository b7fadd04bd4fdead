//! Tests the operations that the mock answers from its state, in each dialect.

use std::collections::BTreeSet;

use beeper_desktop_client::files::Upload;
use beeper_desktop_client::types::{ChatType, ChatTypeFilter, NewAttachment, NewChatReminder};
use beeper_desktop_client::{Error, ErrorKind};
use beeper_desktop_mock::Operation;
use beeper_desktop_mock::{Dialect, MockAccount, MockAsset, MockChat, MockDesktop, MockLabel, MockMessage, MockUser};

use crate::support::tables::{SendCall, decoded};
use crate::support::{assert_names, client, mock_operation};

const CHAT: &str = "!c:chat.example";

/// Starts a server with everything that the cases need.
async fn mock(dialect: Dialect) -> MockDesktop {
    let builder = MockDesktop::builder().dialect(dialect).empty();
    let mock = builder.start().await.unwrap();
    for account in ["a", "slackgo.T-U"] {
        mock.put_account(MockAccount::new(account));
    }
    let kim = MockUser::new("@kim:chat.example").name("Kim & Co");
    let by_id = MockUser::new("i").name("n");
    mock.put_contact("a", kim.clone());
    mock.put_contact("a", by_id);
    mock.put_label(MockLabel::new("l"));
    for chat in ["!c:chat.example", "c", "d"] {
        let chat = MockChat::new(chat).account("a").participant(kim.clone());
        mock.put_chat(chat.group("Trip"));
    }
    let message = MockMessage::new("!c:chat.example", "$m").text("Hi, see you");
    mock.put_message(message.reaction("👍", "@mock-user:example.com"));
    for address in ["mxc://chat.example/a", "mxc://chat.example/a%20b&c"] {
        mock.put_asset(address, MockAsset::new("a file"));
    }
    mock
}

/// The operations of an older server, called with things that are on the server.
const CALLS: &[(&str, SendCall)] = &[
    ("list_accounts", |client| decoded(client.list_accounts())),
    ("get_info", |client| decoded(client.get_info())),
    ("search_contacts", |client| {
        decoded(client.search_contacts("a", "kim & co"))
    }),
    ("list_contacts", |client| decoded(client.list_contacts("a"))),
    ("download_asset", |client| {
        decoded(client.download_asset("mxc://chat.example/a"))
    }),
    ("upload_asset", |client| {
        decoded(client.upload_asset(Upload::bytes("see\r\nyou")).file_name("a b.txt"))
    }),
    ("upload_asset_base64", |client| {
        decoded(client.upload_asset_base64("AAEC").file_name("a.bin"))
    }),
    ("serve_asset", |client| {
        Box::pin(async move {
            let bytes = client.serve_asset("mxc://chat.example/a%20b&c").bytes(100).await?;
            Ok(String::from_utf8(bytes).unwrap().into())
        })
    }),
    ("list_chats", |client| decoded(client.list_chats())),
    ("search_chats", |client| {
        decoded(client.search_chats().query("trip").kind(ChatTypeFilter::Group))
    }),
    ("create_chat", |client| {
        let request = client.create_chat("a", ["@kim:chat.example"], ChatType::Group);
        decoded(request.message_text("Hi").title("Trip"))
    }),
    ("get_chat", |client| {
        decoded(client.get_chat(CHAT).max_participant_count(-1))
    }),
    ("archive_chat", |client| {
        decoded(client.archive_chat(CHAT).archived(false))
    }),
    ("create_chat_reminder", |client| {
        let reminder = NewChatReminder::new("2026-01-31T09:30:00.000Z");
        decoded(client.create_chat_reminder(CHAT, reminder.dismiss_on_incoming_message(true)))
    }),
    ("delete_chat_reminder", |client| {
        decoded(client.delete_chat_reminder(CHAT))
    }),
    ("list_messages", |client| decoded(client.list_messages(CHAT))),
    ("search_messages", |client| {
        decoded(client.search_messages().query("see you").limit(5))
    }),
    ("send_message", |client| {
        decoded(client.send_message(CHAT).reply_to("$m").text("Hi"))
    }),
    ("update_message", |client| {
        decoded(client.update_message(CHAT, "$m", "Ho"))
    }),
    ("add_reaction", |client| {
        decoded(client.add_reaction(CHAT, "$m", "🎈").transaction_id("t"))
    }),
    ("remove_reaction", |client| {
        decoded(client.remove_reaction(CHAT, "$m", "👍"))
    }),
    ("search", |client| decoded(client.search("see you"))),
    ("focus_app", |client| {
        decoded(client.focus_app().chat_id(CHAT).draft_text("Hi").message_id("$m"))
    }),
];

/// The operations of an older server, called with things that only the server can create: a cursor or an upload.
const MADE_UP: &[(&str, SendCall)] = &[
    ("list_contacts", |client| {
        decoded(client.list_contacts("a").starting_at("x"))
    }),
    ("list_chats", |client| decoded(client.list_chats().starting_at("x"))),
    ("search_chats", |client| decoded(client.search_chats().starting_at("x"))),
    ("list_messages", |client| {
        decoded(client.list_messages(CHAT).starting_at("a+b"))
    }),
    ("search_messages", |client| {
        decoded(client.search_messages().starting_at("x"))
    }),
    ("send_message", |client| {
        decoded(client.send_message(CHAT).attachment(NewAttachment::new("u")))
    }),
];

#[test]
fn every_operation_that_an_older_server_has_is_called() {
    let called: BTreeSet<_> = CALLS.iter().map(|(operation, _)| mock_operation(operation)).collect();
    let operations = Operation::ALL.iter().copied();
    let all: BTreeSet<_> = operations.filter(|it| Dialect::Older.has(*it)).collect();
    assert_names(&called, &all, "the calls in tests/operations/stateful_mock.rs");
}

fn is_refused(error: &Error) -> bool {
    *error.kind() == ErrorKind::Refused && error.api_error().is_some_and(|api_error| !api_error.code.is_empty())
}

#[tokio::test]
async fn operations_of_older_servers_succeed_on_each_dialect() {
    for &dialect in Dialect::ALL {
        for (operation, send) in CALLS {
            let mock = mock(dialect).await;
            let refusal = send(client(&mock)).await.err();
            assert!(refusal.is_none(), "{dialect}, {operation}: {refusal:?}");
        }
        for (operation, send) in MADE_UP {
            let mock = mock(dialect).await;
            let refusal = send(client(&mock)).await.err();
            assert!(
                refusal.as_ref().is_some_and(is_refused),
                "{dialect}, {operation}: {refusal:?}"
            );
        }
    }
}

#[tokio::test]
async fn successful_transfers_have_no_error_member() {
    for &dialect in Dialect::ALL {
        let mock = mock(dialect).await;
        let client = client(&mock);
        let done = client.download_asset("mxc://chat.example/a").await.unwrap();
        assert!(done.error.is_none() && done.src_url.is_some(), "{done:?}");
        let done = client.upload_asset(Upload::bytes("see you")).await.unwrap();
        assert!(done.error.is_none() && done.upload_id.is_some(), "{done:?}");
        let done = client.upload_asset_base64("AAEC").await.unwrap();
        assert!(done.error.is_none() && done.upload_id.is_some(), "{done:?}");

        let failed = client.download_asset("mxc://chat.example/nothing").await.unwrap();
        assert!(failed.error.is_some() && failed.src_url.is_none(), "{failed:?}");
    }
}
