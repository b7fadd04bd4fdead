use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};

use crate::Reply;

/// How requests are refused before an operation sees them.
pub(crate) struct Refusals {
    pub(crate) unknown_path: Refusal,
    /// A known path with another method.
    pub(crate) wrong_method: Refusal,
    pub(crate) missing_token: Refusal,
    pub(crate) wrong_token: Refusal,
    /// The token is right, and its scope does not reach.
    pub(crate) missing_scope: Refusal,
}

/// One such answer.
pub(crate) struct Refusal {
    status: u16,
    body: Body,
    /// Where a client learns how to get a token, as a path.
    resource_metadata: Option<&'static str>,
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
            resource_metadata: None,
        }
    }

    pub(super) const fn text(status: u16, text: &'static str) -> Self {
        Self {
            status,
            body: Body::Text(text),
            resource_metadata: None,
        }
    }

    /// Adds a `WWW-Authenticate` header (RFC 9728) that leads to this path.
    pub(super) const fn resource_metadata(self, path: &'static str) -> Self {
        Self {
            resource_metadata: Some(path),
            ..self
        }
    }

    pub(crate) fn reply(&self, base_url: &str) -> Reply {
        let reply = match self.body {
            Body::Error { code, message } => Reply::error(self.status, code, message),
            Body::Text(text) => {
                Reply::bytes(self.status, text).header(CONTENT_TYPE.as_str(), "text/plain; charset=utf-8")
            }
        };
        match self.resource_metadata {
            None => reply,
            Some(path) => {
                let challenge = format!("Bearer resource_metadata=\"{base_url}{path}\"");
                reply.header(WWW_AUTHENTICATE.as_str(), &challenge)
            }
        }
    }
}
