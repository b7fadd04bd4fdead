//! Listening, or not, and being gone on drop.

use std::net::{Ipv4Addr, SocketAddr, TcpListener as StdListener};
#[cfg(unix)]
use std::net::{Shutdown, TcpStream as StdStream};
#[cfg(unix)]
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::{fmt, io};

use axum::Router;
use axum::body::Bytes;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use crate::answers::info::info;
use crate::dialect::Dialect;
use crate::faults::wait_timeout::Patience;
use crate::model::{BUILT_IN_BRIDGE, MockBridge, MockSetup};
use crate::server::auto_approve::play_other_device;
use crate::server::connection::{Counter, serve};
use crate::server::dispatch::{Front, Settings, router};
use crate::state::app_setup::Setup;
use crate::state::demo_chats;
use crate::state::store::State;

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
    connections: Arc<Counter>,
    running: Running,
    /// Has it as long as the server runs.
    _runtime: Arc<Handle>,
    pub(crate) patience: Patience,
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

    /// A server with another token, port, or other bridges at the start.
    pub fn builder() -> MockDesktopBuilder {
        MockDesktopBuilder {
            dialect: Dialect::Current,
            token: "mock-token".to_owned(),
            only_reads: false,
            port: 0,
            empty: false,
            realistic: false,
            realistic_chats: false,
            setup: MockSetup::ready(),
            spec: None,
            patience: Patience::USUAL,
        }
    }

    /// The address clients need, without a slash at the end: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.front.settings.base_url
    }

    /// The version of the server that it speaks like.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.front.settings.dialect
    }

    /// The address it listens on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The bearer token that operations ask for: all but `getInfo` and those that sign in; `mock-token` unless set.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.front.settings.token
    }

    /// How many connections are open now.
    #[must_use]
    pub fn open_connections(&self) -> usize {
        self.connections.open()
    }

    /// How many connections there were so far, open or closed.
    #[must_use]
    pub fn accepted_connections(&self) -> usize {
        self.connections.accepted()
    }

    /// Resolves when no connection is open; at once if none is. A client that keeps connections keeps this from resolving.
    ///
    /// # Panics
    ///
    /// When one is still open after a minute, or what [`patience`](MockDesktopBuilder::patience) says.
    pub async fn until_all_closed(&self) {
        let none_is_open = self.connections.until_none_open();
        let in_vain = || format!("all connections to close; {} are open", self.open_connections());
        self.patience.until(none_is_open, in_vain).await;
    }

    /// Closes the port and all connections, held ones too: until [`go_online`](Self::go_online), connecting is refused.
    ///
    /// Everything else stays: state, canned answers, faults and recorded requests. Does nothing when it is offline already.
    pub async fn go_offline(&self) {
        self.order(Order::Offline).await;
    }

    /// Listens again, on the same port. Does nothing when it is online already.
    ///
    /// # Errors
    ///
    /// When another program has taken the port meanwhile.
    pub async fn go_online(&self) -> io::Result<()> {
        let Some(done) = self.order(Order::Online).await else {
            return Err(io::Error::other("the server has stopped"));
        };
        done
    }

    /// Plays the other device of every login from now on, **in real time**: what a program for people to try needs, and tests do
    /// without.
    ///
    /// While a client waits, each code is shown for `interval`. The last is approved then, and so is what does not rotate.
    /// Lasts as long as the mock; called again, it changes the interval.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// use std::time::Duration;
    /// use beeper_desktop_mock::MockDesktop;
    ///
    /// let mock = MockDesktop::builder().realistic_bridges().start().await?;
    /// mock.play_other_device(Duration::from_secs(5));
    /// # Ok(())
    /// # }
    /// ```
    pub fn play_other_device(&self, interval: Duration) {
        if let Some(orders) = &self.running.orders {
            // Fails only when the server's thread has panicked.
            let _ = orders.send(Order::PlayOtherDevice(interval));
        }
    }

    async fn order<T>(&self, order: impl FnOnce(oneshot::Sender<T>) -> Order) -> Option<T> {
        let (done, is_done) = oneshot::channel();
        self.running.orders.as_ref()?.send(order(done)).ok()?;
        is_done.await.ok()
    }
}

