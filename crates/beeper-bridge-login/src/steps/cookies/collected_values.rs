//! The values that were found for a cookie step, and those that are missing.

use std::fmt;

use beeper_desktop_client::Secret;
use beeper_desktop_client::types::FieldId;

use super::field::CookieField;
use super::pattern_checks::PatternCheck;

/// The values that were found in a browser for a cookie step, and the fields without one.
///
/// It prints the IDs of fields, never their values.
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
    /// Whether all required fields are there, which is all it takes to answer the step when the user says so.
    pub fn is_complete(&self) -> bool {
        self.missing_required.is_empty()
    }

    /// Whether a window can be closed, and the step answered, without the user saying so.
    ///
    /// All required fields are there, and it is sure that the user is signed in: an address that the login has been at fits the step's
    /// rule. If there is none, or [it turned out](Self::open_checks) that nobody can run it, at least one field is required and the
    /// values of all required ones have been checked, as far as they can be.
    pub fn may_close_automatically(&self) -> bool {
        self.is_complete() && self.has_confirmation
    }

    /// Whether the user has come to the page on which the sign-in ends.
    pub fn final_url(&self) -> FinalUrlStatus {
        self.final_url
    }

    /// The value of a field, if it was found.
    pub fn value(&self, id: impl AsRef<str>) -> Option<&Secret> {
        let id = id.as_ref();
        self.values
            .iter()
            .find(|(found, _)| found == id)
            .map(|(_, value)| value)
    }

    /// All values that were found, in the order of the step's fields.
    pub fn values(&self) -> &[(FieldId, Secret)] {
        &self.values
    }

    /// All values that were found, as
    /// [`SubmitLoginStep::fields`](beeper_desktop_client::requests::SubmitLoginStep::fields) takes them.
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

    /// The required fields that are missing.
    pub fn missing_required(&self) -> &[MissingField] {
        &self.missing_required
    }

    /// The optional fields that are missing. Don't send anybody looking for them.
    pub fn missing_optional(&self) -> &[MissingField] {
        &self.missing_optional
    }

    /// The fields whose value was taken although a pattern for it, or for where it is from, cannot be checked.
    pub fn unchecked(&self) -> &[FieldId] {
        &self.unchecked
    }

    /// The checks that this crate cannot do, because the pattern is for another engine, and that nobody has done so far. They are
    /// about values, and about addresses.
    ///
    /// An application that shows the page can let the browser run them, in a page of its own rather than in that one. Give what
    /// comes out to [`WebSnapshot::add_check_result`](super::WebSnapshot::add_check_result), and collect again.
    pub fn open_checks(&self) -> &[PatternCheck] {
        &self.open_checks
    }

    /// The address that the step's rule for the final page fits; of several, the last one. Without such a rule, or as long as none
    /// fits, the last address that the login has been at. It may hold secrets: don't print what comes out.
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

/// A field for which there is no value.
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

    /// The field's ID.
    pub fn id(&self) -> &FieldId {
        &self.id
    }

    /// What to call the field in front of people. The text is the server's.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Why there is no value.
    pub fn reason(&self) -> MissingReason {
        self.reason
    }
}

/// Why there is no value for a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MissingReason {
    /// It is not in the browser, so far.
    NotFound,
    /// What is in the browser under this name does not fit the field's pattern. Often that of a guest, before signing in.
    DoesNotFit,
    /// It is in no place in which this crate looks: the user or the step's script has to give it.
    CannotCollect,
}

/// Whether the user has come to the page on which the sign-in ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FinalUrlStatus {
    /// The step does not say which page that is.
    NotRequired,
    /// The login has been there.
    Reached,
    /// The login has been at other addresses, or it is not known at which.
    NotReached,
    /// The step says it with a pattern that cannot be run here. The browser may be able to
    /// ([`CollectedValues::open_checks`]), else the user has to say it.
    CannotCheck,
}
