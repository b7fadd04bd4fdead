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
    pub(super) final_url: Option<Box<Pattern>>,
    is_hidden: bool,
    initial_cookies: Vec<InitialCookie>,
    has_unreadable_parts: bool,
    extra: ExtraMembers,
    content: u64,
    instance_id: StepInstanceId,
    time_limit: Option<Duration>,
}

/// What bridges call that for which the API has other names, or none.
const FINAL_URL: &[&str] = &["waitForURLPattern", "wait_for_url_pattern"];
const EXTRACT_SCRIPT: &[&str] = &["extract_js"];
const USER_AGENT: &[&str] = &["user_agent"];
const INITIAL_COOKIES: &[&str] = &["initialCookies", "initial_cookies"];
/// What changes with every answer, and is no part of what is asked.
const TRANSACTION: [&str; 2] = ["txnID", "txn_id"];

impl CookieStep {
    /// Reads a step as the server sent it.
    ///
    /// Other addresses than those of `https` are refused: what is typed on such a page is a password.
    ///
    /// # Errors
    ///
    /// If the address or the user agent is unfit, or the fields contradict each other.
    pub fn new(step: CookiesStep) -> Result<Self, CookieStepError> {
        Self::read(step, |_, _| false)
    }

    /// Like [`CookieStep::new`], but takes addresses of `http` as well if they lead to this computer. Meant for tests with a
    /// page of their own.
    ///
    /// These are `localhost` and what ends in `.localhost`, `127.0.0.1` and all that begins with `127.`, and `[::1]`; in any
    /// other spelling, or with a user name before them, they are refused.
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
    /// See [`CookieStep::new`].
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

    /// How long the login leaves for this step, from when a [handler](crate::LoginHandler::collect) is asked: a few seconds less than
    /// it has itself, so that there is time to say what is missing. `None` for a session that is driven by hand.
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

    /// The regular expression that the browser's address fits once the user is signed in. `None` when any will do.
    pub fn final_url_pattern(&self) -> Option<&str> {
        self.final_url.as_deref().map(Pattern::as_str)
    }

    /// Whether the page can be opened without showing it: nobody has to type anything there.
    pub fn is_hidden(&self) -> bool {
        self.is_hidden
    }

    /// The cookies that the browser has to hold before the page is opened.
    pub fn initial_cookies(&self) -> &[InitialCookie] {
        &self.initial_cookies
    }

    /// Whether the server's description of the step has parts that make no sense, such as a cookie without a name. They are
    /// left out. What its fields say for themselves is not meant.
    pub fn has_unreadable_parts(&self) -> bool {
        self.has_unreadable_parts
    }

    /// What else the server sent with the step, by member, as it came. What the other methods tell of it is here, too. It may
    /// hold secrets: don't print what is in it.
    pub fn extra(&self) -> &BTreeMap<String, OpenValue> {
        &self.extra
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
}

/// Hashes everything that the server said.
fn content(step: &CookiesStep) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut said = serde_json::to_value(step).unwrap_or_default();
    if let Some(said) = said.as_object_mut() {
        said.retain(|name, _| !TRANSACTION.contains(&name.as_str()));
    }
    said.hash(&mut hasher);
    hasher.finish()
}

/// Whether an address of `http` leads to this computer, and says so.
///
/// [`Url`] understands other spellings of `127.0.0.1` (`2130706433`, `0x7f.1`). No page of a test has those, so the text has to be
/// what was understood.
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
            .field("is_hidden", &self.is_hidden)
            .field("initial_cookies", &self.initial_cookies)
            .finish_non_exhaustive()
    }
}

/// A script from the server, as text. Nobody vouches for it, and it runs nowhere unless the application says so.
///
/// An application that runs it in the page, after asking its user, gives what comes out to
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
