//! Cookies that the browser must have before it opens the sign-in page.

use beeper_desktop_client::Secret;
use serde_json::{Map, Value};

use super::domain::Domain;

/// A cookie to set before the browser opens the page.
///
/// ```
/// use beeper_bridge_login::cookies::CookieStep;
///
/// let step = serde_json::from_str(r#"{"stepID": "sign-in", "url": "https://example.com", "fields": [], "initialCookies": [
///     {"name": "device", "value": "d3v1c3", "domain": ".example.com", "secure": true}
/// ]}"#)?;
/// let step = CookieStep::new(step)?;
/// let cookie = &step.initial_cookies()[0];
/// assert_eq!((cookie.name(), cookie.domain()), ("device", Some(".example.com")));
/// assert_eq!(cookie.value().expose(), "d3v1c3");
/// assert!(!format!("{step:?} {cookie:?}").contains("d3v1c3"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct InitialCookie {
    name: String,
    value: Secret,
    domain: Option<String>,
    path: Option<String>,
    is_secure: bool,
    is_http_only: bool,
}

impl InitialCookie {
    /// Returns the cookie's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the cookie's value, which may be empty.
    pub fn value(&self) -> &Secret {
        &self.value
    }

    /// Returns the cookie's domain as the server wrote it.
    ///
    /// The cookie belongs to subdomains as well only if the domain has a leading dot. `None` means the host of the step's
    /// address.
    pub fn domain(&self) -> Option<&str> {
        self.domain.as_deref()
    }

    /// Returns the path below which the browser sends the cookie. `None` means every path.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// Returns `true` if the browser sends the cookie only over encrypted connections.
    pub fn is_secure(&self) -> bool {
        self.is_secure
    }

    /// Returns `true` if scripts of a page cannot read the cookie.
    pub fn is_http_only(&self) -> bool {
        self.is_http_only
    }

    /// Reads a list of cookies. Leaves out malformed ones, and returns whether any were left out.
    pub(super) fn read_all(listed: &Value) -> (Vec<Self>, bool) {
        let Some(entries) = listed.as_array() else {
            return (Vec::new(), true);
        };
        let cookies: Vec<_> = entries.iter().filter_map(Self::read).collect();
        let has_unreadable = cookies.len() < entries.len();
        (cookies, has_unreadable)
    }

    fn read(entry: &Value) -> Option<Self> {
        let entry = entry.as_object()?;
        let value = match entry.get("value")? {
            Value::String(value) => value.clone(),
            Value::Number(value) => value.to_string(),
            _ => return None,
        };
        let domain = text(entry, "domain")?;
        if let Some(domain) = domain {
            Domain::new(domain)?;
        }
        let (name, path) = (text(entry, "name")??, text(entry, "path")?);
        // With such a cookie in the list, a browser refuses all of them.
        let cannot_be_in_a_cookie = |text: &str| text.contains(|it: char| it == ';' || it.is_control());
        let texts = [Some(name), Some(&*value), domain, path];
        if texts.into_iter().flatten().any(cannot_be_in_a_cookie) || name.contains('=') {
            return None;
        }
        Some(Self {
            name: name.to_owned(),
            value: value.into(),
            domain: domain.map(str::to_owned),
            path: path.map(str::to_owned),
            is_secure: flag(entry, &["secure"])?,
            is_http_only: flag(entry, &["httpOnly", "http_only"])?,
        })
    }
}

/// Reads a string that may be absent, empty or `null`. `None` if the member has another type.
fn text<'a>(entry: &'a Map<String, Value>, name: &str) -> Option<Option<&'a str>> {
    match entry.get(name) {
        None | Some(Value::Null) => Some(None),
        Some(Value::String(text)) => Some(Some(text.as_str()).filter(|text| !text.is_empty())),
        Some(_) => None,
    }
}

fn flag(entry: &Map<String, Value>, names: &[&str]) -> Option<bool> {
    match names.iter().find_map(|name| entry.get(*name)) {
        None | Some(Value::Null) => Some(false),
        Some(Value::Bool(flag)) => Some(*flag),
        Some(_) => None,
    }
}
