//! Tests of the example `inbox`: the unread chats, new messages, and typed answers.

use beeper_desktop_mock::{Dialect, MockChat, MockDesktop, MockMessage, MockUser};

use super::program::Program;
use crate::{example, example_at};

const ANA: &str = "!ana:beeper.local";
const CLUB: &str = "!club:beeper.local";

fn from_ana(chat: &str, id: &str, text: &str) -> MockMessage {
    MockMessage::new(chat, id).sender("@ana:beeper.local").text(text)
}

async fn server(dialect: Dialect) -> MockDesktop {
    let mock = MockDesktop::builder().dialect(dialect).start().await.unwrap();
    let ana = MockUser::new("@ana:beeper.local").name("Ana");
    mock.put_chat(MockChat::new(ANA).title("Ana").participant(ana.clone()));
    mock.put_chat(MockChat::new(CLUB).group("Book\u{1b}[2Jclub").participant(ana));
    mock.put_message(from_ana(ANA, "1", "read"));
    mock.put_message(from_ana(CLUB, "1", "read"));
    mock.put_message(from_ana(CLUB, "2", "Who will\u{202e} be there?").unread());
    mock.put_message(from_ana(CLUB, "3", "\u{1b}]0;title\u{7}").unread());
    mock
}

#[tokio::test]
async fn unread_chats_are_printed_then_what_comes_and_answers_are_sent() {
    for &dialect in Dialect::ALL {
        let mock = server(dialect).await;
        let mut inbox = Program::start(example("inbox", &mock));
        // Text from others reaches the terminal only with its control characters escaped.
        let club = r#"1 "Book\u{1b}[2Jclub""#;
        assert_eq!(inbox.line().await, format!("{club}, 2 unread"), "{dialect:?}");
        assert_eq!(
            inbox.line().await,
            format!(r#"{club} "Ana": "Who will\u{{202e}} be there?""#)
        );
        assert_eq!(
            inbox.line().await,
            format!(r#"{club} "Ana": "\u{{1b}}]0;title\u{{7}}""#)
        );

        mock.put_message(from_ana(ANA, "2", "Dinner?"));
        assert_eq!(inbox.line().await, r#"2 "Ana" "Ana": "Dinner?""#);
        inbox.type_line("2 Gladly, at eight.");
        assert_eq!(inbox.line().await, r#"2 "Ana" "you": "Gladly, at eight.""#);
        inbox.type_line("1 I will.");
        assert_eq!(inbox.line().await, format!(r#"{club} "you": "I will.""#));
        let texts = |chat| -> Vec<_> { mock.messages(chat).iter().map(|it| it["text"].clone()).collect() };
        assert!(texts(ANA).contains(&"Gladly, at eight.".into()));
        assert!(texts(CLUB).contains(&"I will.".into()));

        for mistake in ["3 nobody", "0 nobody", "hello", "", "-1 x"] {
            inbox.type_line(mistake);
            let line = inbox.error_line().await;
            assert_eq!(line, "type the number of a chat, a space, and a text", "{mistake}");
        }
        inbox.type_line("2");
        assert!(inbox.error_line().await.starts_with("not sent: "));
        assert_eq!(inbox.end().await, (true, Vec::new()), "{dialect:?}");
    }
}

#[tokio::test]
async fn nothing_is_lost_or_printed_twice_while_the_connection_is_away() {
    for &dialect in Dialect::ALL {
        let mock = server(dialect).await;
        let mut inbox = Program::start(example("inbox", &mock));
        for _ in 0..3 {
            inbox.line().await;
        }
        mock.until_subscribed(1).await;
        mock.restart_live();
        for number in 0..5 {
            mock.put_message(from_ana(ANA, &format!("m{number}"), &format!("number {number}")));
        }
        for number in 0..5 {
            let expected = format!(r#"2 "Ana" "Ana": "number {number}""#);
            assert_eq!(inbox.line().await, expected, "{dialect:?}");
        }
        assert_eq!(inbox.end().await, (true, Vec::new()));
    }
}

#[tokio::test]
async fn without_a_server_it_fails_at_the_start() {
    let mut inbox = Program::start(example_at("inbox", "http://127.0.0.1:1", "mock-token"));
    let line = inbox.error_line().await;
    assert!(line.starts_with("Error: ") && line.contains("127.0.0.1:1"), "{line}");
    assert!(!inbox.end().await.0);
}
