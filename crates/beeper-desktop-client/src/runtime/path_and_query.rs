//! How values become parts of an address.

use std::slice;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Everything but what a path segment may hold as it is. A backslash is not among that: addresses take it for a slash.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// An address: the base, and the template with segments in the places that it has for them. `None` if one of them is missing,
/// empty, `.` or `..`, which would lead elsewhere: IDs are not, but other texts are parts of paths, too, what somebody reacted
/// with, for instance. And `None` if a place of the template has no end, which those of the table have.
pub(crate) fn filled_in(base: &str, template: &str, segments: &[&str]) -> Option<String> {
    let length: usize = segments.iter().map(|segment| segment.len()).sum();
    let mut address = String::with_capacity(base.len() + template.len() + length);
    address.push_str(base);
    let mut segments = segments.iter();
    let mut rest = template;
    while let Some((fixed, named)) = parted(rest, b'{') {
        let segment = segments.next()?;
        if matches!(*segment, "" | "." | "..") {
            return None;
        }
        address.push_str(fixed);
        address.extend(utf8_percent_encode(segment, ENCODED));
        rest = parted(named, b'}')?.1;
    }
    address.push_str(rest);
    Some(address)
}

/// As `split_once`, which takes several times the instructions for texts as short as these.
fn parted(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == mark)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// Whether a path means what it says: starts at the root, and holds nothing that an address would resolve or cut off.
pub(crate) fn is_plain_path(path: &str) -> bool {
    let segments = path.split(['?', '#']).next().unwrap_or_default();
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\' || c == '#')
        && segments.split('/').all(|segment| {
            let segment = segment.to_ascii_lowercase().replace("%2e", ".");
            segment != "." && segment != ".."
        })
}

/// A query parameter: nothing when absent, repeated for a list. It has no type parameter, so that writing it is compiled
/// once and not for each type of value.
pub struct QueryParam<'a> {
    name: &'a str,
    value: serde_json::Result<Value>,
}

impl<'a> QueryParam<'a> {
    /// Pairs a parameter's name with its value.
    pub fn new<T: Serialize>(name: &'a str, value: &T) -> Self {
        let value = serde_json::to_value(value);
        Self { name, value }
    }
}

impl Serialize for QueryParam<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let values = match self.value.as_ref().map_err(S::Error::custom)? {
            Value::Null => &[],
            Value::Array(values) => values.as_slice(),
            value => slice::from_ref(value),
        };
        let mut pairs = serializer.serialize_seq(Some(values.len()))?;
        for value in values {
            match value {
                Value::String(text) => pairs.serialize_element(&(self.name, text))?,
                Value::Bool(_) | Value::Number(_) => pairs.serialize_element(&(self.name, value.to_string()))?,
                Value::Null | Value::Array(_) | Value::Object(_) => {
                    return Err(S::Error::custom(
                        "a query parameter is a text, a number, a truth value or a list of these",
                    ));
                }
            }
        }
        pairs.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(segments: &[&str]) -> Option<String> {
        filled_in("http://localhost", "/v1/{chatID}/reactions/{reactionKey}", segments)
    }

    #[test]
    fn fixed_parts_stay_where_they_are() {
        assert_eq!(filled_in("http://h/x", "/v1", &[]).unwrap(), "http://h/x/v1");
        assert_eq!(filled_in("http://h", "/v1/{a}", &["b"]).unwrap(), "http://h/v1/b");
        assert_eq!(
            filled_in("http://h", "/v1/{a}/{b}/c", &["d", "e"]).unwrap(),
            "http://h/v1/d/e/c"
        );
    }

    #[test]
    fn a_segment_stays_one_segment() {
        for (segment, expected) in [
            ("a/b?c#d%e\\f g", "a%2Fb%3Fc%23d%25e%5Cf%20g"),
            ("%2e%2e", "%252e%252e"),
            ("...", "..."),
            ("ü\n\t", "%C3%BC%0A%09"),
            ("slackgo.T-1_~!$&'()*+,;=:@", "slackgo.T-1_~!$&'()*+,;=:@"),
        ] {
            let address = filled(&[segment, segment]).unwrap();
            assert_eq!(address, format!("http://localhost/v1/{expected}/reactions/{expected}"));
            assert_eq!(reqwest::Url::parse(&address).unwrap().as_str(), address);
        }
    }

    #[test]
    fn a_segment_that_would_lead_elsewhere_is_refused() {
        for segment in ["", ".", ".."] {
            assert_eq!(filled(&[segment, "a"]), None);
            assert_eq!(filled(&["a", segment]), None);
        }
        assert_eq!(filled(&["a"]), None);
    }

    #[test]
    fn a_plain_path_is_what_the_server_will_see() {
        for path in ["/v1/bridges", "/v1/x%20y?a=../b&c=%2e%2e", "/", "/v1/...", "/v1/a..b"] {
            assert!(is_plain_path(path), "{path}");
        }
        for path in [
            "",
            "v1",
            "//host/v1",
            "/v1/..",
            "/v1/../x",
            "/v1/%2E%2e/x",
            "/./v1",
            "/v1/a b",
            "/v1\\x",
            "/v1#x",
            "/v1\n",
        ] {
            assert!(!is_plain_path(path), "{path}");
        }
    }

    fn query<T: Serialize>(value: T) -> Result<String, reqwest::Error> {
        let request = reqwest::Client::new()
            .get("http://localhost/")
            .query(&QueryParam::new("name", &value))
            .build()?;
        Ok(request.url().query().unwrap_or_default().to_owned())
    }

    #[test]
    fn query_parameters_are_left_out_when_absent_and_repeated_for_lists() {
        assert_eq!(query(None::<String>).unwrap(), "");
        assert_eq!(query(Some("a b&c")).unwrap(), "name=a+b%26c");
        assert_eq!(query(true).unwrap(), "name=true");
        assert_eq!(query(-3).unwrap(), "name=-3");
        assert_eq!(query(vec!["x", "y"]).unwrap(), "name=x&name=y");
        assert!(query(vec![vec!["x"]]).is_err());
    }
}
