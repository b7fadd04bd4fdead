//! Listening, and being gone on drop.

use std::net::{Ipv4Addr, SocketAddr, TcpListener as StdListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::{fmt, io};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::front::{Front, router};
use crate::model::{BUILT_IN_BRIDGE, MockBridge};
use crate::state::State;

/// A running server on a port of 127.0.0.1.
///
/// It runs on a thread of its own, so tests may block, pause their clock, or use another runtime. When dropped it closes its
/// port and all open connections, and is gone when `drop` returns.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use beeper_desktop_mock::{MockDesktop, Operation};
///
/// let mock = MockDesktop::start().await?;
/// let answer = reqwest::Client::builder().no_proxy().build()?
///     .get(format!("{}/v1/bridges", mock.base_url()))
///     .bearer_auth(mock.token())
///     .send()
///     .await?;
///
/// assert_eq!(answer.status(), 200);
/// assert_eq!(mock.requests_for(Operation::ListBridges).len(), 1);
/// # Ok(())
/// # }
/// ```
#[must_use = "the server is gone when this is dropped"]
pub struct MockDesktop {
    pub(crate) front: Arc<Front>,
    addr: SocketAddr,
    base_url: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl MockDesktop {
    /// Starts a server on a free port, with one bridge: `mock-qr`, whose login completes by itself.
    ///
    /// # Errors
    ///
    /// When the system gives no port, thread or event queue.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// A server with another token, port or first state.
    pub fn builder() -> MockDesktopBuilder {
        MockDesktopBuilder {
            token: "mock-token".to_owned(),
            port: 0,
            empty: false,
        }
    }

    /// The address clients need, without a slash at the end: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The address it listens on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The bearer token all operations but `getInfo` ask for; `mock-token` unless set.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.front.token
    }
}

impl Drop for MockDesktop {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // It can only have panicked, and then it is gone as well.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for MockDesktop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockDesktop")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

/// Settings of a server before it starts; made by [`MockDesktop::builder`].
#[derive(Clone)]
#[must_use = "nothing listens before `start`"]
pub struct MockDesktopBuilder {
    token: String,
    port: u16,
    empty: bool,
}

impl MockDesktopBuilder {
    /// Sets the bearer token.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = token.into();
        self
    }

    /// Sets the port; 0, the default, takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Leaves out the built-in bridge.
    pub fn empty(mut self) -> Self {
        self.empty = true;
        self
    }

    /// Starts the server. It accepts connections when this returns.
    ///
    /// # Errors
    ///
    /// When the port is in use, or the system gives no port, thread or event queue.
    pub async fn start(self) -> io::Result<MockDesktop> {
        let listener = StdListener::bind((Ipv4Addr::LOCALHOST, self.port))?;
        listener.set_nonblocking(true)?;
        let addr = listener.local_addr()?;
        let base_url = format!("http://{addr}");

        let mut state = State::default();
        if !self.empty {
            state
                .bridges
                .push(MockBridge::new(BUILT_IN_BRIDGE).display_name("Mock QR"));
        }
        let front = Arc::new(Front::new(self.token, info(&base_url, addr), state));

        let (stop, stopped) = oneshot::channel();
        let (ready, is_ready) = oneshot::channel();
        let router = router(Arc::clone(&front));
        let thread = thread::Builder::new()
            .name("beeper-desktop-mock".to_owned())
            .spawn(move || run(listener, router, ready, stopped))?;
        let mock = MockDesktop {
            front,
            addr,
            base_url,
            stop: Some(stop),
            thread: Some(thread),
        };
        is_ready.await.map_err(io::Error::other)??;
        Ok(mock)
    }
}

impl fmt::Debug for MockDesktopBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockDesktopBuilder")
            .field("port", &self.port)
            .field("empty", &self.empty)
            .finish_non_exhaustive()
    }
}

fn run(listener: StdListener, router: Router, ready: oneshot::Sender<io::Result<()>>, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    // `ready` is never closed before it is used, except when nobody waits for the server any more.
    match runtime {
        Err(error) => drop(ready.send(Err(error))),
        Ok(runtime) => runtime.block_on(async {
            match TcpListener::from_std(listener) {
                Err(error) => drop(ready.send(Err(error))),
                Ok(listener) => {
                    let _ = ready.send(Ok(()));
                    tokio::select! {
                        _ = stopped => {}
                        () = accept(listener, router) => {}
                    }
                }
            }
        }),
    }
}

/// Owns all connections: dropping this future ends them.
async fn accept(listener: TcpListener, router: Router) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve(stream, router.clone()));
                }
                // Out of file descriptors: wait for one, without spinning.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            },
        }
    }
}

async fn serve(stream: TcpStream, router: Router) {
    // Answers are small and come at once; a failure here only makes them slower.
    let _ = stream.set_nodelay(true);
    // A connection that breaks is the client's news, not ours.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
        .await;
}

fn info(base_url: &str, addr: SocketAddr) -> Value {
    let at = |path: &str| format!("{base_url}{path}");
    json!({
        "app": {
            "bundle_id": "com.example.beeper-desktop-mock",
            "name": "Beeper Desktop Mock",
            "version": env!("CARGO_PKG_VERSION"),
        },
        "endpoints": {
            "mcp": at("/v0/mcp"),
            "oauth": {
                "authorization_endpoint": at("/oauth/authorize"),
                "introspection_endpoint": at("/oauth/introspect"),
                "registration_endpoint": at("/oauth/register"),
                "revocation_endpoint": at("/oauth/revoke"),
                "token_endpoint": at("/oauth/token"),
                "userinfo_endpoint": at("/oauth/userinfo"),
            },
            "spec": at("/v1/spec"),
            "ws_events": format!("ws://{addr}/v1/ws"),
        },
        "platform": { "arch": std::env::consts::ARCH, "os": std::env::consts::OS },
        "server": {
            "base_url": base_url,
            "hostname": addr.ip().to_string(),
            "mcp_enabled": false,
            "port": addr.port(),
            "remote_access": false,
            "status": "running",
        },
    })
}
