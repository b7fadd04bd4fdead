//! A server that sends events of one message each, either as fast as the client reads or at intervals.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::websocket::{self, frame};

/// The base path at which the server writes its events one at a time, at intervals.
pub const PACED: &str = "/paced";

/// The interval between two events, in which the reader becomes idle.
const PACE: Duration = Duration::from_millis(4);

/// The number of events per write when the server sends as fast as the client reads.
const BATCH: usize = 100;

/// The times at which the server wrote the events of a connection at [`PACED`].
pub type Written = Arc<Mutex<Vec<Instant>>>;

/// Starts the server on a free port of the loopback interface. It runs until the process ends.
pub fn start() -> (SocketAddr, Written) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("the address of the listener");
    let written = Written::default();
    let shared = written.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let written = shared.clone();
            thread::spawn(move || serve(stream, &written));
        }
    });
    (address, written)
}

/// Accepts any handshake and subscription, and writes events until the client closes the connection.
fn serve(mut stream: TcpStream, written: &Mutex<Vec<Instant>>) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let (mut is_paced, mut key) = (false, String::new());
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end() {
            "" => break,
            line => {
                is_paced |= line.starts_with(&format!("GET {PACED}"));
                if let Some((name, value)) = line.split_once(':')
                    && name.eq_ignore_ascii_case("sec-websocket-key")
                {
                    key = value.trim().to_owned();
                }
            }
        }
    }
    websocket::accept(&key, &mut reader, &mut stream).ok()?;
    for batch in 0.. {
        if is_paced {
            thread::sleep(PACE);
            let event = frame(&event(batch));
            written.lock().ok()?.push(Instant::now());
            stream.write_all(&event).ok()?;
        } else {
            let events = (batch * BATCH..(batch + 1) * BATCH).flat_map(|index| frame(&event(index)));
            stream.write_all(&events.collect::<Vec<_>>()).ok()?;
        }
    }
    None
}

/// Returns an event of a new message, with the fields that servers send.
fn event(index: usize) -> String {
    let (seq, id) = (index as u64 + 1, format!("$message-{index}"));
    let message = json!({
            "id": id, "chatID": "!holidays:chat.example", "accountID": "local-whatsapp_ba_1",
            "senderID": "@kim:chat.example", "senderName": "Kim", "sortKey": format!("{}", 821_744_079 + index),
            "timestamp": "2026-01-31T09:30:00.125Z", "type": "TEXT", "isSender": false, "isUnread": true,
            "text": "See you at the station at half past nine, platform four; bring the tickets and something to eat.",
            "attachments": [], "reactions": [],
    });
    // The order of the fields is that of real servers.
    let ts = 1_769_851_800_125 + seq;
    format!(
        r#"{{"type":"message.upserted","seq":{seq},"ts":{ts},"chatID":"!holidays:chat.example","ids":["{id}"],"entries":[{message}]}}"#
    )
}
