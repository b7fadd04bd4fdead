//! The errors of the API: status, code and message.

use std::borrow::Cow;

use axum::http::HeaderName;
use serde_json::{Value, json};

use crate::http::reply::Reply;
use crate::http::schema::violation::Violation;

/// An error that an operation answers or with which a login fails.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ApiError {
    status: u16,
    code: Cow<'static, str>,
    message: Cow<'static, str>,
    /// The name of the invalid parameter or member.
    subject: Option<String>,
    headers: Vec<(HeaderName, String)>,
    in_matrix_names: bool,
}

impl ApiError {
    pub(crate) const fn new(status: u16, code: &'static str, message: &'static str) -> Self {
        Self {
            status,
            code: Cow::Borrowed(code),
            message: Cow::Borrowed(message),
            subject: None,
            headers: Vec::new(),
            in_matrix_names: false,
        }
    }

    /// Creates an error that a test asks for; panics if its status is not that of an error.
    #[track_caller]
    pub(crate) fn checked(status: u16, code: &str, message: &str) -> Self {
        assert!(
            (400..=599).contains(&status),
            "the HTTP status of a failure must be between 400 and 599"
        );
        Self {
            code: Cow::Owned(code.to_owned()),
            message: Cow::Owned(message.to_owned()),
            ..Self::new(status, "", "")
        }
    }

    pub(crate) const fn invalid_param(message: &'static str) -> Self {
        Self::new(400, "M_INVALID_PARAM", message)
    }

    pub(crate) const fn not_json(message: &'static str) -> Self {
        Self::new(400, "M_NOT_JSON", message)
    }

    /// Creates the error of a parameter that violates its schema.
    pub(crate) fn parameter_violation(violation: Violation) -> Self {
        Self::invalid_param("").with_violation(violation)
    }

    /// Creates the error of a body member that violates its schema.
    pub(crate) fn member_violation(violation: Violation) -> Self {
        Self::new(400, "M_BAD_JSON", "").with_violation(violation)
    }

    fn with_violation(self, violation: Violation) -> Self {
        Self {
            message: Cow::Owned(violation.to_string()),
            subject: Some(violation.path).filter(|path| !path.is_empty()),
            ..self
        }
    }

    pub(crate) const fn forbidden(message: &'static str) -> Self {
        Self::new(403, "M_FORBIDDEN", message)
    }

    /// Creates the error of a request that conflicts with the state.
    pub(crate) const fn conflict(message: &'static str) -> Self {
        Self::new(409, "M_BAD_STATE", message)
    }

    pub(crate) const fn not_found(message: &'static str) -> Self {
        Self::new(404, "M_NOT_FOUND", message)
    }

    /// Creates the error of a request that a bridge refuses in its current state: 500, not 409, because bridges answer so.
    pub(crate) const fn bad_state(message: &'static str) -> Self {
        Self::new(500, "M_BAD_STATE", message)
    }

    pub(crate) fn in_matrix_names(self) -> Self {
        Self {
            in_matrix_names: true,
            ..self
        }
    }

    pub(crate) fn header(mut self, name: HeaderName, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) const fn status(&self) -> u16 {
        self.status
    }

    pub(crate) fn code(&self) -> &str {
        &self.code
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// Returns the reply of this error, with the given body.
    pub(crate) fn to_reply(&self, body: Value) -> Reply {
        let headers = self.headers.iter();
        headers.fold(Reply::json(self.status, body), |reply, (name, value)| {
            reply.header(name.as_str(), value)
        })
    }

    pub(crate) fn to_json(&self) -> Value {
        match self.in_matrix_names {
            true => json!({ "errcode": self.code, "error": self.message }),
            false => json!({ "code": self.code, "message": self.message }),
        }
    }
}
