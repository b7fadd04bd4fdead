//! Tests of the command lines of the examples: help, version and common mistakes.

use std::process::Output;

use crate::{example, mock, output};

/// Runs an example. Returns its exit code, its standard output and its standard error.
async fn run(name: &str, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mock = mock().await;
    let mut command = example(name, &mock);
    command.args(arguments);
    let Output { status, stdout, stderr } = output(command).await;
    assert!(mock.requests().is_empty(), "{name} {arguments:?} calls the server");
    let [out, err] = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (status.code(), out, err)
}

#[tokio::test]
async fn a_mistake_is_said_in_a_few_lines() {
    for (name, arguments, expected) in [
        ("walk", &["-x"][..], "error: unexpected argument '-x' found\n"),
        ("walk", &["!c:x"], "error: unexpected argument '!c:x' found\n"),
        (
            "walk",
            &["--write-to="],
            "error: a value is required for '--write-to <CHAT_ID>' but none was supplied\n",
        ),
        (
            "walk",
            &["--write-to", "!c:x", "--write-to", "!d:x"],
            "error: the argument '--write-to <CHAT_ID>' cannot be used multiple times\n",
        ),
        (
            "since",
            &[],
            "error: the following required arguments were not provided:\n  <CHAT_ID>\n  <FILE>\n",
        ),
        (
            "since",
            &["!c:x"],
            "error: the following required arguments were not provided:\n  <FILE>\n",
        ),
        (
            "since",
            &["", "position.txt"],
            "error: a value is required for '<CHAT_ID>' but none was supplied\n",
        ),
        (
            "since",
            &["!c:x", "position.txt", "more"],
            "error: unexpected argument 'more' found\n",
        ),
        (
            "since",
            &["--vresion"],
            "error: unexpected argument '--vresion' found\n\n  tip: a similar argument exists: '--version'\n",
        ),
        (
            "unread",
            &["Book club"],
            "error: the following required arguments were not provided:\n  <TEXT>\n",
        ),
        (
            "unread",
            &["Book club", "Yes", "No"],
            "error: unexpected argument 'No' found\n",
        ),
        (
            "unread",
            &["", "Yes"],
            "error: a value is required for '[TITLE]' but none was supplied\n",
        ),
        (
            "unread",
            &["Book club", ""],
            "error: a value is required for '[TEXT]' but none was supplied\n",
        ),
        (
            "echo_bot",
            &[],
            "error: the following required arguments were not provided:\n  <FILE>\n",
        ),
        ("login", &["mock-qr"], "error: unexpected argument 'mock-qr' found\n"),
        ("login", &["--mock"], "error: unexpected argument '--mock' found\n"),
    ] {
        let (code, out, err) = run(name, arguments).await;
        assert_eq!((code, out.as_str()), (Some(2), ""), "{name} {arguments:?}: {err}");
        assert!(err.starts_with(expected), "{name} {arguments:?}: {err}");
        assert!(err.ends_with("\nFor more information, try '--help'.\n"), "{err}");
        assert!(err.lines().filter(|line| !line.is_empty()).count() <= 5, "{err}");
    }
}

#[tokio::test]
async fn help_and_version_need_no_server() {
    for (name, usage, token) in [
        ("walk", "Usage: walk [OPTIONS]\n", "BEEPER_ACCESS_TOKEN"),
        ("since", "Usage: since <CHAT_ID> <FILE>\n", "BEEPER_ACCESS_TOKEN"),
        ("unread", "Usage: unread [TITLE TEXT]\n", "BEEPER_ACCESS_TOKEN"),
        ("login", "Usage: login\n", "no access token"),
        (
            "echo_bot",
            "Usage: echo_bot <FILE> [CHAT_ID]...\n",
            "BEEPER_ACCESS_TOKEN",
        ),
    ] {
        let (code, out, err) = run(name, &["--help"]).await;
        assert_eq!((code, err.as_str()), (Some(0), ""));
        for expected in [usage, token, "\nReturns 0 if "] {
            assert!(out.contains(expected), "{expected} in {out}");
        }
        let version = format!("{name} {}\n", env!("CARGO_PKG_VERSION"));
        assert_eq!(run(name, &["--version"]).await, (Some(0), version, String::new()));
    }
}
