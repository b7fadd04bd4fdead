//! A handler that answers from prepared values.

use std::collections::{BTreeMap, BTreeSet};

use beeper_desktop_client::Secret;
use beeper_desktop_client::types::FieldId;

use crate::error::cannot_answer::CannotAnswer;
use crate::handler::LoginHandler;
use crate::handler::stop::Stop;
use crate::steps::cookies::snapshot::WebSnapshot;
use crate::steps::cookies::step::CookieStep;
use crate::steps::display_and_wait::DisplayStep;
use crate::steps::input::field_values::FieldValues;
use crate::steps::input::step::InputStep;
use crate::steps::retry_reason::RetryReason;

/// A handler that answers from prepared values, for programs that run without a user.
///
/// It answers the fields of input and cookie steps by their IDs, and uses a field's initial value if you prepared none. If a
/// value is missing, the login ends with an error that names the field. It gives each value once: a session that asks for it
/// again has refused it. During a display step it waits until somebody acts or the time limit has passed.
///
/// ```no_run
/// use beeper_bridge_login::{BridgeLoginExt, Unattended};
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let values = [("username", std::env::var("MAIL_USER")?), ("password", std::env::var("MAIL_PASSWORD")?)];
/// let connected = client
///     .bridge("local-mail")
///     .connect()
///     .flow("password")
///     .run(Unattended::new(values))
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Unattended {
    values: BTreeMap<FieldId, Secret>,
    given: BTreeSet<FieldId>,
}

impl Unattended {
    /// Creates a handler that answers with these values, by the IDs of fields.
    pub fn new<I, V>(values: impl IntoIterator<Item = (I, V)>) -> Self
    where
        I: Into<FieldId>,
        V: Into<Secret>,
    {
        Self {
            values: values
                .into_iter()
                .map(|(id, value)| (id.into(), value.into()))
                .collect(),
            given: BTreeSet::new(),
        }
    }

    fn mark_given<'a>(&mut self, fields: impl Iterator<Item = &'a FieldId>) -> Result<(), Stop> {
        let (again, new): (Vec<_>, Vec<_>) = fields.cloned().partition(|id| self.given.contains(id));
        if !again.is_empty() {
            return Err(Stop::CannotAnswer(CannotAnswer::AskedTwice(again)));
        }
        self.given.extend(new);
        Ok(())
    }
}

impl LoginHandler for Unattended {
    async fn fill(&mut self, step: &InputStep, retry_reason: Option<&RetryReason>) -> Result<FieldValues, Stop> {
        let values = FieldValues::from_map(self.values.clone());
        // Checked here as well, so that a missing value ends the login instead of asking again.
        let answer = step
            .check(&values)
            .map_err(|invalid| Stop::CannotAnswer(CannotAnswer::Input(invalid)))?;
        if retry_reason != Some(&RetryReason::NotSent) {
            self.mark_given(answer.iter().map(|(id, _)| id))?;
        }
        Ok(values)
    }

    async fn collect(&mut self, step: &CookieStep, retry_reason: Option<&RetryReason>) -> Result<WebSnapshot, Stop> {
        let mut browser = WebSnapshot::new();
        for field in step.fields() {
            if let Some(value) = self.values.get(field.id()) {
                browser.add_extracted(field.id(), value.clone());
            }
        }
        let answer = step
            .answer(&browser)
            .map_err(|missing| Stop::CannotAnswer(CannotAnswer::Cookies(missing)))?;
        if retry_reason != Some(&RetryReason::NotSent) {
            self.mark_given(answer.values().iter().map(|(id, _)| id))?;
        }
        Ok(browser)
    }

    async fn show(&mut self, _: &DisplayStep) -> Result<(), Stop> {
        Ok(())
    }
}
