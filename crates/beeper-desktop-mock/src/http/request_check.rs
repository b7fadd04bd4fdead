//! Checks a request against the API's description of its operation.

#[cfg(test)]
mod tests;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use crate::generated::Operation;
use crate::http::api_error::ApiError;
use crate::http::call::{Call, Query};
use crate::http::multipart::{Part, boundary, multipart};
use crate::http::schema::types::{Body, BodyKind, Location, Parameter, Schema};
use crate::http::schema::violation::ValuePath;

impl<'a> Call<'a> {
    /// Reads a request, and refuses one that violates the description of its operation.
    pub(crate) fn new(
        operation: Operation,
        path_params: &'a [(String, String)],
        query: Option<&str>,
        headers: &'a HeaderMap,
        body: &Bytes,
    ) -> Result<Self, ApiError> {
        let query =
            Query::parse(query.unwrap_or_default()).ok_or(ApiError::invalid_param("The query is not valid UTF-8"))?;
        let request = operation.request();
        let mut call = Self {
            operation,
            path_params,
            query,
            headers,
            body: Map::new(),
            parts: Vec::new(),
        };
        for parameter in request.parameters {
            call.check_parameter(parameter)?;
        }
        if let Some(described) = &request.body {
            call.read_body(described, body)?;
        }
        Ok(call)
    }

    fn read_body(&mut self, described: &Body, body: &Bytes) -> Result<(), ApiError> {
        let check = |value: &Value| {
            let checked = described.schema.check(value, &ValuePath::Whole);
            checked.map_err(ApiError::member_violation)
        };
        match described.kind {
            BodyKind::Json if body.is_empty() && described.is_required => {
                return Err(ApiError::not_json("The body must be given, as JSON"));
            }
            BodyKind::Json if body.is_empty() => {}
            BodyKind::Json => {
                let value = serde_json::from_slice(body).map_err(|_| ApiError::not_json("The body must be JSON"))?;
                check(&value)?;
                if let Value::Object(members) = value {
                    self.body = members;
                }
            }
            BodyKind::Form => {
                let boundary = self.header(CONTENT_TYPE.as_str()).and_then(boundary);
                let boundary = boundary.ok_or(ApiError::invalid_param("The body must be `multipart/form-data`"))?;
                let parts = multipart(body, &boundary).ok_or(ApiError::invalid_param("The form is malformed"))?;
                check(&Value::Object(members(&parts, described.schema)?))?;
                self.parts = parts;
            }
        }
        Ok(())
    }

    fn check_parameter(&self, parameter: &Parameter) -> Result<(), ApiError> {
        let Parameter { name, schema, .. } = parameter;
        let value = match parameter.location {
            Location::Path => Some(schema.read(self.param(name)?)),
            Location::Query => match schema.items() {
                Some(items) => self
                    .query
                    .list(name)
                    .map(|texts| texts.into_iter().map(|text| items.read(text)).collect()),
                None => self.query.text(name).map(|text| schema.read(text)),
            },
            Location::Header => match schema.items() {
                Some(items) => self
                    .header(name)
                    .map(|texts| texts.split(',').map(|text| items.read(text.trim())).collect()),
                None => self.header(name).map(|text| schema.read(text)),
            },
        };
        let path = ValuePath::Named(name);
        match value {
            Some(Value::String(text)) if parameter.may_be_empty && text.is_empty() => Ok(()),
            Some(value) => schema.check(&value, &path).map_err(ApiError::parameter_violation),
            None if parameter.is_required => Err(ApiError::parameter_violation(path.violation("must be given"))),
            None => Ok(()),
        }
    }
}

/// Returns the parts of a form as values. If a client sends a name several times, the first value counts.
fn members(parts: &[Part], schema: &Schema) -> Result<Map<String, Value>, ApiError> {
    let mut members = Map::new();
    for part in parts.iter().rev() {
        let value = match (schema.member(&part.name), std::str::from_utf8(&part.data)) {
            (Some(schema), _) if schema.is_binary() => Value::String(String::new()),
            (Some(schema), Ok(text)) => schema.read(text),
            (Some(_), Err(_)) => {
                return Err(ApiError::member_violation(
                    ValuePath::Named(&part.name).violation("must be a string"),
                ));
            }
            (None, _) => Value::Null,
        };
        members.insert(part.name.clone(), value);
    }
    Ok(members)
}
