//! The cookie step: the page to open, and the fields to collect.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use beeper_desktop_client::types::{CookiesStep, StepId};
use beeper_desktop_client::{OpenValue, ServerText};
use serde_json::Value;
use url::{Host, Url};

use super::error::CookieStepError;
use super::field::CookieField;
use super::field_parsing::read_field;
use super::initial_cookie::InitialCookie;
use super::pattern::{Pattern, PatternBudget};
use crate::steps::extra::{ExtraMembers, member, text};
use crate::steps::step_instance_id::StepInstanceId;

/// A step that asks for values from a browser after the user has signed in on a web page.
///
/// [The module](super) shows how to use it.
#[derive(Clone)]
pub struct CookieStep {
    id: StepId,
    url: Url,
    instructions: Option<ServerText>,
    user_agent: Option<String>,
    extract_script: Option<ExtractScript>,
    fields: Vec<CookieField>,
    pub(super) final_url: Option<Box<Pattern>>,
    is_hidden: bool,
    initial_cookies: Vec<InitialCookie>,
    has_unreadable_parts: bool,
    extra: ExtraMembers,
    content: u64,
    instance_id: StepInstanceId,
    time_limit: Option<Duration>,
}

/// The bridges' names for members, which the API names differently or not at all.
const FINAL_URL: &[&str] = &["waitForURLPattern", "wait_for_url_pattern"];
const EXTRACT_SCRIPT: &[&str] = &["extract_js"];
const USER_AGENT: &[&str] = &["user_agent"];
const INITIAL_COOKIES: &[&str] = &["initialCookies", "initial_cookies"];
/// Members that change with every answer and are not part of the request.
const TRANSACTION: [&str; 2] = ["txnID", "txn_id"];

impl CookieStep {
    /// Reads a step from the server.
    ///
    /// This rejects addresses that do not use `https`, because users type passwords into these pages.
    ///
    /// # Errors
    ///
    /// Returns an error if the address or the user agent is invalid, or two fields have the same ID.
    pub fn new(step: CookiesStep) -> Result<Self, CookieStepError> {
        Self::read(step, |_, _| false)
    }

    /// Works as [`CookieStep::new`], but also accepts `http` addresses of this computer, for tests.
    ///
    /// These are `localhost`, names that end in `.localhost`, addresses that begin with `127.`, and `[::1]`. Other spellings,
    /// and addresses with a user name, are rejected.
    ///
    /// ```
    /// use beeper_bridge_login::cookies::CookieStep;
    ///
    /// let step = serde_json::from_str(r#"{"stepID": "sign-in", "url": "http://127.0.0.1:8080/", "fields": []}"#)?;
    /// assert!(CookieStep::allowing_http_on_loopback(step).is_ok());
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the errors of [`CookieStep::new`].
    pub fn allowing_http_on_loopback(step: CookiesStep) -> Result<Self, CookieStepError> {
        Self::read(step, is_http_on_loopback)
    }

    fn read(step: CookiesStep, is_allowed: fn(&Url, &str) -> bool) -> Result<Self, CookieStepError> {
        let url = Url::parse(&step.url).map_err(|_| CookieStepError::InvalidUrl)?;
        if url.scheme() != "https" && !is_allowed(&url, &step.url) {
            return Err(CookieStepError::SchemeNotAllowed);
        }
        let mut ids = BTreeSet::new();
        if let Some(field) = step.fields.iter().find(|field| !ids.insert(&field.id)) {
            return Err(CookieStepError::RepeatedField(field.id.clone()));
        }
        let content = content(&step);
        let described = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let other = |names: &[&str]| text(&step.extra, names).map(str::to_owned);
        let final_url = described(&step.expected_final_url_regex).or_else(|| other(FINAL_URL));
        let user_agent = described(&step.user_agent).or_else(|| other(USER_AGENT));
        if user_agent.iter().any(|text| text.contains(char::is_control)) {
            return Err(CookieStepError::InvalidUserAgent);
        }
        let hidden = member(&step.extra, &["hidden"]);
        let (initial_cookies, has_unreadable_cookies) =
            member(&step.extra, INITIAL_COOKIES).map_or((Vec::new(), false), InitialCookie::read_all);
        let mut budget = PatternBudget::default();
        Ok(Self {
            content,
            instance_id: StepInstanceId::new(),
            time_limit: None,
            is_hidden: hidden == Some(&Value::Bool(true)),
            has_unreadable_parts: has_unreadable_cookies
                || hidden.is_some_and(|hidden| !hidden.is_boolean())
                || [FINAL_URL, EXTRACT_SCRIPT, USER_AGENT]
                    .iter()
                    .any(|names| member(&step.extra, names).is_some_and(|value| !value.is_string())),
            initial_cookies,
            user_agent,
            extract_script: described(&step.extract_js)
                .or_else(|| other(EXTRACT_SCRIPT))
                .map(ExtractScript),
            final_url: final_url.map(|text| Box::new(Pattern::new(&text, &mut budget))),
            fields: step
                .fields
                .into_iter()
                .map(|field| read_field(field, &mut budget))
                .collect(),
            id: step.step_id,
            url,
            instructions: step.instructions,
            extra: step.extra,
        })
    }

