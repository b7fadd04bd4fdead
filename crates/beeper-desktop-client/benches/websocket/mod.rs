//! The server's side of a WebSocket, as far as the servers of the benches need it.

use std::io::{self, Read, Write};
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Agrees to the opening handshake with this key, and to the client's first command, whatever that is.
///
/// # Errors
///
/// When the client is gone.
pub fn accept(key: &str, reader: &mut impl Read, writer: &mut impl Write) -> io::Result<()> {
    let mut hash = sha1_smol::Sha1::new();
    hash.update(key.as_bytes());
    hash.update(b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    let accept = STANDARD.encode(hash.digest().bytes());
    let head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    write!(writer, "{head}Sec-WebSocket-Accept: {accept}\r\n\r\n")?;
    writer.write_all(&frame(r#"{"type":"ready","version":1,"chatIDs":[]}"#))?;
    // A command, which is short, in one frame.
    let mut header = [0; 6];
    reader.read_exact(&mut header)?;
    reader.read_exact(&mut vec![0; usize::from(header[1] & 0x7f)])?;
    writer.write_all(&frame(
        r#"{"type":"subscriptions.updated","requestID":"r1","chatIDs":["*"]}"#,
    ))
}

/// A text frame of a server.
pub fn frame(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).expect("a short text");
    let header = match length {
        0..=125 => vec![0x81, text.len() as u8],
        _ => [&[0x81, 126][..], &length.to_be_bytes()].concat(),
    };
    [&header, text.as_bytes()].concat()
}

/// Answers the pings of a client until it is gone.
///
/// # Errors
///
/// When the client is gone.
pub fn answer_pings(reader: &mut impl Read, writer: &Mutex<impl Write>) -> io::Result<()> {
    const PING: u8 = 0x89;
    const PONG: u8 = 0x8a;
    loop {
        // What clients send here is short.
        let mut header = [0; 6];
        reader.read_exact(&mut header)?;
        let [first, length, mask @ ..] = header;
        let length = length & 0x7f;
        let mut payload = vec![0; usize::from(length)];
        reader.read_exact(&mut payload)?;
        if first == PING {
            let unmasked = payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask);
            let pong: Vec<u8> = [PONG, length].into_iter().chain(unmasked).collect();
            let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
            writer.write_all(&pong)?;
        }
    }
}
