//! Domains of cookies and hosts: their normal form, and whether one equals, contains or belongs to another.

use url::{Host, Url};

/// The name of a host or the domain of a cookie, normalized for comparison.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Domain {
    text: String,
    is_address: bool,
}

/// The relation of a domain to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DomainRelation {
    Same,
    /// A parent domain of the other.
    Parent,
    /// A subdomain of the other.
    Subdomain,
}

impl Domain {
    /// Normalizes a name; `None` if it is empty or consists of dots.
    pub(super) fn new(text: &str) -> Option<Self> {
        let text = text.trim().trim_matches('.');
        if text.is_empty() {
            return None;
        }
        Some(match Host::parse(text) {
            Ok(Host::Domain(domain)) => Self {
                text: domain.trim_matches('.').to_owned(),
                is_address: false,
            },
            Ok(address) => Self {
                text: address.to_string(),
                is_address: true,
            },
            Err(_) => Self {
                text: text.to_lowercase(),
                is_address: false,
            },
        })
    }

    pub(super) fn of_url(url: &Url) -> Option<Self> {
        url.host_str().and_then(Self::new)
    }

    /// Returns the host of an address, or the text itself if it is a host.
    pub(super) fn of_origin(origin: &str) -> Option<Self> {
        match Url::parse(origin.trim()) {
            Ok(url) if url.has_host() => Self::of_url(&url),
            _ if origin.contains("//") => None,
            _ => Self::new(origin),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn labels(&self) -> usize {
        self.text.split('.').count()
    }

    pub(super) fn relation_to(&self, other: &Self) -> Option<DomainRelation> {
        if self == other {
            Some(DomainRelation::Same)
        } else if self.is_subdomain(other) {
            Some(DomainRelation::Subdomain)
        } else if other.is_subdomain(self) {
            Some(DomainRelation::Parent)
        } else {
            None
        }
    }

    fn is_subdomain(&self, parent: &Self) -> bool {
        // `com` has no subdomains in this sense: no browser has cookies for all of it, and no bridge should get them.
        !self.is_address
            && (parent.text.contains('.') || parent.text == "localhost")
            && self
                .text
                .strip_suffix(&parent.text)
                .is_some_and(|below| below.ends_with('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::{Domain, DomainRelation};

    fn relation(domain: &str, other: &str) -> Option<DomainRelation> {
        Domain::new(domain)?.relation_to(&Domain::new(other)?)
    }

    #[test]
    fn domains_are_compared_by_whole_labels() {
        use DomainRelation::{Parent, Same, Subdomain};
        for (domain, other, expected) in [
            (".example.com", "example.com", Some(Same)),
            ("Example.COM.", ".example.com", Some(Same)),
            ("www.example.com", "example.com", Some(Subdomain)),
            ("example.com", "www.example.com", Some(Parent)),
            ("notexample.com", "example.com", None),
            ("example.com", "example.org", None),
            ("example.com", "com", None),
            ("localhost", "localhost", Some(Same)),
            ("app.localhost", "localhost", Some(Subdomain)),
            ("127.0.0.1", "127.0.0.1", Some(Same)),
            ("127.0.0.1", "0.0.1", None),
            ("[::1]", "[::1]", Some(Same)),
            ("münchen.example", "xn--mnchen-3ya.example", Some(Same)),
            ("...", "example.com", None),
            ("", "", None),
        ] {
            assert_eq!(relation(domain, other), expected, "{domain} to {other}");
        }
    }

    #[test]
    fn an_origin_is_an_address_or_a_host() {
        for (origin, expected) in [
            ("https://app.example.com", Some("app.example.com")),
            ("https://app.example.com:8443/x", Some("app.example.com")),
            ("app.example.com", Some("app.example.com")),
            ("file:///tmp/x", None),
            ("null//", None),
            ("", None),
        ] {
            assert_eq!(
                Domain::of_origin(origin).as_ref().map(Domain::as_str),
                expected,
                "{origin}"
            );
        }
    }
}
