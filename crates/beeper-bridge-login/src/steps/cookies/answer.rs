//! The answer to a cookie step, and the values that are missing for one.

use std::error::Error;
use std::fmt;

use beeper_desktop_client::Secret;
use beeper_desktop_client::requests::SubmitLoginStep;
use beeper_desktop_client::types::{FieldId, LoginStepSource, StepId};

use super::collected_values::{MissingField, MissingReason};
use super::snapshot::WebSnapshot;
use super::step::CookieStep;
use crate::error::debug_with_sources::impl_debug_with_sources;
use crate::rendering::text::{Lines, printable};
use crate::steps::step_instance_id::StepInstanceId;

impl CookieStep {
    /// Collects the values of all fields from a snapshot of the browser, as the answer to the step.
    ///
    /// A complete set of values does not prove that the user has signed in, because a guest has cookies too. Unless the user
    /// says that they are done, wait for
    /// [`CollectedValues::may_close_automatically`](super::CollectedValues::may_close_automatically).
    ///
    /// ```
    /// use beeper_bridge_login::{cookies::CookieStep, paste};
    ///
    /// # let step = serde_json::from_str(r#"{"stepID": "sign-in", "url": "https://example.com", "fields": [
    /// #     {"id": "session"}, {"id": "token", "name": "X-Token", "type": "header"}
    /// # ]}"#)?;
    /// # let step = CookieStep::new(step)?;
    /// let missing = step.answer(&paste::parse("Cookie: session=abc")?).unwrap_err();
    /// assert_eq!(missing.to_string(), "not found: X-Token");
    ///
    /// let answer = step.answer(&paste::parse(r#"{"session": "abc", "X-Token": "t0k3n"}"#)?)?;
    /// assert_eq!(answer.step_id(), step.id());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if a required value is missing.
    pub fn answer(&self, snapshot: &WebSnapshot) -> Result<CookieAnswer, MissingValues> {
        let collected = self.collect(snapshot);
        if let Some(missing) = MissingValues::new(collected.missing_required().to_vec()) {
            return Err(missing);
        }
        Ok(CookieAnswer {
            step_id: self.id().clone(),
            instance_id: self.instance_id(),
            last_url: collected.last_url().cloned(),
            source: snapshot.source().cloned(),
            values: collected.into_values(),
        })
    }
}

impl CookieStep {
    /// Returns the required fields whose values cannot be found in a browser, or `None` if there are none.
    ///
    /// Only the step's [script](Self::extract_script) or the user can provide these values. If your application uses neither,
    /// refuse the step at once.
    ///
    /// ```
    /// # use beeper_bridge_login::cookies::CookieStep;
    /// # let step = serde_json::from_str(r#"{"stepID": "sign-in", "url": "https://example.com", "fields": [
    /// #     {"id": "session"}, {"id": "proof", "sources": [{"type": "special", "name": "Proof"}]}
    /// # ]}"#)?;
    /// # let step = CookieStep::new(step)?;
    /// let missing = step.only_from_script().expect("one of the fields is special");
    /// assert_eq!(missing.fields()[0].id().as_str(), "proof");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn only_from_script(&self) -> Option<MissingValues> {
        let fields = self.fields().iter();
        let fields = fields.filter(|field| field.is_required() && !field.can_collect());
        MissingValues::new(
            fields
                .map(|field| MissingField::new(field, MissingReason::CannotCollect))
                .collect(),
        )
    }
}

/// The answer to one cookie step, with values from a browser.
///
/// [`CookieStep::answer`] returns it for [`LoginSession::submit`](crate::LoginSession::submit).
#[derive(Clone, Debug)]
pub struct CookieAnswer {
    step_id: StepId,
    instance_id: StepInstanceId,
    values: Vec<(FieldId, Secret)>,
    last_url: Option<Secret>,
    source: Option<LoginStepSource>,
}

impl CookieAnswer {
    /// Returns the ID of the step that this answers.
    pub fn step_id(&self) -> &StepId {
        &self.step_id
    }

    /// Returns the fields and their values.
    pub fn values(&self) -> &[(FieldId, Secret)] {
        &self.values
    }

    /// Returns the address that the login had reached, if it is known.
    ///
    /// See [`CollectedValues::last_url`](super::CollectedValues::last_url).
    pub fn last_url(&self) -> Option<&Secret> {
        self.last_url.as_ref()
    }

    pub(crate) fn instance_id(&self) -> StepInstanceId {
        self.instance_id
    }

    /// Returns how the values were collected, if the snapshot [has a source](WebSnapshot::set_source).
    pub fn source(&self) -> Option<&LoginStepSource> {
        self.source.as_ref()
    }

    /// Adds the answer to a request.
    pub(crate) fn fill(self, mut request: SubmitLoginStep) -> SubmitLoginStep {
        request = request.fields(self.values);
        if let Some(last_url) = self.last_url {
            request = request.last_url(last_url);
        }
        match self.source {
            Some(source) => request.source(source),
            None => request,
        }
    }
}

/// The required values of a cookie step that were not found. Prints as one line that names them.
#[derive(Clone, PartialEq, Eq)]
pub struct MissingValues {
    fields: Vec<MissingField>,
}

impl MissingValues {
    /// Returns `None` if no value is missing.
    pub(crate) fn new(fields: Vec<MissingField>) -> Option<Self> {
        (!fields.is_empty()).then_some(Self { fields })
    }

    #[cfg(feature = "browser")]
    pub(crate) fn names(&self) -> String {
        names(&self.fields)
    }

    /// Returns the missing fields, at least one.
    pub fn fields(&self) -> &[MissingField] {
        &self.fields
    }
}

impl fmt::Display for MissingValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_unfit = |field: &&MissingField| field.reason() == MissingReason::DoesNotFit;
        let missing = names(self.fields.iter().filter(|field| !is_unfit(field)));
        let unfit = names(self.fields.iter().filter(is_unfit));
        match (missing.as_str(), unfit.as_str()) {
            (_, "") => write!(f, "not found: {missing}"),
            ("", _) => write!(f, "not in the expected form: {unfit}"),
            _ => write!(f, "not found: {missing}; not in the expected form: {unfit}"),
        }
    }
}

fn names<'a>(fields: impl IntoIterator<Item = &'a MissingField>) -> String {
    let names = fields
        .into_iter()
        .map(|field| printable(field.name(), Lines::Flatten, 100));
    names.collect::<Vec<_>>().join(", ")
}

impl_debug_with_sources!(MissingValues);

impl Error for MissingValues {}
