//! A call of an operation: a request whose route and token were accepted and that matches the API's description.

use axum::http::HeaderMap;
use serde_json::{Map, Value};

use crate::generated::Operation;
use crate::http::api_error::ApiError;
use crate::http::multipart::Part;
use crate::http::percent_encoding::pairs;
use crate::http::timestamp::Timestamp;

pub(crate) struct Call<'a> {
    pub(crate) operation: Operation,
    pub(super) path_params: &'a [(String, String)],
    pub(crate) query: Query,
    pub(super) headers: &'a HeaderMap,
    /// The members of a JSON body.
    pub(super) body: Map<String, Value>,
    /// The parts of a form.
    pub(super) parts: Vec<Part>,
}

impl Call<'_> {
    pub(crate) fn param(&self, name: &str) -> Result<&str, ApiError> {
        let mut params = self.path_params.iter();
        let found = params.find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).ok_or(NOT_UTF8)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the members of a JSON body.
    pub(crate) fn body(&self) -> &Map<String, Value> {
        &self.body
    }

    /// Returns a part of a form by its name.
    pub(crate) fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.name == name)
    }
}

const NOT_UTF8: ApiError = ApiError::invalid_param("A path parameter is not valid UTF-8");

/// A decoded query. If a client sends a name several times, the last value counts.
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Decodes a query; returns `None` if it is not valid UTF-8.
    pub(crate) fn parse(query: &str) -> Option<Self> {
        pairs(query).map(Self)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(known, _)| known == name);
        values.next_back().map(|(_, value)| value.as_str())
    }

    /// Returns all values of a name, or `None` if there are none.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<&str>> {
        let values = self.0.iter().filter(|(known, _)| known == name);
        let values: Vec<_> = values.map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then_some(values)
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.text(name)?.parse().ok()
    }

    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }

    pub(crate) fn timestamp(&self, name: &str) -> Option<Timestamp> {
        Timestamp::parse(self.text(name)?)
    }
}

/// Access to the members of a JSON object.
pub(crate) trait Members {
    /// Returns a text; an empty text counts as absent.
    fn text(&self, name: &str) -> Option<&str>;
    /// Returns a text, which may be empty.
    fn text_or_empty(&self, name: &str) -> Option<&str>;
    fn flag(&self, name: &str) -> Option<bool>;
    fn object(&self, name: &str) -> Option<&Map<String, Value>>;
}

impl Members for Map<String, Value> {
    fn text(&self, name: &str) -> Option<&str> {
        self.text_or_empty(name).filter(|text| !text.is_empty())
    }

    fn text_or_empty(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.get(name)?.as_bool()
    }

    fn object(&self, name: &str) -> Option<&Map<String, Value>> {
        self.get(name)?.as_object()
    }
}
