//! Steps that ask the user for values: what is asked, and checking what is answered.
//!
//! * [`InputStep`] is what a login session asks for, with its [`Field`]s and [`Attachment`]s. Labels, placeholders and
//!   descriptions are fit to be printed; instructions are a [`ServerText`], to be put through
//!   [`printable`](crate::text::printable).
//! * [`FieldValues`] are what the user typed, or what a map holds when nobody is there.
//! * [`InputStep::check`] turns them into [`AnswerFields`], in the form in which networks take them, or says in an
//!   [`InvalidAnswer`] everything that is wrong at once. Servers check little, and some end the session over a value that
//!   they don't like, so it pays to find that out before.
//! * [`StepFingerprint`] tells a step that comes again from one that has changed.
//!
//! Nothing here prints a value: not in `Debug`, not in errors.
//!
//! ```
//! use beeper_bridge_login::input::{FieldValues, InputStep};
//! use beeper_desktop_client::types::{LoginStepAnswerType, UserInputStep};
//!
//! let step: UserInputStep = serde_json::from_str(
//!     r#"{"stepID": "phone", "fields": [{"id": "number", "type": "phone_number", "label": "Phone number"}]}"#,
//! )?;
//! let step = InputStep::from(step);
//!
//! let refused = step.check(&FieldValues::new().with("number", "0555 0100")).unwrap_err();
//! assert_eq!(refused.to_string(), "Phone number (number): begin with `+` and the country code");
//!
//! let answer = step.check(&FieldValues::new().with("number", "+1 (555) 0100"))?;
//! assert_eq!(answer.get("number").map(|value| value.expose()), Some("+15550100"));
//! # let client = beeper_desktop_client::Client::builder().build()?;
//! let request = client.submit_login_step("local-sms", "session", step.id(), LoginStepAnswerType::UserInput).fields(answer);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod attachment;
mod field;
mod field_kind;
mod field_values;
mod fingerprint;
mod invalid_answer;
mod normalization;
mod pattern;
mod select_option;
#[cfg(test)]
mod tests;
mod validation;

use std::collections::BTreeSet;

use beeper_desktop_client::ServerText;
use beeper_desktop_client::types::{FieldId, StepId, UserInputStep};

use crate::steps::step_instance_id::StepInstanceId;

pub use attachment::{Attachment, AttachmentKind, MAX_ATTACHMENT_BYTES};
pub use field::Field;
pub use field_kind::FieldKind;
pub use field_values::FieldValues;
pub use fingerprint::StepFingerprint;
pub use invalid_answer::{InvalidAnswer, Problem, ProblemKind};
pub use pattern::Pattern;
pub use select_option::SelectOption;
pub use validation::AnswerFields;

/// What a login session asks the user for.
///
/// Made from the client's type. What is malformed in it is left out, and never fails the step.
///
/// ```
/// use beeper_bridge_login::input::{FieldKind, InputStep};
/// use beeper_bridge_login::text::{Lines, printable};
/// # use beeper_desktop_client::types::UserInputStep;
///
/// # fn read_line(prompt: &str, echo: bool) {}
/// # let step: UserInputStep = serde_json::from_str(
/// #     r#"{"stepID": "s", "instructions": "Sign in", "fields": [{"id": "password", "type": "password"}]}"#,
/// # ).unwrap();
/// let step = InputStep::from(step);
/// if let Some(instructions) = step.instructions() {
///     println!("{}", printable(instructions, Lines::Keep, 2000));
/// }
/// for field in step.fields() {
///     let typed = read_line(field.label(), !field.is_secret());
/// }
/// ```
#[derive(Clone, Debug)]
pub struct InputStep {
    id: StepId,
    instructions: Option<ServerText>,
    fields: Vec<Field>,
    attachments: Vec<Attachment>,
    fingerprint: StepFingerprint,
    instance_id: StepInstanceId,
}

impl InputStep {
    /// Names the step. Not unique within a session: compare [`fingerprint`](Self::fingerprint)s.
    pub fn id(&self) -> &StepId {
        &self.id
    }

    /// What to do, for people; also where a network says that the last answer was wrong.
    pub fn instructions(&self) -> Option<&ServerText> {
        self.instructions.as_ref()
    }

    /// The values asked for, in the order in which to ask. No two have the same ID.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field with an ID.
    pub fn field(&self, id: impl AsRef<str>) -> Option<&Field> {
        self.fields.iter().find(|field| field.id() == id.as_ref())
    }

    /// What to show beside the fields, a captcha's picture for instance.
    pub fn attachments(&self) -> &[Attachment] {
        &self.attachments
    }

    /// What tells this step from a later one that has the same ID.
    pub fn fingerprint(&self) -> &StepFingerprint {
        &self.fingerprint
    }

    pub(crate) fn instance_id(&self) -> StepInstanceId {
        self.instance_id
    }
}

impl From<UserInputStep> for InputStep {
    fn from(step: UserInputStep) -> Self {
        let fingerprint = StepFingerprint::of(&step);
        let mut seen = BTreeSet::<FieldId>::new();
        Self {
            id: step.step_id,
            instructions: step.instructions,
            fields: step
                .fields
                .into_iter()
                .filter(|field| seen.insert(field.id.clone()))
                .map(Field::from)
                .collect(),
            attachments: step
                .attachments
                .iter()
                .flatten()
                .map(|attachment| Attachment::decode(attachment.as_value()))
                .collect(),
            fingerprint,
            instance_id: StepInstanceId::new(),
        }
    }
}
