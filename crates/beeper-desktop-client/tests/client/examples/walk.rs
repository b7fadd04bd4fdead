//! Tests of the example `walk` against servers of several versions, and against a broken one.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Output;

use beeper_desktop_client::OPERATIONS;
use beeper_desktop_mock::{
    Dialect, MockAccount, MockAsset, MockBridge, MockChat, MockDesktop, MockLabel, MockLogin, MockMessage, MockUser,
    Operation, Reply,
};
use serde_json::json;

use crate::{example, output};

const CHAT: &str = "!hive:beeper.local";

struct Walked {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Walked {
    /// Returns the outcome of each operation. Panics unless the report has exactly one line for each.
    fn outcomes(&self) -> BTreeMap<&str, &str> {
        let known = OPERATIONS.iter().map(|operation| operation.id);
        let outcome = |id| {
            let lines = self.out.lines().filter_map(|line| line.split_once(' '));
            let found: Vec<_> = lines.filter(|(name, _)| *name == id).collect();
            let [(_, outcome)] = found[..] else {
                panic!("{id} has {} lines in {}", found.len(), self.out);
            };
            (id, outcome.trim())
        };
        known.map(outcome).collect()
    }

    /// Returns the operations whose outcome starts with this text.
    fn with(&self, beginning: &str) -> BTreeSet<&str> {
        let outcomes = self.outcomes();
        let found = outcomes.iter().filter(|(_, outcome)| outcome.starts_with(beginning));
        found.map(|(id, _)| *id).collect()
    }

