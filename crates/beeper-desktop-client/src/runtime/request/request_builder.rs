//! Builds HTTP requests: query, headers and body.

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Request, Url};
use serde::Serialize;

use crate::runtime::request::error::RequestError;
use crate::runtime::request::parameter::Parameter;

/// A builder of a request. `build` returns the first error.
pub(crate) struct RequestBuilder {
    method: Method,
    url: Url,
    query: form_urlencoded::Serializer<'static, String>,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
    wrong: Option<RequestError>,
}

impl RequestBuilder {
    pub(crate) fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            query: form_urlencoded::Serializer::new(String::new()),
            headers: HeaderMap::new(),
            body: None,
            wrong: None,
        }
    }

    /// Asks for a JSON response.
    pub(crate) fn accept_json(mut self) -> Self {
        self.headers
            .insert(ACCEPT, HeaderValue::from_static("application/json"));
        self
    }

    /// Adds a query parameter: nothing if it is absent, and one pair for each item of a list.
    pub(crate) fn query(mut self, name: &str, value: &impl Parameter) -> Self {
        value.texts(&mut |text| {
            self.query.append_pair(name, text);
        });
        self
    }

    /// Adds a header parameter. `argument` is its name in the program.
    #[allow(
        dead_code,
        reason = "generated code calls it if the description has a header parameter"
    )]
    pub(crate) fn header_parameter(mut self, name: &str, argument: &'static str, value: &impl Parameter) -> Self {
        value.texts(
            &mut |text| match (HeaderName::try_from(name), HeaderValue::try_from(text)) {
                (Ok(name), Ok(value)) => {
                    self.headers.append(name, value);
                }
                _ => {
                    let wrong = RequestError::argument(argument, "the value is not valid in a header");
                    self.wrong.get_or_insert(wrong);
                }
            },
        );
        self
    }

    /// Sets a JSON body.
    pub(crate) fn json(mut self, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(text) => return self.json_text(text),
            // serde's message may quote a value.
            Err(_) => self.wrong = Some(RequestError::request("the body cannot be encoded as JSON")),
        }
        self
    }

    /// Sets a body that is JSON already.
    pub(crate) fn json_text(mut self, text: Vec<u8>) -> Self {
        self.headers
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.body = Some(text);
        self
    }

    /// Sets a JSON body if anything is set in it.
    #[allow(
        dead_code,
        reason = "generated code calls it if the description has an optional body"
    )]
    pub(crate) fn json_if_set(self, body: &impl Serialize) -> Self {
        let mut head = self.json(body);
        if matches!(head.body.as_deref(), Some(b"{}" | b"null")) {
            head.headers.remove(CONTENT_TYPE);
            head.body = None;
        }
        head
    }

    /// Returns the request, or the first error.
    pub(crate) fn build(mut self) -> Result<Request, RequestError> {
        if let Some(wrong) = self.wrong {
            return Err(wrong);
        }
        let added = self.query.finish();
        if !added.is_empty() {
            let query = match self.url.query() {
                Some(written) if !written.is_empty() => format!("{written}&{added}"),
                _ => added,
            };
            self.url.set_query(Some(&query));
        }
        let mut request = Request::new(self.method, self.url);
        *request.headers_mut() = self.headers;
        *request.body_mut() = self.body.map(Into::into);
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn head() -> RequestBuilder {
        RequestBuilder::new(Method::POST, Url::parse("http://localhost/v1").unwrap())
    }

    #[test]
    fn a_query_holds_what_is_there() {
        let head = head()
            .query("absent", &None::<String>)
            .query("words", &"a b&c=ü+".to_owned())
            .query("ids", &vec!["x".to_owned(), "y/z".to_owned()]);
        let request = head.build().unwrap();
        assert_eq!(request.url().query(), Some("words=a+b%26c%3D%C3%BC%2B&ids=x&ids=y%2Fz"));
        let request = self::head().query("absent", &None::<bool>).build().unwrap();
        assert_eq!(request.url().as_str(), "http://localhost/v1");
    }

    #[test]
    fn added_query_parameters_come_after_those_of_the_address() {
        for (address, expected) in [
            ("http://localhost/v1?x=%20", "x=%20&a=1"),
            ("http://localhost/v1?", "a=1"),
            ("http://localhost/v1", "a=1"),
        ] {
            let head = RequestBuilder::new(Method::GET, Url::parse(address).unwrap());
            let request = head.query("a", &1_i64).build().unwrap();
            assert_eq!(request.url().query(), Some(expected), "{address}");
        }
    }

    #[test]
    fn an_optional_body_is_sent_once_something_is_set() {
        let nothing = head().json_if_set(&json!({})).build().unwrap();
        assert!(nothing.body().is_none() && !nothing.headers().contains_key(CONTENT_TYPE));
        let empty = head().json(&json!({})).build().unwrap();
        assert_eq!(empty.body().unwrap().as_bytes(), Some(&b"{}"[..]));
        let set = head().json_if_set(&json!({"a": 1})).build().unwrap();
        assert_eq!(set.body().unwrap().as_bytes(), Some(&br#"{"a":1}"#[..]));
        assert_eq!(set.headers()[CONTENT_TYPE], "application/json");
    }

    #[test]
    fn a_header_that_cannot_hold_its_value_is_named() {
        let head = head().header_parameter("x-room", "x_room", &"PLANTED\n".to_owned());
        assert_eq!(head.build().unwrap_err().argument_name(), Some("x_room"));
        let request = self::head()
            .header_parameter("x-room", "x_room", &7_i64)
            .build()
            .unwrap();
        assert_eq!(request.headers()["x-room"], "7");
    }
}
