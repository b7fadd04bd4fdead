//! Tests every operation at each bound of its description: the server accepts values within and refuses values beyond it.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use crate::generated::Operation;
use crate::http::api_error::ApiError;
use crate::http::call::Call;
use crate::http::percent_encoding::encoded_segment;
use crate::http::schema::samples::{invalid_values, smallest_value, valid_values};
use crate::http::schema::types::{Body, BodyKind, Location, Parameter, Schema};
use crate::server::mock_desktop::MockDesktop;

/// A request before it is sent.
#[derive(Clone, Default)]
struct Draft {
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
}

impl Draft {
    /// Creates a draft with only what an operation requires.
    fn of(operation: Operation) -> Self {
        let request = operation.request();
        let mut draft = Self::default();
        for parameter in request.parameters.iter().filter(|it| it.is_required) {
            draft.set(parameter, &smallest_value(parameter.schema));
        }
        if let Some(body) = &request.body {
            draft.set_body(body, &smallest_value(body.schema));
        }
        draft
    }

    fn set(&mut self, parameter: &Parameter, value: &Value) {
        self.unset(parameter);
        let values = match value {
            Value::Array(values) => values.as_slice(),
            value => std::slice::from_ref(value),
        };
        let name = parameter.name.to_owned();
        match parameter.location {
            Location::Path => self.path.extend(values.iter().map(|it| (name.clone(), written(it)))),
            Location::Query => self.query.extend(values.iter().map(|it| (name.clone(), written(it)))),
            Location::Header => {
                let text: Vec<_> = values.iter().map(written).collect();
                let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
                self.headers
                    .insert(name, HeaderValue::from_str(&text.join(", ")).unwrap());
            }
        }
    }

    fn unset(&mut self, parameter: &Parameter) {
        match parameter.location {
            Location::Path => self.path.retain(|(name, _)| name != parameter.name),
            Location::Query => self.query.retain(|(name, _)| name != parameter.name),
            Location::Header => drop(self.headers.remove(parameter.name)),
        }
    }

    fn set_body(&mut self, body: &Body, value: &Value) {
        if body.kind == BodyKind::Json {
            self.body = value.to_string().into();
            return;
        }
        let parts = value.as_object().into_iter().flatten().map(|(name, value)| {
            let value = written(value);
            format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        });
        let form: String = parts.chain(["--x--\r\n".to_owned()]).collect();
        self.body = form.into();
        let form = HeaderValue::from_static("multipart/form-data; boundary=x");
        self.headers.insert("content-type", form);
    }

    fn query_text(&self) -> String {
        let pairs = self
            .query
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded_segment(value)));
        pairs.collect::<Vec<_>>().join("&")
    }

    fn check(&self, operation: Operation) -> Result<(), ApiError> {
        let query = self.query_text();
        let call = Call::new(operation, &self.path, Some(&query), &self.headers, &self.body);
        call.map(drop)
    }

    async fn send(&self, operation: Operation, mock: &MockDesktop) -> reqwest::Response {
        let segments = operation.path_template().split('/').map(|segment| {
            let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            let value = name.and_then(|name| self.path.iter().find(|(known, _)| known == name));
            value.map_or_else(|| segment.to_owned(), |(_, value)| encoded_segment(value))
        });
        let path: Vec<_> = segments.collect();
        let url = format!("{}{}?{}", mock.base_url(), path.join("/"), self.query_text());
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = client.request(operation.method().parse().unwrap(), url);
        let request = request.headers(self.headers.clone()).body(self.body.to_vec());
        request.bearer_auth(mock.token()).send().await.unwrap()
    }
}

fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// Returns `true` if reading the value back from an address gives the same value.
fn can_be_written(schema: &Schema, value: &Value) -> bool {
    let is_same = |schema: &Schema, value: &Value| schema.read(&written(value)) == *value;
    match (schema.items(), value) {
        (Some(_), Value::Array(items)) if items.is_empty() => false,
        (Some(schema), Value::Array(items)) => items.iter().all(|item| is_same(schema, item)),
        (Some(_), _) => false,
        (None, value) => is_same(schema, value),
    }
}

