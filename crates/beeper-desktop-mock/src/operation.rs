//! The properties of each operation: its ID, method, path, and the requests that it accepts.

use std::fmt;

use crate::generated::Operation;
use crate::generated::{REQUESTS, ROWS, Row};
use crate::http::percent_encoding::decoded_segment;
use crate::http::schema::types::Request;

impl Operation {
    /// Returns the `operationId` of the OpenAPI document, such as `listBridges`.
    #[must_use]
    pub const fn operation_id(self) -> &'static str {
        self.row().operation_id
    }

    /// Returns the HTTP method in capitals.
    #[must_use]
    pub const fn method(self) -> &'static str {
        self.row().method
    }

    /// Returns the path, with parameters in braces.
    #[must_use]
    pub const fn path_template(self) -> &'static str {
        self.row().path
    }

    /// Returns the decoded parameters of a path of this operation, or `None` for any other path.
    ///
    /// The result leaves out a parameter that is not valid UTF-8.
    pub(crate) fn params(self, path: &str) -> Option<Vec<(String, String)>> {
        let template = self.path_template();
        if path.split('/').count() != template.split('/').count() {
            return None;
        }
        let mut params = Vec::new();
        for (segment, part) in path.split('/').zip(template.split('/')) {
            match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                Some(_) if segment.is_empty() => return None,
                Some(name) => params.extend(decoded_segment(segment).map(|value| (name.to_owned(), value))),
                None if segment == part => {}
                None => return None,
            }
        }
        Some(params)
    }

    /// Returns `true` if the operation changes something, so that the server refuses it to a token that may only read.
    pub(crate) fn writes(self) -> bool {
        self.method() != "GET"
    }

    /// Returns `true` if the server refuses the operation without a token.
    pub(crate) const fn needs_token(self) -> bool {
        self.row().needs_token
    }

    /// Returns the description of the requests that the operation accepts.
    pub(crate) fn request(self) -> &'static Request {
        &REQUESTS[self as usize]
    }

    const fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operation_id())
    }
}
