//! Tests of the example `echo_bot`: it answers each message once, even if it is killed at any time.

use std::path::Path;
use std::time::SystemTime;

use beeper_desktop_client::Timestamp;
use beeper_desktop_mock::{Dialect, MockChat, MockDesktop, MockMessage, MockSending, Operation, Reply};
use serde_json::Value;

use super::program::Program;
use crate::{example, output};

const ANA: &str = "!ana:beeper.local";
const BEN: &str = "!ben:beeper.local";

async fn server(dialect: Dialect) -> MockDesktop {
    let mock = MockDesktop::builder().dialect(dialect).start().await.unwrap();
    // The bot answers recent messages only.
    mock.set_time(Timestamp::try_from(SystemTime::now()).unwrap().as_str());
    mock.put_chat(MockChat::new(ANA));
    mock.put_chat(MockChat::new(BEN));
    say(&mock, ANA, "old");
    mock
}

/// Adds a message of another user.
fn say(mock: &MockDesktop, chat: &str, words: &str) {
    mock.put_message(MockMessage::new(chat, words).sender("@ana:beeper.local").text(words));
}

/// Adds messages of another user from long ago.
fn put_history(mock: &MockDesktop, chat: &str) {
    for year in [2019, 2020, 2021] {
        let message = MockMessage::new(chat, format!("of {year}")).sender("@ana:beeper.local");
        mock.put_message(message.text("long ago").timestamp(&format!("{year}-06-01T12:00:00Z")));
    }
}

fn start(mock: &MockDesktop, file: &Path, chats: &[&str]) -> Program {
    let mut command = example("echo_bot", mock);
    command.arg(file).args(chats);
    Program::start(command)
}

/// Returns the messages of the account's own user in a chat: the text, and the message that each answers.
fn answers(mock: &MockDesktop, chat: &str) -> Vec<(String, String)> {
    let messages = mock.messages(chat);
    let own = messages.iter().filter(|message| message["isSender"] == true);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    own.map(|message| (text(&message["text"]), text(&message["linkedMessageID"])))
        .collect()
}

fn echo(words: &str) -> (String, String) {
    (words.to_owned(), words.to_owned())
}

/// Runs the bot until it has saved its first position, so that it answers every message from then on.
async fn run_first(mock: &MockDesktop, file: &Path) -> Program {
    let mut program = start(mock, file, &[]);
    program.until(|| file.exists()).await;
    program
}

#[tokio::test]
async fn each_message_of_others_is_answered_once_over_restarts() {
    for &dialect in Dialect::ALL {
        let (mock, folder) = (server(dialect).await, tempfile::tempdir().unwrap());
        let file = folder.path().join("position.json");
        let mut program = run_first(&mock, &file).await;
        say(&mock, ANA, "one");
        program.until(|| answers(&mock, ANA).len() == 1).await;
        // The bot must not answer what the user writes on the phone.
        mock.put_message(MockMessage::new(BEN, "own").text("own"));
        say(&mock, BEN, "two");
        program.until(|| answers(&mock, BEN).contains(&echo("two"))).await;
        program.kill();

        say(&mock, ANA, "three");
        say(&mock, ANA, "four");
        mock.update_message(ANA, "old", |message| message.text("edited"));
        let mut program = start(&mock, &file, &[]);
        program.until(|| answers(&mock, ANA).len() == 3).await;
        say(&mock, BEN, "five");
        program.until(|| answers(&mock, BEN).contains(&echo("five"))).await;
        assert_eq!(answers(&mock, ANA), ["one", "three", "four"].map(echo), "{dialect:?}");
        let own = ("own".to_owned(), String::new());
        assert_eq!(answers(&mock, BEN), [own, echo("two"), echo("five")], "{dialect:?}");
    }
}

/// Kills the bot while it sends an answer, before and after the server has taken it.
#[tokio::test]
async fn a_crash_loses_an_answer_and_doubles_none() {
    for &dialect in Dialect::ALL {
        for is_taken in [false, true] {
            let (mock, folder) = (server(dialect).await, tempfile::tempdir().unwrap());
            let file = folder.path().join("position.json");
            let program = run_first(&mock, &file).await;
            let sending = mock.on(Operation::SendMessage).once();
            let hold = match is_taken {
                true => sending.hold_answer(),
                false => sending.hold(),
            };
            say(&mock, ANA, "one");
            say(&mock, ANA, "two");
            hold.arrived().await;
            program.kill();
            hold.reset_connections();
            let taken = answers(&mock, ANA);
            // A crash may leave this file behind. The bot must not read it.
            std::fs::write(folder.path().join("position.json.new"), "{").unwrap();

            let mut program = start(&mock, &file, &[]);
            program.until(|| answers(&mock, ANA).contains(&echo("two"))).await;
            say(&mock, ANA, "three");
            program.until(|| answers(&mock, ANA).contains(&echo("three"))).await;
            let expected = [taken, vec![echo("two"), echo("three")]].concat();
            assert_eq!(answers(&mock, ANA), expected, "{dialect:?}, {is_taken}");
            assert_eq!(expected.len(), 2 + usize::from(is_taken));
        }
    }
}

