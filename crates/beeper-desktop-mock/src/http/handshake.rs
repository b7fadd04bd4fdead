//! The opening handshake of a WebSocket (RFC 6455, section 4.2).

use axum::http::header::{CONNECTION, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE};
use axum::http::{HeaderMap, HeaderName};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha1_smol::Sha1;

use crate::http::reply::Reply;

/// The WebSocket protocol version that the server supports.
pub(crate) const VERSION: &str = "13";

/// The text that the server appends to the client's key before it hashes both.
const GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// The reason why a request gets no WebSocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HandshakeError {
    /// The request asks for no WebSocket, or for another version of the protocol.
    NoUpgrade,
    /// The key is missing, or is not 16 bytes in base64.
    NoKey,
}

/// Returns the response that switches the connection to the WebSocket protocol.
pub(crate) fn accept(headers: &HeaderMap) -> Result<Reply, HandshakeError> {
    let asks = has_token(headers, &CONNECTION, "upgrade") && has_token(headers, &UPGRADE, "websocket");
    if !asks || !has_token(headers, &SEC_WEBSOCKET_VERSION, VERSION) {
        return Err(HandshakeError::NoUpgrade);
    }
    let key = headers.get(SEC_WEBSOCKET_KEY).ok_or(HandshakeError::NoKey)?;
    let decoded = STANDARD.decode(key).map_err(|_| HandshakeError::NoKey)?;
    if decoded.len() != 16 {
        return Err(HandshakeError::NoKey);
    }
    Ok(Reply::switching_protocols(&accept_value(key.as_bytes())))
}

fn accept_value(key: &[u8]) -> String {
    let mut hash = Sha1::from(key);
    hash.update(GUID);
    STANDARD.encode(hash.digest().bytes())
}

/// Returns `true` if a header's list of tokens contains this token, in upper or lower case.
fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    let values = headers
        .get_all(name)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    let mut tokens = values.flat_map(|value| value.split(',')).map(str::trim);
    tokens.any(|it| it.eq_ignore_ascii_case(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_the_rfc_has_its_answer() {
        assert_eq!(
            accept_value(b"dGhlIHNhbXBsZSBub25jZQ=="),
            "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        );
    }
}