/// The server's thread.
struct Running {
    /// The server stops when this is gone.
    orders: Option<mpsc::UnboundedSender<Order>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            // It can only have panicked, and then it is gone as well.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for MockDesktop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockDesktop")
            .field("base_url", &self.base_url())
            .field("dialect", &self.dialect())
            .finish_non_exhaustive()
    }
}

/// Settings of a server before it starts; made by [`MockDesktop::builder`].
#[derive(Clone)]
#[must_use = "nothing listens before `start`"]
pub struct MockDesktopBuilder {
    dialect: Dialect,
    token: String,
    only_reads: bool,
    port: u16,
    empty: bool,
    realistic: bool,
    realistic_chats: bool,
    setup: MockSetup,
    spec: Option<String>,
    patience: Duration,
}

impl MockDesktopBuilder {
    /// Sets which version of the server the mock speaks like; [`Dialect::Current`] unless set.
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// Sets the bearer token.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = token.into();
        self
    }

    /// Gives the bearer token the scope `read` alone: what changes something is refused with 403.
    pub fn read_only_token(mut self) -> Self {
        self.only_reads = true;
        self
    }

    /// Sets the port; 0, the default, takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Leaves out the built-in bridge `mock-qr`.
    pub fn empty(mut self) -> Self {
        self.empty = true;
        self
    }

    /// Adds the bridges of [`MockBridge::realistic`].
    pub fn realistic_bridges(mut self) -> Self {
        self.realistic = true;
        self
    }

    /// Adds an account with contacts, labels, chats, messages and a picture: to have something to read, in a demonstration or by
    /// hand. Its ID is `mock-account`, in the older dialect `matrix_@mock-user:example.com`.
    pub fn realistic_chats(mut self) -> Self {
        self.realistic_chats = true;
        self
    }

    /// Sets how far the setup of the app has come; [`MockSetup::ready`] unless set.
    pub fn setup(mut self, setup: MockSetup) -> Self {
        self.setup = setup;
        self
    }

    /// Sets the API's description, JSON or YAML, which is served at `/v1/spec` to whoever asks. Without it, that path is
    /// unknown.
    pub fn spec(mut self, text: impl Into<String>) -> Self {
        self.spec = Some(text.into());
        self
    }

    /// Sets how long [`Hold::arrived`](crate::Hold::arrived), [`OtherDevice::waiting`](crate::OtherDevice::waiting) and their
    /// like wait before they panic, so that a test fails instead of hanging; a minute unless set. This is **real time**, whatever
    /// clock the test has. A program in which they wait for a person sets `Duration::MAX`.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
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

        let mut state = State::new(self.dialect);
        if !self.empty {
            state
                .bridges
                .push(MockBridge::new(BUILT_IN_BRIDGE).display_name("Mock QR"));
        }
        if self.realistic {
            state.bridges.extend(MockBridge::realistic());
        }
        if self.realistic_chats {
            demo_chats::put_on(&mut state);
        }
        state.setup = Setup::new(self.setup, self.token.clone());
        let info = info(&base_url, addr, self.spec.is_some());
        let settings = Settings {
            base_url,
            dialect: self.dialect,
            token: self.token,
            only_reads: self.only_reads,
        };
        let front = Arc::new(Front::new(settings, info, self.spec.map(Bytes::from), state));

        let (orders, received) = mpsc::unbounded_channel();
        let (ready, is_ready) = oneshot::channel();
        let connections = Arc::new(Counter::default());
        let server = Server {
            addr,
            router: router(Arc::clone(&front)),
            counter: Arc::clone(&connections),
            connections: JoinSet::new(),
            front: Arc::clone(&front),
            other_device: JoinSet::new(),
        };
        let thread = thread::Builder::new()
            .name("beeper-desktop-mock".to_owned())
            .spawn(move || run(server, listener, ready, received))?;
        let running = Running {
            orders: Some(orders),
            thread: Some(thread),
        };
        let runtime = Arc::new(is_ready.await.map_err(io::Error::other)??);
        Ok(MockDesktop {
            front,
            addr,
            connections,
            running,
            patience: Patience::new(Arc::downgrade(&runtime), self.patience),
            _runtime: runtime,
        })
    }
}

