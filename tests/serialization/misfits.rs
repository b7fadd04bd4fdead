//! Tests answers that do not fit the document, as older and newer servers send them.
//!
//! The client returns what it can decode, and reports the rest as misfits.

use std::fmt::Write as _;

use beeper_desktop_client::types::{BridgeProvider, Message};
use beeper_desktop_client::{ErrorKind, Method, MisfitEffect, MisfitReason, Misfits};
use beeper_desktop_mock::{MockDesktop, Operation, Reply};
use serde_json::{Value, json};

use crate::support::client;

fn message(id: &str) -> Value {
    json!({
        "accountID": "a", "chatID": "c", "id": id, "senderID": "u", "sortKey": id, "timestamp": "2026-01-31T09:30:00Z",
    })
}

async fn answering(operation: Operation, body: Value) -> MockDesktop {
    answering_with(operation, body.to_string()).await
}

/// Starts a server that answers with these bytes.
async fn answering_with(operation: Operation, body: impl Into<Vec<u8>>) -> MockDesktop {
    let mock = MockDesktop::start().await.unwrap();
    mock.on(operation).reply(Reply::bytes(200, body.into()));
    mock
}

fn lines(misfits: &Misfits) -> Vec<String> {
    misfits.iter().map(|misfit| misfit.to_string()).collect()
}

fn ids(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.id.as_str()).collect()
}

