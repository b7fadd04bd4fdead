//! The pipes to a browser, with JSON messages that each end in a zero byte.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::message::Message;

/// The largest message to read. Pages may send bodies of some ten MiB.
const MAX_MESSAGE: usize = 128 << 20;

/// How many unread messages may queue before the browser has to wait.
const MAX_WAITING: usize = 64;

/// The result of waiting for a message.
pub(super) enum Received {
    Message(Box<Message>),
    /// No message arrived in time.
    Nothing,
    /// The browser has exited.
    End,
}

/// The pipes to a browser and back. Reading and writing block no longer than requested.
pub(super) struct Pipe {
    calls: Sender<Vec<u8>>,
    messages: Receiver<Message>,
    last_id: u64,
}

impl Pipe {
    /// Starts reading and writing.
    ///
    /// # Errors
    ///
    /// Returns an error if the system allows no more threads.
    pub(super) fn new(from: impl Read + Send + 'static, to: impl Write + Send + 'static) -> io::Result<Self> {
        let (calls, written) = mpsc::channel();
        let (read, messages) = mpsc::sync_channel(MAX_WAITING);
        let thread = |name: &str| thread::Builder::new().name(name.to_owned());
        // Both threads end with the browser, which then closes its ends of the pipes.
        thread("browser-calls").spawn(move || write(to, &written))?;
        thread("browser-messages").spawn(move || forward(from, &read))?;
        Ok(Self {
            calls,
            messages,
            last_id: 0,
        })
    }

    /// Calls a method of the browser or of a session. Returns the ID that the response will have.
    ///
    /// Only [`receive`](Self::receive) reports that the browser has exited.
    pub(super) fn call(&mut self, session: Option<&str>, method: &str, params: &Value) -> u64 {
        self.last_id += 1;
        let mut call = json!({"id": self.last_id, "method": method, "params": params});
        if let Some(session) = session {
            call["sessionId"] = session.into();
        }
        let _ = self.calls.send(call.to_string().into_bytes());
        self.last_id
    }

    pub(super) fn receive(&self, limit: Duration) -> Received {
        match self.messages.recv_timeout(limit) {
            Ok(message) => Received::Message(Box::new(message)),
            Err(RecvTimeoutError::Timeout) => Received::Nothing,
            Err(RecvTimeoutError::Disconnected) => Received::End,
        }
    }
}

fn write(mut to: impl Write, calls: &Receiver<Vec<u8>>) {
    for mut call in calls {
        call.push(0);
        if to.write_all(&call).and_then(|()| to.flush()).is_err() {
            break;
        }
    }
}

fn forward(from: impl Read, messages: &SyncSender<Message>) {
    let mut from = BufReader::with_capacity(64 << 10, from);
    while let Ok(Some(bytes)) = read_message(&mut from, MAX_MESSAGE) {
        if Message::read(&bytes).is_some_and(|message| messages.send(message).is_err()) {
            break;
        }
    }
}

/// Reads the bytes of the next message. An oversized message becomes empty. `None` at the end, even within a message.
fn read_message(from: &mut impl BufRead, max: usize) -> io::Result<Option<Vec<u8>>> {
    let mut message = Vec::new();
    let mut is_too_large = false;
    loop {
        let bytes = match from.fill_buf() {
            Ok([]) => return Ok(None),
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = bytes.iter().position(|&byte| byte == 0);
        let part = &bytes[..end.unwrap_or(bytes.len())];
        is_too_large |= message.len() + part.len() > max;
        if is_too_large {
            message = Vec::new();
        } else {
            message.extend_from_slice(part);
        }
        let read = part.len() + usize::from(end.is_some());
        from.consume(read);
        if end.is_some() {
            return Ok(Some(message));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn messages(bytes: &[u8], max: usize) -> Vec<Vec<u8>> {
        let mut from = BufReader::with_capacity(3, Cursor::new(bytes));
        std::iter::from_fn(|| read_message(&mut from, max).unwrap()).collect()
    }

    #[test]
    fn messages_end_with_a_zero_byte_and_half_ones_do_not_count() {
        assert_eq!(messages(b"abcdef\0\0g\0half", 6), [&b"abcdef"[..], b"", b"g"]);
        assert!(messages(b"", 6).is_empty());
    }

    #[test]
    fn a_message_that_is_too_large_is_passed_over_and_the_next_one_read() {
        assert_eq!(messages(b"abcdefghij\0klm\0", 6), [&b""[..], b"klm"]);
    }

    #[test]
    fn what_is_no_message_does_not_end_the_others() {
        let noise = b"\xff\xfe\0garbage\0\0{\"id\": 1}\0[]\0{\"method\": \"New.event\"}\0";
        let pipe = Pipe::new(Cursor::new(noise), io::sink()).unwrap();
        let mut seen = Vec::new();
        while let Received::Message(message) = pipe.receive(Duration::from_secs(60)) {
            seen.push((message.id, message.method));
        }
        assert_eq!(seen, [(Some(1), String::new()), (None, "New.event".to_owned())]);
    }

    #[test]
    fn calls_have_ids_and_sessions() {
        let (read, written) = io::pipe().unwrap();
        let mut pipe = Pipe::new(io::empty(), written).unwrap();
        assert_eq!(pipe.call(None, "A.b", &json!({})), 1);
        assert_eq!(pipe.call(Some("S"), "C.d", &json!({"x": 1})), 2);
        drop(pipe);
        let mut bytes = Vec::new();
        BufReader::new(read).read_to_end(&mut bytes).unwrap();
        let calls: Vec<Value> = bytes
            .split(|&byte| byte == 0)
            .filter(|call| !call.is_empty())
            .map(|call| serde_json::from_slice(call).unwrap())
            .collect();
        assert_eq!(
            calls,
            [
                json!({"id": 1, "method": "A.b", "params": {}}),
                json!({"id": 2, "method": "C.d", "params": {"x": 1}, "sessionId": "S"}),
            ]
        );
    }
}
