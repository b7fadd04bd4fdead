//! What a browser holds at one time: cookies, local storage, request headers.

use std::fmt;

use beeper_desktop_client::Secret;
use beeper_desktop_client::types::FieldId;
use url::Url;

use super::domain::Domain;

/// A snapshot of what a browser holds after, or while, the user signs in.
///
/// Take cookies from the browser itself (of a web view, its cookie store; of an extension, `cookies.getAll`), not from
/// `document.cookie`, which leaves out those that matter most (`HttpOnly`). Add them as they are: nothing is to be
/// decoded, and what is not asked for is not looked at.
///
/// It prints as counts, never as what it holds.
///
/// ```
/// use beeper_bridge_login::cookies::{BrowserSnapshot, Cookie};
///
/// let mut browser = BrowserSnapshot::new();
/// browser.add_cookie(Cookie::new("session", "a%2Fb").domain(".example.com"));
/// browser.add_local_storage("https://app.example.com", "token", "t0k3n");
/// browser.add_request_header("https://app.example.com/api", "Authorization", "Bearer t0k3n");
/// browser.set_current_url("https://app.example.com/inbox");
///
/// assert!(!format!("{browser:?}").contains("t0k3n"));
/// ```
#[derive(Clone, Default)]
pub struct BrowserSnapshot {
    pub(super) cookies: Vec<Cookie>,
    pub(super) local_storage: Vec<LocalStorageEntry>,
    pub(super) request_headers: Vec<RequestHeader>,
    pub(super) named_values: Vec<(String, Secret)>,
    pub(super) extracted: Vec<(FieldId, Secret)>,
    pub(super) current_url: Option<Secret>,
}

#[derive(Clone)]
pub(super) struct LocalStorageEntry {
    pub(super) host: Option<Domain>,
    pub(super) name: String,
    pub(super) value: Secret,
    pub(super) is_pasted: bool,
}

#[derive(Clone)]
pub(super) struct RequestHeader {
    pub(super) url: Option<Secret>,
    pub(super) name: String,
    pub(super) value: Secret,
}

impl BrowserSnapshot {
    /// A browser that holds nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a cookie.
    pub fn add_cookie(&mut self, cookie: Cookie) -> &mut Self {
        self.cookies.push(cookie);
        self
    }

    /// Adds an entry of the local storage of a page, given by its origin or address.
    pub fn add_local_storage(&mut self, origin: &str, name: impl Into<String>, value: impl Into<Secret>) -> &mut Self {
        self.local_storage.push(LocalStorageEntry {
            host: Domain::of_origin(origin),
            name: name.into(),
            value: value.into(),
            is_pasted: false,
        });
        self
    }

    /// Adds an entry that somebody chose for this step, so where it is from matters less, and may be unknown.
    pub(crate) fn push_pasted_local_storage(&mut self, origin: Option<&str>, name: String, value: Secret) {
        self.local_storage.push(LocalStorageEntry {
            host: origin.and_then(Domain::of_origin),
            name,
            value,
            is_pasted: true,
        });
    }

    /// Adds a header of a request that the browser sent, given by the request's address. The last one added is taken for
    /// the newest.
    ///
    /// Cookies are not taken out of a `Cookie` header; add them with [`BrowserSnapshot::add_cookie`].
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

    /// Adds a value of which nothing but the name is known: of the cookie, of the header, or of the field.
    pub(crate) fn add_named_value(&mut self, name: String, value: Secret) {
        self.named_values.push((name, value));
    }

    /// Adds a value that is known to belong to a field, for instance one that the step's
    /// [script](super::CookieStep::extract_script) returned. It goes before what is found elsewhere, and is not decoded.
    ///
    /// ```
    /// # use beeper_bridge_login::cookies::{BrowserSnapshot, CookieStep};
    /// # let step = serde_json::from_str(r#"{"stepID": "sign-in", "url": "https://example.com", "fields": [
    /// #     {"id": "token", "sources": [{"type": "special"}]}
    /// # ]}"#)?;
    /// # let step = CookieStep::new(step)?;
    /// let mut browser = BrowserSnapshot::new();
    /// browser.add_extracted("token", "t0k3n");
    /// assert!(step.collect(&browser).is_complete());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_extracted(&mut self, id: impl Into<FieldId>, value: impl Into<Secret>) -> &mut Self {
        self.extracted.push((id.into(), value.into()));
        self
    }

    /// Sets the address of the page that is open.
    pub fn set_current_url(&mut self, url: impl Into<Secret>) -> &mut Self {
        self.current_url = Some(url.into());
        self
    }

    /// The address of the page that is open. It may hold secrets: don't print what comes out.
    pub fn current_url(&self) -> Option<&Secret> {
        self.current_url.as_ref()
    }

    /// Adds all that another browser holds, for instance what the user pasted next.
    ///
    /// ```
    /// use beeper_bridge_login::paste;
    ///
    /// let mut browser = paste::parse("Cookie: session=abc")?;
    /// browser.merge(paste::parse(r#"{"token": "t0k3n"}"#)?);
    /// # Ok::<(), paste::PasteError>(())
    /// ```
    pub fn merge(&mut self, other: Self) -> &mut Self {
        self.cookies.extend(other.cookies);
        self.local_storage.extend(other.local_storage);
        self.request_headers.extend(other.request_headers);
        self.named_values.extend(other.named_values);
        self.extracted.extend(other.extracted);
        if other.current_url.is_some() {
            self.current_url = other.current_url;
        }
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

    pub(super) fn current_host(&self) -> Option<Domain> {
        Domain::of_url(&Url::parse(self.current_url.as_ref()?.expose()).ok()?)
    }
}

impl fmt::Debug for BrowserSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is called a name here can be a value too, if somebody pasted something odd.
        f.debug_struct("BrowserSnapshot")
            .field("cookies", &self.cookies.len())
            .field("local_storage", &self.local_storage.len())
            .field("request_headers", &self.request_headers.len())
            .field("named_values", &self.named_values.len())
            .field("extracted", &self.extracted.len())
            .finish_non_exhaustive()
    }
}

/// A cookie, as the browser holds it.
///
/// ```
/// use beeper_bridge_login::cookies::Cookie;
///
/// let cookie = Cookie::new("session", "s3cr3t").domain(".example.com");
/// assert_eq!(format!("{cookie:?}"), "Cookie(..)");
/// ```
#[derive(Clone)]
pub struct Cookie {
    pub(super) name: String,
    pub(super) value: Secret,
    pub(super) domain: Option<Domain>,
    pub(super) is_partitioned: bool,
    pub(super) is_pasted: bool,
}

impl Cookie {
    /// A cookie of unknown domain.
    pub fn new(name: impl Into<String>, value: impl Into<Secret>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            domain: None,
            is_partitioned: false,
            is_pasted: false,
        }
    }

    /// The domain that it belongs to, with or without a leading dot.
    pub fn domain(mut self, domain: &str) -> Self {
        self.domain = Domain::new(domain);
        self
    }

    /// Says that the browser keeps it for when this site is embedded in another one (`partitionKey` names that other
    /// site). It is then taken only where no other cookie fits.
    pub fn partitioned(mut self) -> Self {
        self.is_partitioned = true;
        self
    }

    /// Somebody chose it for this step, so which site it is from matters less.
    pub(crate) fn pasted(mut self) -> Self {
        self.is_pasted = true;
        self
    }
}

impl fmt::Debug for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cookie(..)")
    }
}
