//! The fields of a cookie step, and the places in a browser where their values are found.

use beeper_desktop_client::types::FieldId;

use super::domain::Domain;
use super::pattern::Pattern;

/// One value that a cookie step wants, however the server described it.
///
/// ```
/// use beeper_bridge_login::cookies::{CookieStep, SourceKind};
///
/// let step = serde_json::from_str(r#"{"stepID": "sign-in", "url": "https://example.com", "fields": [
///     {"id": "session"},
///     {"id": "token", "required": false, "sources": [{"type": "request_header", "name": "X-Token"}]}
/// ]}"#)?;
/// let step = CookieStep::new(step)?;
/// let [session, token] = step.fields() else { panic!("two fields") };
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
    /// There is one, but it is not even a text.
    Unreadable,
}

impl CookieField {
    /// The field's ID, under which its value is sent back.
    pub fn id(&self) -> &FieldId {
        &self.id
    }

    /// What to call the field in front of people: what the value is called in the browser, or the field's ID.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the step cannot be answered without it.
    pub fn is_required(&self) -> bool {
        self.is_required
    }

    /// The regular expression that the value fits, as the server wrote it.
    pub fn pattern(&self) -> Option<&str> {
        match &self.pattern {
            FieldPattern::Pattern(pattern) => Some(pattern.as_str()),
            FieldPattern::Any | FieldPattern::Unreadable => None,
        }
    }

    /// Where the value is found. Any one source suffices.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Whether a [`WebSnapshot`](super::WebSnapshot) can hold the value. If not, the user or the
    /// [script](super::CookieStep::extract_script) has to give it.
    pub fn can_collect(&self) -> bool {
        self.sources.iter().any(|source| source.kind.is_in_browser())
    }

    /// Whether it can be told that a value is unfit. Also the case when every value is fit.
    pub fn can_check(&self) -> bool {
        match &self.pattern {
            FieldPattern::Any => true,
            FieldPattern::Pattern(pattern) => pattern.can_run(),
            FieldPattern::Unreadable => false,
        }
    }

    /// Whether the server's description has parts that make no sense. They are left out.
    pub fn has_unreadable_parts(&self) -> bool {
        self.has_unreadable_parts
    }
}

/// A place in a browser where a value is found.
#[derive(Clone, Debug)]
pub struct Source {
    pub(super) kind: SourceKind,
    pub(super) name: String,
    pub(super) cookie_domain: Option<Domain>,
    pub(super) request_url: Option<Pattern>,
}

impl Source {
    /// What kind of place it is.
    pub fn kind(&self) -> &SourceKind {
        &self.kind
    }

    /// What the value is called there.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The domain that the cookie belongs to, without the leading dot. `None` means the domains of the step's address.
    pub fn cookie_domain(&self) -> Option<&str> {
        self.cookie_domain.as_ref().map(Domain::as_str)
    }

    /// The regular expression that the request's address fits. `None` when any will do.
    pub fn request_url_pattern(&self) -> Option<&str> {
        self.request_url.as_ref().map(Pattern::as_str)
    }
}

/// The kinds of places in which values are found.
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
    /// A part of what the browser sends in a request's body: a member of a JSON object, a key of a form, a part of a multipart body.
    RequestBody,
    /// Something that only the bridge's script knows how to find.
    Special,
    /// A kind that this version of the crate does not know. Never found.
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
