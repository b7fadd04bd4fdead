//! Live connections: WebSockets on which events are sent and commands received.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio_websockets::{CloseCode, Config, Error, Message, ServerBuilder, WebSocketStream};

use crate::http::recorded_frame::{FrameKind, RecordedFrame};
use crate::model::frame::Outgoing;
use crate::server::shared_state::Shared;
use crate::state::live::connections::Connected;

/// The most that a reason may have, in bytes.
const MAX_REASON: usize = 123;

/// Sends the end of the handshake, and serves the connection until it ends. `early` is what the client sent before it had the
/// answer.
pub(super) async fn serve(mut stream: TcpStream, early: Bytes, head: &[u8], shared: &Shared) {
    // Before the client knows that it is connected.
    let Connected { id, mut frames } = shared.lock().state.connect_live();
    let _connection = OpenConnection { shared, id };
    if stream.write_all(head).await.is_err() {
        return;
    }
    // A message is one frame, however long it is.
    let config = Config::default().frame_size(usize::MAX);
    let mut socket = ServerBuilder::new().config(config).serve(Rewound { early, stream });
    loop {
        tokio::select! {
            Some(frame) = frames.recv() => {
                let mut next = Some(frame);
                while let Some(frame) = next {
                    // An error ends the connection: the client is gone.
                    match send(&mut socket, frame).await {
                        Ok(Flow::GoOn) => next = frames.try_recv().ok(),
                        Ok(Flow::End) | Err(_) => return,
                    }
                }
                if socket.flush().await.is_err() {
                    return;
                }
            }
            received = socket.next() => match received {
                Some(Ok(message)) => receive(shared, id, message),
                // The client learns of it from a close frame, and then the stream ends.
                Some(Err(_)) => {}
                None => return,
            },
        }
    }
}

/// Whether a connection goes on.
enum Flow {
    GoOn,
    End,
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
        Outgoing::FallSilent => {
            socket.flush().await?;
            // Read, so that the end of the connection is noticed, and given to nobody.
            let mut ignored = [0; 1024];
            while socket.get_mut().stream.read(&mut ignored).await? > 0 {}
            return Ok(Flow::End);
        }
    }
    Ok(Flow::GoOn)
}

/// Sends bytes past the WebSocket, after what it has sent.
async fn send_raw(socket: &mut WebSocketStream<Rewound>, bytes: &[u8]) -> Result<(), Error> {
    socket.flush().await?;
    socket.get_mut().stream.write_all(bytes).await?;
    Ok(())
}

fn receive(shared: &Shared, id: u64, message: Message) {
    let kind = match () {
        () if message.is_text() => FrameKind::Text,
        () if message.is_binary() => FrameKind::Binary,
        () if message.is_ping() => FrameKind::Ping,
        () if message.is_pong() => FrameKind::Pong,
        () => FrameKind::Close,
    };
    let payload = Bytes::from(message.into_payload());
    let state = &mut shared.lock().state;
    state.live.record(RecordedFrame::new(id, kind, payload.clone()));
    match kind {
        FrameKind::Text => state.receive_command(id, &payload),
        FrameKind::Binary => state.receive_binary(id),
        FrameKind::Ping | FrameKind::Pong | FrameKind::Close => {}
    }
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

/// A stream of which something has been read too early.
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
