//! Live connections: WebSockets on which the server sends events and receives commands.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_websockets::{CloseCode, Config, Error, Message, ServerBuilder, WebSocketStream};

use crate::http::recorded_frame::{FrameKind, RecordedFrame};
use crate::model::frame::Outgoing;
use crate::server::shared_state::Shared;
use crate::state::live::connections::Connected;

/// The maximum length of the reason in a close frame, in bytes.
const MAX_REASON: usize = 123;

/// Sends the answer to the handshake, and serves the connection until it ends.
///
/// `early` is what the client sent before it received the answer.
pub(super) async fn serve(mut stream: TcpStream, early: Bytes, head: &[u8], shared: &Shared) {
    // The connection counts before the client knows that it is connected.
    let Connected { id, mut frames } = shared.lock().state.connect_live();
    let _connection = OpenConnection { shared, id };
    if stream.write_all(head).await.is_err() {
        return;
    }
    // The server accepts a message of any length in one frame.
    let config = Config::default().frame_size(usize::MAX);
    let mut socket = ServerBuilder::new().config(config).serve(Rewound { early, stream });
    loop {
        let flow = tokio::select! {
            Some(frame) = frames.recv() => send_all(&mut socket, frame, &mut frames).await,
            received = socket.next() => match received {
                Some(Ok(message)) => match receive(shared, id, message) {
                    Received::Taken => Ok(Flow::GoOn),
                    // The connection has fallen silent, so nothing more is sent. Reading on would answer a ping.
                    Received::Ignored => match frames.recv().await {
                        Some(frame) => send_all(&mut socket, frame, &mut frames).await,
                        None => Ok(Flow::End),
                    },
                },
                // The library answers an invalid frame with a close frame, and then the stream ends.
                Some(Err(_)) => Ok(Flow::GoOn),
                None => Ok(Flow::End),
            },
        };
        // An error means that the client is gone.
        if let Ok(Flow::End) | Err(_) = flow {
            return;
        }
    }
}

/// Whether a connection continues.
enum Flow {
    GoOn,
    End,
}

/// Sends a frame and all frames that are queued after it.
async fn send_all(
    socket: &mut WebSocketStream<Rewound>,
    first: Outgoing,
    frames: &mut UnboundedReceiver<Outgoing>,
) -> Result<Flow, Error> {
    let mut next = Some(first);
    let mut is_flushed = true;
    while let Some(frame) = next {
        // Before the first frame, only the answer to a ping can be unsent.
        if matches!(frame, Outgoing::FallSilent) && !is_flushed {
            socket.flush().await?;
        }
        is_flushed = false;
        match send(socket, frame).await {
            // The client has started to close the connection; the server still sends what is queued.
            Ok(Flow::GoOn) | Err(Error::AlreadyClosed) => next = frames.try_recv().ok(),
            ended => return ended,
        }
    }
    socket.flush().await?;
    Ok(Flow::GoOn)
}

/// Reads and ignores everything until the connection ends, so that its end is detected.
async fn fall_silent(socket: &mut WebSocketStream<Rewound>) -> Result<Flow, Error> {
    let mut ignored = [0; 1024];
    while socket.get_mut().stream.read(&mut ignored).await? > 0 {}
    Ok(Flow::End)
}

async fn send(socket: &mut WebSocketStream<Rewound>, frame: Outgoing) -> Result<Flow, Error> {
    match frame {
        Outgoing::Text(text) => socket.feed(Message::text(text)).await?,
        Outgoing::Raw(bytes) => send_raw(socket, &bytes).await?,
        Outgoing::Close(code, reason) => match CloseCode::try_from(code) {
            Ok(valid) if !valid.is_reserved() && reason.len() <= MAX_REASON => {
                socket.feed(Message::close(Some(valid), &reason)).await?;
            }
            _ => send_raw(socket, &Outgoing::encoded_close(code, &reason)).await?,
        },
        Outgoing::Disconnect => {
            socket.flush().await?;
            socket.get_mut().stream.shutdown().await?;
            return Ok(Flow::End);
        }
        Outgoing::Reset => {
            socket.flush().await?;
            socket.get_mut().stream.set_zero_linger()?;
            return Ok(Flow::End);
        }
        Outgoing::FallSilent => return fall_silent(socket).await,
    }
    Ok(Flow::GoOn)
}

/// Sends bytes directly on the connection, after everything that the WebSocket has sent.
async fn send_raw(socket: &mut WebSocketStream<Rewound>, bytes: &[u8]) -> Result<(), Error> {
    socket.flush().await?;
    socket.get_mut().stream.write_all(bytes).await?;
    Ok(())
}

/// Whether the server accepted a message.
enum Received {
    Taken,
    Ignored,
}

fn receive(shared: &Shared, id: u64, message: Message) -> Received {
    let kind = match () {
        () if message.is_text() => FrameKind::Text,
        () if message.is_binary() => FrameKind::Binary,
        () if message.is_ping() => FrameKind::Ping,
        () if message.is_pong() => FrameKind::Pong,
        () => FrameKind::Close,
    };
    let payload = Bytes::from(message.into_payload());
    let state = &mut shared.lock().state;
    if state.live.is_silent(id) {
        return Received::Ignored;
    }
    state.live.record(RecordedFrame::new(id, kind, payload.clone()));
    match kind {
        FrameKind::Text => state.receive_command(id, &payload),
        FrameKind::Binary => state.receive_binary(id),
        FrameKind::Ping | FrameKind::Pong | FrameKind::Close => {}
    }
    Received::Taken
}

/// Removes a connection when it ends, or when the server drops it.
struct OpenConnection<'a> {
    shared: &'a Shared,
    id: u64,
}

impl Drop for OpenConnection<'_> {
    fn drop(&mut self) {
        self.shared.lock().state.live.disconnect(self.id);
    }
}

/// A stream with bytes that were read before it was taken over.
struct Rewound {
    early: Bytes,
    stream: TcpStream,
}

impl AsyncRead for Rewound {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.early.is_empty() {
            return Pin::new(&mut self.stream).poll_read(cx, buffer);
        }
        let length = self.early.len().min(buffer.remaining());
        buffer.put_slice(&self.early.split_to(length));
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Rewound {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
