//! The listener on 127.0.0.1 that waits for the callback (RFC 8252, section 7.3).

use std::future::poll_fn;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

use crate::auth::oauth::callback::connection::{Arrived, serve};
use crate::auth::oauth::callback::request::{Callback, ExpectedCallback, PATH};
use crate::runtime::clock::{Alarm, Clock};

/// The most connections that are open at a time. Another one replaces the oldest.
const MAX_CONNECTIONS: usize = 64;

/// The most connections that are accepted before others are read, so that each is read before it can be replaced.
const MAX_ACCEPTED: usize = 8;

/// The pause after the system refused to accept a connection, for instance because no file descriptors are left.
const PAUSE: Duration = Duration::from_millis(50);

/// A listener on a free port of 127.0.0.1.
pub(crate) struct CallbackListener {
    listener: TcpListener,
    /// The host and port as browsers send them.
    host: String,
}

impl CallbackListener {
    pub(crate) async fn bind() -> io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        let host = listener.local_addr()?.to_string();
        Ok(Self { listener, host })
    }

    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// Returns the address to which the server redirects the browser.
    pub(crate) fn redirect_uri(&self) -> String {
        format!("http://{}{PATH}", self.host)
    }

    /// Waits for the callback, and responds to it.
    ///
    /// All other requests get a response and are ignored. The port is closed when this returns or is dropped.
    pub(crate) async fn receive(self, expected: &ExpectedCallback, clock: &dyn Clock) -> Callback {
        let arrived = {
            let mut connections = Connections {
                listener: self.listener,
                expected,
                clock,
                open: Vec::new(),
                pause: None,
            };
            poll_fn(|context| connections.poll(context)).await
        };
        arrived.answer(clock).await
    }
}

type Connection<'a> = Pin<Box<dyn Future<Output = Option<Arrived>> + Send + 'a>>;

/// The open connections. They are served without tasks, so that dropping this closes all of them.
struct Connections<'a> {
    listener: TcpListener,
    expected: &'a ExpectedCallback,
    clock: &'a dyn Clock,
    /// From the oldest to the newest.
    open: Vec<Connection<'a>>,
    /// While it runs, no connection is accepted.
    pause: Option<Alarm>,
}

impl Connections<'_> {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Arrived> {
        loop {
            let is_ready = self.poll_accept(context).is_ready();
            if let Some(arrived) = self.poll_open(context) {
                return Poll::Ready(arrived);
            }
            if !is_ready {
                return Poll::Pending;
            }
        }
    }

    /// Accepts waiting connections, up to a number. Is ready if more may be waiting.
    fn poll_accept(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if let Some(pause) = &mut self.pause {
            std::task::ready!(pause.as_mut().poll(context));
            self.pause = None;
        }
        for _ in 0..MAX_ACCEPTED {
            match std::task::ready!(self.listener.poll_accept(context)) {
                Ok((stream, _)) => self.open(stream),
                // The other side closed the connection before it was accepted.
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(_) => {
                    self.close_oldest();
                    self.pause = Some(self.clock.sleep(PAUSE));
                    return Poll::Ready(());
                }
            }
        }
        // Lets other tasks run, and the runtime detect what can be read.
        self.pause = Some(Box::pin(tokio::task::yield_now()));
        Poll::Ready(())
    }

    fn open(&mut self, stream: TcpStream) {
        if self.open.len() >= MAX_CONNECTIONS {
            self.close_oldest();
        }
        self.open.push(Box::pin(serve(stream, self.expected, self.clock)));
    }

    fn close_oldest(&mut self) {
        if !self.open.is_empty() {
            drop(self.open.remove(0));
        }
    }

    /// Serves the open connections until one receives the callback.
    fn poll_open(&mut self, context: &mut Context<'_>) -> Option<Arrived> {
        let mut arrived = None;
        self.open
            .retain_mut(|connection| match connection.as_mut().poll(context) {
                Poll::Pending => true,
                Poll::Ready(callback) => {
                    if arrived.is_none() {
                        arrived = callback;
                    }
                    false
                }
            });
        arrived
    }
}