    /// Returns the step's ID.
    pub fn id(&self) -> &StepId {
        &self.id
    }

    /// Returns the address to open.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Returns the server's instructions for the user.
    pub fn instructions(&self) -> Option<&ServerText> {
        self.instructions.as_ref()
    }

    /// Returns the user agent that the browser should send. `None` means any.
    pub fn user_agent(&self) -> Option<&str> {
        self.user_agent.as_deref()
    }

    /// Returns the bridge's script for collecting the values, if it offers one.
    pub fn extract_script(&self) -> Option<&ExtractScript> {
        self.extract_script.as_ref()
    }

    /// Returns the fields to collect.
    pub fn fields(&self) -> &[CookieField] {
        &self.fields
    }

    /// Returns the time that the login leaves for this step, from the call of the [handler](crate::LoginHandler::collect).
    ///
    /// It is a few seconds shorter than the login's own time limit, so that the handler can report missing values. `None` for a
    /// session that your program drives.
    pub fn time_limit(&self) -> Option<Duration> {
        self.time_limit
    }

    pub(crate) fn with_time_limit(mut self, limit: Option<Duration>) -> Self {
        self.time_limit = limit;
        self
    }

    pub(crate) fn renew(&mut self) {
        self.instance_id = StepInstanceId::new();
    }

    /// Returns the regular expression that the browser's address matches once the user is signed in. `None` means any address.
    pub fn final_url_pattern(&self) -> Option<&str> {
        self.final_url.as_deref().map(Pattern::as_str)
    }

    /// Returns `true` if the browser need not show the page, because the user types nothing there.
    pub fn is_hidden(&self) -> bool {
        self.is_hidden
    }

    /// Returns the cookies to set before the browser opens the page.
    pub fn initial_cookies(&self) -> &[InitialCookie] {
        &self.initial_cookies
    }

    /// Returns `true` if parts of the server's description of the step were malformed and left out.
    ///
    /// An example is a cookie without a name. This does not cover the fields; see [`CookieField::has_unreadable_parts`].
    pub fn has_unreadable_parts(&self) -> bool {
        self.has_unreadable_parts
    }

    /// Returns all other members that the server sent with the step, unchanged.
    ///
    /// This includes the members behind the other methods. They may contain secrets, so do not print them.
    pub fn extra(&self) -> &BTreeMap<String, OpenValue> {
        &self.extra
    }

    pub(crate) fn instance_id(&self) -> StepInstanceId {
        self.instance_id
    }

    pub(crate) fn content(&self) -> u64 {
        self.content
    }

    /// Returns `true` if the server describes the same step again.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.content == other.content
    }
}

/// Hashes everything that the server sent.
fn content(step: &CookiesStep) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut said = serde_json::to_value(step).unwrap_or_default();
    if let Some(said) = said.as_object_mut() {
        said.retain(|name, _| !TRANSACTION.contains(&name.as_str()));
    }
    said.hash(&mut hasher);
    hasher.finish()
}

/// Returns `true` if an `http` address obviously leads to this computer.
///
/// [`Url`] understands other spellings of `127.0.0.1` (`2130706433`, `0x7f.1`). Tests do not need those, so the text must equal
/// the parsed address.
fn is_http_on_loopback(url: &Url, text: &str) -> bool {
    let is_loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    };
    let understood = format!("http://{}", url.host_str().unwrap_or_default());
    is_loopback
        && url.username().is_empty()
        && url.password().is_none()
        && text.trim().to_ascii_lowercase().starts_with(&understood)
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
            // The rest of an address can contain a password or token.
            .field(
                "url",
                &format_args!("{}://{}/..", self.url.scheme(), self.url.host_str().unwrap_or_default()),
            )
            .field("instructions", &self.instructions)
            .field("user_agent", &self.user_agent)
            .field("extract_script", &self.extract_script)
            .field("fields", &self.fields)
            .field("final_url_pattern", &self.final_url)
            .field("is_hidden", &self.is_hidden)
            .field("initial_cookies", &self.initial_cookies)
            .finish_non_exhaustive()
    }
}

/// A script from the server. It is not verified, and this crate runs it only if your application allows it.
///
/// An application that runs it in the page, after asking the user, passes the result to
/// [`WebSnapshot::add_extracted`](super::WebSnapshot::add_extracted).
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
    /// Returns the script's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ExtractScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExtractScript(..)")
    }
}
