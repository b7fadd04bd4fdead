//! A server whose responses the test scripts, and a browser that returns from it.

use std::collections::HashMap;
use std::future::pending;
use std::sync::{Arc, Mutex};

use beeper_desktop_client::oauth::{Authorized, OAuthError, PendingAuthorization};
use beeper_desktop_client::{Client, VirtualClock};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

pub const REGISTER: &str = "/oauth/register";
pub const TOKEN: &str = "/oauth/token";
pub const REVOKE: &str = "/oauth/revoke";
pub const INTROSPECT: &str = "/oauth/introspect";
pub const INFO: &str = "/v1/info";
pub const METADATA: &str = "/.well-known/oauth-authorization-server";

/// The server's reply to a request.
#[derive(Clone)]
pub enum Reply {
    /// Sends these bytes, and closes the connection.
    Bytes(String),
    /// Sends these bytes, and keeps the connection open without sending more.
    Hang(String),
}

/// Returns a response with JSON.
pub fn json_reply(status: u16, body: &Value) -> Reply {
    reply(status, "application/json", &body.to_string())
}

/// Returns a response with any body.
pub fn reply(status: u16, content_type: &str, body: &str) -> Reply {
    reply_with(status, &format!("content-type: {content_type}\r\n"), body)
}

/// Returns a response with these header lines.
pub fn reply_with(status: u16, headers: &str, body: &str) -> Reply {
    let length = body.len();
    Reply::Bytes(format!(
        "HTTP/1.1 {status} X\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
    ))
}

/// Returns a response with a token and these members instead of the default ones. A null removes the member.
pub fn token_reply(members: &Value) -> Reply {
    let mut body = json!({"access_token": "TOKEN", "token_type": "Bearer", "scope": "read write"});
    for (name, value) in members.as_object().unwrap() {
        match value {
            Value::Null => drop(body.as_object_mut().unwrap().remove(name)),
            value => body[name] = value.clone(),
        }
    }
    json_reply(200, &body)
}

/// A request that the server received.
#[derive(Clone, Debug)]
pub struct Received {
    /// Method, path and query.
    pub line: String,
    pub head: String,
    pub body: String,
}

impl Received {
    /// Returns the fields of the form in the body.
    pub fn form(&self) -> HashMap<String, String> {
        assert!(
            self.head.contains("content-type: application/x-www-form-urlencoded"),
            "{}",
            self.head
        );
        form(&self.body)
    }
}

#[derive(Default)]
struct Script {
    replies: HashMap<String, Reply>,
    received: Vec<Received>,
}

/// A server that registers programs and issues tokens, unless the test scripts something else.
pub struct Server {
    pub base_url: String,
    script: Arc<Mutex<Script>>,
    serving: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let script: Arc<Mutex<Script>> = Arc::default();
        let serving = tokio::spawn(serve(listener, Arc::clone(&script)));
        let server = Self {
            base_url,
            script,
            serving,
        };
        server.on(REGISTER, json_reply(201, &json!({"client_id": "CLIENT"})));
        server.on(TOKEN, token_reply(&json!({})));
        server
    }

    /// Stops the server, and returns once it no longer listens.
    pub async fn stop(mut self) {
        self.serving.abort();
        let _ = (&mut self.serving).await;
    }

    /// Sets the reply to requests for a path, whatever their query.
    pub fn on(&self, path: &str, reply: Reply) {
        self.script.lock().unwrap().replies.insert(path.to_owned(), reply);
    }

    pub fn received(&self) -> Vec<Received> {
        self.script.lock().unwrap().received.clone()
    }

    /// Returns the requests for a path.
    pub fn received_at(&self, path: &str) -> Vec<Received> {
        let is_there = |it: &Received| it.line.split([' ', '?']).nth(1) == Some(path);
        self.received().into_iter().filter(is_there).collect()
    }

    /// Waits until `count` requests for a path have arrived.
    pub async fn until_received(&self, path: &str, count: usize) {
        while self.received_at(path).len() < count {
            tokio::task::yield_now().await;
        }
    }

    pub fn port(&self) -> &str {
        self.base_url.rsplit(':').next().unwrap()
    }

    pub fn client(&self) -> Client {
        self.client_with(&VirtualClock::new())
    }

    pub fn client_with(&self, clock: &VirtualClock) -> Client {
        let builder = Client::builder().base_url(&self.base_url).clock(clock.clone());
        builder.build().unwrap()
    }

    /// Starts a sign-in.
    pub async fn begin(&self) -> (PendingAuthorization, Page) {
        let authorization = self.client().authorize("Bees").begin().await.unwrap();
        let page = Page::of(&authorization);
        (authorization, page)
    }

    /// Signs in with a user who grants access at once.
    pub async fn sign_in(&self) -> Result<Authorized, OAuthError> {
        let (authorization, page) = self.begin().await;
        let (result, answer) = tokio::join!(authorization.finish(), page.come_back("code=CODE"));
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        result
    }
}

