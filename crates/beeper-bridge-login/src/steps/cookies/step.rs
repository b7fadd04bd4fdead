//! The cookie step: the page to open, and the fields to collect.

use std::collections::BTreeSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use beeper_desktop_client::ServerText;
use beeper_desktop_client::types::{CookiesStep, StepId};
use url::Url;

use super::error::CookieStepError;
use super::field::CookieField;
use super::field_parsing::read_field;
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
    /// Reads a step as the server sent it.
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
                .map(|field| read_field(field, &mut budget))
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

    pub(crate) fn renew(&mut self) {
        self.instance_id = StepInstanceId::new();
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

/// Hashes everything that the server said.
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
/// [`BrowserSnapshot::add_extracted`](super::BrowserSnapshot::add_extracted).
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
