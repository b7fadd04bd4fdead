//! A server that records each request and answers it with an empty object.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Headers that do not describe the request, or that differ from run to run.
const IGNORED_HEADERS: [&str; 4] = ["connection", "content-length", "host", "user-agent"];

const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";

pub struct Recorder {
    address: String,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Recorder {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let lines = Arc::new(Mutex::new(Vec::new()));
        let recorded = lines.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if let Some(request) = request_of(&stream) {
                    recorded.lock().expect("the lines").push(request);
                    // If the client has closed the connection, it sends the request again, and the record shows that.
                    let _ = (&stream).write_all(ANSWER);
                }
            }
        });
        Self { address, lines }
    }

    pub fn address(&self) -> String {
        self.address.clone()
    }

    /// Starts a section of the record.
    pub fn begin(&self, title: &str) {
        self.lines.lock().expect("the lines").push(format!("== {title}"));
    }

    /// Adds a line with something that the program itself found out.
    pub fn note(&self, text: impl Into<String>) {
        self.lines.lock().expect("the lines").push(text.into());
    }

    pub fn text(&self) -> String {
        self.lines.lock().expect("the lines").join("\n")
    }
}

fn request_of(stream: &TcpStream) -> Option<String> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok().filter(|read| *read > 0)?;
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.to_owned())),
            None => break,
        }
    }
    headers.sort();
    let header = |name: &str| headers.iter().find(|it| it.0 == name).map(|it| it.1.clone());
    let body = match header("content-length").and_then(|length| length.parse().ok()) {
        Some(length) => exactly(&mut reader, length)?,
        None if header("transfer-encoding").is_some() => chunks(&mut reader)?,
        None => Vec::new(),
    };
    let mut text = first.trim_end().to_owned();
    for (name, value) in headers.iter().filter(|it| !IGNORED_HEADERS.contains(&it.0.as_str())) {
        text += &format!("\n{name}: {value}");
    }
    if !body.is_empty() {
        text += &format!("\n{}", String::from_utf8_lossy(&body).replace("\r\n", "\n"));
    }
    // The boundary is different in each form.
    let boundary = header("content-type").and_then(|it| Some(it.split_once("boundary=")?.1.to_owned()));
    Some(match boundary {
        Some(boundary) => text.replace(&boundary, "BOUNDARY"),
        None => text,
    })
}

fn exactly(reader: &mut impl Read, length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

fn chunks(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let length = usize::from_str_radix(line.trim_end(), 16).ok()?;
        body.extend(exactly(reader, length)?);
        exactly(reader, 2)?;
        if length == 0 {
            return Some(body);
        }
    }
}
