//! The fields of a cookie step, and the places in a browser that contain their values.

use beeper_desktop_client::types::FieldId;

use super::domain::Domain;
use super::pattern::Pattern;

/// A value that a cookie step asks for.
///
/// ```
/// use beeper_bridge_login::cookies::{CookieStep, SourceKind};
///
/// let step = serde_json::from_str(r#"{"stepID": "sign-in", "url": "https://example.com", "fields": [
///     {"id": "session"},
///     {"id": "token", "required": false, "sources": [{"type": "request_header", "name": "X-Token"}]}
/// ]}"#)?;
/// let step = CookieStep::new(step)?;
/// let [session, token] = step.fields() else { panic!("expected two fields") };
///
/// assert!(session.is_required());
/// assert_eq!(session.sources()[0].kind(), &SourceKind::Cookie);
/// assert_eq!(session.sources()[0].name(), "session");
/// assert!(!token.is_required());
/// assert_eq!(token.name(), "X-Token");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct CookieField {
    pub(super) id: FieldId,
    pub(super) name: String,
    pub(super) is_required: bool,
    pub(super) pattern: FieldPattern,
    pub(super) sources: Vec<Source>,
    pub(super) has_unreadable_parts: bool,
}

#[derive(Clone, Debug)]
pub(super) enum FieldPattern {
    Any,
    Pattern(Pattern),
    /// The field has a pattern that is not a string.
    Unreadable,
}

impl CookieField {
    /// Returns the field's ID, under which its value is sent.
    pub fn id(&self) -> &FieldId {
        &self.id
    }

    /// Returns the name of the field for people: the value's name in the browser, or the field's ID.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns `true` if the step cannot be answered without this value.
    pub fn is_required(&self) -> bool {
        self.is_required
    }

    /// Returns the regular expression that the value must match, as the server wrote it.
    pub fn pattern(&self) -> Option<&str> {
        match &self.pattern {
            FieldPattern::Pattern(pattern) => Some(pattern.as_str()),
            FieldPattern::Any | FieldPattern::Unreadable => None,
        }
    }

    /// Returns the places in which to search for the value; any one suffices.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Returns `true` if a [`WebSnapshot`](super::WebSnapshot) can contain the value.
    ///
    /// Otherwise, the user or the [script](super::CookieStep::extract_script) must provide it.
    pub fn can_collect(&self) -> bool {
        self.sources.iter().any(|source| source.kind.is_in_browser())
    }

    /// Returns `true` if this crate can detect an invalid value, and also if every value is valid.
    pub fn can_check(&self) -> bool {
        match &self.pattern {
            FieldPattern::Any => true,
            FieldPattern::Pattern(pattern) => pattern.can_run(),
            FieldPattern::Unreadable => false,
        }
    }

    /// Returns `true` if parts of the server's description of the field were malformed and left out.
    pub fn has_unreadable_parts(&self) -> bool {
        self.has_unreadable_parts
    }
}

/// A place in a browser that may contain a value.
#[derive(Clone, Debug)]
pub struct Source {
    pub(super) kind: SourceKind,
    pub(super) name: String,
    pub(super) cookie_domain: Option<Domain>,
    pub(super) request_url: Option<Pattern>,
}

impl Source {
    /// Returns the kind of place.
    pub fn kind(&self) -> &SourceKind {
        &self.kind
    }

    /// Returns the name of the value there.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the domain of the cookie, without a leading dot. `None` means the domains of the step's address.
    pub fn cookie_domain(&self) -> Option<&str> {
        self.cookie_domain.as_ref().map(Domain::as_str)
    }

    /// Returns the regular expression that the request's address must match. `None` means any address.
    pub fn request_url_pattern(&self) -> Option<&str> {
        self.request_url.as_ref().map(Pattern::as_str)
    }
}

/// The kinds of places that may contain values.
///
/// ```
/// use beeper_bridge_login::cookies::SourceKind;
///
/// assert_eq!(SourceKind::from("header"), SourceKind::from("request_header"));
/// assert_eq!(SourceKind::from("clipboard"), SourceKind::Unknown("clipboard".to_owned()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceKind {
    /// A cookie.
    Cookie,
    /// An entry in a page's local storage.
    LocalStorage,
    /// A header that the browser sends.
    RequestHeader,
    /// A part of a request's body: a member of a JSON object, a key of a form, or a part of a multipart body.
    RequestBody,
    /// A value that only the bridge's script can find.
    Special,
    /// A kind that this version of the crate does not know; its value is never found.
    Unknown(String),
}

impl SourceKind {
    pub(super) fn is_in_browser(&self) -> bool {
        matches!(
            self,
            Self::Cookie | Self::LocalStorage | Self::RequestHeader | Self::RequestBody
        )
    }
}

impl From<&str> for SourceKind {
    fn from(kind: &str) -> Self {
        match kind {
            "cookie" => Self::Cookie,
            "local_storage" => Self::LocalStorage,
            "header" | "request_header" => Self::RequestHeader,
            "request_body" => Self::RequestBody,
            "special" => Self::Special,
            unknown => Self::Unknown(unknown.to_owned()),
        }
    }
}
