//! Tests of the example `export`: wherever it is killed, the file contains each message once in the end.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use beeper_desktop_mock::{Dialect, MockChat, MockDesktop, MockMessage, Operation};
use serde_json::{Value, json};

use super::program::Program;
use crate::{example, example_at, output};

const ANA: &str = "!ana:beeper.local";
const BEN: &str = "!ben:beeper.local";
const CLEO: &str = "!cleo:beeper.local";
const CHATS: [&str; 3] = [ANA, BEN, CLEO];

/// Starts a server with three chats that contain 5, 4 and no messages, on pages of two.
async fn server(dialect: Dialect) -> MockDesktop {
    let mock = MockDesktop::builder().dialect(dialect).start().await.unwrap();
    CHATS.into_iter().for_each(|chat| mock.put_chat(MockChat::new(chat)));
    // Both chats use the same message IDs.
    ["1", "2", "3", "4", "5"].into_iter().for_each(|id| say(&mock, ANA, id));
    ["1", "2", "3", "4"].into_iter().for_each(|id| say(&mock, BEN, id));
    mock.set_page_size(2);
    mock
}

fn say(mock: &MockDesktop, chat: &str, id: &str) {
    let text = format!("ünd \"{id}\"\nin {chat}");
    mock.put_message(MockMessage::new(chat, id).sender("@ana:beeper.local").text(&text));
}

/// The file of an export, in a temporary folder.
struct Export {
    folder: tempfile::TempDir,
}

impl Export {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("messages.jsonl")
    }

    fn state_path(&self) -> PathBuf {
        self.folder.path().join("messages.jsonl.state")
    }

    /// Returns whether the state contains the current length of the file.
    fn is_saved(&self) -> bool {
        let state = fs::read_to_string(self.state_path()).unwrap_or_default();
        let state: Value = serde_json::from_str(&state).unwrap_or_default();
        state[0].as_u64() == Some(fs::metadata(self.path()).unwrap().len())
    }

    fn start(&self, mock: &MockDesktop) -> Program {
        let mut command = example("export", mock);
        command.arg(self.path());
        Program::start(command)
    }

    /// Runs until the file contains all messages of the server, and asserts that none appears twice.
    async fn run_until_complete(&self, mock: &MockDesktop, what: &str) -> Program {
        let mut program = self.start(mock);
        let path = self.path();
        let expected = model(mock).len();
        program.until(|| whole_lines(&path).len() >= expected).await;
        // This message must be the last: any duplicate would have come before it.
        say(mock, CLEO, &format!("last of {what}"));
        program
            .until(|| {
                whole_lines(&path)
                    .last()
                    .is_some_and(|line| line["id"] == format!("last of {what}"))
            })
            .await;
        assert_eq!(texts(&whole_lines(&path)), model(mock), "{what}");
        program
    }
}

/// Returns the complete lines, each of which is a message.
fn whole_lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Returns chat, ID and text of messages, sorted for comparison.
fn texts(messages: &[Value]) -> Vec<[String; 3]> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let of = |message: &Value| ["chatID", "id", "text"].map(|name| text(&message[name]));
    let mut texts: Vec<_> = messages.iter().map(of).collect();
    texts.sort();
    texts
}

/// Returns the messages of the server.
fn model(mock: &MockDesktop) -> Vec<[String; 3]> {
    let messages: Vec<_> = CHATS.into_iter().flat_map(|chat| mock.messages(chat)).collect();
    texts(&messages)
}

#[tokio::test]
async fn it_has_each_message_once_wherever_it_was_killed_while_copying() {
    for &dialect in Dialect::ALL {
        // The chats have three, two and one page. The highest number is more than the calls made, so that run is not killed.
        for call in 1..=8 {
            let (mock, export) = (server(dialect).await, Export::new());
            let hold = mock.on(Operation::ListMessages).nth(call).hold_answer();
            let mut program = export.start(&mock);
            let is_held = || hold.held() == 1 || whole_lines(&export.path()).len() == 9;
            program.until(is_held).await;
            // During the copy: in a chat that was copied, in one that was not, and in an empty one.
            say(&mock, ANA, "6");
            say(&mock, BEN, "5");
            program.kill();
            hold.reset_connections();
            say(&mock, CLEO, "1");
            let what = format!("{dialect:?}, call {call}");
            export.run_until_complete(&mock, &what).await.kill();
        }
    }
}

#[tokio::test]
async fn what_comes_while_it_copies_is_there_once() {
    for &dialect in Dialect::ALL {
        for call in 1..=6 {
            let (mock, export) = (server(dialect).await, Export::new());
            let hold = mock.on(Operation::ListMessages).nth(call).hold();
            let mut program = export.start(&mock);
            program.until(|| hold.held() == 1).await;
            CHATS.into_iter().for_each(|chat| say(&mock, chat, "came"));
            hold.release();
            let path = export.path();
            program.until(|| whole_lines(&path).len() >= 12).await;
            say(&mock, BEN, "last");
            program
                .until(|| whole_lines(&path).last().is_some_and(|line| line["id"] == "last"))
                .await;
            assert_eq!(texts(&whole_lines(&path)), model(&mock), "{dialect:?}, call {call}");
        }
    }
}