async fn serve(listener: TcpListener, script: Arc<Mutex<Script>>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(answer(stream, Arc::clone(&script)));
    }
}

async fn answer(mut stream: TcpStream, script: Arc<Mutex<Script>>) {
    let Some(received) = read_request(&mut stream).await else {
        return;
    };
    let path = received.line.split([' ', '?']).nth(1).unwrap_or_default().to_owned();
    let reply = {
        let mut script = script.lock().unwrap();
        script.received.push(received);
        script.replies.get(&path).cloned()
    };
    match reply.unwrap_or_else(|| reply_with(404, "", "")) {
        Reply::Bytes(bytes) => stream.write_all(bytes.as_bytes()).await.unwrap_or_default(),
        Reply::Hang(bytes) => {
            stream.write_all(bytes.as_bytes()).await.unwrap_or_default();
            pending::<()>().await;
        }
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                let line = head.lines().next()?.trim_end_matches(" HTTP/1.1");
                return Some(Received {
                    line: line.to_owned(),
                    head: head.to_owned(),
                    body: body.to_owned(),
                });
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// The page on which the user decides, as its address describes it.
#[derive(Clone)]
pub struct Page {
    /// The address without its query.
    pub address: String,
    pub parameters: HashMap<String, String>,
    /// Host and port of the listener.
    pub host: String,
    pub state: String,
}

impl Page {
    pub fn of(authorization: &PendingAuthorization) -> Self {
        let (address, query) = authorization.url().split_once('?').unwrap();
        let parameters = form(query);
        let redirect_uri = &parameters["redirect_uri"];
        let host = redirect_uri
            .strip_prefix("http://")
            .unwrap()
            .strip_suffix("/callback")
            .unwrap();
        Self {
            address: address.to_owned(),
            host: host.to_owned(),
            state: parameters["state"].clone(),
            parameters,
        }
    }

    /// Sends the browser back to the listener with this query and the state. Returns the response.
    pub async fn come_back(&self, query: &str) -> String {
        self.get(&format!("/callback?{query}&state={}", self.state)).await
    }

    /// Requests a path from the listener like a browser, and returns the response.
    pub async fn get(&self, target: &str) -> String {
        self.send(&format!("GET {target} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host))
            .await
    }

    /// Sends these bytes to the listener, and returns what it sends until the connection ends.
    pub async fn send(&self, bytes: &str) -> String {
        let mut stream = self.connect().await;
        stream.write_all(bytes.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap()
    }

    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.host).await.unwrap()
    }

    /// Returns whether the listener accepts connections.
    pub async fn is_open(&self) -> bool {
        TcpStream::connect(&self.host).await.is_ok()
    }
}

/// Parses a form or a query.
pub fn form(text: &str) -> HashMap<String, String> {
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text)
            .decode_utf8()
            .unwrap()
            .into_owned()
    };
    let fields: Vec<_> = pairs.map(|(name, value)| (decoded(name), decoded(value))).collect();
    let count = fields.len();
    let fields = HashMap::from_iter(fields);
    assert_eq!(fields.len(), count, "a field appears twice in {text}");
    fields
}
