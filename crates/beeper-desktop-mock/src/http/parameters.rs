//! The parameters of OAuth requests: queries and forms in which no name may appear twice.

use std::fmt;

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

use crate::http::percent_encoding::pairs;

/// The decoded parameters of a request.
pub(crate) struct Parameters(Vec<(String, String)>);

/// The reason why a parameter cannot be read. It names the parameter, never its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParameterError {
    NotAForm,
    NotUtf8,
    Missing(&'static str),
    Repeated(&'static str),
}

impl Parameters {
    pub(crate) fn from_query(query: &str) -> Result<Self, ParameterError> {
        pairs(query).map(Self).ok_or(ParameterError::NotUtf8)
    }

    pub(crate) fn from_form(headers: &HeaderMap, body: &[u8]) -> Result<Self, ParameterError> {
        if !has_media_type(headers, "application/x-www-form-urlencoded") {
            return Err(ParameterError::NotAForm);
        }
        let text = str::from_utf8(body).map_err(|_| ParameterError::NotUtf8)?;
        Self::from_query(text)
    }

    /// Returns a parameter; an empty one counts as absent.
    pub(crate) fn optional(&self, name: &'static str) -> Result<Option<&str>, ParameterError> {
        let mut values = self.0.iter().filter(|(known, _)| known == name);
        let first = values.next();
        match values.next() {
            Some(_) => Err(ParameterError::Repeated(name)),
            None => Ok(first.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())),
        }
    }

    pub(crate) fn required(&self, name: &'static str) -> Result<&str, ParameterError> {
        self.optional(name)?.ok_or(ParameterError::Missing(name))
    }
}

impl fmt::Display for ParameterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAForm => f.write_str("The body must be application/x-www-form-urlencoded"),
            Self::NotUtf8 => f.write_str("A parameter is not valid UTF-8"),
            Self::Missing(name) => write!(f, "{name} is missing"),
            Self::Repeated(name) => write!(f, "{name} appears more than once"),
        }
    }
}

/// Returns `true` if the content type of a body is this one, whatever its parameters.
pub(crate) fn has_media_type(headers: &HeaderMap, expected: &str) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = value.and_then(|value| value.split(';').next());
    media_type.is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case(expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_parameter_is_a_missing_one() {
        let read = Parameters::from_query("state=&scope=read+write").unwrap();

        assert_eq!(read.optional("state"), Ok(None));
        assert_eq!(read.required("state"), Err(ParameterError::Missing("state")));
        assert_eq!(read.required("scope"), Ok("read write"));
    }

    #[test]
    fn a_parameter_that_comes_twice_is_refused() {
        let read = Parameters::from_query("code=a&code=a").unwrap();

        assert_eq!(read.optional("code"), Err(ParameterError::Repeated("code")));
    }

    #[test]
    fn only_forms_are_read_as_forms() {
        let mut headers = HeaderMap::new();
        assert_eq!(
            Parameters::from_form(&headers, b"a=b").err(),
            Some(ParameterError::NotAForm)
        );
        headers.insert(
            CONTENT_TYPE,
            "Application/X-WWW-Form-Urlencoded; charset=utf-8".parse().unwrap(),
        );
        assert!(Parameters::from_form(&headers, b"a=b").is_ok());
        assert_eq!(
            Parameters::from_form(&headers, b"a=\xff").err(),
            Some(ParameterError::NotUtf8)
        );
    }
}