    /// Asserts that no call failed, and that exactly the operations missing in the dialect were not supported.
    fn assert_well(&self, dialect: Dialect) {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{}", self.out);
        for bad in ["failed", "refused"] {
            assert_eq!(self.with(bad), BTreeSet::new(), "{}", self.out);
        }
        let called: BTreeSet<_> = self.with("fits").union(&self.with("not supported")).copied().collect();
        let lacking = called.into_iter().filter(|id| !dialect.has(mocked(id))).collect();
        assert_eq!(self.with("not supported"), lacking, "{}", self.out);
    }
}

async fn walk(mock: &MockDesktop, arguments: &[&str]) -> Walked {
    let mut walk = example("walk", mock);
    walk.args(arguments);
    let Output { status, stdout, stderr } = output(walk).await;
    Walked {
        code: status.code(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// Returns the operation of the mock with this ID.
fn mocked(id: &str) -> Operation {
    let name = id.replace('_', "");
    let mut known = Operation::ALL.iter().copied();
    known.find(|it| it.operation_id().to_lowercase() == name).unwrap()
}

async fn mock(dialect: Dialect) -> MockDesktop {
    let builder = MockDesktop::builder().dialect(dialect);
    let mock = builder.demo_bridges().demo_chats().start().await.unwrap();
    mock.put_login(MockLogin::new("mock-login").bridge("mock-linked-device"));
    mock.set_page_size(2);
    mock
}

#[tokio::test]
async fn a_walk_reads_all_that_there_is_on_each_dialect() {
    for &dialect in Dialect::ALL {
        let mock = mock(dialect).await;
        let walked = walk(&mock, &[]).await;

        walked.assert_well(dialect);
        let reads = OPERATIONS.iter().filter(|it| it.method == "GET").map(|it| it.id);
        let not_called = walked.with("not called");
        let left_alone: Vec<_> = reads.filter(|id| not_called.contains(id)).collect();
        assert_eq!(left_alone, ["get_login_session"]);
        if dialect == Dialect::Current {
            assert_eq!(
                walked.with("skipped"),
                BTreeSet::from(["get_verification"]),
                "{}",
                walked.out
            );
        }
        let pages = mock.requests_for(Operation::ListChats);
        for direction in ["direction=before", "direction=after"] {
            let asks = |query: &str| query.contains(direction);
            assert!(pages.iter().any(|page| page.query().is_some_and(asks)), "{direction}");
        }
        let changing = mock.requests().into_iter().map(|request| request.operation());
        let changing: Vec<_> = changing.filter(|it| it.is_none_or(|it| it.method() != "GET")).collect();
        assert_eq!(changing, [Some(Operation::DownloadAsset)], "the walk only reads");
    }
}

#[tokio::test]
async fn a_walk_writes_to_the_chat_that_is_named_and_puts_it_back() {
    for &dialect in Dialect::ALL {
        let mock = mock(dialect).await;
        let before = mock.chat(CHAT).unwrap();
        let (texts, others) = (texts(&mock), mock.messages("!ana:beeper.local"));
        let walked = walk(&mock, &["--write-to", CHAT]).await;

        walked.assert_well(dialect);
        let after = mock.chat(CHAT).unwrap();
        for part in ["isArchived", "draft", "reminder", "title", "isPinned", "isMuted"] {
            assert_eq!(after[part], before[part], "{part}");
        }
        assert_eq!(mock.messages("!ana:beeper.local"), others);
        let left: Vec<_> = self::texts(&mock)
            .into_iter()
            .filter(|text| !texts.contains(text))
            .collect();
        match dialect.has(Operation::DeleteMessage) {
            true => assert_eq!(left, [""], "a deleted message is empty"),
            false => {
                assert!(left.len() == 1 && left[0].contains("edited"), "{left:?}");
                assert!(
                    walked.out.ends_with("still changed in the chat: a message\n"),
                    "{}",
                    walked.out
                );
            }
        }
    }
}

fn texts(mock: &MockDesktop) -> Vec<String> {
    let messages = mock.messages(CHAT).into_iter();
    let text = |message: serde_json::Value| message["text"].as_str().unwrap_or_default().to_owned();
    messages.map(text).collect()
}

#[tokio::test]
async fn changes_whose_answer_was_lost_are_undone() {
    let mock = mock(Dialect::Current).await;
    for operation in [Operation::UpdateChat, Operation::SendMessage] {
        mock.on(operation).once().reset_mid_body();
    }
    // The client repeats this call twice, so three attempts fail.
    mock.on(Operation::ArchiveChat).first(3).reset_before_answer();
    let before = mock.chat(CHAT).unwrap();
    let walked = walk(&mock, &["--write-to", CHAT]).await;

    assert_eq!(walked.code, Some(1), "{}", walked.out);
    let failed = ["update_chat", "archive_chat", "send_message"];
    assert_eq!(walked.with("failed"), BTreeSet::from(failed), "{}", walked.out);
    let after = mock.chat(CHAT).unwrap();
    for part in ["isArchived", "draft", "reminder"] {
        assert_eq!(after[part], before[part], "{part}");
    }
    assert!(
        texts(&mock).iter().all(|text| !text.contains("A test")),
        "the message was deleted"
    );
    assert!(!walked.out.contains("still changed"), "{}", walked.out);
}

#[tokio::test]
async fn misfits_are_counted_without_indexes_and_keys() {
    let mock = mock(Dialect::Current).await;
    let user = json!({"id": "@ana:beeper.local"});
    mock.on(Operation::SearchContacts).reply(Reply::json(
        200,
        json!({"items": [user, {}, {"id": 7}, {"id": [], "fullName": "Ana"}]}),
    ));
    mock.on(Operation::Search).reply(Reply::json(
        200,
        json!({"results": {
            "chats": [],
            "in_groups": [],
            "messages": {"items": [], "hasMore": false, "chats": {"first": 1, "second": 2}},
        }}),
    ));
    mock.on(Operation::GetSetup)
        .reply(Reply::json(200, json!({"state": "ready", "e2ee": []})));
    mock.on(Operation::DownloadAsset)
        .reply(Reply::json(200, json!({"error": "There is no such file"})));
    mock.on(Operation::ListLabels)
        .reply(Reply::error(400, "NO_LABELS", "There are none"));
    let walked = walk(&mock, &[]).await;

    let outcomes = walked.outcomes();
    let said = |id: &str| outcomes[id].rsplit_once("  ").unwrap().0;
    assert_eq!(said("search_contacts"), "fits with 2 misfits", "{}", walked.out);
    assert_eq!(said("search"), "fits with 2 misfits");
    assert!(
        said("get_setup").starts_with("failed: 200 OK does not fit at `e2ee"),
        "{}",
        walked.out
    );
    let refusal = "refused: the status is a success, but the body has an `error`";
    assert_eq!(said("download_asset"), refusal);
    assert_eq!(said("list_labels"), "refused: 400 Bad Request (NO_LABELS)");
    for line in [
        "    `items[*]` was taken out: `items[*].id` is missing\n",
        "    `results.messages.chats.*` was taken out: it is not an object (2 times)\n",
    ] {
        assert!(walked.out.contains(line), "{line} in {}", walked.out);
    }
    assert!(walked.out.contains(" 2 refused, 1 failed, "), "{}", walked.out);
    assert_eq!(walked.code, Some(1));
}

#[tokio::test]
async fn a_walk_shows_no_ids_texts_or_tokens() {
    for &dialect in Dialect::ALL {
        let mock = secretive_mock(dialect).await;
        for arguments in [&[][..], &["--write-to", "!zq:zq.example"]] {
            let walked = walk(&mock, arguments).await;
            assert_eq!(walked.code, Some(0), "{}", walked.out);
            assert!(walked.with("fits").len() > 10, "{}", walked.out);
            assert!(!walked.out.contains("zq"), "{}", walked.out);
            assert_eq!(walked.err, "");
        }

        // Errors do not print it either.
        mock.on_any().reply(Reply::error(400, "ZQ IS IN zq", "zq"));
        mock.on(Operation::GetInfo)
            .reply(Reply::json(200, json!({"app": "zq", "zq": "zq"})));
        mock.on(Operation::ListChats)
            .reply(Reply::json(200, json!({"items": "zq"})));
        mock.on(Operation::Search).reply(Reply::bytes(200, "<p>zq</p>"));
        let walked = walk(&mock, &["--write-to", "!zq:zq.example"]).await;
        assert_eq!(walked.code, Some(1), "{}", walked.out);
        assert!(
            !walked.out.contains("zq") && !walked.err.contains("zq"),
            "{}",
            walked.out
        );
    }
}

/// Starts a server on which every ID, text and token contains the same planted word.
async fn secretive_mock(dialect: Dialect) -> MockDesktop {
    let builder = MockDesktop::builder().dialect(dialect).empty().token("zq-token");
    let mock = builder.start().await.unwrap();
    mock.put_bridge(MockBridge::new("zq-bridge").display_name("zq"));
    mock.put_login(MockLogin::new("zq-login").bridge("zq-bridge"));
    mock.put_account(MockAccount::new("zq-account").bridge("zq-bridge").login("zq-login"));
    let user = MockUser::new("@zq:zq.example").name("zq").username("zq");
    mock.put_contact("zq-account", user.clone());
    mock.put_label(MockLabel::new("zq-label").name("zq"));
    mock.put_asset("mxc://zq.example/zq", MockAsset::new("zq").file_name("zq.txt"));
    let chat = MockChat::new("!zq:zq.example").account("zq-account").participant(user);
    mock.put_chat(chat.title("zq").label("zq-label"));
    for id in ["zq1", "zq2", "zq3"] {
        let message = MockMessage::new("!zq:zq.example", id)
            .sender("@zq:zq.example")
            .text("zq zq");
        mock.put_message(message.attachment(json!({"type": "img", "id": "mxc://zq.example/zq", "fileName": "zq"})));
    }
    mock
}

#[tokio::test]
async fn without_a_server_a_token_or_the_chat_there_is_no_walk() {
    let mock = mock(Dialect::Older).await;
    for (arguments, expected) in [
        (
            &["--write-to"][..],
            "error: a value is required for '--write-to <CHAT_ID>' but none was supplied\n\n\
             For more information, try '--help'.\n",
        ),
        (
            &["--wirte-to"],
            "error: unexpected argument '--wirte-to' found\n\n  tip: a similar argument exists: '--write-to'\n\n\
             Usage: walk --write-to <CHAT_ID>\n\nFor more information, try '--help'.\n",
        ),
        (
            &["--write-to", "!nobody:beeper.local"],
            "error: the chat in `--write-to` does not exist; `list_chats` returns the IDs of chats\n",
        ),
    ] {
        let walked = walk(&mock, arguments).await;
        assert_eq!(
            (walked.code, walked.err.as_str(), walked.out.as_str()),
            (Some(2), expected, "")
        );
    }
    assert!(mock.requests().iter().all(|request| request.method() == "GET"));

    for (variable, value, expected) in [
        (
            "BEEPER_ACCESS_TOKEN",
            "another",
            "error: list_accounts: 401 Unauthorized",
        ),
        ("BEEPER_ACCESS_TOKEN", "", "error: list_accounts: needs an access token"),
        (
            "BEEPER_BASE_URL",
            "http://127.0.0.1:1",
            "error: get_info: could not connect to http://127.0.0.1:1 ",
        ),
    ] {
        let mut walk = example("walk", &mock);
        walk.env(variable, value);
        let Output { status, stdout, stderr } = output(walk).await;
        let err = String::from_utf8(stderr).unwrap();
        assert_eq!((status.code(), stdout.as_slice()), (Some(2), &b""[..]), "{err}");
        assert!(err.starts_with(expected) && err.lines().count() == 1, "{err}");
    }
}

#[tokio::test]
async fn another_web_server_is_not_walked_over() {
    let mock = mock(Dialect::Current).await;
    mock.on_any().reply(Reply::bytes(404, "<html>File not found</html>"));
    let walked = walk(&mock, &[]).await;
    assert_eq!((walked.code, walked.out.as_str()), (Some(2), ""));
    let expected = "error: the server is not Beeper Desktop, or does not have its API: get_info: ";
    assert!(walked.err.starts_with(expected), "{}", walked.err);
}
