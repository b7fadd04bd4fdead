//! The values that were found for a cookie step, and those that are missing.

use std::fmt;

use beeper_desktop_client::Secret;
use beeper_desktop_client::types::FieldId;

use super::field::CookieField;
use super::pattern_checks::PatternCheck;

/// The values that were found in a browser for a cookie step, and the fields without a value.
///
/// `Debug` prints the IDs of the fields but no values.
///
/// ```
/// use beeper_bridge_login::cookies::{CookieStep, MissingReason};
/// use beeper_bridge_login::paste;
///
/// # let step = serde_json::from_str(r#"{"stepID": "sign-in", "url": "https://example.com", "fields": [
/// #     {"id": "session"}, {"id": "token", "name": "X-Token", "type": "header"}
/// # ]}"#)?;
/// # let step = CookieStep::new(step)?;
/// let collected = step.collect(&paste::parse("Cookie: session=abc")?);
///
/// assert!(!collected.is_complete());
/// for missing in collected.missing_required() {
///     assert_eq!(missing.name(), "X-Token");
///     assert_eq!(missing.reason(), MissingReason::NotFound);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct CollectedValues {
    pub(super) values: Vec<(FieldId, Secret)>,
    pub(super) missing_required: Vec<MissingField>,
    pub(super) missing_optional: Vec<MissingField>,
    pub(super) unchecked: Vec<FieldId>,
    pub(super) open_checks: Vec<PatternCheck>,
    pub(super) final_url: FinalUrlStatus,
    pub(super) last_url: Option<Secret>,
    pub(super) has_confirmation: bool,
}

impl CollectedValues {
    /// Returns `true` if every required field has a value.
    ///
    /// The step can then be answered once the user says that they are done.
    pub fn is_complete(&self) -> bool {
        self.missing_required.is_empty()
    }

    /// Returns `true` if your application can close the window and answer the step without asking the user.
    ///
    /// For this, every required field must have a value, and the user must certainly be signed in: the login has visited an
    /// address that matches the step's rule. If the step has no rule, or [it turned out](Self::open_checks) that no engine can
    /// run it, at least one field must be required and the values of all required fields must have been checked, as far as that
    /// is possible.
    pub fn may_close_automatically(&self) -> bool {
        self.is_complete() && self.has_confirmation
    }

    /// Returns whether the user has reached the page on which the sign-in ends.
    pub fn final_url(&self) -> FinalUrlStatus {
        self.final_url
    }

    /// Returns the value of a field, if it was found.
    pub fn value(&self, id: impl AsRef<str>) -> Option<&Secret> {
        let id = id.as_ref();
        self.values
            .iter()
            .find(|(found, _)| found == id)
            .map(|(_, value)| value)
    }

    /// Returns all values that were found, in the order of the step's fields.
    pub fn values(&self) -> &[(FieldId, Secret)] {
        &self.values
    }

    /// Returns all values that were found, for a request.
    ///
    /// [`SubmitLoginStep::fields`](beeper_desktop_client::requests::SubmitLoginStep::fields) accepts them.
    ///
    /// ```
    /// use beeper_desktop_client::types::LoginStepAnswerType;
    /// # use beeper_bridge_login::{cookies::CookieStep, paste};
    /// # let step = serde_json::from_str(
    /// #     r#"{"stepID": "sign-in", "url": "https://example.com", "fields": [{"id": "session"}]}"#
    /// # )?;
    /// # let step = CookieStep::new(step)?;
    /// # let collected = step.collect(&paste::parse("session=abc")?);
    /// # let client = beeper_desktop_client::Client::builder().build()?;
    /// let request = client
    ///     .submit_login_step("local-mail", "session", step.id(), LoginStepAnswerType::Cookies)
    ///     .fields(collected.into_values());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn into_values(self) -> Vec<(FieldId, Secret)> {
        self.values
    }

    /// Returns the required fields without a value.
    pub fn missing_required(&self) -> &[MissingField] {
        &self.missing_required
    }

    /// Returns the optional fields without a value. Do not ask the user for them.
    pub fn missing_optional(&self) -> &[MissingField] {
        &self.missing_optional
    }

    /// Returns the fields whose values were accepted although a pattern for the value, or for its source, could not be checked.
    pub fn unchecked(&self) -> &[FieldId] {
        &self.unchecked
    }

    /// Returns the checks of values and addresses that this crate cannot do, and that have no result yet.
    ///
    /// Their patterns are for another regex engine. An application that shows the page can let the browser run them, in a
    /// separate page. Pass the results to [`WebSnapshot::add_check_result`](super::WebSnapshot::add_check_result), and collect
    /// again.
    pub fn open_checks(&self) -> &[PatternCheck] {
        &self.open_checks
    }

    /// Returns the last visited address that matches the step's rule for the final page.
    ///
    /// Without a rule, or if no address matches it, this is the last visited address. It may contain secrets, so do not print
    /// it.
    pub fn last_url(&self) -> Option<&Secret> {
        self.last_url.as_ref()
    }
}

impl fmt::Debug for CollectedValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CollectedValues")
            .field("found", &self.values.iter().map(|(id, _)| id).collect::<Vec<_>>())
            .field("missing_required", &self.missing_required)
            .field("missing_optional", &self.missing_optional)
            .field("unchecked", &self.unchecked)
            .field("final_url", &self.final_url)
            .finish_non_exhaustive()
    }
}

/// A field without a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingField {
    id: FieldId,
    name: String,
    reason: MissingReason,
}

impl MissingField {
    pub(super) fn new(field: &CookieField, reason: MissingReason) -> Self {
        Self {
            id: field.id().clone(),
            name: field.name().to_owned(),
            reason,
        }
    }

    /// Returns the field's ID.
    pub fn id(&self) -> &FieldId {
        &self.id
    }

    /// Returns the name of the field for people. The text is the server's.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the reason why the field has no value.
    pub fn reason(&self) -> MissingReason {
        self.reason
    }
}

/// The reasons why a field has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MissingReason {
    /// The browser does not have the value yet.
    NotFound,
    /// The browser's value under this name does not match the field's pattern.
    ///
    /// It is often a guest's value from before the sign-in.
    DoesNotFit,
    /// This crate cannot find the value in a browser: the user or the step's script must provide it.
    CannotCollect,
}

/// Whether the user has reached the page on which the sign-in ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FinalUrlStatus {
    /// The step has no rule for that page.
    NotRequired,
    /// The login has visited that page.
    Reached,
    /// The login has visited only other addresses, or none is known.
    NotReached,
    /// The step's rule is a pattern that this crate cannot run.
    ///
    /// The browser may be able to run it ([`CollectedValues::open_checks`]); otherwise the user must say that they are done.
    CannotCheck,
}