#[tokio::test]
async fn half_a_surrogate_pair_becomes_a_replacement_character() {
    let body = json!({"items": [message("2"), message("1")], "hasMore": false}).to_string();
    let body = body.replacen(
        r#""id":"2""#,
        r#""id":"2","text":"cut \ud83d","senderName":"\udc1d""#,
        1,
    );
    let mock = answering_with(Operation::ListMessages, body).await;
    let page = client(&mock).list_messages("c").await.unwrap();
    assert_eq!(ids(&page.items), ["2", "1"]);
    assert_eq!(page.items[0].text.as_deref(), Some("cut \u{fffd}"));
    assert_eq!(page.items[0].sender_name.as_deref(), Some("\u{fffd}"));
    assert!(page.misfits().is_empty());

    // The same holds for keys, and for bytes that are not UTF-8.
    let mut body = br#"[{"accountID":"a","status":"connected","user":{"id":"u","fullName":""#.to_vec();
    body.extend_from_slice(b"K\xffm");
    body.extend_from_slice(br#""},"capabilities":{"\ud83d":true}}]"#);
    let mock = answering_with(Operation::ListAccounts, body).await;
    let accounts = client(&mock).list_accounts().await.unwrap();
    assert_eq!(accounts[0].user.full_name.as_deref(), Some("K\u{fffd}m"));
    assert!(accounts[0].capabilities.as_ref().unwrap().contains_key("\u{fffd}"));
}

#[tokio::test]
async fn an_undecodable_message_is_reported_with_its_raw_json() {
    let mut nameless = message("4");
    nameless.as_object_mut().unwrap().remove("senderID");
    nameless["text"] = json!("PLANTED");
    let mut reacted = message("2");
    reacted["reactions"] =
        json!([{"id": "r", "reactionKey": "x"}, {"id": "s", "participantID": "p", "reactionKey": "y"}]);
    let items = json!([message("5"), nameless, null, reacted, message("1")]);
    let mock = answering(Operation::ListMessages, json!({"items": items, "hasMore": false})).await;

    let page = client(&mock).list_messages("c").await.unwrap();
    assert_eq!(ids(&page.items), ["5", "2", "1"]);
    let reactions = page.items[1].reactions.as_ref().unwrap();
    assert_eq!((reactions.len(), reactions[0].id.as_str()), (1, "s"));
    assert_eq!(
        lines(page.misfits()),
        [
            "`items[1]` was taken out: `items[1].senderID` is missing",
            "`items[2]` was taken out: it is not an object",
            "`items[3].reactions[0]` was taken out: `items[3].reactions[0].participantID` is missing",
        ]
    );
    let misfit = &page.misfits()[0];
    assert_eq!(
        (misfit.effect(), misfit.reason()),
        (MisfitEffect::TakenOut, MisfitReason::Missing)
    );
    let raw: Value = serde_json::from_slice(misfit.raw()).unwrap();
    assert_eq!(raw["text"], "PLANTED");
    assert!(!format!("{misfit} {misfit:?}").contains("PLANTED"));
}

#[tokio::test]
async fn a_stream_skips_misfits_and_reports_them_once() {
    let mock = MockDesktop::start().await.unwrap();
    let page = |items: Value, more: bool, cursor: &str| {
        Reply::json(200, json!({"items": items, "hasMore": more, "oldestCursor": cursor}))
    };
    mock.on(Operation::ListMessages)
        .nth(1)
        .reply(page(json!([message("3"), {"id": 7}]), true, "a"));
    // A page without a readable item is not an empty page.
    mock.on(Operation::ListMessages)
        .nth(2)
        .reply(page(json!([7, "text"]), true, "b"));
    mock.on(Operation::ListMessages)
        .nth(3)
        .reply(page(json!([message("1")]), false, "c"));
    let mut messages = client(&mock).list_messages("c").items();
    assert_eq!(messages.next().await.unwrap().unwrap().id, "3");
    let first = messages.misfits();
    assert_eq!(
        lines(&first),
        ["`items[1]` was taken out: `items[1].accountID` is missing"]
    );
    assert_eq!(first[0].raw(), br#"{"id":7}"#);
    assert!(messages.misfits().is_empty());
    assert_eq!(messages.next().await.unwrap().unwrap().id, "1");
    assert!(messages.next().await.is_none());
    assert_eq!(messages.misfits().len(), 2);
    assert_eq!(mock.requests().len(), 3);
}

#[tokio::test]
async fn a_stream_keeps_a_thousand_misfits_and_counts_the_others() {
    let items = vec![Value::Null; 1500];
    let mock = answering(Operation::ListMessages, json!({"items": items, "hasMore": false})).await;
    let mut messages = client(&mock).list_messages("c").items();
    assert!(messages.next().await.is_none());
    let misfits = messages.misfits();
    assert_eq!((misfits.len(), misfits.omitted()), (1000, 500));
    assert_eq!((messages.misfits().len(), messages.misfits().omitted()), (0, 0));
}

#[tokio::test]
async fn numbers_are_read_where_texts_belong_and_times_of_milliseconds_are_times() {
    let mut numbers = message("1");
    numbers["timestamp"] = json!(1_790_000_000_000_i64);
    numbers["sortKey"] = json!(821_744_079);
    let body = json!({"items": [numbers], "hasMore": false, "oldestCursor": 1, "newestCursor": -20});
    let mock = answering(Operation::ListMessages, body).await;
    let page = client(&mock).list_messages("c").await.unwrap();
    let message = &page.items[0];
    assert_eq!(message.sort_key.as_str(), "821744079");
    let since_1970 = message
        .timestamp
        .to_system_time()
        .unwrap()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    assert_eq!(since_1970.as_secs(), 1_790_000_000);
    assert_eq!(page.oldest_cursor.as_ref().unwrap(), &"1");
    assert_eq!(page.newest_cursor.as_ref().unwrap(), &"-20");
    assert!(page.misfits().is_empty());
}

#[tokio::test]
async fn an_empty_text_and_null_are_absence_as_servers_in_go_send_it() {
    let mut message = message("1");
    message["linkedMessageID"] = json!("");
    message["editedTimestamp"] = json!("");
    message["attachments"] = Value::Null;
    message["seen"] = json!("");
    let body = json!({"items": [message], "hasMore": false, "oldestCursor": "", "newestCursor": null});
    let mock = answering(Operation::ListMessages, body).await;
    let page = client(&mock).list_messages("c").await.unwrap();
    let message = &page.items[0];
    assert!(message.linked_message_id.is_none() && message.edited_timestamp.is_none());
    assert!(message.attachments.is_none() && message.seen.is_none());
    assert!(page.oldest_cursor.is_none() && page.newest_cursor.is_none() && page.misfits().is_empty());

    let mock = answering(Operation::ListChats, json!({"items": null, "hasMore": false})).await;
    let page = client(&mock).list_chats().await.unwrap();
    assert!(page.items.is_empty() && page.misfits().is_empty());
}

#[tokio::test]
async fn accounts_of_older_servers_have_no_bridge_and_an_unknown_status() {
    let body = json!([{"accountID": "matrix_@kim:chat.example", "network": "Matrix", "user": {"id": "@kim:chat.example", "imgURL": ""}}]);
    let mock = answering(Operation::ListAccounts, body).await;
    let accounts = client(&mock).list_accounts().await.unwrap();
    let account = &accounts[0];
    assert!(account.bridge.is_none() && account.user.img_url.is_none());
    assert_eq!(account.status.as_str(), "");
    assert_eq!(lines(accounts.misfits()), ["`[0].status` was filled in: it is missing"]);
    assert_eq!(accounts.misfits()[0].effect(), MisfitEffect::FilledIn);
}

#[tokio::test]
async fn an_answer_may_lack_what_its_request_said() {
    let body = json!({"pendingMessageID": "p"});
    let mock = answering(Operation::SendMessage, body).await;
    let sent = client(&mock).send_message("c").text("Hello").await.unwrap();
    assert_eq!((sent.pending_message_id.as_str(), &sent.chat_id), ("p", &None));
    assert!(sent.misfits().is_empty());
    let mock = answering(Operation::AddReaction, json!({"reactionKey": "x"})).await;
    let added = client(&mock).add_reaction("c", "m", "x").await.unwrap();
    assert_eq!(lines(added.misfits()), ["`success` was filled in: it is missing"]);
}

#[tokio::test]
async fn decode_repairs_types_of_the_crate_only() {
    let mock = MockDesktop::start().await.unwrap();
    let body = json!([{"id": "b", "provider": "PLANTED", "accounts": null}, {"provider": 7}, null]);
    mock.on_any().reply(Reply::json(200, body));
    let client = client(&mock);
    let request = client.execute(Method::GET, "/v1/other");
    let bridges = request
        .clone()
        .await
        .unwrap()
        .decode::<Vec<beeper_desktop_client::types::Bridge>>()
        .unwrap();
    assert_eq!((bridges.len(), bridges[0].provider.as_str()), (1, "PLANTED"));
    assert_ne!(bridges[0].provider, BridgeProvider::Local);
    assert!(lines(bridges.misfits()).contains(&"`[2]` was taken out: it is not an object".to_owned()));
    // The client does not repair values for a program's own types.
    #[derive(serde::Deserialize)]
    struct Own {
        #[serde(rename = "id")]
        _id: String,
    }
    let error = request.await.unwrap().decode::<Vec<Own>>().map(drop).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Misfit { path, .. } if path == "[1]"),
        "{error}"
    );
}

