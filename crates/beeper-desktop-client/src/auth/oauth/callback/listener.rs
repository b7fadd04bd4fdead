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

/// The most connections that are open at a time. One more takes the place of the oldest.
const MAX_CONNECTIONS: usize = 64;

/// The most connections that are accepted before others are read from, so that none is pushed out before it was.
const MAX_ACCEPTED: usize = 8;

/// How long nothing is accepted after the system refused to: it may have no file descriptors left.
const PAUSE: Duration = Duration::from_millis(50);

/// Listens on a free port of 127.0.0.1.
pub(crate) struct CallbackListener {
    listener: TcpListener,
    /// Host and port, as browsers name them.
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

    /// Returns the address that the browser is sent to.
    pub(crate) fn redirect_uri(&self) -> String {
        format!("http://{}{PATH}", self.host)
    }

    /// Waits for the callback, and answers it. Everything else that comes is answered and forgotten. Nothing listens any more
    /// when this returns, or is dropped.
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

/// The connections that are open. They are served without tasks of their own, so that all are gone when this is dropped.
struct Connections<'a> {
    listener: TcpListener,
    expected: &'a ExpectedCallback,
    clock: &'a dyn Clock,
    /// From the oldest to the newest.
    open: Vec<Connection<'a>>,
    /// Until it is over, nothing is accepted.
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

    /// Accepts the connections that are waiting, up to a number. Is ready if there may be more.
    fn poll_accept(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if let Some(pause) = &mut self.pause {
            std::task::ready!(pause.as_mut().poll(context));
            self.pause = None;
        }
        for _ in 0..MAX_ACCEPTED {
            match std::task::ready!(self.listener.poll_accept(context)) {
                Ok((stream, _)) => self.open(stream),
                // The other side went away before it was accepted.
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(_) => {
                    self.close_oldest();
                    self.pause = Some(self.clock.sleep(PAUSE));
                    return Poll::Ready(());
                }
            }
        }
        // Others of the program, and those who tell what can be read, have their turn first.
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

    /// Serves the open connections, until one brings the callback.
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
