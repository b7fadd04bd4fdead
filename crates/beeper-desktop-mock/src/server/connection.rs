//! HTTP connections, which hyper serves until a response has to break the protocol.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::faults::broken_response::{BrokenResponse, ConnectionEnd};
use crate::http::reply::SwitchedProtocols;
use crate::server::live_connection;
use crate::server::shared_state::Shared;

/// A boxed future, because hyper returns its stream only if the service's future is `Unpin`.
type Answering = Pin<Box<dyn Future<Output = Result<Response<Body>, Interruption>> + Send>>;

pub(crate) async fn serve(stream: TcpStream, router: Router, shared: Arc<Shared>) {
    // The responses are small. If this fails, they only take longer.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| -> Answering { Box::pin(answer(router.clone(), request)) });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);

    let ended = poll_fn(|cx| connection.poll_without_shutdown(cx)).await;

    // Errors of the client or the network need no handling. A fault that a test asked for arrives here as an error.
    let Err(error) = ended else { return };
    let parts = connection.into_parts();
    let stream = parts.io.into_inner();
    if let Some(broken) = reason::<BrokenResponse>(&error) {
        let _ = end(stream, broken).await;
    } else if let Some(SwitchedProtocols(head)) = reason(&error) {
        live_connection::serve(stream, parts.read_buf, head, &shared).await;
    }
}

async fn answer(router: Router, request: Request<Incoming>) -> Result<Response<Body>, Interruption> {
    let Ok(mut response) = TowerToHyperService::new(router).call(request).await;
    let extensions = response.extensions_mut();
    if let Some(broken) = extensions.remove::<BrokenResponse>() {
        return Err(Interruption::Broken(broken));
    }
    match extensions.remove::<SwitchedProtocols>() {
        Some(switched) => Err(Interruption::Switched(switched)),
        None => Ok(response),
    }
}

/// The reason why hyper has to stop before it sends a response.
#[derive(Debug)]
enum Interruption {
    Broken(BrokenResponse),
    Switched(SwitchedProtocols),
}

impl Error for Interruption {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Broken(broken) => Some(broken),
            Self::Switched(switched) => Some(switched),
        }
    }
}

impl fmt::Display for Interruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is taken over from hyper")
    }
}

/// Returns the reason for which hyper had to stop, if it is of this type.
fn reason<T: Error + 'static>(error: &hyper::Error) -> Option<&T> {
    let mut source = error.source();
    while let Some(error) = source {
        if let Some(reason) = error.downcast_ref() {
            return Some(reason);
        }
        source = error.source();
    }
    None
}

async fn end(mut stream: TcpStream, broken: &BrokenResponse) -> io::Result<()> {
    stream.write_all(&broken.bytes).await?;
    match broken.end {
        ConnectionEnd::Close => stream.shutdown().await,
        ConnectionEnd::Reset => stream.set_zero_linger(),
        ConnectionEnd::ResetOnReuse => match stream.peek(&mut [0]).await? {
            0 => Ok(()),
            _ => stream.set_zero_linger(),
        },
    }
}

/// Counts the connections that are open, and all connections so far.
#[derive(Default)]
pub(crate) struct ConnectionCounter {
    accepted: AtomicUsize,
    open: watch::Sender<usize>,
}

impl ConnectionCounter {
    pub(crate) fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }

    pub(crate) fn open(&self) -> usize {
        *self.open.borrow()
    }

    pub(crate) async fn until_none_open(&self) {
        // This fails only if the sender is gone, but `self` owns it.
        let _ = self.open.subscribe().wait_for(|open| *open == 0).await;
    }

    /// Counts a new connection, which is open until the guard is dropped.
    pub(crate) fn count(self: &Arc<Self>) -> OpenConnection {
        self.accepted.fetch_add(1, Ordering::SeqCst);
        self.open.send_modify(|open| *open += 1);
        OpenConnection(Arc::clone(self))
    }
}

pub(crate) struct OpenConnection(Arc<ConnectionCounter>);

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.open.send_modify(|open| *open -= 1);
    }
}
