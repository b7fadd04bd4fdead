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
/// The server runs on a separate thread, so a test may block, pause its clock, or use another runtime. Dropping the handle closes
/// the port and all open connections; the server has stopped when `drop` returns.
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
#[must_use = "dropping the handle stops the server"]
pub struct MockDesktop {
    pub(crate) shared: Arc<Shared>,
    pub(super) addr: SocketAddr,
    pub(super) connections: Arc<ConnectionCounter>,
    pub(super) running: Running,
    /// The strong handle that keeps the runtime reachable as long as the server runs.
    pub(super) _runtime: Arc<Handle>,
    pub(crate) wait_timeout: WaitTimeout,
}

impl MockDesktop {
    /// Returns the base URL for clients, without a slash at the end: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.shared.settings.base_url
    }

    /// Returns the version of the server that the mock imitates.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.shared.settings.dialect
    }

    /// Returns the address on which the server listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Returns the bearer token that the server accepts beside the tokens of programs; `mock-token` by default.
    ///
    /// It never expires. All operations need a token, except `getInfo` and those that sign in.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.shared.settings.token
    }

    /// Returns the number of connections that are open now.
    #[must_use]
    pub fn open_connections(&self) -> usize {
        self.connections.open()
    }

    /// Returns the number of all connections so far, open or closed.
    #[must_use]
    pub fn accepted_connections(&self) -> usize {
        self.connections.accepted()
    }

    /// Waits until no connection is open. It does not return while a client keeps idle connections.
    ///
    /// # Panics
    ///
    /// Panics after the time limit, a minute unless [`wait_timeout`](crate::MockDesktopBuilder::wait_timeout) sets another.
    pub async fn until_all_closed(&self) {
        let none_is_open = self.connections.until_none_open();
        let waited_for = || format!("all connections to close; {} are open", self.open_connections());
        self.wait_timeout.until(none_is_open, waited_for).await;
    }

    /// Closes the port and all connections, also those of held calls. The system then refuses connections.
    ///
    /// The state, canned answers, faults and recorded requests stay. [`go_online`](Self::go_online) opens the port again. Does
    /// nothing if the server is offline already.
    pub async fn go_offline(&self) {
        self.send_command(Command::Offline).await;
    }

    /// Opens the same port again. Does nothing if the server is online already.
    ///
    /// # Errors
    ///
    /// Returns an error if another program has taken the port meanwhile.
    pub async fn go_online(&self) -> io::Result<()> {
        let Some(done) = self.send_command(Command::Online).await else {
            return Err(io::Error::other("the server has stopped"));
        };
        done
    }

    /// Approves every login from now on like its other device, **in real time**.
    ///
    /// This is for programs that people run, not for tests.
    ///
    /// While a client waits, the mock shows each code for `interval`. Then it approves the last code, or a display that does not
    /// rotate. This continues until the mock is dropped; another call changes the interval.
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
            // This fails only if the server's thread has panicked.
            let _ = commands.send(Command::AutoApprove(interval));
        }
    }

    /// Lets a message arrive every `interval` from now on, **in real time**.
    ///
    /// This is for programs that people run, not for tests. Other participants send the messages, to each chat in turn that is
    /// not archived. Each has the current time, to which this sets the server's time.
    ///
    /// This continues until the mock is dropped; another call changes the interval.
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
    /// Panics if `interval` is zero.
    pub fn receive_messages_every(&self, interval: Duration) {
        assert!(
            !interval.is_zero(),
            "the interval between two messages must not be zero"
        );
        if let Some(commands) = &self.running.commands {
            // This fails only if the server's thread has panicked.
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
    /// The channel to the server, which stops when the sender is dropped.
    pub(super) commands: Option<mpsc::UnboundedSender<Command>>,
    pub(super) thread: Option<JoinHandle<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.commands = None;
        if let Some(thread) = self.thread.take() {
            // An error means that the thread has panicked; then it has ended as well.
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
