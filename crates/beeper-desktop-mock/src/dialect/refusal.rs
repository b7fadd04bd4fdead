//! Refusals of requests before an operation sees them: unknown paths, methods and tokens.

use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};

use crate::http::reply::Reply;

/// How requests are refused before an operation sees them.
pub(crate) struct Refusals {
    pub(crate) unknown_path: Refusal,
    /// A known path with another method.
    pub(crate) wrong_method: Refusal,
    pub(crate) missing_token: Refusal,
    pub(crate) wrong_token: Refusal,
    /// The token is right, and its scope does not reach.
    pub(crate) missing_scope: Refusal,
    /// What asks for no WebSocket, or for one of another version.
    pub(crate) no_upgrade: Refusal,
    pub(crate) no_websocket_key: Refusal,
}

/// One such answer.
pub(crate) struct Refusal {
    status: u16,
    body: Body,
    /// Whether a header says that a token is wanted.
    has_challenge: bool,
}

enum Body {
    Error { code: &'static str, message: &'static str },
    Text(&'static str),
}

impl Refusal {
    /// An error body of the API.
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
