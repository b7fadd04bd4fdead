//! The same calls, answered by the servers themselves from what is on them.

use beeper_desktop_client::files::Upload;
use beeper_desktop_client::{Error, ErrorKind};
use beeper_desktop_mock::{Dialect, MockAccount, MockAsset, MockChat, MockDesktop, MockLabel, MockMessage, MockUser};
use serde_json::Value;

use super::{Case, cases, mocked};
use crate::client;

/// A server with what the cases ask for.
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
    for address in ["mxc://chat.example/a", "mxc://chat.example/a b&c"] {
        mock.put_asset(address, MockAsset::new("a file"));
    }
    mock
}

/// Whether a case names what only the server can: a cursor or an upload.
fn has_made_up_arguments(case: &Case) -> bool {
    let body = case.body.as_ref().map(Value::to_string).unwrap_or_default();
    case.request.contains("cursor=") || body.contains("uploadID")
}

fn is_refused(error: &Error) -> bool {
    *error.kind() == ErrorKind::Refused && error.api_error().is_some_and(|said| !said.code.is_empty())
}

#[tokio::test]
async fn what_an_older_server_has_ends_well_on_each_dialect() {
    for &dialect in Dialect::ALL {
        for case in cases().iter().filter(|it| Dialect::Older.has(mocked(it.operation))) {
            let mock = mock(dialect).await;
            let refusal = (case.call)(client(&mock)).await.err();
            match has_made_up_arguments(case) {
                true => assert!(
                    refusal.as_ref().is_some_and(is_refused),
                    "{}: {refusal:?}",
                    case.request
                ),
                false => assert!(refusal.is_none(), "{dialect}, {}: {refusal:?}", case.request),
            }
        }
    }
}

#[tokio::test]
async fn what_went_well_brings_no_error() {
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
