//! A server of many chats that receive messages in turns.
//!
//! The server stores only the number of messages: message `n` is in chat `n % chats`. So it responds as fast with ten thousand
//! chats as with one.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use jiff::Timestamp;

use crate::websocket::{self, frame};

/// The largest number of chats on a page.
const PAGE: usize = 200;
/// The largest number of messages on a page.
const MESSAGE_PAGE: usize = 20;

/// The time of the first message, in milliseconds since 1970. Each further message is a second later.
const START: i64 = 1_769_851_800_000;

/// A server that runs until the process ends.
pub struct ChatServer {
    address: SocketAddr,
    history: Arc<History>,
}

struct History {
    chats: usize,
    /// The number of messages so far.
    said: Mutex<usize>,
    changed: Condvar,
}

impl ChatServer {
    /// Starts a server with the given number of chats and two messages in each, on a free port of the loopback interface.
    pub fn start(chats: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("the address of the listener");
        let history = Arc::new(History {
            chats,
            said: Mutex::new(2 * chats),
            changed: Condvar::new(),
        });
        let shared = Arc::clone(&history);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let history = Arc::clone(&shared);
                thread::spawn(move || serve(stream, &history));
            }
        });
        Self { address, history }
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds messages, and sends an event for each to every connection.
    pub fn say(&self, messages: usize) {
        *self.history.said() += messages;
        self.history.changed.notify_all();
    }
}

fn serve(mut stream: TcpStream, history: &History) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    loop {
        let [mut request, mut key] = [const { String::new() }; 2];
        reader.read_line(&mut request).ok().filter(|read| *read > 0)?;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            match line.trim_end().split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("sec-websocket-key") => key = value.trim().to_owned(),
                Some(_) => {}
                None => break,
            }
        }
        if !key.is_empty() {
            return tell(&key, reader, stream, history);
        }
        let page = history.answer(request.split(' ').nth(1)?);
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
        let answer = format!("{head} {}\r\n\r\n{page}", page.len());
        stream.write_all(answer.as_bytes()).ok()?;
    }
}

/// Sends an event for each message that is added from now on.
fn tell(key: &str, mut reader: BufReader<TcpStream>, mut stream: TcpStream, history: &History) -> Option<()> {
    let begin = *history.said();
    websocket::accept(key, &mut reader, &mut stream).ok()?;
    let stream = Arc::new(Mutex::new(stream));
    let shared = Arc::clone(&stream);
    thread::spawn(move || websocket::answer_pings(&mut reader, &shared));
    let mut told = begin;
    loop {
        let said = history.changed.wait_while(history.said(), |said| *said == told);
        let said = *said.unwrap_or_else(PoisonError::into_inner);
        let events = (told..said).flat_map(|number| frame(&history.event(number, number - begin + 1)));
        let events: Vec<u8> = events.collect();
        let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
        stream.write_all(&events).ok()?;
        told = said;
    }
}

impl History {
    fn said(&self) -> MutexGuard<'_, usize> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, address: &str) -> String {
        let number_after = |marker| {
            let (_, rest) = address.split_once(marker)?;
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            rest[..end].parse::<usize>().ok()
        };
        let said = *self.said();
        let before = number_after("cursor=").unwrap_or(said).min(said);
        match number_after("/chats/chat-") {
            Some(chat) => {
                let oldest_first = (chat..before).step_by(self.chats);
                let page: Vec<_> = oldest_first.rev().take(MESSAGE_PAGE).collect();
                let has_more = page.last().is_some_and(|oldest| *oldest >= self.chats);
                list(&page, has_more, |number| self.message(number))
            }
            // A page of chats is a page of their last messages, newest first.
            None => {
                let size = number_after("limit=").unwrap_or(PAGE).min(PAGE);
                let page: Vec<_> = (said - self.chats..before).rev().take(size).collect();
                let has_more = page.last().is_some_and(|oldest| *oldest > said - self.chats);
                let has_previews = !address.contains("/search");
                list(&page, has_more, |number| self.chat(number, has_previews))
            }
        }
    }

    /// Returns the chat whose last message has this number.
    fn chat(&self, last: usize, has_preview: bool) -> String {
        let (chat, time) = (last % self.chats, time(last));
        let preview = match has_preview {
            true => format!(r#","preview":{}"#, self.message(last)),
            false => String::new(),
        };
        format!(
            r#"{{"id":"chat-{chat:05}","localChatID":"{chat}","accountID":"local-whatsapp_ba_1","network":"WhatsApp","title":"Chat {chat}","type":"group","participants":{{"items":[{{"id":"@kim:chat.example","fullName":"Kim"}}],"total":1,"hasMore":false}},"lastActivity":"{time}","unreadCount":2,"isArchived":false,"isMuted":false,"isPinned":false,"isLowPriority":false,"isMarkedUnread":false{preview}}}"#
        )
    }

    fn message(&self, number: usize) -> String {
        let (chat, time) = (number % self.chats, time(number));
        format!(
            r#"{{"id":"$message-{number}","chatID":"chat-{chat:05}","accountID":"local-whatsapp_ba_1","senderID":"@kim:chat.example","senderName":"Kim","sortKey":"{number}","timestamp":"{time}","type":"TEXT","isSender":false,"isUnread":true,"text":"See you at the station at half past nine, platform four; bring the tickets and something to eat.","attachments":[],"reactions":[]}}"#
        )
    }

    fn event(&self, number: usize, seq: usize) -> String {
        let (chat, ts, message) = (number % self.chats, millis(number), self.message(number));
        format!(
            r#"{{"type":"message.upserted","seq":{seq},"ts":{ts},"chatID":"chat-{chat:05}","ids":["$message-{number}"],"entries":[{message}]}}"#
        )
    }
}

/// Returns a page of a list. Its cursors are numbers of messages.
fn list(page: &[usize], has_more: bool, item: impl Fn(usize) -> String) -> String {
    let mut text = String::from("{\"items\":[");
    for (index, number) in page.iter().enumerate() {
        text.push_str(if index == 0 { "" } else { "," });
        text.push_str(&item(*number));
    }
    let _ = write!(text, r#"],"hasMore":{has_more}"#);
    if let [newest, .., oldest] | [newest @ oldest] = page {
        let _ = write!(text, r#","newestCursor":"{newest}","oldestCursor":"{oldest}""#);
    }
    text.push('}');
    text
}

fn millis(number: usize) -> i64 {
    START + 1000 * number as i64
}

fn time(number: usize) -> Timestamp {
    Timestamp::from_millisecond(millis(number)).expect("a time in range")
}
