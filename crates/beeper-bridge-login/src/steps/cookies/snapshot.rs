//! What a web login has left at one time: cookies, local storage, requests.

use std::fmt;
use std::time::SystemTime;

use beeper_desktop_client::Secret;
use beeper_desktop_client::types::{FieldId, LoginStepSource};
use url::{Origin, Url};

use super::cookie::Cookie;
use super::domain::Domain;
use super::pattern_checks::{CheckResult, PatternCheck, is_for_go_alone};
use super::request_body;

/// A snapshot of what a web login has left in a browser, after or while the user signs in.
///
/// Take cookies from the browser itself (of a web view, its cookie store; of an extension, `cookies.getAll`), not from
/// `document.cookie`, which leaves out those that matter most (`HttpOnly`). Add them as they are: nothing is to be
/// decoded, and what is not asked for is not looked at.
///
/// It prints as counts, never as what it holds.
///
/// ```
/// use beeper_bridge_login::cookies::{Cookie, WebSnapshot};
///
/// let mut snapshot = WebSnapshot::new();
/// snapshot.add_cookie(Cookie::new("session", "a%2Fb").domain(".example.com"));
/// snapshot.add_local_storage("https://app.example.com", "token", "t0k3n");
/// snapshot.add_request_header("https://app.example.com/api", "Authorization", "Bearer t0k3n");
/// snapshot.add_visited_url("https://app.example.com/inbox");
///
/// assert!(!format!("{snapshot:?}").contains("t0k3n"));
/// ```
#[derive(Clone, Default)]
pub struct WebSnapshot {
    pub(super) cookies: Vec<Cookie>,
    pub(super) local_storage: Vec<LocalStorageEntry>,
    pub(super) request_headers: Vec<RequestHeader>,
    pub(super) request_bodies: Vec<RequestBody>,
    pub(super) named_values: Vec<(String, Secret)>,
    pub(super) extracted: Vec<(FieldId, Secret)>,
    pub(super) visited_urls: Vec<Secret>,
    pub(super) check_results: Vec<CheckResult>,
    pub(super) source: Option<LoginStepSource>,
}

#[derive(Clone)]
pub(super) struct LocalStorageEntry {
    pub(super) page: Option<Page>,
    pub(super) name: String,
    pub(super) value: Secret,
    pub(super) is_pasted: bool,
}

/// The pages that share a local storage.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Page {
    Origin(Origin),
    /// Those of a host of which nothing but the name is known.
    Host(Domain),
}

impl Page {
    /// `None` for what is no address, or has no storage.
    fn of(origin: &str) -> Option<Self> {
        match Url::parse(origin.trim()) {
            Ok(url) if url.has_host() => Some(Self::Origin(url.origin())).filter(|_| url.origin().is_tuple()),
            _ => Domain::of_origin(origin).map(Self::Host),
        }
    }

    pub(super) fn contains(&self, url: &Url) -> bool {
        match self {
            Self::Origin(origin) => *origin == url.origin(),
            Self::Host(host) => Domain::of_url(url).as_ref() == Some(host),
        }
    }
}

#[derive(Clone)]
pub(super) struct RequestHeader {
    pub(super) url: Option<Secret>,
    pub(super) name: String,
    pub(super) value: Secret,
}

#[derive(Clone)]
pub(super) struct RequestBody {
    pub(super) url: Secret,
    pub(super) values: Vec<(String, Secret)>,
}

impl WebSnapshot {
    /// A snapshot that holds nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a cookie, in the place of the one that a browser would replace by it, if domain and path are known. One that has
    /// [expired](Cookie::expires) takes that one away.
    ///
    /// Where the browser lists cookies in the order in which it would send them, add them in this order.
    pub fn add_cookie(&mut self, cookie: Cookie) -> &mut Self {
        let replaced = self.cookies.iter().position(|it| cookie.replaces(it));
        match (replaced, cookie.has_expired(SystemTime::now())) {
            (Some(place), true) => drop(self.cookies.remove(place)),
            (Some(place), false) => self.cookies[place] = cookie,
            (None, true) => {}
            (None, false) => self.cookies.push(cookie),
        }
        self
    }

    /// Adds an entry of the local storage of a page, given by its origin or address. It replaces the one of the same name.
    pub fn add_local_storage(&mut self, origin: &str, name: impl Into<String>, value: impl Into<Secret>) -> &mut Self {
        let (page, name, value) = (Page::of(origin), name.into(), value.into());
        self.local_storage
            .retain(|entry| entry.is_pasted || entry.page != page || entry.name != name);
        self.local_storage.push(LocalStorageEntry {
            page,
            name,
            value,
            is_pasted: false,
        });
        self
    }

    /// Adds an entry that somebody chose for this step, so where it is from matters less, and may be unknown.
    pub(crate) fn push_pasted_local_storage(&mut self, origin: Option<&str>, name: String, value: Secret) {
        self.local_storage.push(LocalStorageEntry {
            page: origin.and_then(Page::of),
            name,
            value,
            is_pasted: true,
        });
    }

    /// Adds a header of a request that the browser sent, given by the request's address. The last one added is taken for
    /// the newest.
    ///
    /// Cookies are not taken out of a `Cookie` header; add them with [`WebSnapshot::add_cookie`].
    pub fn add_request_header(&mut self, url: &str, name: impl Into<String>, value: impl Into<Secret>) -> &mut Self {
        self.push_request_header(Some(url), name.into(), value.into());
        self
    }

    pub(crate) fn push_request_header(&mut self, url: Option<&str>, name: String, value: Secret) {
        self.request_headers.push(RequestHeader {
            url: url.map(Secret::from),
            name,
            value,
        });
    }