/// Returns the requests of an operation that are within its bounds.
fn valid_requests(operation: Operation) -> Vec<Draft> {
    let request = operation.request();
    let least = Draft::of(operation);
    let mut all = vec![least.clone()];
    for parameter in request.parameters {
        for value in valid_values(parameter.schema) {
            // An empty value does not fit into a path.
            let has_room = parameter.location != Location::Path || !written(&value).is_empty();
            if has_room && can_be_written(parameter.schema, &value) {
                let mut draft = least.clone();
                draft.set(parameter, &value);
                all.push(draft);
            }
        }
        if parameter.may_be_empty {
            let mut draft = least.clone();
            draft.set(parameter, &Value::String(String::new()));
            all.push(draft);
        }
    }
    if let Some(body) = &request.body {
        for value in valid_values(body.schema) {
            let mut draft = least.clone();
            draft.set_body(body, &value);
            all.push(draft);
        }
        if !body.is_required {
            all.push(Draft {
                body: Bytes::new(),
                ..least
            });
        }
    }
    all
}

/// Returns the requests of an operation that are just beyond its bounds.
fn invalid_requests(operation: Operation) -> Vec<Draft> {
    let request = operation.request();
    let least = Draft::of(operation);
    let mut all = Vec::new();
    for parameter in request.parameters {
        if parameter.is_required && parameter.location != Location::Path {
            let mut draft = least.clone();
            draft.unset(parameter);
            all.push(draft);
        }
        for value in invalid_values(parameter.schema) {
            let is_seen = parameter.location != Location::Path || !written(&value).is_empty();
            if is_seen && can_be_written(parameter.schema, &value) {
                let mut draft = least.clone();
                draft.set(parameter, &value);
                all.push(draft);
            }
        }
    }
    if let Some(body) = &request.body {
        if body.is_required {
            all.push(Draft {
                body: Bytes::new(),
                ..least.clone()
            });
        }
        let is_form = body.kind == BodyKind::Form;
        for value in invalid_values(body.schema) {
            // In a form, every value is a text.
            let is_text = |value: &Value| value.as_object().is_some_and(|it| it.values().all(Value::is_string));
            if !is_form || is_text(&value) {
                let mut draft = least.clone();
                draft.set_body(body, &value);
                all.push(draft);
            }
        }
        all.push(Draft {
            body: Bytes::from_static(b"{\"a\":"),
            ..least
        });
    }
    all
}

#[test]
fn requests_that_match_the_description_are_not_refused() {
    let mut count = 0;
    for &operation in Operation::ALL {
        for draft in valid_requests(operation) {
            let (query, body) = (draft.query_text(), String::from_utf8_lossy(&draft.body).into_owned());
            assert_eq!(draft.check(operation), Ok(()), "{operation} {query} {body}");
            count += 1;
        }
    }
    assert!(count > 3 * Operation::ALL.len(), "{count}");
}

#[tokio::test]
async fn requests_that_violate_the_description_are_bad_requests() {
    let mock = MockDesktop::start().await.unwrap();
    let mut count = 0;
    for &operation in Operation::ALL {
        for draft in invalid_requests(operation) {
            let (query, body) = (draft.query_text(), String::from_utf8_lossy(&draft.body).into_owned());
            let what = format!("{operation} {query} {body}");

            let answer = draft.send(operation, &mock).await;

            let (status, error): (_, Value) = (answer.status(), answer.json().await.unwrap());
            assert_eq!(status, 400, "{what}: {error}");
            let code = error["code"].as_str().unwrap();
            assert!(
                ["M_INVALID_PARAM", "M_BAD_JSON", "M_NOT_JSON"].contains(&code),
                "{what}: {error}"
            );
            count += 1;
        }
    }
    assert!(count > 5 * Operation::ALL.len(), "{count}");
}

#[tokio::test]
async fn unknown_ids_are_not_found() {
    let mock = MockDesktop::start().await.unwrap();
    for &operation in Operation::ALL {
        for known in ["", "bridgeID"] {
            let parameters = operation.request().parameters.iter();
            let (mut draft, mut unknown) = (Draft::of(operation), 0);
            for parameter in parameters.filter(|it| it.location == Location::Path) {
                let is_known = parameter.name == known;
                draft.set(parameter, &Value::from(if is_known { "mock-qr" } else { "nobody" }));
                unknown += usize::from(!is_known);
            }
            if unknown == 0 {
                continue;
            }
            let answer = draft.send(operation, &mock).await;
            // Sample answers do not depend on the ID.
            if answer.headers().contains_key("x-mock-answer") {
                continue;
            }
            let (status, error): (_, Value) = (answer.status(), answer.json().await.unwrap_or_default());
            assert_eq!(
                (status.as_u16(), &error["code"]),
                (404, &Value::from("M_NOT_FOUND")),
                "{operation}"
            );
        }
    }
}
