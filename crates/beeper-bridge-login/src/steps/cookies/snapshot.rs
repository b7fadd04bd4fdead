//! The values that a web login has left so far: cookies, local storage, requests.

use std::fmt;
use std::time::SystemTime;

use beeper_desktop_client::Secret;
use beeper_desktop_client::types::{FieldId, LoginStepSource};
use url::{Origin, Url};

use super::cookie::Cookie;
use super::domain::Domain;
use super::pattern_checks::{CheckResult, PatternCheck, is_for_go_alone};
use super::request_body;

/// A snapshot of the values in a browser, during or after a web login.
///
/// Take cookies from the browser itself (a web view's cookie store, an extension's `cookies.getAll`) and not from
/// `document.cookie`, which leaves out `HttpOnly` cookies, the most important ones. Add all cookies unchanged: do not decode
/// them; the crate ignores those that no step asks for.
///
/// `Debug` prints counts but no contents.
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
    /// The pages of a host whose scheme and port are unknown.
    Host(Domain),
}

impl Page {
    /// Returns `None` if the text is not an address or the page has no storage.
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
    /// Creates an empty snapshot.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a cookie. It replaces the cookie that a browser would replace, if domain and path are known.
    ///
    /// An [expired](Cookie::expires) cookie removes that cookie. If the browser lists cookies in the order in which it would
    /// send them, add them in this order.
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

    /// Adds an entry of a page's local storage, replacing the one with the same name.
    ///
    /// `origin` is the page's origin or address.
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

    /// Adds an entry that the user chose for this step, so that its origin matters less and may be unknown.
    pub(crate) fn push_pasted_local_storage(&mut self, origin: Option<&str>, name: String, value: Secret) {
        self.local_storage.push(LocalStorageEntry {
            page: origin.and_then(Page::of),
            name,
            value,
            is_pasted: true,
        });
    }

    /// Adds a header of a request to `url` that the browser sent.
    ///
    /// The last one added counts as the newest. This does not read cookies from a `Cookie` header; add them with
    /// [`WebSnapshot::add_cookie`].
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

    /// Adds the body of a request to `url` that the browser sent, with its `Content-Type` header.
    ///
    /// The last one added counts as the newest.
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

    /// Adds a value of unknown origin, whose name may be that of the cookie, the header or the field.
    pub(crate) fn add_named_value(&mut self, name: String, value: Secret) {
        self.named_values.push((name, value));
    }

    /// Adds a value of a field, for instance one that the step's [script](super::CookieStep::extract_script) returned.
    ///
    /// The value is not decoded. It is preferred to values from other places, unless the field has the source
    /// [`Special`](super::SourceKind::Special), whose position among the sources then counts.
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

    /// Adds the address of a page that the login has visited, in any window.
    ///
    /// Give the whole address with its fragment, and leave out addresses of frames. The last one added counts as the open page.
    pub fn add_visited_url(&mut self, url: impl Into<Secret>) -> &mut Self {
        let url = url.into();
        self.visited_urls.retain(|visited| visited.expose() != url.expose());
        self.visited_urls.push(url);
        self
    }

    /// Returns the visited addresses in order. They may contain secrets, so do not print them.
    pub fn visited_urls(&self) -> &[Secret] {
        &self.visited_urls
    }

    /// Adds another engine's result of a check from [`CollectedValues::open_checks`](super::CollectedValues::open_checks).
    ///
    /// `None` means that the engine cannot run the pattern either.
    pub fn add_check_result(&mut self, check: PatternCheck, fits: Option<bool>) -> &mut Self {
        let fits = fits.filter(|_| !is_for_go_alone(check.pattern()));
        self.check_results.push(CheckResult { check, fits });
        self
    }

    /// Sets how the values were collected, which is sent with the answer. By default, nothing is sent.
    pub fn set_source(&mut self, source: LoginStepSource) -> &mut Self {
        self.source = Some(source);
        self
    }

    /// Returns how the values were collected, if it was set.
    pub fn source(&self) -> Option<&LoginStepSource> {
        self.source.as_ref()
    }

    /// Adds all contents of another snapshot, for instance of the user's next paste.
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

    /// Returns `true` if both contain the same names and values in the same order.
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
        // After an unusual paste, a name in a snapshot can be a secret value.
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
