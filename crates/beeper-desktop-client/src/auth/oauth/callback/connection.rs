//! One connection to the listener: one request and its response.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::auth::oauth::callback::page;
use crate::auth::oauth::callback::request::{Callback, ExpectedCallback, Stray, read};
use crate::auth::oauth::time_limit::within;
use crate::runtime::clock::Clock;

/// The time limit of a connection without the callback.
///
/// Browsers open some in advance, and open new ones when these are closed.
const LIMIT: Duration = Duration::from_secs(10);

/// The time limit for sending the final page, which fits into the system's buffer.
const PAGE_LIMIT: Duration = Duration::from_millis(500);

/// Browsers send the cookies of 127.0.0.1 to all of its ports, and there may be many.
const MAX_HEAD_BYTES: usize = 32 * 1024;

/// The part of an unwanted body that is read, so that its sender gets to read the response.
const MAX_DRAINED_BYTES: usize = 64 * 1024;

const CHUNK_BYTES: usize = 4 * 1024;

/// The callback, and the connection on which the browser waits for its page.
pub(super) struct Arrived {
    pub(super) callback: Callback,
    stream: TcpStream,
}

/// Serves a connection. Returns the callback if the request is the callback; responds to any other request.
pub(super) async fn serve(mut stream: TcpStream, expected: &ExpectedCallback, clock: &dyn Clock) -> Option<Arrived> {
    let serving = async {
        let head = read_head(&mut stream).await?;
        let request = match &head {
            Some(head) => read(head, expected),
            None => Err(Stray::TooLarge),
        };
        let stray = match request {
            Ok(callback) => return Some(callback),
            Err(stray) => stray,
        };
        let has_body = head.is_none_or(|head| !head.starts_with(b"HEAD "));
        respond(&mut stream, &page::of_stray(stray, has_body)).await?;
        drain(&mut stream).await;
        None
    };
    let callback = within(&mut clock.alarm(LIMIT), serving).await.flatten()?;
    Some(Arrived { callback, stream })
}

impl Arrived {
    /// Sends the page of the callback to the browser, and closes the connection.
    pub(super) async fn answer(mut self, clock: &dyn Clock) -> Callback {
        let page = page::of_callback(&self.callback);
        let answering = async {
            respond(&mut self.stream, &page).await?;
            // Unread bytes would reset the connection, and the browser would lose the page.
            let mut rest = [0; CHUNK_BYTES];
            while self.stream.try_read(&mut rest).is_ok_and(|length| length > 0) {}
            Some(())
        };
        within(&mut clock.alarm(PAGE_LIMIT), answering).await;
        self.callback
    }
}

/// Reads up to the empty line that ends the headers.
///
/// Returns `Some(None)` if the headers are too long, and `None` if the connection ends.
async fn read_head(stream: &mut TcpStream) -> Option<Option<Vec<u8>>> {
    let mut head = Vec::with_capacity(CHUNK_BYTES);
    let mut chunk = [0; CHUNK_BYTES];
    while head.len() < MAX_HEAD_BYTES {
        let length = stream.read(&mut chunk).await.ok().filter(|length| *length > 0)?;
        // The empty line may have begun in the previous chunk.
        let searched = head.len().saturating_sub(3);
        head.extend_from_slice(chunk.get(..length)?);
        if has_empty_line(head.get(searched..)?) {
            return Some(Some(head));
        }
    }
    Some(None)
}

fn has_empty_line(bytes: &[u8]) -> bool {
    let ends = |end: &[u8]| bytes.windows(end.len()).any(|part| part == end);
    ends(b"\n\r\n") || ends(b"\n\n")
}

async fn respond(stream: &mut TcpStream, answer: &[u8]) -> Option<()> {
    stream.write_all(answer).await.ok()?;
    stream.shutdown().await.ok()
}

/// Reads the remaining bytes until the other side closes the connection.
async fn drain(stream: &mut TcpStream) {
    let mut chunk = [0; CHUNK_BYTES];
    let mut drained = 0;
    while let Ok(length @ 1..) = stream.read(&mut chunk).await {
        drained += length;
        if drained > MAX_DRAINED_BYTES {
            return;
        }
    }
}
