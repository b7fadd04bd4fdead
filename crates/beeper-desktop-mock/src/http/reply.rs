//! Replies: status, headers and body.

use std::fmt;

use axum::body::{Body, Bytes};
use axum::http::header::{CONNECTION, CONTENT_LENGTH, LOCATION, SEC_WEBSOCKET_ACCEPT, UPGRADE};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

/// A canned answer: a status, headers and the exact bytes of the body.
///
/// ```
/// use beeper_desktop_mock::Reply;
/// use serde_json::json;
///
/// let unknown_status = Reply::json(200, json!({ "items": [] }));
/// let gateway_page = Reply::bytes(502, "<html>Bad gateway</html>").header("content-type", "text/html");
/// let slow_down = Reply::error(429, "M_LIMIT_EXCEEDED", "Too many requests").header("retry-after", "1");
/// ```
#[derive(Clone)]
pub struct Reply {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl Reply {
    /// Creates a reply with a JSON body and its content type.
    ///
    /// # Panics
    ///
    /// Panics if `status` is not the status of a final response (200 to 999). So do the other constructors.
    #[must_use]
    pub fn json(status: u16, value: Value) -> Self {
        Self::bytes(status, value.to_string()).header("content-type", "application/json")
    }

    /// Creates a reply with an error body of the API: `code` and `message`.
    #[must_use]
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        Self::json(status, json!({ "code": code, "message": message }))
    }

    /// Creates a reply with any bytes, without a content type.
    #[must_use]
    pub fn bytes(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let status = StatusCode::from_u16(status)
            .ok()
            .filter(|status| !status.is_informational());
        let Some(status) = status else {
            panic!("the status of a reply must be between 200 and 999");
        };
        Self {
            status,
            headers: Vec::new(),
            body: body.into().into(),
        }
    }

    /// Creates a reply with any bytes, without copying them.
    pub(crate) fn shared(status: u16, body: Bytes) -> Self {
        Self {
            body,
            ..Self::empty(status)
        }
    }

    /// Creates the reply after which the connection is a WebSocket.
    pub(crate) fn switching_protocols(accept: &str) -> Self {
        let mut reply = Self::empty(200);
        reply.status = StatusCode::SWITCHING_PROTOCOLS;
        reply
            .header(UPGRADE.as_str(), "websocket")
            .header(CONNECTION.as_str(), "Upgrade")
            .header(SEC_WEBSOCKET_ACCEPT.as_str(), accept)
    }

    /// Creates a reply with a status and no body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self::bytes(status, Vec::new())
    }

    /// Creates a redirect: a status such as 302 or 307, and the `location`.
    ///
    /// # Panics
    ///
    /// Panics if `status` is not between 300 and 399, or if `location` is not valid in an HTTP header.
    #[must_use]
    pub fn redirect(status: u16, location: &str) -> Self {
        let redirect = Self::empty(status);
        assert!(
            redirect.status.is_redirection(),
            "the status of a redirect must be between 300 and 399"
        );
        redirect.header(LOCATION.as_str(), location)
    }

    /// Sets a header, replacing one of the same name.
    ///
    /// The server sends a wrong `content-length` as it is, and closes the connection after the response.
    ///
    /// # Panics
    ///
    /// Panics if the name or the value is not valid in an HTTP header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse()) else {
            panic!("`{name}` or its value is not valid in an HTTP header");
        };
        self.headers.retain(|(existing, _)| *existing != name);
        self.headers.push((name, value));
        self
    }

    /// Removes a header.
    pub(crate) fn without_header(mut self, name: &str) -> Self {
        self.headers
            .retain(|(existing, _)| !name.eq_ignore_ascii_case(existing.as_str()));
        self
    }

    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    pub(crate) fn contradicts_its_length(&self) -> bool {
        let claimed = self.headers.iter().find(|(name, _)| name == CONTENT_LENGTH);
        claimed.is_some_and(|(_, value)| value.as_bytes() != self.body.len().to_string().as_bytes())
    }

    /// Returns the status line and the headers as bytes of HTTP/1.1.
    pub(crate) fn head(&self) -> Vec<u8> {
        let reason = self.status.canonical_reason().unwrap_or_default();
        let mut head = format!("HTTP/1.1 {} {reason}\r\n", self.status.as_u16()).into_bytes();
        for (name, value) in &self.headers {
            head.extend_from_slice(name.as_ref());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
        let has_length = self.headers.iter().any(|(name, _)| name == CONTENT_LENGTH);
        let needs_none = self.body.is_empty()
            && matches!(
                self.status,
                StatusCode::SWITCHING_PROTOCOLS | StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED
            );
        if !has_length && !needs_none {
            head.extend_from_slice(format!("content-length: {}\r\n", self.body.len()).as_bytes());
        }
        head.extend_from_slice(b"\r\n");
        head
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        self.into_response_with(Body::from)
    }

    /// Returns the response; one that switches the protocol carries its bytes along, because hyper does not send it.
    pub(crate) fn into_response_with(self, body: impl FnOnce(Bytes) -> Body) -> Response<Body> {
        if self.status == StatusCode::SWITCHING_PROTOCOLS {
            let mut response = Response::new(Body::empty());
            response.extensions_mut().insert(SwitchedProtocols(self.head()));
            return response;
        }
        let mut response = Response::new(body(self.body));
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers);
        response
    }
}

/// The bytes of the response after which the connection is a WebSocket.
#[derive(Clone, Debug)]
pub(crate) struct SwitchedProtocols(pub(crate) Vec<u8>);

/// An error, because only an error makes hyper give up the connection.
impl std::error::Error for SwitchedProtocols {}

impl fmt::Display for SwitchedProtocols {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is a WebSocket now")
    }
}

/// Shows the status, the header names and the length of the body, because bodies may contain codes and tokens.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Reply")
            .field("status", &self.status.as_u16())
            .field("headers", &names)
            .field("body_len", &self.body.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::CONTENT_TYPE;

    use super::*;

    #[test]
    fn a_header_set_twice_keeps_the_last_value() {
        let reply = Reply::json(200, json!({})).header("Content-Type", "text/plain");

        let response = reply.into_response();

        let values: Vec<_> = response.headers().get_all(CONTENT_TYPE).iter().collect();
        assert_eq!(values, ["text/plain"]);
    }

    #[test]
    fn debug_shows_no_body() {
        let reply = Reply::json(200, json!({ "data": "code-on-screen" }));

        let debug = format!("{reply:?}");

        assert!(debug.contains("body_len"), "{debug}");
        assert!(!debug.contains("code-on-screen"), "{debug}");
    }
}
