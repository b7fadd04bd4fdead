//! Checks which server a callback comes from (RFC 9207).

use reqwest::Url;

use crate::client::origin::Origin;

/// The server from which a callback has to come.
#[derive(Clone, Debug)]
pub(crate) struct ExpectedIssuer {
    /// The address that the client calls.
    base: Url,
    /// The issuer that the server's metadata names, which has the same origin.
    named: Option<Url>,
    /// Whether the metadata says that callbacks contain the issuer.
    is_promised: bool,
}

impl ExpectedIssuer {
    pub(crate) fn new(base: Url, named: Option<Url>, is_promised: bool) -> Self {
        Self {
            base,
            named,
            is_promised,
        }
    }

    /// Returns whether a callback with this parameter `iss` comes from the server.
    pub(crate) fn is(&self, iss: Option<&str>) -> bool {
        let Some(iss) = iss else { return !self.is_promised };
        let Ok(iss) = Url::parse(iss) else { return false };
        let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
        let is_same_path = self.named.as_ref().is_none_or(|named| path(named) == path(&iss));
        Origin::of(&self.base) == Origin::of(&iss) && is_bare(&iss) && iss.query().is_none() && is_same_path
    }
}

/// Returns whether an address has neither credentials nor a fragment.
pub(super) fn is_bare(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none() && url.fragment().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn an_issuer_is_the_server_that_was_asked_under_each_of_its_names() {
        let expected = ExpectedIssuer {
            base: url("http://127.0.0.1:23373"),
            named: Some(url("http://localhost:23373/")),
            is_promised: false,
        };
        for (iss, is_it) in [
            (None, true),
            (Some("http://127.0.0.1:23373"), true),
            (Some("http://localhost:23373/"), true),
            (Some("http://[::1]:23373"), true),
            (Some("http://127.0.0.1:23374"), false),
            (Some("https://127.0.0.1:23373"), false),
            (Some("http://evil.example"), false),
            (Some("http://127.0.0.1:23373/tenant"), false),
            (Some("http://127.0.0.1:23373/?x"), false),
            (Some("http://127.0.0.1:23373/#x"), false),
            (Some("http://x@127.0.0.1:23373/"), false),
            (Some("127.0.0.1:23373"), false),
            (Some(""), false),
        ] {
            assert_eq!(expected.is(iss), is_it, "{iss:?}");
        }
        let promised = ExpectedIssuer {
            is_promised: true,
            ..expected.clone()
        };
        assert!(!promised.is(None) && promised.is(Some("http://127.0.0.1:23373")));
        let unnamed = ExpectedIssuer {
            named: None,
            ..expected
        };
        assert!(unnamed.is(Some("http://127.0.0.1:23373/any")) && !unnamed.is(Some("http://evil.example/any")));
    }
}