#[tokio::test]
async fn a_line_that_was_cut_anywhere_is_written_again() {
    let (mock, export) = (server(Dialect::ALL[0]).await, Export::new());
    export.run_until_complete(&mock, "first").await.kill();
    let length = fs::metadata(export.path()).unwrap().len();
    // At the end, in the last line, before it, in the first one, and at the start.
    for cut in [length - 1, length - 20, length / 2, 5, 0] {
        let file = OpenOptions::new().write(true).open(export.path()).unwrap();
        file.set_len(cut).unwrap();
        export.run_until_complete(&mock, &format!("cut at {cut}")).await.kill();
    }
    // The program was killed after it began a line, and before it saved the state.
    let mut text = fs::read_to_string(export.path()).unwrap();
    text.push_str("{\"id\":\"1\",\"chatID\":\"!ana:bee");
    fs::write(export.path(), text).unwrap();
    fs::write(export.folder.path().join("messages.jsonl.state.new"), "[1").unwrap();
    export.run_until_complete(&mock, "half a line").await.kill();
}

#[tokio::test]
async fn edits_and_deletions_follow_as_lines_of_the_same_message() {
    for &dialect in Dialect::ALL {
        let (mock, export) = (server(dialect).await, Export::new());
        let path = export.path();
        let mut program = export.run_until_complete(&mock, "first").await;
        // A watch cannot detect an edit or a deletion while it has no connection.
        mock.until_subscribed(1).await;
        mock.update_message(ANA, "5", |message| message.text("edited"));
        let is_edited = |line: &Value| line["id"] == "5" && line["text"] == "edited";
        program
            .until(|| whole_lines(&path).iter().any(is_edited) && export.is_saved())
            .await;
        program.kill();
        mock.until_live_connections(0).await;
        // One message arrives while the program is not running, and one is deleted while it is.
        say(&mock, BEN, "6");
        let mut program = export.start(&mock);
        program
            .until(|| whole_lines(&path).iter().any(|line| line["id"] == "6"))
            .await;
        mock.until_subscribed(1).await;
        mock.remove_message(BEN, "6");
        let gone = json!({"chatID": BEN, "id": "6", "isDeleted": true});
        program.until(|| whole_lines(&path).contains(&gone)).await;
        let folded: BTreeMap<_, _> = whole_lines(&path)
            .into_iter()
            .map(|line| ((line["chatID"].to_string(), line["id"].to_string()), line))
            .collect();
        let left: Vec<_> = folded.into_values().filter(|line| line["isDeleted"] != true).collect();
        let expected = model(&mock)
            .into_iter()
            .filter(|message| message[1] != "6" || message[0] != BEN);
        assert_eq!(texts(&left), expected.collect::<Vec<_>>(), "{dialect:?}");
    }
}

#[tokio::test]
async fn a_chat_that_is_gone_is_left_out() {
    let (mock, export) = (server(Dialect::ALL[0]).await, Export::new());
    let hold = mock.on(Operation::SearchChats).hold_answer();
    let mut program = export.start(&mock);
    // The first request comes from the watch, the second one lists the chats.
    program.until(|| hold.held() == 1).await;
    hold.release_one();
    program.until(|| hold.held() == 1).await;
    mock.remove_chat(BEN);
    hold.release();
    let path = export.path();
    program.until(|| whole_lines(&path).len() == 5).await;
    say(&mock, ANA, "6");
    program.until(|| whole_lines(&path).len() == 6).await;
    assert_eq!(texts(&whole_lines(&path)), model(&mock));
}

#[tokio::test]
async fn without_a_server_it_fails_at_the_start() {
    let export = Export::new();
    for state in [None, Some("[0,{\"version\":1,\"chats\":{}},[]]")] {
        if let Some(state) = state {
            fs::write(export.state_path(), state).unwrap();
        }
        let mut command = example_at("export", "http://127.0.0.1:1", "mock-token");
        command.arg(export.path());
        let mut program = Program::start(command);
        let line = program.error_line().await;
        assert!(line.starts_with("Error: ") && line.contains("127.0.0.1:1"), "{line}");
        assert!(!program.end().await.0);
    }
}

#[tokio::test]
async fn a_file_that_is_not_its_own_is_left_alone() {
    let (mock, export) = (server(Dialect::ALL[0]).await, Export::new());
    let run = async || {
        let mut command = example("export", &mock);
        command.arg(export.path());
        let output = output(command).await;
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    fs::write(export.path(), "dear diary").unwrap();
    let line = run().await;
    assert!(line.contains("messages.jsonl.state, which belongs to"), "{line}");
    fs::write(export.state_path(), "[1,").unwrap();
    run().await;
    assert_eq!(fs::read_to_string(export.path()).unwrap(), "dear diary");
    for arguments in [&[][..], &["--help"]] {
        let mut command = example("export", &mock);
        command.args(arguments).current_dir(export.folder.path());
        let output = output(command).await;
        assert!(!output.status.success());
        assert!(String::from_utf8_lossy(&output.stderr).contains("export FILE"));
    }
    assert!(mock.requests().is_empty());
}
