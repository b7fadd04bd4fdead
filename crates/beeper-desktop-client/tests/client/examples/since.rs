//! Tests of the example `since` in several runs, with new messages between them.

use std::path::Path;
use std::process::Output;
use std::{env, fs};

use beeper_desktop_mock::{Dialect, MockChat, MockDesktop, MockMessage};

use crate::{example, output};

const CHAT: &str = "!ana:beeper.local";

async fn run(mock: &MockDesktop, file: &Path) -> Output {
    let mut since = example("since", mock);
    since.arg(CHAT).arg(file);
    output(since).await
}

async fn said(mock: &MockDesktop, file: &Path) -> Vec<String> {
    let Output { status, stdout, stderr } = run(mock, file).await;
    let (out, err) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert!(status.success() && err.is_empty(), "{status}: {err}");
    out.lines().map(str::to_owned).collect()
}

fn put(mock: &MockDesktop, id: &str) {
    let message = MockMessage::new(CHAT, id).sender("@ana:beeper.local");
    mock.put_message(message.text(&format!("number {id}")));
}

/// A file in the temporary folder, which is deleted at the end of the test.
struct PositionFile(std::path::PathBuf);

impl PositionFile {
    fn new(name: &str) -> Self {
        let file = Self(env::temp_dir().join(format!("since-{name}-{}", std::process::id())));
        let _ = fs::remove_file(&file.0);
        file
    }
}

impl Drop for PositionFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Returns what follows the colon on each line.
fn texts(lines: &[String]) -> Vec<&str> {
    lines
        .iter()
        .filter_map(|line| line.split_once(": "))
        .map(|(_, text)| text)
        .collect()
}

async fn mock_with_an_empty_chat(dialect: Dialect) -> MockDesktop {
    let mock = MockDesktop::builder().dialect(dialect).start().await.unwrap();
    mock.put_chat(MockChat::new(CHAT).title("Ana"));
    mock.set_page_size(2);
    mock
}

#[tokio::test]
async fn each_run_prints_what_has_come_since_the_last_one_oldest_first() {
    for &dialect in Dialect::ALL {
        let mock = mock_with_an_empty_chat(dialect).await;
        ["1", "2", "3"].into_iter().for_each(|id| put(&mock, id));
        let file = PositionFile::new(&format!("some-{dialect}"));

        assert!(said(&mock, &file.0).await.is_empty(), "the first run prints nothing");
        assert!(said(&mock, &file.0).await.is_empty(), "there are no new messages");
        put(&mock, "4");
        put(&mock, "5");
        assert_eq!(texts(&said(&mock, &file.0).await), ["number 4", "number 5"]);
        assert!(said(&mock, &file.0).await.is_empty(), "there are no new messages");
        ["6", "7", "8"].into_iter().for_each(|id| put(&mock, id));
        assert_eq!(texts(&said(&mock, &file.0).await), ["number 6", "number 7", "number 8"]);
    }
}

#[tokio::test]
async fn of_a_chat_that_was_empty_everything_is_printed() {
    for &dialect in Dialect::ALL {
        let mock = mock_with_an_empty_chat(dialect).await;
        let file = PositionFile::new(&format!("none-{dialect}"));

        assert!(said(&mock, &file.0).await.is_empty());
        assert!(said(&mock, &file.0).await.is_empty());
        ["1", "2", "3"].into_iter().for_each(|id| put(&mock, id));
        assert_eq!(texts(&said(&mock, &file.0).await), ["number 1", "number 2", "number 3"]);
        assert!(said(&mock, &file.0).await.is_empty());
    }
}

#[tokio::test]
async fn errors_are_printed_on_one_line() {
    let mock = MockDesktop::start().await.unwrap();
    let folder = env::temp_dir();
    let Output { status, stderr, .. } = run(&mock, &folder).await;
    let line = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(1));
    assert!(
        line.starts_with(&format!("error: {}: ", folder.display())) && line.lines().count() == 1,
        "{line}"
    );
}
