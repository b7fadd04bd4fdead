//! The addresses to which a browser may carry an authorization code.

use crate::http::percent_encoding::encoded_segment;

/// The schemes that run something in the browser or open something on this machine.
const REFUSED_SCHEMES: &[&str] = &["about", "blob", "data", "file", "javascript", "vbscript"];

/// A redirect address: `https`, `http` on this machine, or a scheme that belongs to a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RedirectUri(String);

impl RedirectUri {
    /// Parses an address; returns `None` if it is no valid redirect address.
    ///
    /// An address with a fragment is not valid, because the fragment would hide the code.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_written = |byte: u8| byte.is_ascii_graphic() && !b"\"#<>\\^`{|}".contains(&byte);
        let (scheme, rest) = text.split_once(':')?;
        let scheme = scheme.to_ascii_lowercase();
        let is_scheme = scheme.starts_with(|first: char| first.is_ascii_lowercase())
            && scheme
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || b"+.-".contains(&it));
        if !is_scheme || rest.is_empty() || !rest.bytes().all(is_written) {
            return None;
        }
        let is_accepted = match scheme.as_str() {
            "https" => !host(authority(rest)?)?.is_empty(),
            "http" => matches!(host(authority(rest)?)?, "127.0.0.1" | "[::1]" | "localhost"),
            scheme => !REFUSED_SCHEMES.contains(&scheme),
        };
        is_accepted.then(|| Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Adds parameters to the query.
    pub(crate) fn with(&self, parameters: &[(&str, &str)]) -> String {
        let mut uri = self.0.clone();
        for (name, value) in parameters {
            uri.push(if uri.contains('?') { '&' } else { '?' });
            uri.push_str(&format!("{name}={}", encoded_segment(value)));
        }
        uri
    }

    /// Returns the source expression of this address for a content security policy.
    ///
    /// Browsers apply the policy of a form to its redirect as well.
    pub(crate) fn policy_source(&self) -> String {
        let (scheme, rest) = self.0.split_once(':').unwrap_or_default();
        let scheme = scheme.to_ascii_lowercase();
        match authority(rest) {
            // A policy cannot express the brackets of an IPv6 address.
            Some(authority) if ["http", "https"].contains(&scheme.as_str()) && !authority.contains('[') => {
                format!("{scheme}://{authority}")
            }
            // After a program's own scheme, any text may follow, so the policy names the scheme alone.
            _ => format!("{scheme}:"),
        }
    }
}

fn authority(rest: &str) -> Option<&str> {
    rest.strip_prefix("//")?.split(['/', '?']).next()
}

/// Returns the host of an authority of the form `host:port`.
fn host(authority: &str) -> Option<&str> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (authority, "0"),
    };
    let is_host = host
        .bytes()
        .all(|it| it.is_ascii_alphanumeric() || b".-:[]".contains(&it));
    (is_host && port.parse::<u16>().is_ok()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_programs_are_accepted() {
        for (text, source) in [
            ("http://127.0.0.1:49152/callback", "http://127.0.0.1:49152"),
            ("http://localhost/", "http://localhost"),
            ("http://[::1]:8080/callback?a=b", "http:"),
            ("https://example.com/callback", "https://example.com"),
            ("HTTPS://example.com", "https://example.com"),
            ("com.example.app:/callback", "com.example.app:"),
            ("httpx://a;script-src/callback", "httpx:"),
        ] {
            let uri = RedirectUri::parse(text).unwrap();
            assert_eq!((uri.as_str(), uri.policy_source().as_str()), (text, source));
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "/callback",
            "callback",
            "https:",
            "https://",
            "http://example.com/callback",
            "http://127.0.0.1.example.com/callback",
            "http://user@127.0.0.1/callback",
            "http://127.0.0.1:99999/callback",
            "http://127.0.0.1:80;script-src/callback",
            "http://127.0.0.1/callback#fragment",
            "http://127.0.0.1/call back",
            "http://127.0.0.1/\r\nset-cookie: a=b",
            "http://127.0.0.1/grüße",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,hello",
            "1app:/callback",
        ] {
            assert_eq!(RedirectUri::parse(text), None, "{text}");
        }
    }

    #[test]
    fn parameters_join_those_of_the_address() {
        let plain = RedirectUri::parse("http://127.0.0.1/callback").unwrap();
        let with_query = RedirectUri::parse("http://127.0.0.1/callback?a=b").unwrap();
        let parameters = [("code", "c&d"), ("state", "e f")];

        assert_eq!(
            plain.with(&parameters),
            "http://127.0.0.1/callback?code=c%26d&state=e%20f"
        );
        assert_eq!(
            with_query.with(&parameters[..1]),
            "http://127.0.0.1/callback?a=b&code=c%26d"
        );
    }
}
