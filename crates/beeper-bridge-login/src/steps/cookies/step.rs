use std::collections::BTreeSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use beeper_desktop_client::ServerText;
use beeper_desktop_client::types::{CookiesStep, FieldId, StepId};
use url::Url;

use super::domain::Domain;
use super::error::CookieStepError;
use super::field_parsing;
use super::pattern::{Pattern, PatternBudget};
use crate::steps::step_instance_id::StepInstanceId;

/// A step in which the user signs in on a web page, and what the browser then holds is sent back.
///
/// [The module](super) shows how it is used.
#[derive(Clone)]
pub struct CookieStep {
    id: StepId,
    url: Url,
    instructions: Option<ServerText>,
    user_agent: Option<String>,
    extract_script: Option<ExtractScript>,
    fields: Vec<CookieField>,
    pub(super) final_url: Option<Pattern>,
    content: u64,
    instance_id: StepInstanceId,
}

impl CookieStep {
    /// Makes sense of what the server sent.
    ///
    /// Other addresses than those of `https` are refused: what is typed on such a page is a password.
    ///
    /// # Errors
    ///
    /// If the address is unfit, or the fields contradict each other.
    pub fn new(step: CookiesStep) -> Result<Self, CookieStepError> {
        Self::with_schemes(step, &["https"])
    }

    /// Like [`CookieStep::new`], but takes addresses of `http` as well. Meant for tests, with a page on this machine.
    ///
    /// ```
    /// use beeper_bridge_login::cookies::CookieStep;
    ///
    /// let step = serde_json::from_str(r#"{"stepID": "sign-in", "url": "http://127.0.0.1:8080/", "fields": []}"#)?;
    /// assert!(CookieStep::allowing_http(step).is_ok());
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// See [`CookieStep::new`].
    pub fn allowing_http(step: CookiesStep) -> Result<Self, CookieStepError> {
        Self::with_schemes(step, &["https", "http"])
    }

    fn with_schemes(step: CookiesStep, schemes: &[&str]) -> Result<Self, CookieStepError> {
        let url = Url::parse(&step.url).map_err(|_| CookieStepError::InvalidUrl)?;
        if !schemes.contains(&url.scheme()) {
            return Err(CookieStepError::SchemeNotAllowed);
        }
        let mut ids = BTreeSet::new();
        if let Some(field) = step.fields.iter().find(|field| !ids.insert(&field.id)) {
            return Err(CookieStepError::RepeatedField(field.id.clone()));
        }
        let mut budget = PatternBudget::default();
        Ok(Self {
            content: content(&step),
            instance_id: StepInstanceId::new(),
            final_url: step
                .expected_final_url_regex
                .map(|text| Pattern::new(&text, &mut budget)),
            fields: step
                .fields
                .into_iter()
                .map(|field| field_parsing::read(field, &mut budget))
                .collect(),
            id: step.step_id,
            url,
            instructions: step.instructions,
            user_agent: step.user_agent,
            extract_script: step.extract_js.map(ExtractScript),
        })
    }

    /// The step's ID.
    pub fn id(&self) -> &StepId {
        &self.id
    }

    /// The address to open.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// What to do, for people, in the server's words.
    pub fn instructions(&self) -> Option<&ServerText> {
        self.instructions.as_ref()
    }

    /// The user agent that the browser should pose as. `None` when any will do.
    pub fn user_agent(&self) -> Option<&str> {
        self.user_agent.as_deref()
    }

    /// A script that the bridge offers for collecting the values.
    pub fn extract_script(&self) -> Option<&ExtractScript> {
        self.extract_script.as_ref()
    }

    /// What to collect.
    pub fn fields(&self) -> &[CookieField] {
        &self.fields
    }

    pub(crate) fn instance_id(&self) -> StepInstanceId {
        self.instance_id
    }

    pub(crate) fn content(&self) -> u64 {
        self.content
    }

    /// Whether the server says the same once more.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.content == other.content
    }

    /// The regular expression that the browser's address fits once the user is signed in. `None` when any will do.
    pub fn final_url_pattern(&self) -> Option<&str> {
        self.final_url.as_ref().map(Pattern::as_str)
    }
}

/// Stands for everything that the server said.
fn content(step: &CookiesStep) -> u64 {
    let mut hasher = DefaultHasher::new();
    // All of it is text already, so it can be written as text again.
    serde_json::to_string(step).ok().hash(&mut hasher);
    hasher.finish()
}

impl TryFrom<CookiesStep> for CookieStep {
    type Error = CookieStepError;

    fn try_from(step: CookiesStep) -> Result<Self, CookieStepError> {
        Self::new(step)
    }
}

impl fmt::Debug for CookieStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CookieStep")
            .field("id", &self.id)
            // The rest of an address can hold a password, or what is as good as one.
            .field(
                "url",
                &format_args!("{}://{}/..", self.url.scheme(), self.url.host_str().unwrap_or_default()),
            )
            .field("instructions", &self.instructions)
            .field("user_agent", &self.user_agent)
            .field("extract_script", &self.extract_script)
            .field("fields", &self.fields)
            .field("final_url_pattern", &self.final_url)
            .finish()
    }
}

/// A script from the server, as text. Nothing in this crate runs it, and nobody vouches for it.
///
/// An application that runs it in the page, after asking its user, gives what comes out to
/// [`Browser::add_extracted`](super::Browser::add_extracted).
///
/// ```
/// # use beeper_bridge_login::cookies::CookieStep;
/// # let step = serde_json::from_str(
/// #     r#"{"stepID": "sign-in", "url": "https://example.com", "fields": [], "extractJS": "({token: 1})"}"#
/// # )?;
/// # let step = CookieStep::new(step)?;
/// if let Some(script) = step.extract_script() {
///     assert_eq!(script.as_str(), "({token: 1})");
///     assert_eq!(format!("{script:?}"), "ExtractScript(..)");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ExtractScript(String);

impl ExtractScript {
    /// The script's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ExtractScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExtractScript(..)")
    }
}

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

    /// Whether a [`Browser`](super::Browser) can hold the value. If not, the user or the
    /// [script](CookieStep::extract_script) has to give it.
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
    /// A part of what the browser sends in a request's body. Not collected.
    RequestBody,
    /// Something that only the bridge's script knows how to find. Not collected.
    Special,
    /// A kind that this version of the crate does not know. Never found.
    Unknown(String),
}

impl SourceKind {
    pub(super) fn is_in_browser(&self) -> bool {
        matches!(self, Self::Cookie | Self::LocalStorage | Self::RequestHeader)
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
