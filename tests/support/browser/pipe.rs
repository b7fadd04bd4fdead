//! The DevTools protocol over a pipe: JSON messages, each followed by a zero byte.

use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The time limit for everything, sufficient on a busy machine.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// The connection to a browser: its calls and events.
pub struct Pipe {
    input: ChildStdin,
    messages: Receiver<Value>,
    /// All events received so far.
    events: Vec<Value>,
    last_call: u64,
    deadline: Instant,
}

impl Pipe {
    pub fn new(input: ChildStdin, output: ChildStdout) -> Self {
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            for message in BufReader::new(output).split(0) {
                // Invalid JSON or an error means that the browser has ended, which waiting callers then detect.
                let Some(message) = message.ok().and_then(|it| serde_json::from_slice(&it).ok()) else {
                    break;
                };
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Self {
            input,
            messages,
            events: Vec::new(),
            last_call: 0,
            deadline: Instant::now() + TIME_LIMIT,
        }
    }

    /// Calls a method of the browser, or of the page of a session, and returns its result.
    pub fn call(&mut self, session: Option<&str>, method: &str, params: Value) -> Value {
        self.last_call += 1;
        let mut message = json!({"id": self.last_call, "method": method, "params": params});
        if let Some(session) = session {
            message["sessionId"] = json!(session);
        }
        let bytes = [message.to_string().as_bytes(), b"\0"].concat();
        self.input
            .write_all(&bytes)
            .unwrap_or_else(|error| panic!("{method}: {error}"));
        loop {
            let answer = self.receive(method);
            if answer["id"] == self.last_call {
                assert_eq!(answer["error"], Value::Null, "{method}");
                return answer["result"].clone();
            }
        }
    }

    /// Returns the first result that `find` returns for an event, including events that have already arrived.
    pub fn wait_for<T>(&mut self, what: &str, mut find: impl FnMut(&Value) -> Option<T>) -> T {
        if let Some(found) = self.events.iter().find_map(&mut find) {
            return found;
        }
        loop {
            if let Some(found) = find(&self.receive(what)) {
                return found;
            }
        }
    }

    /// Returns the parameters of all events of this name so far.
    pub fn events(&self, name: &str) -> Vec<Value> {
        let events = self.events.iter().filter(|event| event["method"] == name);
        events.map(|event| event["params"].clone()).collect()
    }

    /// Returns the next message, and stores it if it is an event.
    fn receive(&mut self, what: &str) -> Value {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let message = self.messages.recv_timeout(left);
        let message = message.unwrap_or_else(|error| match error {
            RecvTimeoutError::Timeout => panic!("the browser sent nothing in time while the test waited for {what}"),
            RecvTimeoutError::Disconnected => panic!("the browser ended while the test waited for {what}"),
        });
        if message.get("id").is_none() {
            self.events.push(message.clone());
        }
        message
    }
}
