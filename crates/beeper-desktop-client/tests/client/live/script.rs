//! A server of events that a test scripts frame by frame.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use beeper_desktop_client::live::{EventConnection, EventsError};
use beeper_desktop_client::{Client, VirtualClock};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::yield_now;

pub const TOKEN: &str = "PLANTED-token";

pub const TEXT: u8 = 0x81;
pub const BINARY: u8 = 0x82;
pub const CLOSE: u8 = 0x88;
pub const PING: u8 = 0x89;
pub const PONG: u8 = 0x8a;

/// A server that accepts the connections of a test.
pub struct Server {
    listener: TcpListener,
}

impl Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { listener }
    }

    pub fn address(&self) -> String {
        format!("http://{}", self.listener.local_addr().unwrap())
    }

    pub fn client(&self, clock: &VirtualClock) -> Client {
        let builder = Client::builder().base_url(self.address()).access_token(TOKEN);
        builder.clock(clock.clone()).build().unwrap()
    }

    /// Waits for a request, and reads its head.
    pub async fn request(&self) -> Peer {
        let (mut stream, _) = self.listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        Peer { stream, head }
    }

    /// Answers a request with bytes, and closes the connection.
    pub async fn answer(&self, bytes: &str) -> String {
        let mut peer = self.request().await;
        peer.stream.write_all(bytes.as_bytes()).await.unwrap();
        peer.stream.shutdown().await.unwrap();
        peer.head
    }
}

/// A connection from the side of the server.
pub struct Peer {
    pub stream: TcpStream,
    /// The head of the request.
    pub head: String,
}

impl Peer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }

    /// Returns the response that accepts the handshake, with additional headers.
    pub fn agreement(&self, headers: &str) -> String {
        let mut hash = sha1_smol::Sha1::new();
        hash.update(self.header("sec-websocket-key").unwrap().as_bytes());
        hash.update(b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
        let accept = STANDARD.encode(hash.digest().bytes());
        let headers = headers.replace("ACCEPT", &accept);
        format!(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n{headers}\r\n"
        )
    }

    /// Accepts the handshake.
    pub async fn upgrade(&mut self) {
        let answer = self.agreement("");
        self.stream.write_all(answer.as_bytes()).await.unwrap();
    }

    pub async fn send(&mut self, first: u8, payload: &[u8]) {
        self.stream.write_all(&frame(first, payload)).await.unwrap();
    }

    pub async fn text(&mut self, text: &str) {
        self.send(TEXT, text.as_bytes()).await;
    }

    pub async fn close(&mut self, code: u16, reason: &str) {
        let payload = [&code.to_be_bytes(), reason.as_bytes()].concat();
        self.send(CLOSE, &payload).await;
    }

    /// Reads a frame of the client. Returns its first byte and its unmasked payload.
    pub async fn frame(&mut self) -> (u8, Vec<u8>) {
        let first = self.stream.read_u8().await.unwrap();
        let second = self.stream.read_u8().await.unwrap();
        assert_eq!(second & 0x80, 0x80, "clients must mask their frames");
        let length = match second & 0x7f {
            126 => self.stream.read_u16().await.unwrap().into(),
            127 => usize::try_from(self.stream.read_u64().await.unwrap()).unwrap(),
            length => length.into(),
        };
        let mut mask = [0; 4];
        self.stream.read_exact(&mut mask).await.unwrap();
        let mut payload = vec![0; length];
        self.stream.read_exact(&mut payload).await.unwrap();
        for (byte, mask) in payload.iter_mut().zip(mask.iter().cycle()) {
            *byte ^= mask;
        }
        (first, payload)
    }

    /// Reads a command of the client.
    pub async fn command(&mut self) -> serde_json::Value {
        let (first, payload) = self.frame().await;
        assert_eq!(first, TEXT);
        serde_json::from_slice(&payload).unwrap()
    }

    /// Reads the close code of the client.
    pub async fn closed_with(&mut self) -> u16 {
        let (first, payload) = self.frame().await;
        assert_eq!(first, CLOSE);
        u16::from_be_bytes([payload[0], payload[1]])
    }
}

/// Returns a frame as servers send it.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        length @ 0..=125 => frame.push(u8::try_from(length).unwrap()),
        length @ 126..=65_535 => {
            frame.push(126);
            frame.extend(u16::try_from(length).unwrap().to_be_bytes());
        }
        length => {
            frame.push(127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend(payload);
    frame
}

/// Returns both sides of a connection.
pub async fn connected(clock: &VirtualClock) -> (EventConnection, Peer) {
    let server = Server::start().await;
    let client = server.client(clock);
    let accept = async {
        let mut peer = server.request().await;
        peer.upgrade().await;
        peer
    };
    let (connection, peer) = tokio::join!(client.events().connect(), accept);
    (connection.unwrap(), peer)
}

/// Returns both sides of a connection whose server has sent its first frame.
pub async fn ready(clock: &VirtualClock) -> (EventConnection, Peer) {
    let (mut connection, mut peer) = connected(clock).await;
    peer.text(r#"{"type":"ready","version":1,"chatIDs":[]}"#).await;
    assert_eq!(connection.next().await.unwrap().unwrap().kind(), "ready");
    (connection, peer)
}

/// Returns the error that ends a connection, and asserts that no frame comes before it.
pub async fn end(connection: &mut EventConnection) -> EventsError {
    let error = connection.next().await.unwrap().unwrap_err();
    assert!(connection.next().await.is_none());
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("PLANTED") && !shown.contains('\n'), "{shown}");
    error
}

/// Lets virtual time pass until a future completes.
pub async fn passing<T>(clock: &VirtualClock, happening: impl Future<Output = T>) -> T {
    let time = async {
        loop {
            clock.advance(Duration::from_secs(1));
            for _ in 0..100 {
                yield_now().await;
            }
        }
    };
    tokio::select! {
        biased;
        happened = happening => happened,
        () = time => unreachable!(),
    }
}