impl fmt::Debug for MockDesktopBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockDesktopBuilder")
            .field("dialect", &self.dialect)
            .field("port", &self.port)
            .field("empty", &self.empty)
            .field("realistic", &self.realistic)
            .field("realistic_chats", &self.realistic_chats)
            .finish_non_exhaustive()
    }
}

enum Order {
    Offline(oneshot::Sender<()>),
    Online(oneshot::Sender<io::Result<()>>),
    PlayOtherDevice(Duration),
}

fn run(
    server: Server,
    listener: StdListener,
    ready: oneshot::Sender<io::Result<Handle>>,
    orders: mpsc::UnboundedReceiver<Order>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    // `ready` is never closed before it is used, except when nobody waits for the server any more.
    match runtime {
        Err(error) => drop(ready.send(Err(error))),
        Ok(runtime) => runtime.block_on(async {
            match TcpListener::from_std(listener) {
                Err(error) => drop(ready.send(Err(error))),
                Ok(listener) => {
                    let _ = ready.send(Ok(Handle::current()));
                    server.run(Port::Open(listener), orders).await;
                }
            }
        }),
    }
}

/// Owns all connections, and whoever plays the other device: dropping it ends them.
struct Server {
    addr: SocketAddr,
    router: Router,
    counter: Arc<Counter>,
    connections: JoinSet<()>,
    front: Arc<Front>,
    other_device: JoinSet<()>,
}

enum Port {
    Open(TcpListener),
    /// Bound, where that worked, so that nobody else gets it.
    Shut(Option<TcpSocket>),
}

impl Server {
    async fn run(mut self, mut port: Port, mut orders: mpsc::UnboundedReceiver<Order>) {
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    None => return port.close(),
                    Some(Order::Offline(done)) => {
                        port = self.shut(port).await;
                        let _ = done.send(());
                    }
                    Some(Order::Online(done)) => {
                        let opened = port.open(self.addr);
                        let _ = done.send(opened);
                    }
                    Some(Order::PlayOtherDevice(interval)) => {
                        self.other_device.shutdown().await;
                        self.other_device.spawn(play_other_device(Arc::clone(&self.front), interval));
                    }
                },
                Some(_) = self.connections.join_next() => {}
                accepted = port.accept() => match accepted {
                    Ok(stream) => self.connect(stream),
                    // Out of file descriptors: wait for one, without spinning.
                    Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
                },
            }
        }
    }

    fn connect(&mut self, stream: TcpStream) {
        let (router, counted) = (self.router.clone(), self.counter.count());
        self.connections.spawn(async move {
            serve(stream, router).await;
            drop(counted);
        });
    }

    async fn shut(&mut self, port: Port) -> Port {
        if let Port::Shut(_) = port {
            return port;
        }
        port.close();
        let reserved = bind(self.addr).ok();
        self.connections.shutdown().await;
        Port::Shut(reserved)
    }
}

impl Port {
    async fn accept(&self) -> io::Result<TcpStream> {
        match self {
            Self::Open(listener) => listener.accept().await.map(|(stream, _)| stream),
            Self::Shut(_) => std::future::pending().await,
        }
    }

    /// A process that is being spawned shares every socket for a moment; listening ends all the same.
    fn close(self) {
        #[cfg(unix)]
        if let Self::Open(listener) = self
            && let Ok(listener) = listener.into_std()
        {
            let socket = StdStream::from(OwnedFd::from(listener));
            let _ = socket.shutdown(Shutdown::Both);
        }
    }

    fn open(&mut self, addr: SocketAddr) -> io::Result<()> {
        if let Self::Shut(reserved) = self {
            let socket = match reserved.take() {
                Some(socket) => socket,
                None => bind(addr)?,
            };
            *self = Self::Open(socket.listen(1024)?);
        }
        Ok(())
    }
}

fn bind(addr: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // Connections of before may linger on the port. Elsewhere this would let others take it.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    Ok(socket)
}
