//! Tests of the examples `first_answer` and `unread`, which need only operations that every server has, on each dialect.

use std::process::Output;

use beeper_desktop_mock::{Dialect, MockDesktop};
use serde_json::Value;

use crate::{example, output};

const CHAT: &str = "!hive:beeper.local";

/// Runs an example, and returns its output.
async fn printed(mock: &MockDesktop, name: &str, arguments: &[&str]) -> String {
    let mut command = example(name, mock);
    command.args(arguments);
    let Output { status, stdout, stderr } = output(command).await;
    let err = String::from_utf8(stderr).unwrap();
    assert!(status.success() && err.is_empty(), "{status}: {err}");
    String::from_utf8(stdout).unwrap()
}

async fn mock(dialect: Dialect) -> MockDesktop {
    let builder = MockDesktop::builder().dialect(dialect).demo_chats();
    builder.start().await.unwrap()
}

#[tokio::test]
async fn the_first_answer_says_what_the_server_is() {
    for &dialect in Dialect::ALL {
        let printed = printed(&mock(dialect).await, "first_answer", &[]).await;
        assert!(printed.starts_with("Beeper Desktop Mock "), "{printed}");
    }
}

#[tokio::test]
async fn unread_chats_are_printed_and_answered_once() {
    for &dialect in Dialect::ALL {
        let mock = mock(dialect).await;
        let first = printed(&mock, "unread", &["The hive", "Honey for all"]).await;
        assert!(first.contains("\nThe hive (2 unread)\n"), "{first}");
        assert!(first.contains(": How much honey this year?\n"), "{first}");
        assert!(first.ends_with("\n  you: Honey for all\n"), "{first}");

        // An older server cannot mark the chat as read, so the second run finds it again.
        printed(&mock, "unread", &["The hive", "Honey for all"]).await;
        let messages = mock.messages(CHAT);
        let answers = |message: &&Value| message["text"] == "Honey for all";
        assert_eq!(messages.iter().filter(answers).count(), 1, "{messages:?}");
    }
}
