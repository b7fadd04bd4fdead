//! Builds URLs from the base URL, path templates and arguments.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;

use crate::runtime::request::error::RequestError;

/// The characters that are encoded in a path segment. The backslash is included, because URLs treat it as a slash.
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

/// The capacity for a path, in bytes; few paths are longer.
const PATH_CAPACITY: usize = 128;

/// The server's address, parsed once for each client.
#[derive(Clone)]
pub(crate) struct Address {
    base: Url,
    /// The address with a long path as a placeholder. A copy of it has the capacity for another path.
    with_capacity_for_path: Url,
    /// The path of the base URL, without a slash at its end.
    prefix: String,
}

impl Address {
    pub(crate) fn new(base: Url) -> Self {
        let prefix = base.path().trim_end_matches('/').to_owned();
        let mut with_capacity_for_path = base.clone();
        with_capacity_for_path.set_path(&format!("{prefix}/{}", "x".repeat(PATH_CAPACITY)));
        Self {
            base,
            with_capacity_for_path,
            prefix,
        }
    }

    /// Returns the base URL.
    pub(crate) fn base(&self) -> &Url {
        &self.base
    }

    /// Returns the URL of an operation: its path template with the arguments inserted.
    ///
    /// Refuses an argument that would lead to another URL: one that is empty, `.` or `..`.
    pub(crate) fn of(&self, template: &str, arguments: &[(&str, &str)]) -> Result<Url, RequestError> {
        let length: usize = arguments.iter().map(|(_, value)| value.len()).sum();
        let mut path = String::with_capacity(self.prefix.len() + template.len() + length);
        path.push_str(&self.prefix);
        let mut arguments = arguments.iter();
        let mut rest = template;
        while let Some((fixed, named)) = split_at_byte(rest, b'{') {
            let Some((argument, value)) = arguments.next() else {
                return Err(RequestError::request("a placeholder of the path has no argument"));
            };
            check_path_segment(argument, value)?;
            path.push_str(fixed);
            path.extend(utf8_percent_encode(value, ENCODED));
            rest = split_at_byte(named, b'}').map_or("", |(_, rest)| rest);
        }
        path.push_str(rest);
        let mut url = self.with_capacity_for_path.clone();
        url.set_path(&path);
        Ok(url)
    }

    /// Returns the URL of a path that is percent-encoded already.
    pub(crate) fn of_encoded(&self, path_and_query: &str) -> Url {
        let (path, query) = match path_and_query.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (path_and_query, None),
        };
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.prefix));
        url.set_query(query);
        url
    }
}

/// Percent-encodes a path segment.
pub(crate) fn encoded_segment(value: &str) -> String {
    utf8_percent_encode(value, ENCODED).to_string()
}

/// Returns an error if a URL parser would resolve a segment to another path.
pub(crate) fn check_path_segment(argument: &str, value: &str) -> Result<(), RequestError> {
    let reason = match value {
        "" => "it is empty",
        "." => "it is `.`, which a URL resolves to another path",
        ".." => "it is `..`, which a URL resolves to another path",
        _ => return Ok(()),
    };
    Err(RequestError::argument(argument, reason))
}

/// Replaces `split_once`, which takes several times the instructions for texts as short as these.
fn split_at_byte(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == mark)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// Returns whether a path starts at the root and contains nothing that a URL parser would resolve or cut off.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn address(base: &str) -> Address {
        Address::new(Url::parse(base).unwrap())
    }

    fn reaction(segments: [&str; 2]) -> Result<String, RequestError> {
        let arguments = [("chat_id", segments[0]), ("reaction_key", segments[1])];
        let url = address("http://localhost").of("/v1/{chatID}/reactions/{reactionKey}", &arguments)?;
        Ok(url.into())
    }

    #[test]
    fn fixed_parts_stay_where_they_are() {
        for (base, template, arguments, expected) in [
            ("http://h/x", "/v1", &[][..], "http://h/x/v1"),
            ("http://h/x/", "/v1", &[], "http://h/x/v1"),
            ("http://h", "/v1/{a}", &[("a", "b")], "http://h/v1/b"),
            (
                "http://h:7/",
                "/v1/{a}/{b}/c",
                &[("a", "d"), ("b", "e")],
                "http://h:7/v1/d/e/c",
            ),
            ("http://h/x%20y", "/v1/{a}", &[("a", "%")], "http://h/x%20y/v1/%25"),
        ] {
            assert_eq!(address(base).of(template, arguments).unwrap().as_str(), expected);
        }
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
            let address = reaction([segment, segment]).unwrap();
            assert_eq!(address, format!("http://localhost/v1/{expected}/reactions/{expected}"));
            assert_eq!(Url::parse(&address).unwrap().as_str(), address);
        }
    }

    #[test]
    fn a_segment_that_would_lead_elsewhere_is_refused_by_its_name() {
        for segment in ["", ".", ".."] {
            assert_eq!(reaction([segment, "a"]).unwrap_err().argument_name(), Some("chat_id"));
            assert_eq!(
                reaction(["a", segment]).unwrap_err().argument_name(),
                Some("reaction_key")
            );
        }
        let too_few = address("http://localhost").of("/v1/{a}/{b}", &[("a", "x")]);
        assert!(matches!(too_few, Err(RequestError::Request { .. })));
    }

    #[test]
    fn a_plain_path_is_what_the_server_will_see() {
        for path in ["/v1/bridges", "/v1/x%20y?a=../b&c=%2e%2e", "/", "/v1/...", "/v1/a..b"] {
            assert!(is_plain_path(path), "{path}");
            let url = address("http://localhost").of_encoded(path);
            assert_eq!(url.as_str(), format!("http://localhost{path}"));
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
}
