//! The server's thread, which accepts connections and goes offline and online.

use std::io;
#[cfg(unix)]
use std::net::{Shutdown, TcpStream as StdStream};
use std::net::{SocketAddr, TcpListener as StdListener};
#[cfg(unix)]
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use crate::server::auto_approve::auto_approve;
use crate::server::connection::{ConnectionCounter, serve};
use crate::server::incoming_messages::receive_messages;
use crate::server::shared_state::Shared;

pub(super) enum Command {
    Offline(oneshot::Sender<()>),
    Online(oneshot::Sender<io::Result<()>>),
    AutoApprove(Duration),
    ReceiveMessages(Duration),
}

pub(super) fn run(
    server: AcceptLoop,
    listener: StdListener,
    ready: oneshot::Sender<io::Result<Handle>>,
    commands: mpsc::UnboundedReceiver<Command>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    // Sending on `ready` fails only if nobody waits for the server any more.
    match runtime {
        Err(error) => drop(ready.send(Err(error))),
        Ok(runtime) => runtime.block_on(async {
            match TcpListener::from_std(listener) {
                Err(error) => drop(ready.send(Err(error))),
                Ok(listener) => {
                    let _ = ready.send(Ok(Handle::current()));
                    server.run(ListeningPort::Open(listener), commands).await;
                }
            }
        }),
    }
}

/// The accept loop.
///
/// It owns all connections, the automatic approval and the messages that arrive by themselves, and ends them when dropped.
pub(super) struct AcceptLoop {
    pub(super) addr: SocketAddr,
    pub(super) router: Router,
    pub(super) counter: Arc<ConnectionCounter>,
    pub(super) connections: JoinSet<()>,
    pub(super) shared: Arc<Shared>,
    pub(super) auto_approval: JoinSet<()>,
    pub(super) incoming_messages: JoinSet<()>,
}

pub(super) enum ListeningPort {
    Open(TcpListener),
    /// The socket stays bound, if possible, so that no other program takes the port.
    Closed(Option<TcpSocket>),
}

impl AcceptLoop {
    async fn run(mut self, mut port: ListeningPort, mut commands: mpsc::UnboundedReceiver<Command>) {
        loop {
            tokio::select! {
                send_command = commands.recv() => match send_command {
                    None => return port.close(),
                    Some(Command::Offline(done)) => {
                        port = self.go_offline(port).await;
                        let _ = done.send(());
                    }
                    Some(Command::Online(done)) => {
                        let opened = port.open(self.addr);
                        let _ = done.send(opened);
                    }
                    Some(Command::AutoApprove(interval)) => {
                        self.auto_approval.shutdown().await;
                        self.auto_approval.spawn(auto_approve(Arc::clone(&self.shared), interval));
                    }
                    Some(Command::ReceiveMessages(interval)) => {
                        self.incoming_messages.shutdown().await;
                        let incoming = receive_messages(Arc::clone(&self.shared), interval);
                        self.incoming_messages.spawn(incoming);
                    }
                },
                Some(_) = self.connections.join_next() => {}
                accepted = port.accept() => match accepted {
                    Ok(stream) => self.connect(stream),
                    // The process has no free file descriptors: wait for one instead of spinning.
                    Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
                },
            }
        }
    }

    fn connect(&mut self, stream: TcpStream) {
        let (router, counted) = (self.router.clone(), self.counter.count());
        let shared = Arc::clone(&self.shared);
        self.connections.spawn(async move {
            serve(stream, router, shared).await;
            drop(counted);
        });
    }

    async fn go_offline(&mut self, port: ListeningPort) -> ListeningPort {
        if let ListeningPort::Closed(_) = port {
            return port;
        }
        port.close();
        let reserved = bind(self.addr).ok();
        self.connections.shutdown().await;
        ListeningPort::Closed(reserved)
    }
}

impl ListeningPort {
    async fn accept(&self) -> io::Result<TcpStream> {
        match self {
            Self::Open(listener) => listener.accept().await.map(|(stream, _)| stream),
            Self::Closed(_) => std::future::pending().await,
        }
    }

    /// Stops listening, even if a child process that is being spawned shares the socket for a moment.
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
        if let Self::Closed(reserved) = self {
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
    // Earlier connections may linger on the port. On other systems, this option would let other programs take the port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    Ok(socket)
}