    /// Adds the body of a request that the browser sent, given by the request's address and the header `Content-Type`. The last one
    /// added is taken for the newest.
    ///
    /// ```
    /// # use beeper_bridge_login::cookies::{CookieStep, WebSnapshot};
    /// # let step = serde_json::from_str(r#"{"stepID": "sign-in", "url": "https://example.com", "fields": [
    /// #     {"id": "token", "sources": [{"type": "request_body", "name": "token"}]}
    /// # ]}"#)?;
    /// # let step = CookieStep::new(step)?;
    /// let mut snapshot = WebSnapshot::new();
    /// snapshot.add_request_body("https://example.com/api", Some("application/json"), r#"{"token": "t0k3n"}"#);
    /// assert!(step.collect(&snapshot).is_complete());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_request_body(&mut self, url: &str, content_type: Option<&str>, body: impl Into<Secret>) -> &mut Self {
        let values = request_body::read(content_type, body.into().expose());
        if !values.is_empty() {
            self.request_bodies.push(RequestBody {
                url: url.into(),
                values,
            });
        }
        self
    }

    /// Adds a value of which nothing but the name is known: of the cookie, of the header, or of the field.
    pub(crate) fn add_named_value(&mut self, name: String, value: Secret) {
        self.named_values.push((name, value));
    }

    /// Adds a value that is known to belong to a field, for instance one that the step's
    /// [script](super::CookieStep::extract_script) returned. It is not decoded.
    ///
    /// It goes before what is found elsewhere, unless the field has the source [`Special`](super::SourceKind::Special), which is
    /// then its place among the others.
    ///
    /// ```
    /// # use beeper_bridge_login::cookies::{CookieStep, WebSnapshot};
    /// # let step = serde_json::from_str(r#"{"stepID": "sign-in", "url": "https://example.com", "fields": [
    /// #     {"id": "token", "sources": [{"type": "special"}]}
    /// # ]}"#)?;
    /// # let step = CookieStep::new(step)?;
    /// let mut snapshot = WebSnapshot::new();
    /// snapshot.add_extracted("token", "t0k3n");
    /// assert!(step.collect(&snapshot).is_complete());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_extracted(&mut self, id: impl Into<FieldId>, value: impl Into<Secret>) -> &mut Self {
        self.extracted.push((id.into(), value.into()));
        self
    }

    /// Adds an address that the login has been at: that of a page, in any of its windows, not of a frame. It is whole, with its
    /// fragment. The last one added is that of the page that is open.
    pub fn add_visited_url(&mut self, url: impl Into<Secret>) -> &mut Self {
        let url = url.into();
        self.visited_urls.retain(|visited| visited.expose() != url.expose());
        self.visited_urls.push(url);
        self
    }

    /// The addresses that the login has been at, the last one last. They may hold secrets: don't print what comes out.
    pub fn visited_urls(&self) -> &[Secret] {
        &self.visited_urls
    }

    /// Adds what another engine says about a pattern that cannot be run here, see
    /// [`CollectedValues::open_checks`](super::CollectedValues::open_checks). `None` if it cannot run the pattern either.
    pub fn add_check_result(&mut self, check: PatternCheck, fits: Option<bool>) -> &mut Self {
        let fits = fits.filter(|_| !is_for_go_alone(check.pattern()));
        self.check_results.push(CheckResult { check, fits });
        self
    }

    /// Says how the values were collected, which is sent with the answer. Nothing is sent unless this is called.
    pub fn set_source(&mut self, source: LoginStepSource) -> &mut Self {
        self.source = Some(source);
        self
    }

    /// How the values were collected, if that was said.
    pub fn source(&self) -> Option<&LoginStepSource> {
        self.source.as_ref()
    }

    /// Adds all that another snapshot holds, for instance what the user pasted next.
    ///
    /// ```
    /// use beeper_bridge_login::paste;
    ///
    /// let mut snapshot = paste::parse("Cookie: session=abc")?;
    /// snapshot.merge(paste::parse(r#"{"token": "t0k3n"}"#)?);
    /// # Ok::<(), paste::PasteError>(())
    /// ```
    pub fn merge(&mut self, other: Self) -> &mut Self {
        for cookie in other.cookies {
            self.add_cookie(cookie);
        }
        self.local_storage.extend(other.local_storage);
        self.request_headers.extend(other.request_headers);
        self.request_bodies.extend(other.request_bodies);
        self.named_values.extend(other.named_values);
        self.extracted.extend(other.extracted);
        self.check_results.extend(other.check_results);
        for url in other.visited_urls {
            self.add_visited_url(url);
        }
        self.source = other.source.or(self.source.take());
        self
    }

    /// Whether two hold the same names and values, in the same order.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.names_and_values().eq(other.names_and_values())
    }

    fn names_and_values(&self) -> impl Iterator<Item = (&str, &str)> {
        let cookies = self.cookies.iter().map(|it| (&it.name, &it.value));
        let entries = self.local_storage.iter().map(|it| (&it.name, &it.value));
        let headers = self.request_headers.iter().map(|it| (&it.name, &it.value));
        let named = self.named_values.iter().map(|(name, value)| (name, value));
        let all = cookies.chain(entries).chain(headers).chain(named);
        all.map(|(name, value)| (name.as_str(), value.expose()))
    }
}

impl fmt::Debug for WebSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is called a name here can be a value too, if somebody pasted something odd.
        f.debug_struct("WebSnapshot")
            .field("cookies", &self.cookies.len())
            .field("local_storage", &self.local_storage.len())
            .field("request_headers", &self.request_headers.len())
            .field("request_bodies", &self.request_bodies.len())
            .field("named_values", &self.named_values.len())
            .field("extracted", &self.extracted.len())
            .finish_non_exhaustive()
    }
}
