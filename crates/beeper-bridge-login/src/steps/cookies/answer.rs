//! The answer to a cookie step, and what is missing for one.

use std::error::Error;
use std::fmt;

use beeper_desktop_client::Secret;
use beeper_desktop_client::types::{FieldId, StepId};

use super::browser_snapshot::BrowserSnapshot;
use super::collected_values::{MissingField, MissingReason};
use super::step::CookieStep;
use crate::error::debug_with_sources::impl_debug_with_sources;
use crate::rendering::text::{Lines, printable};
use crate::steps::step_instance_id::StepInstanceId;

impl CookieStep {
    /// Takes what the step asks for out of a browser, as the answer to it.
    ///
    /// That all is there does not mean that the user has signed in: a guest has cookies too. Where nobody says that they
    /// are done, wait for [`CollectedValues::may_close_automatically`](super::CollectedValues::may_close_automatically).
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
    /// If something that is required is missing.
    pub fn answer(&self, browser: &BrowserSnapshot) -> Result<CookieAnswer, MissingValues> {
        let collected = self.collect(browser);
        if !collected.is_complete() {
            return Err(MissingValues {
                fields: collected.missing_required().to_vec(),
            });
        }
        Ok(CookieAnswer {
            step_id: self.id().clone(),
            instance_id: self.instance_id(),
            last_url: browser.current_url().cloned(),
            values: collected.into_values(),
        })
    }
}

/// What a browser holds, as the answer to one step. Made by [`CookieStep::answer`], for
/// [`LoginSession::submit`](crate::LoginSession::submit).
#[derive(Clone, Debug)]
pub struct CookieAnswer {
    step_id: StepId,
    instance_id: StepInstanceId,
    values: Vec<(FieldId, Secret)>,
    last_url: Option<Secret>,
}

impl CookieAnswer {
    /// The step that this answers.
    pub fn step_id(&self) -> &StepId {
        &self.step_id
    }

    /// The values, by field.
    pub fn values(&self) -> &[(FieldId, Secret)] {
        &self.values
    }

    /// The address that the browser had reached, if the browser said so.
    pub fn last_url(&self) -> Option<&Secret> {
        self.last_url.as_ref()
    }

    pub(crate) fn instance_id(&self) -> StepInstanceId {
        self.instance_id
    }

    pub(crate) fn into_parts(self) -> (Vec<(FieldId, Secret)>, Option<Secret>) {
        (self.values, self.last_url)
    }
}

/// Values that a cookie step requires, and that a browser does not hold. It prints as one line that names them.
#[derive(Clone, PartialEq, Eq)]
pub struct MissingValues {
    fields: Vec<MissingField>,
}

impl MissingValues {
    #[cfg(feature = "browser")]
    pub(crate) fn names(&self) -> String {
        names(&self.fields)
    }

    /// What is missing: at least one field.
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
            ("", _) => write!(f, "not of the form that is asked for: {unfit}"),
            _ => write!(f, "not found: {missing}; not of the form that is asked for: {unfit}"),
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