#[tokio::test]
async fn the_raw_json_of_a_misfit_can_be_read() {
    let mut odd = message("2");
    odd["senderID"] = json!(null);
    odd["text"] = json!("Still here");
    let mock = answering(
        Operation::ListMessages,
        json!({"items": [message("3"), odd], "hasMore": false}),
    )
    .await;
    let page = client(&mock).list_messages("c").await.unwrap();
    let mut shown = String::new();
    for message in &page.items {
        let _ = writeln!(shown, "{}", message.id);
    }
    for misfit in page.misfits() {
        if let Ok(odd) = serde_json::from_slice::<Value>(misfit.raw())
            && let Some(text) = odd["text"].as_str()
        {
            let _ = writeln!(shown, "(from somebody) {text}");
        }
    }
    assert_eq!(shown, "3\n(from somebody) Still here\n");
}

#[tokio::test]
async fn decode_reads_the_bytes_that_the_server_sent() {
    // A repeated key, a number that is too large, and half a surrogate pair would not survive in a `serde_json::Value`.
    let account = r#"{"accountID":"a","accountID":"b","status":"x","user":{"id":"u","fullName":"K\ud83d"},"capabilities":{"n":1e999}}"#;
    let mock = MockDesktop::start().await.unwrap();
    mock.on_any().reply(Reply::bytes(200, account.as_bytes().to_vec()));
    let client = client(&mock);
    let answer = client.execute(Method::GET, "/v1/other").await.unwrap();
    assert_eq!(
        lines(answer.misfits()),
        ["`capabilities.n` was taken out: it is out of range"]
    );
    let account = answer
        .clone()
        .decode::<beeper_desktop_client::types::Account>()
        .unwrap();
    assert_eq!(account.account_id, "a");
    assert_eq!(
        lines(account.misfits()),
        [
            "`accountID` was taken out: it occurs twice",
            "`capabilities.n` was taken out: it is out of range",
        ]
    );
    // No serde type accepts half a surrogate pair, so the client repairs it even for a program's own types.
    #[derive(serde::Deserialize)]
    struct Own {
        user: User,
    }
    #[derive(serde::Deserialize)]
    struct User {
        #[serde(rename = "fullName")]
        full_name: String,
    }
    let own = answer.decode::<Own>().unwrap();
    assert_eq!((own.user.full_name.as_str(), own.misfits().len()), ("K\u{fffd}", 1));
}

#[test]
fn an_open_object_keeps_unknown_members_inside_a_flattened_struct() {
    #[derive(serde::Deserialize)]
    struct Own {
        #[serde(flatten)]
        field: beeper_desktop_client::types::LoginInputField,
    }
    let own: Own = serde_json::from_value(json!({"id": "f", "pattern": "x"})).unwrap();
    assert_eq!(own.field.extra["pattern"].as_value(), "x");
}
