//! Programs that listen on ports of this computer over raw sockets, and record what they receive.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use beeper_desktop_client::discovery::Discovery;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A program that handles each connection in the same scripted way.
pub struct Program {
    pub address: SocketAddr,
    pub seen: Arc<Seen>,
}

/// What a program has seen.
#[derive(Default)]
pub struct Seen {
    /// The heads of the requests.
    pub heads: Mutex<Vec<String>>,
    pub open: AtomicUsize,
    pub most_open: AtomicUsize,
    /// How many bytes the program has written.
    pub written: AtomicUsize,
}

impl Seen {
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    fn opened(&self) {
        let open = self.open.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_open.fetch_max(open, Ordering::SeqCst);
    }

    fn closed(&self) {
        self.open.fetch_sub(1, Ordering::SeqCst);
    }
}

/// How a program handles a connection.
#[derive(Clone)]
pub enum Behaviour {
    /// Answers requests by their paths, and unknown paths with a 404.
    Pages(Vec<(&'static str, String)>),
    /// Answers any request with these bytes, and closes the connection.
    Bytes(Vec<u8>),
    /// Writes first, and closes the connection when the other side does.
    Banner(&'static [u8]),
    /// Never writes anything.
    Silence,
    /// Writes the first bytes once, and repeats the others without end.
    Endless(&'static [u8], &'static [u8]),
}

pub fn ok(body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
}

pub fn status(line: &str) -> String {
    format!("HTTP/1.1 {line}\r\ncontent-length: 0\r\n\r\n")
}

/// Behaves like a server of the API, as far as discovery asks.
pub fn server(info: &str, setup: &str) -> Behaviour {
    Behaviour::Pages(vec![("/v1/info", ok(info)), ("/v1/app/setup", setup.to_owned())])
}

pub const INFO: &str =
    r#"{"app": {"name": "Beeper", "version": "4.3.73", "bundle_id": "x"}, "server": {"status": "running"}}"#;

impl Program {
    pub async fn start(behaviour: Behaviour) -> Self {
        Self::listening("127.0.0.1:0", behaviour).await.unwrap()
    }

    pub async fn listening(address: &str, behaviour: Behaviour) -> Option<Self> {
        Self::counting(address, behaviour, Arc::default()).await
    }

    /// Starts a program that shares its counts with others.
    pub async fn counting(address: &str, behaviour: Behaviour, seen: Arc<Seen>) -> Option<Self> {
        let listener = TcpListener::bind(address).await.ok()?;
        Some(Self::serving(listener, behaviour, seen))
    }

    pub fn serving(listener: TcpListener, behaviour: Behaviour, seen: Arc<Seen>) -> Self {
        let address = listener.local_addr().unwrap();
        let told = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (seen, behaviour) = (Arc::clone(&told), behaviour.clone());
                tokio::spawn(async move {
                    seen.opened();
                    // The client may have closed the connection.
                    let _ = behave(stream, behaviour, &seen).await;
                    seen.closed();
                });
            }
        });
        Self { address, seen }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }
}

async fn behave(mut stream: TcpStream, behaviour: Behaviour, seen: &Seen) -> std::io::Result<()> {
    match behaviour {
        Behaviour::Silence => until_closed(&mut stream).await,
        Behaviour::Banner(banner) => {
            stream.write_all(banner).await?;
            until_closed(&mut stream).await
        }
        Behaviour::Bytes(answer) => {
            read_head(&mut stream, seen).await?;
            stream.write_all(&answer).await
        }
        Behaviour::Endless(first, then) => {
            read_head(&mut stream, seen).await?;
            stream.write_all(first).await?;
            loop {
                stream.write_all(then).await?;
                seen.written.fetch_add(then.len(), Ordering::SeqCst);
            }
        }
        Behaviour::Pages(pages) => loop {
            let head = read_head(&mut stream, seen).await?;
            let path = head.split(' ').nth(1).unwrap_or_default();
            let page = pages.iter().find(|(at, _)| *at == path);
            let answer = page.map_or_else(|| status("404 Not Found"), |(_, answer)| answer.clone());
            stream.write_all(answer.as_bytes()).await?;
        },
    }
}

async fn until_closed(stream: &mut TcpStream) -> std::io::Result<()> {
    while stream.read(&mut [0; 1024]).await? > 0 {}
    Ok(())
}

async fn read_head(stream: &mut TcpStream, seen: &Seen) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(error) => return Err(error),
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    seen.heads.lock().unwrap().push(head.clone());
    Ok(head)
}

/// Looks only at these ports of 127.0.0.1, ignores the environment of the tests, and gives a busy machine time.
pub fn discovery(ports: impl IntoIterator<Item = u16>) -> Discovery {
    let host: IpAddr = [127, 0, 0, 1].into();
    let search = Discovery::new().without_environment().hosts([host]).ports(ports);
    let patience = Duration::from_secs(60);
    search.timeout(patience).preferred_timeout(patience)
}
