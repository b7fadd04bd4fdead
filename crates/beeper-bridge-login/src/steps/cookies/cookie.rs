//! A cookie of a browser.

use std::fmt;
use std::time::SystemTime;

use beeper_desktop_client::Secret;
use url::Url;

use super::domain::{Domain, DomainRelation};

/// A cookie of a browser.
///
/// ```
/// use beeper_bridge_login::cookies::Cookie;
///
/// let cookie = Cookie::new("session", "s3cr3t").domain(".example.com").path("/app");
/// assert_eq!(format!("{cookie:?}"), "Cookie(..)");
/// ```
#[derive(Clone)]
pub struct Cookie {
    pub(super) name: String,
    pub(super) value: Secret,
    pub(super) domain: Option<Domain>,
    pub(super) path: Option<String>,
    expires: Option<SystemTime>,
    is_host_only: bool,
    pub(super) is_partitioned: bool,
    pub(super) is_pasted: bool,
}

impl Cookie {
    /// Creates a cookie of unknown domain.
    pub fn new(name: impl Into<String>, value: impl Into<Secret>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            domain: None,
            path: None,
            expires: None,
            is_host_only: false,
            is_partitioned: false,
            is_pasted: false,
        }
    }

    /// Sets the domain of the cookie, with or without a leading dot.
    pub fn domain(mut self, domain: &str) -> Self {
        self.domain = Domain::new(domain);
        self
    }

    /// Sets the path below which the browser sends the cookie.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Restricts the cookie to the host that is its domain, without subdomains.
    pub fn host_only(mut self) -> Self {
        self.is_host_only = true;
        self
    }

    /// Sets the time from which the cookie counts as absent. Without one, it lives as long as the browser.
    pub fn expires(mut self, time: SystemTime) -> Self {
        self.expires = Some(time);
        self
    }

    /// Marks the cookie as one that the browser sends only when this site is embedded in another one.
    ///
    /// Such a cookie has a `partitionKey`, which names the other site. It is used only if no other cookie matches.
    pub fn partitioned(mut self) -> Self {
        self.is_partitioned = true;
        self
    }

    /// Marks the cookie as chosen for this step by the user, so that its site matters less.
    pub(crate) fn pasted(mut self) -> Self {
        self.is_pasted = true;
        self
    }

    pub(super) fn has_expired(&self, now: SystemTime) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }

    /// Returns `true` if a browser keeps only one of the two cookies. `false` if a domain or path is unknown.
    pub(super) fn replaces(&self, other: &Self) -> bool {
        let is_whole = |cookie: &Self| {
            let is_own = !cookie.is_partitioned && !cookie.is_pasted;
            is_own && cookie.domain.is_some() && cookie.path.is_some()
        };
        is_whole(self)
            && is_whole(other)
            && (&self.name, &self.domain, &self.path) == (&other.name, &other.domain, &other.path)
            && self.is_host_only == other.is_host_only
    }

    /// Returns `true` if the browser sends the cookie to this address. An unknown path counts as `/`.
    pub(super) fn is_sent_to(&self, url: &Url) -> bool {
        let (Some(domain), Some(host)) = (&self.domain, Domain::of_url(url)) else {
            return false;
        };
        let is_host = match host.relation_to(domain) {
            Some(DomainRelation::Same) => true,
            Some(DomainRelation::Subdomain) => !self.is_host_only,
            Some(DomainRelation::Parent) | None => false,
        };
        let path = self.path.as_deref().unwrap_or("/");
        let is_below = url
            .path()
            .strip_prefix(path)
            .is_some_and(|rest| rest.is_empty() || path.ends_with('/') || rest.starts_with('/'));
        is_host && is_below
    }
}

impl fmt::Debug for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cookie(..)")
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::Cookie;

    #[test]
    fn a_cookie_is_sent_to_its_domain_and_below_its_path() {
        let url = Url::parse("https://www.example.com/app/inbox?x#y").unwrap();
        for (domain, path, is_sent, is_sent_if_host_only) in [
            ("www.example.com", "/", true, true),
            (".example.com", "/", true, false),
            ("example.com", "/app", true, false),
            ("www.example.com", "/app/", true, true),
            ("www.example.com", "/app/inbox", true, true),
            ("www.example.com", "/app/inbox/", false, false),
            ("www.example.com", "/ap", false, false),
            ("www.example.com", "/login", false, false),
            ("a.www.example.com", "/", false, false),
            ("example.org", "/", false, false),
        ] {
            let cookie = Cookie::new("a", "1").domain(domain).path(path);
            assert_eq!(cookie.is_sent_to(&url), is_sent, "{domain} {path}");
            let host_only = cookie.host_only().is_sent_to(&url);
            assert_eq!(host_only, is_sent_if_host_only, "{domain} {path}");
        }
        assert!(!Cookie::new("a", "1").is_sent_to(&url));
        assert!(Cookie::new("a", "1").domain("example.com").is_sent_to(&url));
    }
}
