//! The handle of a running server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use std::{fmt, io};

use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

use crate::dialect::Dialect;
use crate::faults::wait_timeout::WaitTimeout;
use crate::server::accept_loop::Command;
use crate::server::connection::ConnectionCounter;
use crate::server::shared_state::Shared;

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
    pub(crate) shared: Arc<Shared>,
    pub(super) addr: SocketAddr,
    pub(super) connections: Arc<ConnectionCounter>,
    pub(super) running: Running,
    /// Has it as long as the server runs.
    pub(super) _runtime: Arc<Handle>,
    pub(crate) wait_timeout: WaitTimeout,
}

impl MockDesktop {
    /// The address clients need, without a slash at the end: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.shared.settings.base_url
    }

    /// The version of the server that it speaks like.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.shared.settings.dialect
    }

    /// The address it listens on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// A bearer token that operations accept, beside those that programs ask for: all but `getInfo` and those that sign in want
    /// one. It is `mock-token` unless set, and never expires.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.shared.settings.token
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
    /// When one is still open after a minute, or what [`wait_timeout`](crate::MockDesktopBuilder::wait_timeout) says.
    pub async fn until_all_closed(&self) {
        let none_is_open = self.connections.until_none_open();
        let waited_for = || format!("all connections to close; {} are open", self.open_connections());
        self.wait_timeout.until(none_is_open, waited_for).await;
    }

    /// Closes the port and all connections, held ones too: until [`go_online`](Self::go_online), connecting is refused.
    ///
    /// Everything else stays: state, canned answers, faults and recorded requests. Does nothing when it is offline already.
    pub async fn go_offline(&self) {
        self.send_command(Command::Offline).await;
    }

    /// Listens again, on the same port. Does nothing when it is online already.
    ///
    /// # Errors
    ///
    /// When another program has taken the port meanwhile.
    pub async fn go_online(&self) -> io::Result<()> {
        let Some(done) = self.send_command(Command::Online).await else {
            return Err(io::Error::other("the server has stopped"));
        };
        done
    }

    /// Approves every login from now on, as its other device, **in real time**: what a program for people to try needs, and tests do
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
    /// let mock = MockDesktop::builder().demo_bridges().start().await?;
    /// mock.auto_approve_logins(Duration::from_secs(5));
    /// # Ok(())
    /// # }
    /// ```
    pub fn auto_approve_logins(&self, interval: Duration) {
        if let Some(commands) = &self.running.commands {
            // Fails only when the server's thread has panicked.
            let _ = commands.send(Command::AutoApprove(interval));
        }
    }

    /// Lets messages arrive from now on, one every `interval`, **in real time**: what a program for people to try needs, and tests
    /// do without. They are of the others in the chats that are not archived, one chat after the other.
    ///
    /// Lasts as long as the mock; called again, it changes the interval.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// use std::time::Duration;
    /// use beeper_desktop_mock::MockDesktop;
    ///
    /// let mock = MockDesktop::builder().demo_chats().start().await?;
    /// mock.receive_messages_every(Duration::from_secs(5));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When `interval` is zero.
    pub fn receive_messages_every(&self, interval: Duration) {
        assert!(!interval.is_zero(), "there is time between two messages");
        if let Some(commands) = &self.running.commands {
            // Fails only when the server's thread has panicked.
            let _ = commands.send(Command::ReceiveMessages(interval));
        }
    }

    async fn send_command<T>(&self, send_command: impl FnOnce(oneshot::Sender<T>) -> Command) -> Option<T> {
        let (done, is_done) = oneshot::channel();
        self.running.commands.as_ref()?.send(send_command(done)).ok()?;
        is_done.await.ok()
    }
}

/// The server's thread.
pub(super) struct Running {
    /// The server stops when this is gone.
    pub(super) commands: Option<mpsc::UnboundedSender<Command>>,
    pub(super) thread: Option<JoinHandle<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.commands = None;
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