#[tokio::test]
async fn it_answers_in_the_chats_that_it_is_given() {
    let (mock, folder) = (server(Dialect::ALL[0]).await, tempfile::tempdir().unwrap());
    let file = folder.path().join("position.json");
    let mut program = start(&mock, &file, &[BEN]);
    program.until(|| file.exists()).await;
    say(&mock, ANA, "one");
    say(&mock, BEN, "two");
    program.until(|| !answers(&mock, BEN).is_empty()).await;
    assert_eq!(answers(&mock, ANA), []);
}

/// A watch returns all messages of a chat that is not in its position.
#[tokio::test]
async fn the_history_of_a_chat_that_is_given_later_is_not_answered() {
    for &dialect in Dialect::ALL {
        let (mock, folder) = (server(dialect).await, tempfile::tempdir().unwrap());
        put_history(&mock, BEN);
        let file = folder.path().join("position.json");
        let mut program = start(&mock, &file, &[ANA]);
        program.until(|| file.exists()).await;
        program.kill();

        let mut program = start(&mock, &file, &[ANA, BEN]);
        say(&mock, BEN, "one");
        program.until(|| answers(&mock, BEN).contains(&echo("one"))).await;
        assert_eq!(answers(&mock, BEN), [echo("one")], "{dialect:?}");
    }
}

/// So it is when an account is connected while the bot runs.
#[tokio::test]
async fn the_history_of_a_chat_that_is_added_is_not_answered() {
    const NEW: &str = "!new:beeper.local";
    for &dialect in Dialect::ALL {
        let (mock, folder) = (server(dialect).await, tempfile::tempdir().unwrap());
        let mut program = run_first(&mock, &folder.path().join("position.json")).await;
        mock.put_chat(MockChat::new(NEW));
        put_history(&mock, NEW);
        say(&mock, NEW, "one");
        program.until(|| answers(&mock, NEW).contains(&echo("one"))).await;
        assert_eq!(answers(&mock, NEW), [echo("one")], "{dialect:?}");
    }
}

#[tokio::test]
async fn an_answer_that_is_refused_is_told_and_the_next_one_sent() {
    let (mock, folder) = (server(Dialect::ALL[0]).await, tempfile::tempdir().unwrap());
    let mut program = run_first(&mock, &folder.path().join("position.json")).await;
    let refusal = Reply::error(403, "FORBIDDEN", "PLANTED");
    mock.on(Operation::SendMessage).once().reply(refusal);
    say(&mock, ANA, "one");
    let line = program.error_line().await;
    assert!(line.starts_with("not sent: ") && !line.contains("PLANTED"), "{line}");
    say(&mock, ANA, "two");
    program.until(|| answers(&mock, ANA).contains(&echo("two"))).await;
}

#[tokio::test]
async fn the_outcome_of_each_answer_is_printed() {
    for &dialect in Dialect::ALL {
        let (mock, folder) = (server(dialect).await, tempfile::tempdir().unwrap());
        let mut program = run_first(&mock, &folder.path().join("position.json")).await;
        if !mock.dialect().has(Operation::GetMessage) {
            say(&mock, ANA, "one");
            let line = program.error_line().await;
            assert!(line.starts_with("unclear: ") && line.contains("no operation"), "{line}");
            continue;
        }
        say(&mock, ANA, "one");
        let line = program.line().await;
        assert!(line.starts_with("sent as "), "{line}");
        mock.set_sending(MockSending::new().pending_for(1).fails("FAIL_PERMANENT", "BLOCKED"));
        say(&mock, ANA, "two");
        let line = program.error_line().await;
        assert!(line.starts_with("not sent: the chat network did not take"), "{line}");
        mock.set_sending(MockSending::new());
        mock.on(Operation::SendMessage).once().reply(Reply::bytes(502, ""));
        say(&mock, ANA, "three");
        let line = program.error_line().await;
        assert!(line.starts_with("unclear: "), "{line}");
    }
}

#[tokio::test]
async fn what_is_no_position_is_refused_by_its_name() {
    let (mock, folder) = (server(Dialect::ALL[0]).await, tempfile::tempdir().unwrap());
    let file = folder.path().join("position.json");
    for (content, expected) in [("{\"version\":1,", "cut off"), (r#"{"version":99}"#, "newer version")] {
        std::fs::write(&file, content).unwrap();
        let mut command = example("echo_bot", &mock);
        command.arg(&file);
        let output = output(command).await;
        let line = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{line}");
        let begins = line.starts_with(&format!("error: {}: ", file.display()));
        assert!(begins && line.contains(expected) && line.lines().count() == 1, "{line}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), content);
    }
}
