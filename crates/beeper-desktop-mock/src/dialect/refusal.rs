//! Refusals of requests with an unknown path, method or token, which no operation receives.

use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};

use crate::http::reply::Reply;

/// The answers to requests that the server refuses before an operation receives them.
pub(crate) struct Refusals {
    pub(crate) unknown_path: Refusal,
    /// The path exists, but not with this method.
    pub(crate) wrong_method: Refusal,
    pub(crate) missing_token: Refusal,
    pub(crate) wrong_token: Refusal,
    /// The token is valid, but its scope does not include the operation.
    pub(crate) missing_scope: Refusal,
    /// The request asks for no WebSocket, or for another version of the protocol.
    pub(crate) no_upgrade: Refusal,
    pub(crate) no_websocket_key: Refusal,
}

/// The answer to one kind of refused request.
pub(crate) struct Refusal {
    status: u16,
    body: Body,
    /// Whether a header asks for a token.
    has_challenge: bool,
}

enum Body {
    Error { code: &'static str, message: &'static str },
    Text(&'static str),
}

impl Refusal {
    /// Creates a refusal with an error body of the API.
    pub(super) const fn error(status: u16, code: &'static str, message: &'static str) -> Self {
        Self {
            status,
            body: Body::Error { code, message },
            has_challenge: false,
        }
    }

    pub(super) const fn text(status: u16, text: &'static str) -> Self {
        Self {
            status,
            body: Body::Text(text),
            has_challenge: false,
        }
    }

    /// Adds a `WWW-Authenticate` header, which names no metadata.
    pub(super) const fn with_challenge(self) -> Self {
        Self {
            has_challenge: true,
            ..self
        }
    }

    pub(crate) fn reply(&self) -> Reply {
        let reply = match self.body {
            Body::Error { code, message } => Reply::error(self.status, code, message),
            Body::Text(text) => {
                Reply::bytes(self.status, text).header(CONTENT_TYPE.as_str(), "text/plain; charset=utf-8")
            }
        };
        match self.has_challenge {
            true => reply.header(WWW_AUTHENTICATE.as_str(), "Bearer"),
            false => reply,
        }
    }
}
