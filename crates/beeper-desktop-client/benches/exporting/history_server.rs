//! A server that returns the messages of a long chat in pages, newest first.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

/// The number of messages per page.
const PAGE: usize = 100;

/// Starts the server on a free port of the loopback interface. It runs until the process ends.
pub fn start() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("the address of the listener");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || serve(stream));
        }
    });
    address
}

/// Returns the path at which the server returns the messages of the chat with this many messages.
pub fn path(messages: usize) -> String {
    format!("/v1/chats/{}/messages", chat(messages))
}

/// Returns the ID of the chat with this many messages.
pub fn chat(messages: usize) -> String {
    format!("chat{messages}")
}

fn serve(mut stream: TcpStream) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    loop {
        line.clear();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let number_after = |marker| {
            let (_, rest) = line.split_once(marker)?;
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            rest[..end].parse::<usize>().ok()
        };
        let all = number_after("/chats/chat")?;
        let page = page(number_after("cursor=").unwrap_or(all));
        while line.trim_end() != "" {
            line.clear();
            reader.read_line(&mut line).ok()?;
        }
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
        let answer = format!("{head} {}\r\n\r\n{page}", page.len());
        stream.write_all(answer.as_bytes()).ok()?;
    }
}

/// Returns the page of messages before the given number, with the fields that servers send.
fn page(before: usize) -> String {
    let oldest = before.saturating_sub(PAGE);
    let mut page = String::from("{\"items\":[");
    for index in (oldest..before).rev() {
        let comma = if index + 1 == before { "" } else { "," };
        let _ = write!(
            page,
            r#"{comma}{{"id":"$message-{index}","chatID":"!holidays:chat.example","accountID":"local-whatsapp_ba_1","senderID":"@kim:chat.example","senderName":"Kim","sortKey":"{index}","timestamp":"2026-01-31T09:30:00.125Z","type":"TEXT","isSender":false,"isUnread":true,"text":"See you at the station at half past nine, platform four; bring the tickets and something to eat.","attachments":[],"reactions":[]}}"#,
        );
    }
    let has_more = oldest > 0;
    let _ = write!(
        page,
        r#"],"hasMore":{has_more},"oldestCursor":"{oldest}","newestCursor":"{before}"}}"#
    );
    page
}
