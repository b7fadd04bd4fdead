//! The server's thread: it accepts connections, or none, and does what it is ordered to.

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

use crate::server::auto_approve::play_other_device;
use crate::server::connection::{Counter, serve};
use crate::server::shared::Front;

pub(super) enum Order {
    Offline(oneshot::Sender<()>),
    Online(oneshot::Sender<io::Result<()>>),
    PlayOtherDevice(Duration),
}

pub(super) fn run(
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
pub(super) struct Server {
    pub(super) addr: SocketAddr,
    pub(super) router: Router,
    pub(super) counter: Arc<Counter>,
    pub(super) connections: JoinSet<()>,
    pub(super) front: Arc<Front>,
    pub(super) other_device: JoinSet<()>,
}

pub(super) enum Port {
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
