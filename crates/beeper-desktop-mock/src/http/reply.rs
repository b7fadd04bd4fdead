use std::borrow::Cow;
use std::fmt;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_LENGTH, LOCATION};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

use crate::http::schema::Misfit;

/// A canned answer: status, headers and the exact bytes of the body.
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
    /// A JSON body, with its content type.
    ///
    /// # Panics
    ///
    /// When `status` is not the status of a whole answer (200 to 999). The other constructors do the same.
    #[must_use]
    pub fn json(status: u16, value: Value) -> Self {
        Self::bytes(status, value.to_string()).header("content-type", "application/json")
    }

    /// An error body of the API: `code` and `message`.
    #[must_use]
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        Self::json(status, json!({ "code": code, "message": message }))
    }

    /// Any bytes, without a content type.
    #[must_use]
    pub fn bytes(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let status = StatusCode::from_u16(status)
            .ok()
            .filter(|status| !status.is_informational());
        let Some(status) = status else {
            panic!("the status of a reply lies between 200 and 999");
        };
        Self {
            status,
            headers: Vec::new(),
            body: body.into().into(),
        }
    }

    /// Any bytes that are there already.
    pub(crate) fn shared(status: u16, body: Bytes) -> Self {
        Self {
            body,
            ..Self::empty(status)
        }
    }

    /// A status without a body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self::bytes(status, Vec::new())
    }

    /// Sends the client elsewhere: a status such as 302 or 307, and the `location`.
    ///
    /// # Panics
    ///
    /// When `status` is not between 300 and 399, or `location` cannot stand in an HTTP header.
    #[must_use]
    pub fn redirect(status: u16, location: &str) -> Self {
        let redirect = Self::empty(status);
        assert!(
            redirect.status.is_redirection(),
            "the status of a redirect lies between 300 and 399"
        );
        redirect.header(LOCATION.as_str(), location)
    }

    /// Sets a header; one of the same name is replaced.
    ///
    /// A `content-length` that is not the length of the body is sent as it is, and the connection closed after the answer.
    ///
    /// # Panics
    ///
    /// When name or value cannot stand in an HTTP header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse()) else {
            panic!("`{name}` or its value cannot stand in an HTTP header");
        };
        self.headers.retain(|(existing, _)| *existing != name);
        self.headers.push((name, value));
        self
    }

    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    pub(crate) fn contradicts_its_length(&self) -> bool {
        let claimed = self.headers.iter().find(|(name, _)| name == CONTENT_LENGTH);
        claimed.is_some_and(|(_, value)| value.as_bytes() != self.body.len().to_string().as_bytes())
    }

    /// Status line and headers as they go over the wire.
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
        let needs_none =
            self.body.is_empty() && matches!(self.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        if !has_length && !needs_none {
            head.extend_from_slice(format!("content-length: {}\r\n", self.body.len()).as_bytes());
        }
        head.extend_from_slice(b"\r\n");
        head
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        self.into_response_with(Body::from)
    }

    pub(crate) fn into_response_with(self, body: impl FnOnce(Bytes) -> Body) -> Response<Body> {
        let mut response = Response::new(body(self.body));
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers);
        response
    }
}

/// Shows status, header names and the length of the body: bodies may hold codes and tokens.
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

/// Why an operation refuses a request, or a login fails; becomes the error body of the API.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    status: u16,
    code: Cow<'static, str>,
    message: Cow<'static, str>,
    /// The parameter or member that was wrong.
    about: Option<String>,
    headers: Vec<(HeaderName, String)>,
    in_matrix_names: bool,
}

impl Failure {
    pub(crate) const fn new(status: u16, code: &'static str, message: &'static str) -> Self {
        Self {
            status,
            code: Cow::Borrowed(code),
            message: Cow::Borrowed(message),
            about: None,
            headers: Vec::new(),
            in_matrix_names: false,
        }
    }

    /// What a test says; panics when that is no error.
    #[track_caller]
    pub(crate) fn told(status: u16, code: &str, message: &str) -> Self {
        assert!(
            (400..=599).contains(&status),
            "the HTTP status of a failure lies between 400 and 599"
        );
        Self {
            code: Cow::Owned(code.to_owned()),
            message: Cow::Owned(message.to_owned()),
            ..Self::new(status, "", "")
        }
    }

    pub(crate) const fn bad_param(message: &'static str) -> Self {
        Self::new(400, "M_INVALID_PARAM", message)
    }

    pub(crate) const fn not_json(message: &'static str) -> Self {
        Self::new(400, "M_NOT_JSON", message)
    }

    /// A parameter that is not what the API's description says.
    pub(crate) fn bad_parameter(misfit: Misfit) -> Self {
        Self::bad_param("").about_misfit(misfit)
    }

    /// The same for a member of the body.
    pub(crate) fn bad_member(misfit: Misfit) -> Self {
        Self::new(400, "M_BAD_JSON", "").about_misfit(misfit)
    }

    fn about_misfit(self, misfit: Misfit) -> Self {
        Self {
            message: Cow::Owned(misfit.to_string()),
            about: Some(misfit.place).filter(|place| !place.is_empty()),
            ..self
        }
    }

    pub(crate) const fn forbidden(message: &'static str) -> Self {
        Self::new(403, "M_FORBIDDEN", message)
    }

    /// What does not fit what is already there.
    pub(crate) const fn conflict(message: &'static str) -> Self {
        Self::new(409, "M_BAD_STATE", message)
    }

    pub(crate) const fn not_found(message: &'static str) -> Self {
        Self::new(404, "M_NOT_FOUND", message)
    }

    /// 500 and not 409, because that is what bridges answer.
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

    pub(crate) fn about(&self) -> Option<&str> {
        self.about.as_deref()
    }

    /// The answer with this failure, written as this body.
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
