//! The parts of a WebSocket server that the benches need.

use std::io::{self, Read, Write};
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Accepts the handshake with this key, and confirms the first command of the client as a subscription to all chats.
///
/// # Errors
///
/// Returns an error if the client has closed the connection.
pub fn accept(key: &str, reader: &mut impl Read, writer: &mut impl Write) -> io::Result<()> {
    let mut hash = sha1_smol::Sha1::new();
    hash.update(key.as_bytes());
    hash.update(b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    let accept = STANDARD.encode(hash.digest().bytes());
    let head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    write!(writer, "{head}Sec-WebSocket-Accept: {accept}\r\n\r\n")?;
    writer.write_all(&frame(r#"{"type":"ready","version":1,"chatIDs":[]}"#))?;
    // The command is in one frame, whose length fits the short form of the header.
    let mut header = [0; 6];
    reader.read_exact(&mut header)?;
    reader.read_exact(&mut vec![0; usize::from(header[1] & 0x7f)])?;
    writer.write_all(&frame(
        r#"{"type":"subscriptions.updated","requestID":"r1","chatIDs":["*"]}"#,
    ))
}

/// Returns a text frame from a server.
pub fn frame(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).expect("a text of less than 64 KiB");
    let header = match length {
        0..=125 => vec![0x81, text.len() as u8],
        _ => [&[0x81, 126][..], &length.to_be_bytes()].concat(),
    };
    [&header, text.as_bytes()].concat()
}

/// Responds to the pings of a client until the client closes the connection.
///
/// # Errors
///
/// Returns an error when the client has closed the connection.
pub fn answer_pings(reader: &mut impl Read, writer: &Mutex<impl Write>) -> io::Result<()> {
    const PING: u8 = 0x89;
    const PONG: u8 = 0x8a;
    loop {
        // The frames of clients fit the short form of the header here.
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
