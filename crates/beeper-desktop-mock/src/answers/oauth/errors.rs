//! The errors of the OAuth endpoints, in the format of RFC 6749 instead of the API's.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::dialect::rules::OAuthRules;
use crate::http::parameters::ParameterError;
use crate::http::reply::Reply;

/// An error that a program receives. It does not repeat anything that the program sent.
#[derive(Debug)]
pub(crate) struct OAuthError {
    code: &'static str,
    description: Cow<'static, str>,
}

impl OAuthError {
    pub(super) const fn new(code: &'static str, description: &'static str) -> Self {
        Self {
            code,
            description: Cow::Borrowed(description),
        }
    }

    pub(crate) fn reply(&self, rules: &OAuthRules) -> Reply {
        let body = json!({ "error": self.code, "error_description": self.description });
        labelled(400, &body, rules)
    }
}

impl From<ParameterError> for OAuthError {
    fn from(error: ParameterError) -> Self {
        Self {
            code: "invalid_request",
            description: Cow::Owned(error.to_string()),
        }
    }
}

/// Creates a JSON reply with a status other than 200, with the media type of the dialect.
pub(super) fn labelled(status: u16, body: &Value, rules: &OAuthRules) -> Reply {
    let reply = Reply::json(status, body.clone()).header("content-type", rules.media_type);
    reply.header("cache-control", "no-store")
}
