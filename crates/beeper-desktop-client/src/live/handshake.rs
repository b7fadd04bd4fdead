//! The WebSocket handshake: builds the request and checks the response.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Request;
use reqwest::header::{
    ACCEPT, CONNECTION, HeaderMap, HeaderName, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_EXTENSIONS,
    SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE,
};

use crate::live::error::EventsError;
use crate::runtime::delivery_class::DeliveryClass;
use crate::runtime::operation::Operation;
use crate::runtime::request::endpoint::{Endpoint, Sender};
use crate::runtime::request::error::RequestError;
use crate::runtime::request::request_builder::RequestBuilder;

/// The path of live events, unless the server names another one.
pub(super) const PATH: &str = "/v1/ws";

/// The name of the handshake in errors and traces.
static OPERATION: Operation = Operation {
    id: "connect_events",
    method: "GET",
    path: PATH,
    needs_token: true,
    delivery: DeliveryClass::Read,
};

/// The text that is appended to the key before it is hashed (RFC 6455, section 1.3).
const GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// The request that opens a WebSocket.
#[derive(Clone)]
pub(super) struct Handshake {
    pub(super) sender: Sender,
    pub(super) path: String,
    pub(super) key: Key,
}

/// The random key of a handshake. The server proves with its hash that it read this request.
#[derive(Clone)]
pub(super) struct Key(String);

impl Key {
    pub(super) fn random() -> Self {
        Self(STANDARD.encode(fastrand::u128(..).to_ne_bytes()))
    }

    fn accept(&self) -> String {
        let mut hash = sha1_smol::Sha1::new();
        hash.update(self.0.as_bytes());
        hash.update(GUID);
        STANDARD.encode(hash.digest().bytes())
    }
}

impl Endpoint for Handshake {
    fn sender(&self) -> &Sender {
        &self.sender
    }

    fn operation(&self) -> &'static Operation {
        &OPERATION
    }

    fn build(&self) -> Result<Request, RequestError> {
        let url = self.sender.client().shared().address.of_encoded(&self.path);
        let mut request = RequestBuilder::new(reqwest::Method::GET, url).build()?;
        let headers = request.headers_mut();
        let key = HeaderValue::try_from(&self.key.0)
            .map_err(|_| RequestError::request("the key does not fit in a header"))?;
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
        headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        headers.insert(SEC_WEBSOCKET_KEY, key);
        Ok(request)
    }
}

/// Returns whether the handshake sets this header itself, so that a program may not set it.
pub(super) fn is_own_header(name: &HeaderName) -> bool {
    [CONNECTION, UPGRADE].contains(name) || name.as_str().starts_with("sec-websocket-")
}

/// Returns an error if a response with the status 101 does not answer the handshake.
pub(super) fn check_answer(headers: &HeaderMap, key: &Key) -> Result<(), EventsError> {
    if !has_token(headers, &UPGRADE, "websocket") {
        return Err(EventsError::invalid_handshake("its `Upgrade` is not `websocket`"));
    }
    if !has_token(headers, &CONNECTION, "upgrade") {
        return Err(EventsError::invalid_handshake("its `Connection` is not `Upgrade`"));
    }
    let mut accepts = headers.get_all(SEC_WEBSOCKET_ACCEPT).iter();
    let is_ours = |value: &HeaderValue| value.as_bytes().trim_ascii() == key.accept().as_bytes();
    if !accepts.next().is_some_and(is_ours) || accepts.next().is_some() {
        return Err(EventsError::invalid_handshake(
            "its `Sec-WebSocket-Accept` does not match the key of the request",
        ));
    }
    let is_set = |name: HeaderName| {
        headers
            .get_all(name)
            .iter()
            .any(|value| !value.as_bytes().trim_ascii().is_empty())
    };
    if [SEC_WEBSOCKET_EXTENSIONS, SEC_WEBSOCKET_PROTOCOL]
        .into_iter()
        .any(is_set)
    {
        return Err(EventsError::invalid_handshake(
            "it chooses an extension or a subprotocol, but the client offered none",
        ));
    }
    Ok(())
}

/// Returns whether a header's comma-separated list contains `token`.
fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    let texts = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    texts
        .flat_map(|text| text.split(','))
        .any(|word| word.trim().eq_ignore_ascii_case(token))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::error::EventsErrorKind;

    /// The key from the example in RFC 6455.
    fn key() -> Key {
        Key("dGhlIHNhbXBsZSBub25jZQ==".to_owned())
    }

    fn answer(changed: &[(&'static str, &str)]) -> Result<(), EventsError> {
        let mut headers = HeaderMap::new();
        let fine = [
            ("upgrade", "websocket"),
            ("connection", "Upgrade"),
            ("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
        ];
        for (name, value) in fine.iter().chain(changed) {
            headers.remove(*name);
            if !value.is_empty() {
                headers.insert(*name, HeaderValue::from_str(value).unwrap());
            }
        }
        check_answer(&headers, &key())
    }

    #[test]
    fn an_answer_to_the_key_is_accepted_however_its_headers_are_written() {
        answer(&[]).unwrap();
        answer(&[("upgrade", "WebSocket"), ("connection", "keep-alive, upgrade")]).unwrap();
        answer(&[("sec-websocket-accept", " s3pPLMBiTxaQ9kYGzzhZRbK+xOo= ")]).unwrap();
    }

    #[test]
    fn an_answer_that_is_none_to_the_handshake_is_refused() {
        for (changed, expected) in [
            (("upgrade", ""), "`Upgrade` is not"),
            (("upgrade", "h2c"), "`Upgrade` is not"),
            (("connection", ""), "`Connection`"),
            (("connection", "close"), "`Connection`"),
            (("sec-websocket-accept", ""), "`Sec-WebSocket-Accept`"),
            (("sec-websocket-accept", "PLANTED"), "`Sec-WebSocket-Accept`"),
            (
                ("sec-websocket-accept", "S3PPLMBITXAQ9KYGZZHZRBK+XOO="),
                "`Sec-WebSocket-Accept`",
            ),
            (
                ("sec-websocket-extensions", "permessage-deflate"),
                "the client offered none",
            ),
            (("sec-websocket-protocol", "PLANTED"), "the client offered none"),
        ] {
            let error = answer(&[changed]).unwrap_err();
            assert_eq!(error.kind(), EventsErrorKind::InvalidHandshake);
            assert!(error.to_string().contains(expected), "{error}");
            assert!(!format!("{error:?}").contains("PLANTED"), "{error:?}");
        }
    }

    #[test]
    fn keys_are_of_sixteen_bytes_and_differ() {
        let (one, other) = (Key::random(), Key::random());
        assert_eq!(STANDARD.decode(&one.0).unwrap().len(), 16);
        assert_ne!(one.0, other.0);
    }
}
